"""What the desk reads of language versions: data in the shapes of its schemas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from api.platform import db
from api.platform.errors import Phrase
from api.publishing import publications
from api.publishing.documents import FRESHNESS, freshness_of
from api.publishing.publications import Standing
from api.translation import catalogues, reviews, status
from api.translation.catalogues import Catalogue
from api.translation.models import Comment

Speak = Callable[[Phrase], str]


@db.snapshot()
def version(article_id: str, language: str, speak: Speak) -> tuple[dict[str, Any], int]:
    """Show a language version; gives its serial beside it.

    Raises:
        NotFound: there is no such version.
    """
    catalogue = catalogues.load(article_id, language)
    standing = publications.standing([article_id]).get(article_id, {})
    shown = {
        "article_id": article_id,
        "source_language": catalogue.source_language,
        "is_source": catalogue.is_source,
        "revision": catalogue.revision,
        "publication": _publication(catalogue, standing, speak),
        **version_brief(catalogue),
        "blockers": blockers(catalogue, speak),
        "assignee": asdict(catalogue.assignee) if catalogue.assignee else None,
        "due_at": catalogue.due_at,
        "change_request": _change_request(catalogue),
        "approval": _approval(catalogue),
    }
    return shown, catalogue.serial


def version_brief(catalogue: Catalogue) -> dict[str, Any]:
    """Show a language version in short."""
    return {
        "language": catalogue.language,
        "status": status.status(catalogue),
        "progress": progress(catalogue),
    }


def progress(catalogue: Catalogue) -> dict[str, Any]:
    """Show how far a version is."""
    counted = status.progress(catalogue)
    return {"messages": counted.messages, "words": counted.words, "percent": counted.percent}


def blockers(catalogue: Catalogue, speak: Speak) -> list[dict[str, Any]]:
    """Show what keeps a version from going on."""
    return [
        {"code": blocker.code, "detail": speak(blocker.detail), "message_ids": list(blocker.message_ids)}
        for blocker in status.blockers(catalogue)
    ]


def _publication(catalogue: Catalogue, standing: dict[str, Standing], speak: Speak) -> dict[str, Any] | None:
    own = standing.get(catalogue.language)
    if own is None or not own.is_public:
        return None
    fresh = freshness_of(own, standing.get(catalogue.source_language))
    return {
        "revision": own.revision,
        "published_at": own.published_at,
        "freshness": fresh,
        "freshness_label": speak(FRESHNESS[fresh]),
    }


def _change_request(catalogue: Catalogue) -> dict[str, Any] | None:
    if catalogue.last_step is None or catalogue.last_step.kind != "change_request":
        return None
    step = reviews.last_step(catalogue.version_id)
    remarks = Comment.select().where(Comment.step == step.id).order_by(Comment.turn)
    return {
        "note": step.note,
        "remarks": [{"message_id": row.key, "text": row.text} for row in remarks],
        "at": step.at,
        "by": {"id": step.by.id, "name": step.by.name},
    }


def _approval(catalogue: Catalogue) -> dict[str, Any] | None:
    if status.status(catalogue) != "approved":
        return None
    step = reviews.last_step(catalogue.version_id)
    carrier = step.carried_by
    return {
        "at": step.at,
        "by": {"id": step.by.id, "name": step.by.name},
        "carried_by": {"id": carrier.id, "name": carrier.name} if carrier else None,
        "override_reason": step.note if step.is_override else None,
        "carried_reason": step.carried_reason,
    }
