"""What the desk reads of what waits for a person."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from api.accounts.roles import Actor
from api.desk.views import work
from api.platform import db, paging
from api.translation import authorship, catalogues, status, tasks
from api.translation.catalogues import Catalogue

_RECENT = timedelta(days=92)  # older texts wait for nobody, unless a version of one is somebody's


@db.snapshot()
def queue(person: Actor, cursor: paging.Cursor | None, limit: int, *, at: datetime) -> paging.Page:
    """Give a page of what waits for a person, the most urgent first.

    What has no hour stands last; of what is due together, what a reviewer returned stands first, then what was begun
    first. Rows of (due, kind, begun, article, language, task).
    """
    since = db.write_time(at - _RECENT)
    ids = [article_id for (article_id,) in db.rows(_IN_HAND, (person.id, since, since))]
    texts = work.texts(ids)
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


_IN_HAND = """
SELECT article_id FROM version WHERE assignee_id = ?
UNION
SELECT article_id FROM revision WHERE created_at >= ?
UNION
SELECT version.article_id FROM step JOIN version ON version.id = step.version_id WHERE step.at >= ?
"""


def _may_review(catalogue: Catalogue, person: Actor) -> bool:
    """Whether it matters to a person who worked on a text."""
    return status.status(catalogue) == "in_review" and person.may("review", catalogue.language)


def _task_row(catalogue: Catalogue, kind: tasks.Kind, text: work.Text) -> tuple[Any, ...]:
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
