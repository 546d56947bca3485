"""What the desk reads of bylines: data in the shapes of its schemas, from a few statements each."""

from __future__ import annotations

from typing import Any

from api.content import biographies, bylines
from api.platform import paging, rows


def byline(byline_id: str) -> dict[str, Any]:
    """Show a byline with all its names and biographies."""
    key, names = bylines.names([byline_id])[byline_id]
    return {"id": byline_id, "key": key, "names": names, "biographies": biographies.of([byline_id])[byline_id]}


def byline_page(cursor: paging.Cursor | None, limit: int) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of bylines in the order of their keys, with what to show of each; three statements."""
    page = rows.page(_BYLINES, (), cursor, limit, by=("key",))
    names = bylines.names([id_ for _, id_ in page.rows])
    told = biographies.of([id_ for _, id_ in page.rows])
    return page, [{"id": id_, "key": key, "names": names[id_][1], "biographies": told[id_]} for key, id_ in page.rows]


_BYLINES = "SELECT key, id FROM byline WHERE TRUE"
