"""What the desk reads of the messages of a version: data in the shapes of its schemas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from api.platform import db, paging, rows
from api.translation import status
from api.translation.catalogues import Catalogue, Line, Single


def chosen(catalogue: Catalogue, *, state: str | None, obsolete: bool) -> list[Line]:
    """Give the messages of a version in order, of one state or all; `obsolete` adds those that are gone."""
    lines = catalogue.lines if obsolete else catalogue.placed
    return [line for line in lines if state is None or status.state(catalogue, line) == state]


def message_page(
    catalogue: Catalogue, lines: Sequence[Line], cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of messages of a version in the order of the document; those that it has no longer stand last.

    A cursor holds a place in the document, so it is good even if the message there has another state by now.
    """
    placed = sorted(
        ((_LAST if (place := line.entry.position) is None else place, line.entry.key, line) for line in lines),
        key=lambda row: row[:2],
    )
    page = rows.page_of(placed, cursor, limit, by=2)
    return page, [message(catalogue, line) for *_, line in page.rows]


_LAST = 2**31  # beyond every place in a document


def message(version: Catalogue | Single, line: Line) -> dict[str, Any]:
    """Show one message of a version."""
    entry = line.entry
    return {
        "id": entry.key,
        "position": entry.position,
        "kind": entry.kind,
        "source": entry.source,
        "previous_source": entry.previous_source,
        "translation": entry.translation,
        "state": status.state(version, line),
        "checks": [],
        "etag": f'"{line.tag}"',
        "updated_at": line.updated_at,
        "updated_by": asdict(line.updated_by) if line.updated_by else None,
    }


def history(found: Single) -> list[dict[str, Any]]:
    """Show what happened to a message, the latest first."""
    asked = (found.version_id, found.line.entry.key)
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
        for event_id, action, text, source, state, at, person_id, name in db.rows(_HISTORY, asked)
    ]


_HISTORY = """
SELECT event.id, event.action, event.text, event.source, event.state, event.at, person.id, person.name
  FROM message_event AS event
  JOIN person ON person.id = event."by"
 WHERE event.version_id = ? AND event.key = ?
 ORDER BY event.serial DESC, event.turn DESC
"""
