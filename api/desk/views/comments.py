"""What the desk reads of comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.platform import db, paging


def comments(version_id: str, message_id: str | None, cursor: paging.Cursor | None, limit: int) -> paging.Page:
    """Give a page of comments on a version, or on one message of it, the earliest first."""

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        sql = _COMMENTS.format(
            chosen="" if message_id is None else "AND comment.key = ?",
            after=""
            if place is None
            else f"AND (comment.at, comment.turn, comment.id) {'<' if backwards else '>'} (?, ?, ?)",
            order="DESC" if backwards else "ASC",
        )
        return db.rows(sql, (version_id, *([message_id] if message_id is not None else []), *(place or ()), count))

    return paging.page(fetch, cursor, limit, lambda row: (db.write_time(db.read_time(row[0])), *row[1:3]))


_COMMENTS = """
SELECT comment.at, comment.turn, comment.id, comment.text, comment.key, comment.step_id, person.id, person.name
  FROM comment
  JOIN person ON person.id = comment."by"
 WHERE comment.version_id = ? {chosen} {after}
 ORDER BY comment.at {order}, comment.turn {order}, comment.id {order}
 LIMIT ?
"""


def comment(row: Sequence[Any]) -> dict[str, Any]:
    """Show a comment."""
    at, _, comment_id, text, message_id, step_id, person_id, name = row
    return {
        "id": comment_id,
        "text": text,
        "message_id": message_id,
        "is_remark": step_id is not None,
        "at": db.read_time(at),
        "by": {"id": person_id, "name": name},
    }
