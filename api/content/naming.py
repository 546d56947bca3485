"""Naming: what topics and bylines are called in each language, and which of the names a reader gets."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, TypeVar

from api.platform import db

T = TypeVar("T")


def chosen(names: Mapping[str, T], chain: Iterable[str]) -> tuple[str, T] | None:
    """Choose the first language of a fallback chain that has a name, else the first that there is, and give both.

    `names` are by language, in the newsroom's order, so that the last resort is the same in every process. None where
    there is no name at all.
    """
    return next(((language, names[language]) for language in (*chain, *names) if language in names), None)


def load(kind: Literal["topic", "byline"], ids: Collection[str] | None) -> dict[str, tuple[str, dict[str, str]]]:
    """Give topics or bylines by id, all or some: the key, and the names by language, in the newsroom's order."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    if ids is not None and not ids:
        return found
    condition = "1 = 1" if ids is None else f"{kind}.id IN ({','.join('?' * len(ids))})"
    for id_, key, language, name in db.rows(_NAMES.format(kind=kind, condition=condition), sorted(ids or ())):
        by_language = found.setdefault(id_, (key, {}))[1]
        if language is not None:
            by_language[language] = name
    return found


_NAMES = """
SELECT {kind}.id, {kind}.key, named.language, named.name
  FROM {kind}
  LEFT JOIN {kind}_name AS named ON named.{kind}_id = {kind}.id
  LEFT JOIN language ON language.code = named.language
 WHERE {condition}
 ORDER BY {kind}.id, language.position, language.code
"""
