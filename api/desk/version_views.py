"""What the desk reads of language versions and their messages: data in the shapes of its schemas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from api.platform import db, paging
from api.platform.errors import Phrase
from api.publishing import published
from api.publishing.documents import FRESHNESS, freshness_of
from api.publishing.published import Published
from api.translation import catalogues, reviews, states, status
from api.translation.catalogues import Catalogue, Line
from api.translation.models import Comment
from api.translation.uploads import Upload

Speak = Callable[[Phrase], str]


@db.snapshot()
def version(article_id: str, language: str, speak: Speak) -> tuple[dict[str, Any], int]:
    """Show a language version; gives its serial beside it.

    Raises:
        NotFound: there is no such version.
    """
    catalogue = catalogues.load(article_id, language)
    found = published.last([article_id]).get(article_id, {})
    shown = {
        "article_id": article_id,
        "source_language": catalogue.source_language,
        "is_source": catalogue.is_source,
        "revision": catalogue.revision,
        "publication": _publication(catalogue, found, speak),
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


def chosen(catalogue: Catalogue, *, state: str | None, obsolete: bool) -> list[Line]:
    """Give the messages of a version in order, of one state or all; `obsolete` adds those that are gone."""
    lines = catalogue.lines if obsolete else catalogue.placed
    return [line for line in lines if state is None or status.state(catalogue, line) == state]


def message_page(lines: Sequence[Line], cursor: paging.Cursor | None, limit: int) -> paging.Page:
    """Give a page of messages: rows of (place in the document, id, message); what the text has no longer stands last.

    A page goes on after a place, so a message that meanwhile got another state is not what the next one hangs on.
    """
    rows = sorted(
        ((_LAST if (place := line.entry.position) is None else place, line.entry.key, line) for line in lines),
        key=lambda row: row[:2],
    )

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        if backwards:
            return [row for row in reversed(rows) if place is None or row[:2] < tuple(place)][:count]
        return [row for row in rows if place is None or row[:2] > tuple(place)][:count]

    return paging.page(fetch, cursor, limit, lambda row: row[:2])


_LAST = 2**31  # beyond every place in a document


def message(catalogue: Catalogue, line: Line) -> dict[str, Any]:
    """Show one message of a version."""
    entry = line.entry
    return {
        "id": entry.key,
        "position": entry.position,
        "kind": entry.kind,
        "source": entry.source,
        "previous_source": states.previous_source(entry.source, entry.translation, entry.translated_source),
        "translation": entry.translation,
        "state": status.state(catalogue, line),
        "checks": [],
        "etag": f'"{line.tag}"',
        "updated_at": line.updated_at,
        "updated_by": asdict(line.updated_by) if line.updated_by else None,
    }


def history(catalogue: Catalogue, key: str) -> list[dict[str, Any]]:
    """Show what happened to a message, the latest first.

    Raises:
        NotFound: the article has no such message.
    """
    catalogue.line(key)
    return [
        {
            "id": event_id,
            "action": action,
            "translation": text,
            "source": source,
            "state": state,
            "at": db.read_time(at),
            "by": {"id": person_id, "name": name},
        }
        for event_id, action, text, source, state, at, person_id, name in db.rows(_HISTORY, (catalogue.version_id, key))
    ]


_HISTORY = """
SELECT event.id, event.action, event.text, event.source, event.state, event.at, person.id, person.name
  FROM message_event AS event
  JOIN person ON person.id = event."by"
 WHERE event.version_id = ? AND event.key = ?
 ORDER BY event.serial DESC, event.turn DESC
"""


def upload(done: Upload, speak: Speak, *, dry_run: bool) -> dict[str, Any]:
    """Show what an upload did, or would do, entry by entry."""
    return {
        "dry_run": dry_run,
        "revision": done.revision,
        "file_revision": done.file_revision,
        "counts": done.counts,
        "entries": [
            {
                "message_id": decision.key,
                "outcome": decision.outcome,
                "reason": decision.reason,
                "detail": speak(decision.detail),
                "line": decision.line,
            }
            for decision in done.decisions
        ],
    }


def _publication(catalogue: Catalogue, found: dict[str, Published], speak: Speak) -> dict[str, Any] | None:
    own = found.get(catalogue.language)
    if own is None or not own.is_public:
        return None
    fresh = freshness_of(own, found.get(catalogue.source_language))
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
