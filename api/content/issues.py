"""Issues: the weekly editions, each known by its ISO week."""

from __future__ import annotations

from datetime import datetime

import peewee

from api.content import weeks
from api.content.models import Article, Issue
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, NotFound, say


def add(key: str, *, title: str | None, at: datetime) -> str:
    """Plan an issue and give its id; one transaction.

    Raises:
        Invalid: the key names no ISO week.
        Conflict: the week has its issue already.
    """
    if weeks.parse(key) is None:
        detail = say("{key} is not an ISO week such as 2017-W37.", key=key)
        raise Invalid(detail, Fault("invalid_week", detail, pointer="/key"))
    with db.transaction():
        if Issue.select().where(Issue.key == key).exists():
            raise Conflict(say("The week {key} has its issue already.", key=key))
        issue_id = ids.new()
        Issue.create(id=issue_id, key=key, title=title, created_at=at)
    return issue_id


def get(key_or_id: str) -> Issue:
    """Give an issue by its key or id.

    Raises:
        NotFound: there is none.
    """
    found = Issue.get_or_none((Issue.key == key_or_id) | (Issue.id == key_or_id))
    if found is None:
        raise NotFound(say("There is no such issue."))
    return found


def id_of(key: str, *, pointer: str = "/issue") -> str:
    """Give an issue's id by its key.

    Raises:
        Invalid: no issue of that week is planned; the fault stands at `pointer`.
    """
    found = Issue.get_or_none(Issue.key == key)
    if found is None:
        detail = say("No issue is planned for {key}.", key=key)
        raise Invalid(detail, Fault("unknown_issue", detail, pointer=pointer))
    return str(found.id)


def articles_of(issue_id: str) -> list[str]:
    """Give the ids of an issue's articles, in the editor's order."""
    query = Article.select(Article.id).where(Article.issue == issue_id).order_by(Article.position, Article.id)
    return [row.id for row in query]


def next_position(issue_id: str | None) -> int:
    """Give the place after an issue's last article."""
    last = Article.select(peewee.fn.MAX(Article.position)).where(Article.issue == issue_id).scalar()
    return 0 if last is None else int(last) + 1
