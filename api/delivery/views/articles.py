"""What readers read of articles: rows of ready bytes, by fixed SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from api.delivery.views.keys import require_known
from api.platform import db, ids, paging, rows
from api.publishing.audience import MARK
from api.translation.freshness import Freshness


@dataclass(frozen=True, slots=True)
class Article:
    """A reading. `language` is None where nothing is published for the reader; `body` where it was withdrawn."""

    id: str
    requested_language: str | None
    language: str | None
    slug: str
    etag: str
    modified_at: datetime | None
    topic: str | None
    issue: str | None
    body: bytes | None
    is_former: bool


_COLUMNS = "r.requested_language, r.language, r.slug, r.etag, r.modified_at, r.topic, r.issue, r.full_json"

_BY_PRESENT_SLUG = f"""
SELECT r.article_id, {_COLUMNS} FROM reading AS r WHERE r.slug = ? AND r.requested_language = COALESCE(?, r.language)
"""  # noqa: S608 - fixed

_BY_SLUG = f"""
SELECT s.article_id, {_COLUMNS}, s.is_current
  FROM slug AS s
  LEFT JOIN reading AS r ON r.article_id = s.article_id AND r.requested_language = COALESCE(?, s.language)
 WHERE s.slug = ?
"""  # noqa: S608 - fixed

_BY_ID = f"SELECT r.article_id, {_COLUMNS} FROM reading AS r WHERE r.article_id = ? AND r.requested_language = ?"  # noqa: S608 - fixed


def article_by_slug(slug: str, language: str | None) -> Article | None:
    """Give an article by a slug, in the language asked for or else in the slug's own; None for an unknown slug.

    Mostly the slug is the present one of what is read, and one indexed read finds it; any other slug takes two. For a
    former one the article has the slug of what is read: that of the former one's own language may be withdrawn.
    """
    if present := db.row(_BY_PRESENT_SLUG, (slug, language)):
        return _article(present, slug, is_former=False)
    found = db.row(_BY_SLUG, (language, slug))
    if found is None:
        return None
    *columns, is_current = found
    return _article(columns, (slug if is_current else columns[3]) or slug, is_former=not is_current)


def article_by_id(article_id: str, language: str) -> Article | None:
    """Give an article by its id; None where nothing of it is published for readers of this language."""
    found = db.row(_BY_ID, (article_id, language))
    return _article(found, found[3] or "", is_former=False) if found is not None else None


def alternates(article_id: str) -> list[tuple[str, dict[str, str | None], Freshness]]:
    """Give the languages in which an article is published, in the newsroom's order, with each one's links.

    As rows of (language, links, freshness): what is withdrawn, a draft or under embargo is not among them.
    """
    found = []
    for language, listed in db.rows(_ALTERNATES, (article_id,)):
        shown = orjson.loads(bytes(listed))
        if MARK not in shown:
            found.append((language, shown["links"], shown["freshness"]))
    return found


_ALTERNATES = """
SELECT reading.language, reading.list_json
  FROM reading
  JOIN language ON language.code = reading.language
 WHERE reading.article_id = ? AND reading.requested_language = reading.language AND reading.list_json IS NOT NULL
 ORDER BY language.position, language.code
"""


def is_id(path: str) -> bool:
    """Tell an id from a slug."""
    return ids.is_id(path)


def _article(columns: Sequence[Any], slug: str, *, is_former: bool) -> Article:
    article_id, requested, language, _, etag, modified_at, topic, issue, body = columns
    return Article(
        article_id,
        requested,
        language,
        slug,
        etag,
        db.read_time(modified_at) if modified_at is not None else None,
        topic,
        issue,
        bytes(body) if body is not None else None,
        is_former,
    )


@dataclass(frozen=True, slots=True)
class Filter:
    """Which readings a list holds: `keys` by parameter, OR within one and AND between them.

    `since` and `before` bound the publication, the second exclusively; `updated_since` the last update.
    """

    language: str
    is_own_only: bool
    keys: Mapping[str, Sequence[str]]
    since: datetime | None = None
    before: datetime | None = None
    updated_since: datetime | None = None


def article_page(
    wanted: Filter, sort: str, cursor: paging.Cursor | None, limit: int, *, is_whole: bool = False
) -> paging.Page:
    """Give a page of readings: rows of (sort value, article id, JSON bytes in list form, or whole).

    Raises:
        InvalidParameter: there is no topic or byline of a key that was asked for.
    """
    for parameter in ("topic", "byline"):
        require_known(parameter, wanted.keys[parameter])
    column = sort.removeprefix("-")
    where, values = conditions(wanted)
    sql = _page_sql(column, is_whole, where)
    by = (f"r.{column}", "r.article_id")
    return rows.page(sql, values, cursor, limit, by=by, descending=sort.startswith("-"))


def conditions(wanted: Filter) -> tuple[tuple[str, ...], list[object]]:
    """Give the conditions of a filter on readings (`r`), and the values of their marks."""
    bounds = (wanted.since, wanted.before, wanted.updated_since)
    where = ["r.requested_language = ?"]
    where += ["r.language = ?"] if wanted.is_own_only else []
    where += [
        condition.format(marks=",".join("?" * len(keys)))
        for name, condition in _KEYED.items()
        if (keys := wanted.keys[name])
    ]
    where += [condition for condition, moment in zip(_BOUNDS, bounds, strict=True) if moment is not None]
    values: list[object] = [wanted.language, *([wanted.language] if wanted.is_own_only else [])]
    values += [key for name in _KEYED for key in wanted.keys[name]]
    values += [db.write_time(moment) for moment in bounds if moment is not None]
    return tuple(where), values


_KEYED = {
    "topic": "r.topic IN ({marks})",
    "trend": "r.trend IN ({marks})",
    "issue": "r.issue IN ({marks})",
    "byline": "r.article_id IN (SELECT b.article_id FROM reading_byline AS b WHERE b.byline IN ({marks}))",
}

_BOUNDS = ("r.published_at >= ?", "r.published_at < ?", "r.updated_at >= ?")


@lru_cache(maxsize=1_024)  # there are millions of ways to ask, and whoever tried them all would fill the memory
def _page_sql(column: str, is_whole: bool, where: tuple[str, ...]) -> str:  # noqa: FBT001
    form = "full_json" if is_whole else "list_json"
    chosen = " AND ".join((*where, f"r.{column} IS NOT NULL"))
    return f"SELECT r.{column}, r.article_id, r.{form} FROM reading AS r WHERE {chosen}"  # noqa: S608 - fixed parts
