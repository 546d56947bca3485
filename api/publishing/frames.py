"""Frames: the issues, topics and bylines of which readers know by what is public, and what becomes of them with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from api.platform import db
from api.publishing.journal import SITE, ChangeType, Notice, Resource
from api.publishing.models import IssuePlace

Framed = frozenset[tuple[Resource, str]]  # resources by their keys

# Said by language, because the indexes begin with it.
_READ = "SELECT 1 FROM reading WHERE requested_language IN (SELECT code FROM language) AND"
_FRAMED: dict[Resource, str] = {
    "topic": "SELECT DISTINCT topic FROM reading WHERE article_id IN ({marks}) AND topic IS NOT NULL",
    "issue": "SELECT DISTINCT issue FROM reading WHERE article_id IN ({marks}) AND issue IS NOT NULL",
    "byline": "SELECT DISTINCT byline FROM reading_byline WHERE article_id IN ({marks})",
}
_EACH = "FROM reading WHERE requested_language IN (SELECT code FROM language) AND {column} IS NOT NULL"
_ALL: dict[Resource, str] = {
    "topic": f"SELECT DISTINCT topic {_EACH.format(column='topic')}",
    "issue": f"SELECT DISTINCT issue {_EACH.format(column='issue')}",
    "byline": "SELECT DISTINCT byline FROM reading_byline",
}
FRAMES = tuple(_ALL)
_IS_PUBLIC: dict[Resource, str] = {
    "topic": f"{_READ} topic = ? {{but}} LIMIT 1",
    "issue": f"{_READ} issue = ? {{but}} LIMIT 1",
    "byline": "SELECT 1 FROM reading_byline WHERE byline = ? {but} LIMIT 1",
}


def of(article_ids: Sequence[str]) -> Framed:
    """Give what frames some articles for readers, as things stand; three statements."""
    marks = ",".join("?" * len(article_ids))
    return frozenset(
        (resource, key) for resource, sql in _FRAMED.items() for (key,) in db.rows(sql.format(marks=marks), article_ids)
    )


def retold() -> list[Notice]:
    """Tell of the site and of all that frames articles for readers as changed, as when names are chosen otherwise."""
    return sorted([Notice("site", SITE, "updated"), *everything(FRAMES)])


def everything(resources: Iterable[Resource]) -> list[Notice]:
    """Tell of all issues, topics or bylines that readers know of as changed."""
    found = [Notice(resource, key, "updated") for resource in resources for (key,) in db.rows(_ALL[resource])]
    return sorted(found)


def is_public(resource: Resource, key: str, *, but: Sequence[str] = ()) -> bool:
    """Tell whether readers find something of a topic, issue or byline, apart from some articles."""
    apart = f"AND article_id NOT IN ({','.join('?' * len(but))})" if but else ""
    return db.row(_IS_PUBLIC[resource].format(but=apart), (key, *but)) is not None


def notices(before: Framed, after: Framed, article_ids: Sequence[str], *, changed: bool) -> list[Notice]:
    """Tell what a change of some articles did to what framed them and frames them now.

    A topic or byline comes with the first text of it and goes with the last. An issue is told of whenever a text of it
    `changed`, since it shows them all.
    """
    return sorted(_notices(before, after, article_ids, changed=changed))


def _notices(before: Framed, after: Framed, article_ids: Sequence[str], *, changed: bool) -> Iterable[Notice]:
    for resource, key in before | after:
        kind: ChangeType = "updated"
        if (resource, key) not in before & after and not is_public(resource, key, but=article_ids):
            kind = "published" if (resource, key) in after else "withdrawn"
        if kind != "updated" or (resource == "issue" and (changed or before != after)):
            yield Notice(resource, key, kind)


def place(positions: Mapping[str, int]) -> None:
    """Give articles (by id) their places in their issues for readers, whatever is planned for them since.

    A step inside a publishing transaction.
    """
    db.require_transaction()
    records = [{"article": article_id, "position": position} for article_id, position in positions.items()]
    db.put(IssuePlace, records, key=["article"])


def articles_in(issue_key: str) -> set[str]:
    """Give the ids of the articles that readers find in an issue."""
    return {article_id for (article_id,) in db.rows(_ARTICLES_IN, (issue_key,))}


# Said by language, because the index begins with it.
_ARTICLES_IN = """
SELECT article_id FROM reading WHERE requested_language IN (SELECT code FROM language) AND issue = ?
"""
