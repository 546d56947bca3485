"""What the board and the queue say of an article: its title, its issue, and by when that must be ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.content import markdown_inline
from api.platform import db


@dataclass(frozen=True, slots=True)
class Plan:
    """When an article was begun, in which issue it stands, and the hour by which that must be ready."""

    begun_at: str
    issue: str | None
    deadline_at: datetime | None


def titles(ids: Sequence[str]) -> dict[str, str]:
    """Give what articles are called in their source as it now is, without markup, by id; one statement."""
    if not ids:
        return {}
    found = db.rows(_TITLES.format(marks=",".join("?" * len(ids))), ids)
    return {article_id: markdown_inline.plain(title) for article_id, title in found}


def plans(ids: Sequence[str]) -> dict[str, Plan]:
    """Give how articles are planned, by id; one statement."""
    if not ids:
        return {}
    return {
        article_id: Plan(
            db.write_time(db.read_time(begun_at)), issue, None if deadline is None else db.read_time(deadline)
        )
        for article_id, begun_at, issue, deadline in db.rows(_PLANS.format(marks=",".join("?" * len(ids))), ids)
    }


_TITLES = """
SELECT article.id, revision.title
  FROM article
  JOIN revision ON revision.article_id = article.id
   AND revision.number = (SELECT MAX(number) FROM revision WHERE revision.article_id = article.id)
 WHERE article.id IN ({marks})
"""

_PLANS = """
SELECT article.id, article.created_at, issue.key,
       COALESCE((SELECT MIN(at) FROM release WHERE issue_id = issue.id AND state = 'scheduled'), issue.deadline_at)
  FROM article
  LEFT JOIN issue ON issue.id = article.issue_id
 WHERE article.id IN ({marks})
"""
