"""The journal: every publication, update, correction and withdrawal, in the order in which they became public.

The generation is raised first in each publishing transaction. Its row's lock orders the commits, so (generation,
position) is commit order on PostgreSQL too, where a sequence hands out a later number to an earlier commit and a
reader who goes by it loses a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.platform import db
from api.publishing.models import Change, Generation

ChangeType = Literal["published", "updated", "corrected", "withdrawn"]


@dataclass(frozen=True, slots=True)
class News:
    """Something that became public, changed or was withdrawn."""

    type: ChangeType
    article_id: str
    language: str
    publication_id: str
    reason: str | None = None


def begin() -> int:
    """Raise the generation, and so wait for every publishing transaction before this one. The first step of each."""
    db.require_transaction()
    raised = db.row("UPDATE generation SET value = value + 1 WHERE id = 1 RETURNING value")
    assert raised is not None  # noqa: S101 - the first migration puts the row there
    return int(raised[0])


def hold() -> int:
    """Wait for every publishing transaction before this one, and keep later ones waiting; gives the generation. A step.

    For what must not come between such a transaction's look and its deed, but changes nothing that is public.
    """
    db.require_transaction()
    return int(db.for_update(Generation.select().where(Generation.id == 1)).get().value)


def generation() -> int:
    """Give the generation of what is public now."""
    found = db.row("SELECT value FROM generation WHERE id = 1")
    return int(found[0]) if found else 0


def append(generation: int, news: list[News], *, at: datetime) -> None:
    """Write what happened in this generation. A step inside a transaction, once in each."""
    db.put(
        Change,
        [
            {
                "generation": generation,
                "position": position,
                "type": entry.type,
                "at": at,
                "article": entry.article_id,
                "language": entry.language,
                "publication": entry.publication_id,
                "reason": entry.reason,
            }
            for position, entry in enumerate(news)
        ],
        key=["generation", "position"],
    )
