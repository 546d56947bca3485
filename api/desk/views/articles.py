"""What the desk reads of articles: data in the shapes of its schemas, from a few statements each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.content import bylines, weeks
from api.desk.views import revisions
from api.desk.views.versions import version_brief
from api.platform import db, paging
from api.translation import overviews


@db.snapshot()
def article(article_id: str) -> dict[str, Any]:
    """Show an article with its latest revision and how far each language is."""
    return _articles(db.rows(_ARTICLE.format(chosen="WHERE id = ?", order=""), (article_id,)))[0]


@db.snapshot()
def article_page(
    issue_key: str | None, cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of articles, the latest first, with what to show of each; three statements."""

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        narrowed: list[tuple[str, tuple[Any, ...]]] = []
        if issue_key is not None:
            narrowed.append(("issue_id = (SELECT id FROM issue WHERE key = ?)", (weeks.conventional(issue_key),)))
        if place is not None:
            narrowed.append((f"(created_at, id) {'>' if backwards else '<'} (?, ?)", place))
        where = f"WHERE {' AND '.join(sql for sql, _ in narrowed)}" if narrowed else ""
        direction = "ASC" if backwards else "DESC"
        order = f"ORDER BY article.created_at {direction}, article.id {direction}"
        sql = _ARTICLE.format(chosen=f"{where} {order} LIMIT ?", order=order)
        return db.rows(sql, (*(value for _, values in narrowed for value in values), count))

    page = paging.page(fetch, cursor, limit, lambda row: (db.write_time(db.read_time(row[-1])), row[0]))
    return page, _articles(page.rows)


# The page is chosen first: else PostgreSQL joins all articles with their revisions, and sorts them.
_ARTICLE = f"""
SELECT article.id, article.source_language, topic.key, issue.key, article.trend, {revisions.COLUMNS}, article.created_at
  FROM (SELECT * FROM article {{chosen}}) AS article
  JOIN topic ON topic.id = article.topic_id
  LEFT JOIN issue ON issue.id = article.issue_id
  JOIN revision ON revision.article_id = article.id
   AND revision.number = (SELECT MAX(number) FROM revision WHERE revision.article_id = article.id)
  JOIN person ON person.id = revision.created_by
{{order}}
"""  # noqa: S608 - fixed parts


def _articles(rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    ids = [row[0] for row in rows]
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
        for id_, source_language, topic, issue, trend, *columns, _ in rows
    ]
