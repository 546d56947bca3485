"""The library: pictures as editors look for them, the newest first."""

from __future__ import annotations

from typing import Any

from api.content.pictures.models import Picture
from api.platform import db, paging

_MARKS = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


def page(
    cursor: paging.Cursor | None, limit: int, *, words: str = "", chosen: str = "TRUE"
) -> tuple[paging.Page, list[Picture]]:
    """Give a page of the pictures that stand, whose credit, source, holder and note have all the words; two statements.

    `chosen` is a condition in SQL, of ours.

    A place in the list is the minute in which a picture was added, and its id. Case makes no difference.
    """
    sought = [f"%{word.translate(_MARKS)}%" for word in words.casefold().split()]
    wanted = "".join(" AND searched LIKE ? ESCAPE '\\'" for _ in sought)

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        sign, order = (">", "ASC") if backwards else ("<", "DESC")
        beyond = f" AND (created_at, id) {sign} (?, ?)" if place else ""
        return db.rows(
            _PAGE.format(chosen=chosen, wanted=wanted, beyond=beyond, order=order), (*sought, *(place or ()), count)
        )

    found = paging.page(fetch, cursor, limit, lambda row: (db.write_time(db.read_time(row[0])), row[1]))
    rows = {row.id: row for row in Picture.select().where(Picture.id.in_([row[1] for row in found.rows]))}
    return found, [rows[row[1]] for row in found.rows]


_PAGE = """
SELECT created_at, id
  FROM picture
 WHERE replaced_by IS NULL AND deleted_at IS NULL AND {chosen}{wanted}{beyond}
 ORDER BY created_at {order}, id {order}
 LIMIT ?
"""
