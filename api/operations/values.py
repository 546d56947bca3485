"""How a value crosses between a database and an archive: the same JSON for the same value of either."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from api.operations.tables import Kind
from api.platform import db
from api.platform.errors import MalformedFile, say

_INTEGERS = range(-(2**63), 2**63)


def to_archive(kinds: Sequence[Kind]) -> Callable[[Sequence[Any]], list[Any]]:
    """Make what turns a row of either database into JSON: bytes as base64, times as ISO 8601."""
    writers = [_WRITERS[kind] for kind in kinds]

    def write(row: Sequence[Any]) -> list[Any]:
        return [None if value is None else to(value) for to, value in zip(writers, row, strict=True)]

    return write


def from_archive(kinds: Sequence[Kind]) -> Callable[[Sequence[Any]], list[Any]]:
    """Make what turns a row of an archive into parameters that either database takes.

    Raises, when it is called:
        MalformedFile: a value is not of its column's kind.
    """
    readers = [_READERS[kind] for kind in kinds]

    def read(row: Sequence[Any]) -> list[Any]:
        try:
            return [None if value is None else of(value) for of, value in zip(readers, row, strict=True)]
        except (ValueError, binascii.Error):
            raise MalformedFile(say("The backup holds a value that its column cannot hold.")) from None

    return read


def _time(value: str | datetime) -> str:
    return db.write_time(db.read_time(value))


def _date(value: str | date) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _read_text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value


def _read_integer(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in _INTEGERS:
        raise ValueError
    return value


def _read_real(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError
    return float(value)


def _read_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError  # noqa: TRY004 - one kind of refusal for all that does not fit
    return value


def _read_time(value: object) -> str:
    return _time(_read_text(value))


def _read_date(value: object) -> str:
    return date.fromisoformat(_read_text(value)).isoformat()


def _read_blob(value: object) -> bytes:
    return base64.b64decode(_read_text(value), validate=True)


_WRITERS: dict[Kind, Callable[[Any], Any]] = {
    "text": str,
    "integer": int,
    "real": float,
    "flag": bool,
    "time": _time,
    "date": _date,
    "blob": _base64,
}
_READERS: dict[Kind, Callable[[Any], Any]] = {
    "text": _read_text,
    "integer": _read_integer,
    "real": _read_real,
    "flag": _read_flag,
    "time": _read_time,
    "date": _read_date,
    "blob": _read_blob,
}

KINDS = frozenset(_READERS)
