"""Naming: what topics and bylines are called in each language, and which of the names a reader gets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Literal, TypeVar

from api.languages import languages
from api.platform import db
from api.platform.errors import Fault, Invalid, say

T = TypeVar("T")

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_KEY = 64


def chosen(names: Mapping[str, T], chain: Iterable[str]) -> tuple[str, T] | None:
    """Choose the first language of a fallback chain that has a name, else the first that there is, and give both.

    `names` are by language, in the newsroom's order, so that the last resort is the same in every process. None where
    there is no name at all.
    """
    return next(((language, names[language]) for language in (*chain, *names) if language in names), None)


def check_key(key: str) -> None:
    """Refuse a key that would not read well in an address.

    Raises:
        Invalid: the key is not of lower-case letters, digits and single dashes.
    """
    if len(key) > _LONGEST_KEY or not _KEY.fullmatch(key):
        detail = say("A key consists of lower-case letters a–z, digits and single dashes.")
        raise Invalid(detail, Fault("invalid_key", detail, pointer="/key"))


def check_languages(names: Collection[str], *, place: str = "/names") -> None:
    """Refuse names in languages that the newsroom does not have.

    Raises:
        Invalid: one fault for each, under a place in the body.
    """
    known = languages.everything()
    faults = [
        Fault("unknown_language", languages.unknown(code), pointer=f"{place}/{_part(code)}")
        for code in names
        if code not in known
    ]
    if faults:
        raise Invalid(faults[0].detail, *faults)


def require_name(kind: Literal["topic", "byline"], id_: str) -> None:
    """Refuse to leave a topic or byline without any name. A step inside a transaction.

    Raises:
        Invalid: it has none; the place is `/names`.
    """
    db.require_transaction()
    if not load(kind, [id_])[id_][1]:
        detail = say("A name is needed in at least one language.")
        raise Invalid(detail, Fault("required", detail, pointer="/names"))


def load(kind: Literal["topic", "byline"], ids: Collection[str] | None) -> dict[str, tuple[str, dict[str, str]]]:
    """Give topics or bylines by id, all or some: the key, and the names by language, in the newsroom's order."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for id_, key, language, name in _rows(kind, "id", ids):
        by_language = found.setdefault(id_, (key, {}))[1]
        if language is not None:
            by_language[language] = name
    return found


def by_key(kind: Literal["topic", "byline"], keys: Collection[str]) -> dict[str, dict[str, str]]:
    """Give the names of some topics or bylines by key, then by language in the newsroom's order."""
    found: dict[str, dict[str, str]] = {key: {} for key in keys}
    for _, key, language, name in _rows(kind, "key", keys):
        if language is not None:
            found[key][language] = name
    return found


def _rows(kind: str, column: str, values: Collection[str] | None) -> list[tuple[str, str, str | None, str]]:
    if values is not None and not values:
        return []
    condition = "1 = 1" if values is None else f"{kind}.{column} IN ({','.join('?' * len(values))})"
    return db.rows(_NAMES.format(kind=kind, condition=condition), sorted(values or ()))


_NAMES = """
SELECT {kind}.id, {kind}.key, named.language, named.name
  FROM {kind}
  LEFT JOIN {kind}_name AS named ON named.{kind}_id = {kind}.id
  LEFT JOIN language ON language.code = named.language
 WHERE {condition}
 ORDER BY {kind}.id, language.position, language.code
"""


def _part(text: str) -> str:
    """Write a part of a JSON pointer (RFC 6901 section 3)."""
    return text.replace("~", "~0").replace("/", "~1")
