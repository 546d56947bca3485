"""What readers read of bylines, by fixed SQL."""

from __future__ import annotations

from typing import Any

from api.platform import db, ids, paging, rows

_SIGNS_SOMETHING = "EXISTS (SELECT 1 FROM reading_byline WHERE reading_byline.byline = byline.key)"

_BYLINES = f"SELECT byline.key, byline.id FROM byline WHERE {_SIGNS_SOMETHING}"  # noqa: S608 - fixed parts
_BYLINE = f"{_BYLINES} AND byline.{{column}} = ?"


def byline_page(cursor: paging.Cursor | None, limit: int) -> paging.Page:
    """Give a page of the bylines that something public is by: rows of (key, id).

    A pseudonym that stands in drafts only is nobody's business.
    """
    return rows.page(_BYLINES, (), cursor, limit, by=("byline.key",))


def byline_row(name: str) -> tuple[Any, ...] | None:
    """Give (key, id) of the public byline that a path names by key or id; None where there is none, as in the list."""
    return db.row(_BYLINE.format(column="id" if ids.is_id(name) else "key"), (name,))
