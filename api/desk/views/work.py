"""What the board and the queue say of an article: its title, its issue, and by when that must be ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.content import markdown_inline
from api.platform import db


@dataclass(frozen=True, slots=True)
class Text:
    """An article as lists of work name it, with the hour by which its issue must be ready."""

    title: str
    begun_at: str
    issue: str | None
    deadline_at: datetime | None


_TEXTS = """
SELECT article.id, revision.title, article.created_at, issue.key,
       COALESCE((SELECT MIN(at) FROM release WHERE issue_id = issue.id AND state = 'scheduled'), issue.deadline_at)
  FROM article
  JOIN revision ON revision.article_id = article.id
   AND revision.number = (SELECT MAX(number) FROM revision WHERE revision.article_id = article.id)
  LEFT JOIN issue ON issue.id = article.issue_id
 WHERE article.id IN ({marks})
"""


def texts(ids: Sequence[str]) -> dict[str, Text]:
    """Give articles as lists of work name them, by id; one statement."""
    if not ids:
        return {}
    return {
        article_id: Text(
            markdown_inline.plain(title),
            db.write_time(db.read_time(begun_at)),
            issue,
            None if deadline is None else db.read_time(deadline),
        )
        for article_id, title, begun_at, issue, deadline in db.rows(_TEXTS.format(marks=",".join("?" * len(ids))), ids)
    }
