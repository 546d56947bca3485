"""What the desk reads of articles: data in the shapes of its schemas, from a few statements each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.content import bylines, weeks
from api.desk.views import revisions
from api.desk.views.versions import version_brief
from api.platform import db, paging, rows
from api.translation import overviews


@db.snapshot()
def article(article_id: str) -> dict[str, Any]:
    """Show an article with its latest revision and how far each language is."""
    return _articles(db.rows(_ARTICLE.format(marks="?"), (article_id,)))[0]


@db.snapshot()
def article_page(
    issue_key: str | None, cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of articles, the latest first, with what to show of each; four statements."""
    within = () if issue_key is None else (weeks.conventional(issue_key),)
    sql = _CHOSEN.format(within="1 = 1" if issue_key is None else "issue_id = (SELECT id FROM issue WHERE key = ?)")
    page = rows.page(sql, within, cursor, limit, by=("created_at", "id"), descending=True)
    ids = [id_ for _, id_ in page.rows]
    if not ids:
        return page, []
    found = {row[0]: row for row in db.rows(_ARTICLE.format(marks=",".join("?" * len(ids))), ids)}
    return page, _articles([found[id_] for id_ in ids])


_CHOSEN = "SELECT created_at, id FROM article WHERE {within}"

# The page is chosen before: else PostgreSQL joins all articles with their revisions, and sorts them.
_ARTICLE = f"""
SELECT article.id, article.source_language, topic.key, issue.key, article.trend, {revisions.COLUMNS}
  FROM article
  JOIN topic ON topic.id = article.topic_id
  LEFT JOIN issue ON issue.id = article.issue_id
  JOIN revision ON revision.article_id = article.id
   AND revision.number = (SELECT MAX(number) FROM revision WHERE revision.article_id = article.id)
  JOIN person ON person.id = revision.created_by
 WHERE article.id IN ({{marks}})
"""  # noqa: S608 - fixed parts


def _articles(found: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    ids = [row[0] for row in found]
    by, versions = bylines.keys_of(ids), overviews.of_articles(ids)
    return [
        {
            "id": id_,
            "source_language": source_language,
            "topic": topic,
            "issue": issue,
            "trend": trend,
            "bylines": by.get(id_, []),
            "revision": revisions.shown(columns),
            "versions": [version_brief(overview) for overview in versions[id_].values()],
        }
        for id_, source_language, topic, issue, trend, *columns in found
    ]
