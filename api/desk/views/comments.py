"""What the desk reads of comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.platform import db, paging, rows


def comments(version_id: str, message_id: str | None, cursor: paging.Cursor | None, limit: int) -> paging.Page:
    """Give a page of comments on a version, or on one message of it, the earliest first."""
    sql = _COMMENTS if message_id is None else _COMMENTS + " AND comment.key = ?"
    return rows.page(sql, (version_id, *([] if message_id is None else [message_id])), cursor, limit, by=_BY)


_COMMENTS = """
SELECT comment.at, comment.turn, comment.id, comment.text, comment.key, comment.step_id, person.id, person.name
  FROM comment
  JOIN person ON person.id = comment."by"
 WHERE comment.version_id = ?
"""
_BY = ("comment.at", "comment.turn", "comment.id")


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
