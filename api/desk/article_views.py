"""What the desk reads of articles and revisions: data in the shapes of its schemas, from a few statements each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from api.content import articles, bylines, weeks
from api.content.models import Revision
from api.desk import version_views
from api.platform import db, paging
from api.publishing.publications import Standing
from api.translation import catalogues, splitting
from api.translation.drafts import Revised
from api.translation.matching import differences


@db.snapshot()
def article(article_id: str) -> dict[str, Any]:
    """Show an article with its latest revision and how far each language is."""
    return _articles(db.rows(_ARTICLE.format(rest="WHERE article.id = ?"), (article_id,)))[0]


@db.snapshot()
def article_page(
    issue_key: str | None, cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of articles, the latest first, with what to show of each; four statements."""

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        narrowed: list[tuple[str, tuple[Any, ...]]] = []
        if issue_key is not None:
            narrowed.append(("issue.key = ?", (weeks.conventional(issue_key),)))
        if place is not None:
            narrowed.append((f"(article.created_at, article.id) {'>' if backwards else '<'} (?, ?)", place))
        where = f"WHERE {' AND '.join(sql for sql, _ in narrowed)}" if narrowed else ""
        order = "ASC" if backwards else "DESC"
        rest = f"{where} ORDER BY article.created_at {order}, article.id {order} LIMIT ?"
        return db.rows(_ARTICLE.format(rest=rest), (*(value for _, values in narrowed for value in values), count))

    page = paging.page(fetch, cursor, limit, lambda row: (db.write_time(db.read_time(row[-1])), row[0]))
    return page, _articles(page.rows)


_REVISED = """revision.number, revision.title, revision.summary, revision.body, revision.created_at,
       person.id, person.name, revision.weight, revision.note"""

_ARTICLE = f"""
SELECT article.id, article.source_language, topic.key, issue.key, article.trend, {_REVISED}, article.created_at
  FROM article
  JOIN topic ON topic.id = article.topic_id
  LEFT JOIN issue ON issue.id = article.issue_id
  JOIN revision ON revision.article_id = article.id
   AND revision.number = (SELECT MAX(number) FROM revision WHERE revision.article_id = article.id)
  JOIN person ON person.id = revision.created_by
{{rest}}
"""  # noqa: S608 - fixed parts


def _articles(rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    ids = [row[0] for row in rows]
    by, versions = bylines.keys_of(ids), catalogues.of_articles(ids)
    return [
        {
            "id": id_,
            "source_language": source_language,
            "topic": topic,
            "issue": issue,
            "trend": trend,
            "bylines": by.get(id_, []),
            "revision": _revision(columns),
            "versions": [version_views.version_brief(catalogue) for catalogue in versions[id_].values()],
        }
        for id_, source_language, topic, issue, trend, *columns, _ in rows
    ]


def revision_page(
    article_id: str, cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of an article's revisions, the latest first, with what to show of each; one statement."""

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        beyond = f" AND revision.number {'>' if backwards else '<'} ?" if place is not None else ""
        rest = f"{beyond} ORDER BY revision.number {'ASC' if backwards else 'DESC'} LIMIT ?"
        return db.rows(_REVISIONS.format(rest=rest), (article_id, *(place or ()), count))

    page = paging.page(fetch, cursor, limit, lambda row: row[:1])
    return page, [_revision(columns) for columns in page.rows]


_REVISIONS = f"""
SELECT {_REVISED}
  FROM revision
  JOIN person ON person.id = revision.created_by
 WHERE revision.article_id = ?{{rest}}
"""  # noqa: S608 - fixed parts


def revision(found: Revision) -> dict[str, Any]:
    """Show a revision."""
    person, at = found.created_by, db.write_time(found.created_at)
    words = (found.number, found.title, found.summary, found.body)
    return _revision((*words, at, person.id, person.name, found.weight, found.note))


def _revision(columns: Sequence[Any]) -> dict[str, Any]:
    number, title, summary, body, at, person_id, name, weight, note = columns
    return {
        "number": number,
        "title": title,
        "summary": summary,
        "body": body,
        "created_at": db.read_time(at),
        "created_by": {"id": person_id, "name": name},
        "weight": weight,
        "note": note,
    }


def revised(saved: Revised, standing: dict[str, Standing], *, dry_run: bool) -> dict[str, Any]:
    """Show a revision just saved, or tried, with its impact on each other language."""
    return {
        **revision(saved.revision),
        "dry_run": dry_run,
        "impact": [
            {
                "language": language,
                "messages": {
                    "unchanged": impact.unchanged,
                    "changed": impact.changed,
                    "new": impact.new,
                    "removed": impact.removed,
                    "moved": impact.moved,
                },
                "words_to_do": impact.words_to_do,
                "published": language in standing and standing[language].is_public,
            }
            for language, impact in saved.impact.items()
        ],
    }


@db.snapshot()
def difference(article_id: str, against: int, number: int) -> dict[str, Any]:
    """Show what differs between two revisions of an article; 0 is the empty text before the first.

    Raises:
        NotFound: there is no such revision.
    """
    after = splitting.split(articles.text_of(articles.revision(article_id, number)))
    before = splitting.split(articles.text_of(articles.revision(article_id, against))) if against else []
    return {"from_": against, "to": number, "blocks": [asdict(block) for block in differences.diff(before, after)]}
