"""What the desk reads of the work on issues: the board, the queue and comments; a few statements each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from api.accounts.roles import Actor
from api.content import markdown_inline, naming, titles
from api.content.models import Issue
from api.desk import version_views
from api.desk.version_views import Speak
from api.languages import languages
from api.platform import db, paging
from api.translation import authorship, catalogues, status, tasks
from api.translation.catalogues import Catalogue

_RECENT = timedelta(days=92)  # older texts wait for nobody, unless a version of one is somebody's


@dataclass(frozen=True, slots=True)
class _Text:
    """An article as lists of work name it, with the hour by which its issue must be ready."""

    title: str
    begun_at: str
    issue: str | None
    deadline_at: datetime | None


@db.snapshot()
def board(issue: Issue, chain: Sequence[str], speak: Speak, *, at: datetime) -> dict[str, Any]:
    """Show how far an issue is in every language; seven statements, however many articles and languages."""
    ids = [article_id for (article_id,) in db.rows(_ARTICLES_OF, (issue.id,))]
    texts, found = _texts(ids), catalogues.of_articles(ids)
    title = naming.chosen(titles.of([issue.id])[issue.id], chain)
    deadline_at = _deadline(issue.id)
    left = None if deadline_at is None else round((deadline_at - at).total_seconds() / 3600, 1)
    return {
        "issue": {"id": issue.id, "key": issue.key, "title": title[1] if title is not None else None},
        "deadline_at": deadline_at,
        "hours_left": left,
        "languages": [
            _board_language(code, [found[article][code] for article in ids if code in found[article]], texts, speak)
            for code in languages.everything()
        ],
    }


@db.snapshot()
def queue(person: Actor, cursor: paging.Cursor | None, limit: int, *, at: datetime) -> paging.Page:
    """Give a page of what waits for a person, the most urgent first.

    What has no hour stands last; of what is due together, what a reviewer returned stands first, then what was begun
    first. Rows of (due, kind, begun, article, language, task).
    """
    since = db.write_time(at - _RECENT)
    ids = [article_id for (article_id,) in db.rows(_IN_HAND, (person.id, since, since))]
    texts = _texts(ids)
    found = [catalogue for by_language in catalogues.of_articles(ids).values() for catalogue in by_language.values()]
    authors = authorship.authors([catalogue for catalogue in found if _may_review(catalogue, person)])
    rows = []
    for catalogue in found:
        kind = tasks.task(catalogue, person, authors.get(catalogue.version_id, ()))
        if kind is not None:
            rows.append(_task_row(catalogue, kind, texts[catalogue.article_id]))
    rows.sort(key=lambda row: row[:5])

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        if backwards:
            return [row for row in reversed(rows) if place is None or row[:5] < place][:count]
        return [row for row in rows if place is None or row[:5] > place][:count]

    return paging.page(fetch, cursor, limit, lambda row: row[:5])


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


_ARTICLES_OF = "SELECT id FROM article WHERE issue_id = ? ORDER BY position, id"

_DEADLINE = """
SELECT COALESCE((SELECT MIN(at) FROM release WHERE issue_id = issue.id AND state = 'scheduled'), issue.deadline_at)
  FROM issue
 WHERE issue.id = ?
"""

_TEXTS = """
SELECT article.id, revision.title, article.created_at, issue.key,
       COALESCE((SELECT MIN(at) FROM release WHERE issue_id = issue.id AND state = 'scheduled'), issue.deadline_at)
  FROM article
  JOIN revision ON revision.article_id = article.id
   AND revision.number = (SELECT MAX(number) FROM revision WHERE revision.article_id = article.id)
  LEFT JOIN issue ON issue.id = article.issue_id
 WHERE article.id IN ({marks})
"""

_IN_HAND = """
SELECT article_id FROM version WHERE assignee_id = ?
UNION
SELECT article_id FROM revision WHERE created_at >= ?
UNION
SELECT version.article_id FROM step JOIN version ON version.id = step.version_id WHERE step.at >= ?
"""

_COMMENTS = """
SELECT comment.at, comment.turn, comment.id, comment.text, comment.key, comment.step_id, person.id, person.name
  FROM comment
  JOIN person ON person.id = comment."by"
 WHERE comment.version_id = ? {chosen} {after}
 ORDER BY comment.at {order}, comment.turn {order}, comment.id {order}
 LIMIT ?
"""


def _texts(ids: Sequence[str]) -> dict[str, _Text]:
    if not ids:
        return {}
    return {
        article_id: _Text(
            markdown_inline.plain(title),
            db.write_time(db.read_time(begun_at)),
            issue,
            None if deadline is None else db.read_time(deadline),
        )
        for article_id, title, begun_at, issue, deadline in db.rows(_TEXTS.format(marks=",".join("?" * len(ids))), ids)
    }


def _deadline(issue_id: str) -> datetime | None:
    found = db.row(_DEADLINE, (issue_id,))
    return db.read_time(found[0]) if found is not None and found[0] is not None else None


def _board_language(code: str, versions: Sequence[Catalogue], texts: dict[str, _Text], speak: Speak) -> dict[str, Any]:
    shown = [
        {
            "article_id": version.article_id,
            "title": texts[version.article_id].title,
            "status": status.status(version),
            "progress": version_views.progress(version),
            "blockers": version_views.blockers(version, speak),
            "assignee": asdict(version.assignee) if version.assignee else None,
            "due_at": version.due_at,
        }
        for version in versions
    ]
    return {
        "language": code,
        "ready": sum(article["status"] == "approved" for article in shown),
        "total": len(shown),
        "words_left": sum(status.progress(version).words_left for version in versions),
        "articles": shown,
    }


def _may_review(catalogue: Catalogue, person: Actor) -> bool:
    """Whether it matters to a person who worked on a text."""
    return status.status(catalogue) == "in_review" and person.may("review", catalogue.language)


def _task_row(catalogue: Catalogue, kind: tasks.Kind, text: _Text) -> tuple[Any, ...]:
    due_at = catalogue.due_at or text.deadline_at
    shown = {
        "action": kind,
        "article_id": catalogue.article_id,
        "title": text.title,
        "language": catalogue.language,
        "source_language": catalogue.source_language,
        "status": status.status(catalogue),
        "words_left": status.progress(catalogue).words_left,
        "assignee": asdict(catalogue.assignee) if catalogue.assignee else None,
        "due_at": due_at,
        "issue": text.issue,
    }
    due = db.write_time(due_at) if due_at is not None else "9999"
    return due, tasks.KINDS.index(kind), text.begun_at, catalogue.article_id, catalogue.language, shown
