"""Heads: what stands of a version besides its messages, shared by those who read all of it and those who list it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeVar

from api.accounts import roles
from api.languages import languages
from api.platform import db
from api.platform.errors import NotFound, Phrase, say

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


@dataclass(frozen=True)
class Head:
    """One version: the revision that it is of, the last step of its review, who has it in hand and until when.

    `structure_hash` is of what in the source is no message; a translation is published with the same. `undescribed` is
    how many pictures in it lack an alternative text, in all languages.
    """

    version_id: str
    article_id: str
    language: str
    source_language: str
    serial: int
    revision: int
    structure_hash: str
    undescribed: int
    last_step: LastStep | None
    assignee: Person | None
    due_at: datetime | None

    @property
    def is_source(self) -> bool:
        """Whether this is the language that the article was written in."""
        return self.language == self.source_language


Read = TypeVar("Read", bound=Head)


def only(found: Sequence[Read], language: str) -> Read:
    """Give the one version that was found in a language.

    Raises:
        NotFound: there is no such article, the newsroom has no such language, or it is a transliteration.
    """
    if not found:
        raise NotFound(missing(language))
    return found[0]


def missing(language: str) -> Phrase:
    """Say why there is no version in a language: most often, because nobody works in a transliteration."""
    known = languages.everything().get(language)
    parent = known.transliteration_of if known is not None else None
    return MISSING if parent is None else languages.of_itself(language, parent)


MISSING = say("There is no such language version.")


def by_article(found: Iterable[Read]) -> dict[str, dict[str, Read]]:
    """Give versions by article and language, in the order in which they come."""
    versions: dict[str, dict[str, Read]] = {}
    for version in found:
        versions.setdefault(version.article_id, {})[version.language] = version
    return versions


def read(columns: Sequence[Any]) -> dict[str, Any]:
    """Give the fields of a head by name, from the columns of a row that begins with `COLUMNS`."""
    version_id, article_id, language, source_language, serial, revision, structure_hash, undescribed = columns[:8]
    kind, *of_step, assignee_id, assignee_name, due_at = columns[8:17]
    return {
        "version_id": version_id,
        "article_id": article_id,
        "language": language,
        "source_language": source_language,
        "serial": serial,
        "revision": revision or 0,
        "structure_hash": structure_hash,
        "undescribed": undescribed,
        "last_step": LastStep(kind, *of_step) if kind is not None else None,
        "assignee": person(assignee_id, assignee_name),
        "due_at": None if due_at is None else db.read_time(due_at),
    }


def person(person_id: object, name: object) -> Person | None:
    """Give someone from two columns, or nobody."""
    return Person(str(person_id), str(name)) if person_id is not None else None


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

COLUMNS = """version.id, version.article_id, version.language, article.source_language, version.serial,
       revision.number, COALESCE(revision.structure, ''), COALESCE(revision.undescribed, 0),
       step.kind, step.revision, step.source_hash, step.text_hash, step."by", step.structure_hash,
       assignee.id, assignee.name,
       CASE WHEN version.due_is_firm OR assignee.id IS NOT NULL THEN version.due_at END"""

# A version with its article and its language, the latest revision, the last step of its review and its assignee.
FROM = f"""
  FROM version
  JOIN article ON article.id = version.article_id
  JOIN language ON language.code = version.language
  LEFT JOIN revision ON revision.article_id = article.id AND revision.number = (
       SELECT MAX(number) FROM revision WHERE revision.article_id = article.id)
  LEFT JOIN step ON step.id = (
       SELECT id FROM step WHERE step.version_id = version.id ORDER BY serial DESC, turn DESC LIMIT 1)
  {ASSIGNEE}
"""  # noqa: S608 - our own names

# The source first, then in the newsroom's order.
ORDER = "ORDER BY version.language <> article.source_language, language.position, version.language"
