"""What the desk reads of what waits for a person."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from api.accounts.roles import Actor
from api.desk.views import work
from api.platform import db, paging, rows
from api.translation import authorship, overviews, tasks
from api.translation.overviews import Overview

_BY = 5  # values that a row begins with, in whose order they stand
_RECENT = timedelta(days=92)  # older texts wait for nobody, unless a version of one is somebody's


@db.snapshot()
def queue(person: Actor, cursor: paging.Cursor | None, limit: int, *, at: datetime) -> paging.Page:
    """Give a page of what waits for a person, the most urgent first.

    What has no hour stands last; of what is due together, what a reviewer returned stands first, then what was begun
    first. Rows of (due, kind, begun, article, language, task). No text is read but the titles of the page and, of what
    waits for a review, that which the person has worked on.
    """
    found = overviews.unapproved(person.id, since=db.write_time(at - _RECENT))
    own = authorship.own(person.id, [version for version in found if tasks.may_review(version, person)])
    kinds = [(version, tasks.task(version, person, is_own=version.version_id in own)) for version in found]
    waiting = [(version, kind) for version, kind in kinds if kind is not None]
    plans = work.plans(list({version.article_id for version, _ in waiting}))
    ordered = sorted((_row(version, kind, plans[version.article_id]) for version, kind in waiting), key=_place)
    page = rows.page_of(ordered, cursor, limit, by=_BY)
    titles = work.titles([article_id for *_, article_id, _language, _task in page.rows])
    return replace(page, rows=[(*row[:-1], {**row[-1], "title": titles[row[-1]["article_id"]]}) for row in page.rows])


def _place(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[:_BY]


def _row(version: Overview, kind: tasks.Kind, plan: work.Plan) -> tuple[Any, ...]:
    due_at = version.due_at or plan.deadline_at
    task = {
        "action": kind,
        "article_id": version.article_id,
        "language": version.language,
        "source_language": version.source_language,
        "status": version.status,
        "words_left": version.progress.words_left,
        "assignee": asdict(version.assignee) if version.assignee else None,
        "due_at": due_at,
        "issue": plan.issue,
    }
    due = db.write_time(due_at) if due_at is not None else "9999"
    return due, tasks.KINDS.index(kind), plan.begun_at, version.article_id, version.language, task
