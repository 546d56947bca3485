"""What the desk reads of language versions: data in the shapes of its schemas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from api.platform import db
from api.platform.errors import Phrase
from api.publishing import picture_warnings, published
from api.publishing.documents import FRESHNESS, freshness_of
from api.publishing.picture_warnings import PictureWarning
from api.publishing.published import Published
from api.translation import overviews, reviews
from api.translation.models import Comment
from api.translation.overviews import Overview
from api.translation.status import Blocker

Speak = Callable[[Phrase], str]


@db.snapshot()
def version(article_id: str, language: str, speak: Speak, *, at: datetime) -> tuple[dict[str, Any], int]:
    """Show a language version; gives its serial beside it.

    Raises:
        NotFound: there is no such version.
    """
    overview = overviews.load(article_id, language)
    found = published.last([article_id]).get(article_id, {})
    shown = {
        "article_id": article_id,
        "source_language": overview.source_language,
        "is_source": overview.is_source,
        "revision": overview.revision,
        "publication": _publication(overview, found, speak),
        **version_brief(overview),
        "blockers": blockers(overviews.blockers([overview])[overview.version_id], speak),
        "warnings": warnings(picture_warnings.of([article_id], at=at)[article_id]),
        "assignee": asdict(overview.assignee) if overview.assignee else None,
        "due_at": overview.due_at,
        "change_request": _change_request(overview),
        "approval": _approval(overview),
    }
    return shown, overview.serial


def version_brief(overview: Overview) -> dict[str, Any]:
    """Show a language version in short."""
    return {
        "language": overview.language,
        "status": overview.status,
        "progress": progress(overview),
    }


def progress(overview: Overview) -> dict[str, Any]:
    """Show how far a version is."""
    counted = overview.progress
    return {"messages": counted.messages, "words": counted.words, "percent": counted.percent}


def blockers(found: Sequence[Blocker], speak: Speak) -> list[dict[str, Any]]:
    """Show what keeps a version from going on."""
    return [
        {"code": blocker.code, "detail": speak(blocker.detail), "message_ids": list(blocker.message_ids)}
        for blocker in found
    ]


def warnings(found: Sequence[PictureWarning]) -> list[dict[str, Any]]:
    """Show what holds nothing up, and must be known."""
    return [asdict(warning) for warning in found]


def _publication(overview: Overview, found: dict[str, Published], speak: Speak) -> dict[str, Any] | None:
    own = found.get(overview.language)
    if own is None or not own.is_public:
        return None
    fresh = freshness_of(own, found.get(overview.source_language))
    return {
        "revision": own.revision,
        "published_at": own.published_at,
        "freshness": fresh,
        "freshness_label": speak(FRESHNESS[fresh]),
    }


def _change_request(overview: Overview) -> dict[str, Any] | None:
    if overview.last_step is None or overview.last_step.kind != "change_request":
        return None
    step = reviews.last_step(overview.version_id)
    remarks = Comment.select().where(Comment.step == step.id).order_by(Comment.turn)
    return {
        "note": step.note,
        "remarks": [{"message_id": row.key, "text": row.text} for row in remarks],
        "at": step.at,
        "by": {"id": step.by.id, "name": step.by.name},
    }


def _approval(overview: Overview) -> dict[str, Any] | None:
    if overview.status != "approved":
        return None
    step = reviews.last_step(overview.version_id)
    carrier = step.carried_by
    return {
        "at": step.at,
        "by": {"id": step.by.id, "name": step.by.name},
        "carried_by": {"id": carrier.id, "name": carrier.name} if carrier else None,
        "override_reason": step.note if step.is_override else None,
        "carried_reason": step.carried_reason,
    }
