"""Catalogues: all messages of one version with what it says for each, loaded as data that the pure modules judge."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from api.accounts import roles
from api.platform import db
from api.platform.errors import NotFound, say
from api.translation.matching.merging import Entry

StepKind = Literal["submission", "change_request", "approval", "approval_withdrawal"]


@dataclass(frozen=True, slots=True)
class Person:
    """Someone as shown beside what they did."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class LastStep:
    """The latest step of a version's review, with the hashes of what it was about."""

    kind: StepKind
    revision: int
    source_hash: str
    text_hash: str
    by: str
    structure_hash: str = ""


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
class Catalogue:
    """One version with its messages, those of the document in order first, then the obsolete ones.

    `structure_hash` is of what in the source is no message; a translation is published with the same.
    """

    version_id: str
    article_id: str
    language: str
    source_language: str
    serial: int
    revision: int
    lines: tuple[Line, ...]
    last_step: LastStep | None
    assignee: Person | None
    due_at: datetime | None
    structure_hash: str = ""

    @property
    def is_source(self) -> bool:
        """Whether this is the language that the article was written in."""
        return self.language == self.source_language

    @cached_property
    def placed(self) -> tuple[Line, ...]:
        """The messages of the document as it is now, in order."""
        return tuple(line for line in self.lines if line.entry.position is not None)

    @cached_property
    def source_hash(self) -> str:
        """SHA-256 of the source text, message by message."""
        return _digest((line.entry.key, line.entry.source) for line in self.placed)

    @cached_property
    def text_hash(self) -> str:
        """SHA-256 of what this version says, message by message."""
        return _digest((line.entry.key, self.text_of(line) or "") for line in self.placed)

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


def of_article(article_id: str) -> dict[str, Catalogue]:
    """Give every version of an article by language, the source first, then in the newsroom's order.

    Two statements, whatever the number of languages.
    """
    return of_articles([article_id]).get(article_id, {})


def of_articles(article_ids: Sequence[str]) -> dict[str, dict[str, Catalogue]]:
    """Give every version of several articles, by article and language, as of one moment; two statements."""
    if not article_ids:
        return {}
    marks = ",".join("?" * len(article_ids))
    with db.snapshot():
        versions = db.rows(_VERSIONS.format(marks=marks, assignee=ASSIGNEE), article_ids)
        read = db.rows(_LINES.format(marks=marks), article_ids)
    lines: dict[str, list[Line]] = {}
    for version_id, *columns in read:
        lines.setdefault(version_id, []).append(_line(columns))
    found: dict[str, dict[str, Catalogue]] = {}
    for row in versions:
        catalogue = _catalogue(row, lines.get(row[0], []))
        found.setdefault(catalogue.article_id, {})[catalogue.language] = catalogue
    return found


def load(article_id: str, language: str) -> Catalogue:
    """Give one version.

    Raises:
        NotFound: there is no such article, or the newsroom has no such language.
    """
    found = of_article(article_id).get(language)
    if found is None:
        raise NotFound(say("There is no such language version."))
    return found


# Who has a version in hand, `assignee`: somebody who is suspended, or may not work on it any longer, is nobody.
ASSIGNEE = f"""
  LEFT JOIN person AS assignee
    ON assignee.id = version.assignee_id
   AND assignee.suspended_at IS NULL
   AND EXISTS (SELECT 1
                 FROM "grant"
                WHERE "grant".person_id = assignee.id
                  AND CASE WHEN version.language = article.source_language
                           THEN {roles.as_condition("write")}
                           ELSE {roles.as_condition("translate", "version.language")} END)
"""  # noqa: S608 - our own names

_VERSIONS = """
SELECT version.id, version.article_id, version.language, article.source_language, version.serial,
       revision.number, COALESCE(revision.structure, ''),
       step.kind, step.revision, step.source_hash, step.text_hash, step."by", step.structure_hash,
       assignee.id, assignee.name,
       CASE WHEN version.due_is_firm OR assignee.id IS NOT NULL THEN version.due_at END
  FROM version
  JOIN article ON article.id = version.article_id
  JOIN language ON language.code = version.language
  LEFT JOIN revision ON revision.article_id = article.id AND revision.number = (
       SELECT MAX(number) FROM revision WHERE revision.article_id = article.id)
  LEFT JOIN step ON step.id = (
       SELECT id FROM step WHERE step.version_id = version.id ORDER BY serial DESC, turn DESC LIMIT 1)
  {assignee}
 WHERE version.article_id IN ({marks})
 ORDER BY version.language <> article.source_language, language.position, version.language
"""

_LINES = """
SELECT version.id, message.key, message.kind, message.position, message.source, translation.text, translation.source,
       COALESCE(translation.needs_work, FALSE), COALESCE(translation.is_approved, FALSE),
       message.words, message.changed_in, message.meant_in, message.corrected_in, COALESCE(translation.serial, 0),
       translation.updated_at, person.id, person.name
  FROM version
  JOIN message ON message.article_id = version.article_id
  LEFT JOIN translation ON translation.version_id = version.id AND translation.key = message.key
  LEFT JOIN person ON person.id = translation.updated_by
 WHERE version.article_id IN ({marks})
 ORDER BY version.id, message.position IS NULL, message.position, message.key
"""


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
        _person(person_id, person_name),
    )


def _catalogue(columns: Sequence[Any], lines: Sequence[Line]) -> Catalogue:
    version_id, article_id, language, source_language, serial, revision, structure, kind, *rest = columns
    step = LastStep(kind, *rest[:5]) if kind is not None else None
    assignee_id, assignee_name, due_at = rest[5:]
    return Catalogue(
        version_id,
        article_id,
        language,
        source_language,
        serial,
        revision or 0,
        tuple(lines),
        step,
        _person(assignee_id, assignee_name),
        None if due_at is None else db.read_time(due_at),
        structure,
    )


def _person(person_id: object, name: object) -> Person | None:
    return Person(str(person_id), str(name)) if person_id is not None else None


def _digest(pairs: Iterable[tuple[str, str]]) -> str:
    digest = hashlib.sha256()
    for key, text in pairs:
        digest.update(f"{key}\x00{text}\x00".encode())
    return digest.hexdigest()
