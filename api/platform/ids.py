"""Ids: UUIDv7 text (RFC 9562 section 5.7) that tells the day on which it was made and nothing finer; never reused.

Ids are public, and are made when somebody first saves a draft: the exact time would tell who was at work then. So the
time is cut to the day in UTC (section 6.1 allows it), and the other bits are random, not counted, since a counter would
tell what was made together. Ids do not sort by time: where an order is needed, there is a column for it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DAY = 86_400_000  # milliseconds
_VERSION = 7


class _Told(threading.local):
    ids: Iterator[str] | None = None


_told = _Told()


def new() -> str:
    """Make an id."""
    if _told.ids is not None:
        return next(_told.ids)
    return _written(time.time_ns() // 1_000_000, secrets.token_bytes(10))


@contextmanager
def drawn_from(name: str, day: datetime) -> Iterator[None]:
    """Make ids in the block that follow from a name and a day, the same each time: for texts that never change."""
    before = _told.ids
    moment = int(day.timestamp() * 1000)
    _told.ids = (_written(moment, hashlib.sha256(f"{name} {n}".encode()).digest()[:10]) for n in count())
    try:
        yield
    finally:
        _told.ids = before


def is_id(text: str) -> bool:
    """Tell whether a text has the shape of an id, in lower case as we write them."""
    return _UUID.fullmatch(text) is not None


def coarse(text: str) -> str:
    """Give the id that replaced an old one, whose time was exact; any other text stays as it is. No table is needed.

    The new bits are a hash of the whole old id, which also held a counter that tells what was made in one millisecond.
    """
    if not is_id(text) or text[14] != str(_VERSION):
        return text
    moment = int(text[:8] + text[9:13], 16)
    return text if moment % _DAY == 0 else _written(moment, hashlib.sha256(text.encode()).digest()[:10])


def _written(moment: int, bits: bytes) -> str:
    """Write an id of the day of a moment, in milliseconds, with 74 of 80 random bits."""
    rest = int.from_bytes(bits)
    rest = rest & ~(0xF << 76) | _VERSION << 76
    rest = rest & ~(0x3 << 62) | 0x2 << 62
    text = f"{moment - moment % _DAY:012x}{rest:020x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
