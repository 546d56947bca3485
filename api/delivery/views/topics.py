"""What readers read of topics, by fixed SQL."""

from __future__ import annotations

from typing import Any

from api.platform import db, ids, paging, rows

# A topic that only drafts have is as little public as they are.
_TOPIC_IS_PUBLIC = """
EXISTS (SELECT 1 FROM reading
         WHERE reading.requested_language IN (SELECT code FROM language)
           AND reading.topic = topic.key AND reading.published_at IS NOT NULL)
"""

_VERDICTS = f"""
SELECT topic.id, topic.key, reading.trend, reading.issue
  FROM topic
  LEFT JOIN reading ON reading.requested_language = ? AND reading.article_id = (
       SELECT latest.article_id
         FROM reading AS latest
        WHERE latest.requested_language = ? AND latest.topic = topic.key AND latest.published_at IS NOT NULL
          AND latest.trend IS NOT NULL
        ORDER BY latest.published_at DESC, latest.article_id DESC
        LIMIT 1)
 WHERE {_TOPIC_IS_PUBLIC}
 ORDER BY topic.position, topic.key
"""  # noqa: S608 - fixed parts


def verdicts(language: str) -> list[tuple[str, str, str | None, str | None]]:
    """Give every public topic, in order: its id and key, and its latest verdict with that article's issue."""
    return [(id_, key, trend, issue) for id_, key, trend, issue in db.rows(_VERDICTS, (language, language))]


_TOPICS = f"SELECT topic.position, topic.key, topic.id FROM topic WHERE {_TOPIC_IS_PUBLIC}"  # noqa: S608 - fixed parts
_TOPIC = f"{_TOPICS} AND topic.{{column}} = ?"


def topic_page(cursor: paging.Cursor | None, limit: int) -> paging.Page:
    """Give a page of the topics of what is public, in the newsroom's order: rows of (position, key, id)."""
    return rows.page(_TOPICS, (), cursor, limit, by=("topic.position", "topic.key"))


def topic_row(name: str) -> tuple[Any, ...] | None:
    """Give (position, key, id) of the public topic that a path names by key or id; None where there is none."""
    return db.row(_TOPIC.format(column="id" if ids.is_id(name) else "key"), (name,))
