"""The journal: every publication, update, correction and withdrawal, in the order in which they became public.

It is only appended to: the database refuses to change an entry and to write two in one place, and to drop one unless
it lies behind the horizon and nobody needs it (`pruning`).

The generation is raised first in each publishing transaction. Its row's lock orders the commits, so (generation,
position) is commit order on PostgreSQL too, where a sequence hands out a later number to an earlier commit and a
reader who goes by it loses a row.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.platform import db
from api.publishing.models import Change, FrameChange, Generation

ChangeType = Literal["published", "updated", "corrected", "withdrawn"]
Resource = Literal["issue", "topic", "byline", "language", "site", "picture"]
ARTICLE = "article"  # the resource of all other entries
SITE = "site"  # its key
HORIZON = "told"  # of what the horizon is

_BEHIND = 1_000_000  # places of a generation that are kept for articles


@dataclass(frozen=True, slots=True)
class News:
    """Something that became public, changed or was withdrawn; `touched` and `alternates` as the table has them."""

    type: ChangeType
    article_id: str
    language: str
    publication_id: str
    reason: str | None = None
    touched: str | None = None
    alternates: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class Notice:
    """What frames articles, or a picture by its id, became public, changed or is public no longer."""

    resource: Resource
    key: str
    type: ChangeType


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


def begin_ahead() -> int:
    """Raise the number of what partners are offered ahead, and wait for all who have raised it before. A first step.

    It has the row of the generation, so its order is that of commits; the generation stays.
    """
    db.require_transaction()
    raised = db.row("UPDATE generation SET ahead = ahead + 1 WHERE id = 1 RETURNING ahead")
    assert raised is not None  # noqa: S101 - the first migration puts the row there
    return int(raised[0])


def ahead() -> int:
    """Give how often what partners were offered ahead has changed."""
    found = db.row("SELECT ahead FROM generation WHERE id = 1")
    return int(found[0]) if found else 0


def pace() -> int:
    """Give what rises with each entry of the journal and with each offer to a partner."""
    found = db.row("SELECT value + ahead FROM generation WHERE id = 1")
    return int(found[0]) if found else 0


def horizon() -> tuple[int, int]:
    """Give the place in the journal up to which it is told no longer; (0, 0), before all, as long as it is kept."""
    found = db.row("SELECT generation, position FROM journal_horizon WHERE name = ?", (HORIZON,))
    return (int(found[0]), int(found[1])) if found else (0, 0)


def epoch() -> str:
    """Give what tells this journal from that before a restore, which had entries that this one has forgotten."""
    found = db.row("SELECT epoch FROM generation WHERE id = 1")
    return str(found[0]) if found else ""


def append(generation: int, news: list[News], *, at: datetime) -> None:
    """Write what happened in this generation. A step inside a transaction, once in each."""
    db.append(
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
                "touched": entry.touched,
                "alternates": entry.alternates,
            }
            for position, entry in enumerate(news)
        ],
    )


def announce(generation: int, notices: Iterable[Notice], *, at: datetime) -> None:
    """Write down what else of what readers get is another in this generation. A step inside a transaction."""
    found = db.row("SELECT MAX(position) FROM frame_change WHERE generation = ?", (generation,))
    last = _BEHIND if found is None or found[0] is None else found[0]
    db.append(
        FrameChange,
        [
            {
                "generation": generation,
                "position": position,
                "resource": notice.resource,
                "key": notice.key,
                "type": notice.type,
                "at": at,
            }
            for position, notice in enumerate(notices, last + 1)
        ],
    )
