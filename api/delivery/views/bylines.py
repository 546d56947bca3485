"""What readers read of bylines, by fixed SQL."""

from __future__ import annotations

from typing import Any

from api.platform import db, ids, paging

_SIGNS_SOMETHING = "EXISTS (SELECT 1 FROM reading_byline WHERE reading_byline.byline = byline.key)"

_BYLINES = f"""
SELECT byline.key, byline.id
  FROM byline
 WHERE byline.key {{sign}} ? AND {_SIGNS_SOMETHING}
 ORDER BY byline.key {{order}}
 LIMIT ?
"""  # noqa: S608 - fixed parts

_BYLINE = f"SELECT byline.key, byline.id FROM byline WHERE byline.{{column}} = ? AND {_SIGNS_SOMETHING}"  # noqa: S608 - fixed parts


def byline_page(cursor: paging.Cursor | None, limit: int) -> paging.Page:
    """Give a page of the bylines that something public is by: rows of (key, id).

    A pseudonym that stands in drafts only is nobody's business.
    """

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        sql = _BYLINES.format(sign="<" if backwards else ">", order="DESC" if backwards else "ASC")
        return db.rows(sql, (place[0] if place else "", count))

    return paging.page(fetch, cursor, limit, lambda row: row[:1])


def byline_row(name: str) -> tuple[Any, ...] | None:
    """Give (key, id) of the public byline that a path names by key or id; None where there is none, as in the list."""
    return db.row(_BYLINE.format(column="id" if ids.is_id(name) else "key"), (name,))
