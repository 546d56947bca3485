"""Issues: the weekly editions, each known by its ISO week."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

import peewee

from api.content import titles as titles_of
from api.content import weeks
from api.content.models import Article, Issue
from api.platform import db, ids, rows
from api.platform.errors import Conflict, Fault, Invalid, NotFound, say
from api.platform.preconditions import Expected


def add(key: str, *, titles: Mapping[str, str], at: datetime) -> str:
    """Plan an issue with its titles by language and give its id; one transaction.

    Raises:
        Invalid, Conflict: as `create`.
    """
    with db.transaction():
        return create(key, titles=titles, at=at)


def create(key: str, *, titles: Mapping[str, str], at: datetime) -> str:
    """Plan an issue with its titles by language and give its id. A step inside a transaction.

    Raises:
        Invalid: the key names no ISO week, or the newsroom lacks a language.
        Conflict: the week has its issue already.
    """
    db.require_transaction()
    key = weeks.conventional(key)
    if weeks.parse(key) is None:
        detail = say("{key} is not an ISO week such as 2017-W37.", key=key)
        raise Invalid(detail, Fault("invalid_week", detail, pointer="/key"))
    issue_id = ids.new()
    if not db.insert(Issue, id=issue_id, key=key, created_at=at):
        raise Conflict(say("The week {key} already has its issue.", key=key))
    titles_of.put(issue_id, titles)
    return issue_id


def get(key_or_id: str) -> Issue:
    """Give an issue by its key or id.

    Raises:
        NotFound: there is none.
    """
    if ids.is_id(key_or_id):
        found = Issue.get_or_none(Issue.id == key_or_id)
    else:
        key = weeks.conventional(key_or_id)
        found = Issue.get_or_none(Issue.key == key) if weeks.parse(key) else None
    if found is None:
        raise NotFound(say("There is no such issue."))
    return found


def lock(issue_id: str, *, expected: Expected) -> Issue:
    """Give an issue, locked until the transaction ends, as the caller expects it. A step inside a transaction.

    Raises:
        NotFound: there is none.
        PreconditionFailed: it has changed since.
    """
    found = rows.lock(Issue, Issue.id == issue_id, missing=say("There is no such issue."), keeps_key=True)
    expected.check(tag(found))
    return found


def tag(issue: Issue) -> str:
    """Give what an issue's ETag says: how often it has changed, and which articles it has, in their order."""
    order = hashlib.sha256("".join(articles_of(issue.id)).encode()).hexdigest()
    return f"{issue.serial}.{order[:16]}"


def change(issue: Issue, columns: Mapping[str, object]) -> None:
    """Write some columns of an issue, and raise its serial. A step inside a transaction."""
    db.require_transaction()
    Issue.update({**columns, "serial": issue.serial + 1}).where(Issue.id == issue.id).execute()


def put_in_order(article_ids: Sequence[str]) -> None:
    """Give the articles of an issue their places, from 0. A step inside a transaction."""
    db.require_transaction()
    for position, article_id in enumerate(article_ids):
        Article.update(position=position).where(Article.id == article_id).execute()


def id_of(key: str, *, pointer: str = "/issue") -> str:
    """Give an issue's id by its key.

    Raises:
        Invalid: no issue of that week is planned; the fault stands at `pointer`.
    """
    found = Issue.get_or_none(Issue.key == weeks.conventional(key))
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
