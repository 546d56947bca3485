"""Catalogues: all messages of one version with what it says for each, loaded as data that the pure modules judge."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from api.platform import db
from api.platform.errors import NotFound, say
from api.translation import heads
from api.translation.checks import Bulk
from api.translation.entries import Entry
from api.translation.heads import Head, Person


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it stands in a version: the entry, and what surrounds it."""

    entry: Entry
    words: int
    changed_in: int
    meant_in: int
    corrected_in: int
    serial: int
    updated_at: datetime | None
    updated_by: Person | None

    @property
    def tag(self) -> str:
        """The message's entity tag: another for each change of its source, its text or its state."""
        return f"{self.changed_in}.{self.serial}"


@dataclass(frozen=True)
class Catalogue(Head):
    """One version with its messages, those of the document in order first, then the obsolete ones."""

    lines: tuple[Line, ...]

    @cached_property
    def placed(self) -> tuple[Line, ...]:
        """The messages of the document as it is now, in order."""
        return tuple(line for line in self.lines if line.entry.position is not None)

    @cached_property
    def source_hash(self) -> str:
        """SHA-256 of the source text, message by message."""
        return digest((line.entry.key, line.entry.source) for line in self.placed)

    @cached_property
    def text_hash(self) -> str:
        """SHA-256 of what this version says, message by message."""
        return digest((line.entry.key, self.text_of(line) or "") for line in self.placed)

    def text_of(self, line: Line) -> str | None:
        """Give what this version says for a message, None where it says nothing."""
        return line.entry.source if self.is_source else line.entry.translation

    def line(self, key: str) -> Line:
        """Give a message by its id.

        Raises:
            NotFound: the article has no such message.
        """
        for line in self.lines:
            if line.entry.key == key:
                return line
        raise NotFound(say("There is no such message."))


@dataclass(frozen=True, slots=True)
class Single:
    """One message of a version, read by itself, and what all of the version's texts come to (`checks.Bulk`)."""

    version_id: str
    is_source: bool
    line: Line
    bulk: Bulk


def of_article(article_id: str) -> dict[str, Catalogue]:
    """Give every version of an article by language, the source first, then in the newsroom's order.

    Two statements, whatever the number of languages.
    """
    return of_articles([article_id]).get(article_id, {})


def of_articles(article_ids: Sequence[str]) -> dict[str, dict[str, Catalogue]]:
    """Give every version of several articles, by article and language, as of one moment; two statements.

    All texts of all languages: for whoever writes or publishes them. Lists read `overviews`.
    """
    if not article_ids:
        return {}
    return heads.by_article(_read(f"version.article_id IN ({','.join('?' * len(article_ids))})", article_ids))


def load(article_id: str, language: str) -> Catalogue:
    """Give one version; what other languages say is not read.

    Raises:
        NotFound: there is no such article, or the newsroom has no such language.
    """
    return heads.only(_read("version.article_id = ? AND version.language = ?", (article_id, language)), language)


def message(article_id: str, language: str, key: str) -> Single:
    """Give one message of a version; one statement, which reads no other.

    Raises:
        NotFound: there is no such article, language or message.
    """
    found = db.row(_SINGLE, (key, article_id, language))
    if found is None:
        raise NotFound(heads.missing(language))
    version_id, is_source, marks, size, *columns = found
    if columns[0] is None:
        raise NotFound(say("There is no such message."))
    return Single(version_id, bool(is_source), _line(columns), Bulk(marks, size))


def _read(condition: str, params: Sequence[str]) -> list[Catalogue]:
    with db.snapshot():
        versions = db.rows(f"{_VERSIONS} WHERE {condition} {heads.ORDER}", params)
        read = db.rows(f"{_LINES} WHERE {condition} {_IN_ORDER}", params)
    lines: dict[str, list[Line]] = {}
    for version_id, *columns in read:
        lines.setdefault(version_id, []).append(_line(columns))
    return [Catalogue(**heads.read(row), lines=tuple(lines.get(row[0], []))) for row in versions]


_VERSIONS = f"SELECT {heads.COLUMNS} {heads.FROM}"

_LINE = """message.key, message.kind, message.position, message.source, translation.text, translation.source,
       COALESCE(translation.needs_work, FALSE), COALESCE(translation.is_approved, FALSE),
       message.words, message.changed_in, message.meant_in, message.corrected_in, COALESCE(translation.serial, 0),
       translation.updated_at, person.id, person.name"""

_LINES = f"""
SELECT version.id, {_LINE}
  FROM version
  JOIN message ON message.article_id = version.article_id
  LEFT JOIN translation ON translation.version_id = version.id AND translation.key = message.key
  LEFT JOIN person ON person.id = translation.updated_by
"""  # noqa: S608 - our own names
_IN_ORDER = " ORDER BY version.id, message.position IS NULL, message.position, message.key"

_SINGLE = f"""
SELECT version.id, version.language = article.source_language, version.marks, version.size, {_LINE}
  FROM version
  JOIN article ON article.id = version.article_id
  LEFT JOIN message ON message.article_id = version.article_id AND message.key = ?
  LEFT JOIN translation ON translation.version_id = version.id AND translation.key = message.key
  LEFT JOIN person ON person.id = translation.updated_by
 WHERE version.article_id = ? AND version.language = ?
"""  # noqa: S608 - our own names


def _line(columns: Sequence[Any]) -> Line:
    key, kind, position, source, text, translated_source, needs_work, is_approved, *rest = columns
    words, changed_in, meant_in, corrected_in, serial, updated_at, person_id, person_name = rest
    entry = Entry(key, kind, position, source, text, translated_source, bool(needs_work), bool(is_approved))
    return Line(
        entry,
        words,
        changed_in,
        meant_in,
        corrected_in,
        serial,
        None if updated_at is None else db.read_time(updated_at),
        heads.person(person_id, person_name),
    )


def digest(pairs: Iterable[tuple[str, str]]) -> str:
    """Give the SHA-256 of texts with the ids of their messages, in order."""
    sha256 = hashlib.sha256()
    for key, text in pairs:
        sha256.update(f"{key}\x00{text}\x00".encode())
    return sha256.hexdigest()
