"""What sitemaps list of what is published, by fixed SQL: each answer is one statement, of the texts that are there.

A fallback is no page of its own, so only readings in their own language count. Articles are listed by the month of
their first publication, which never changes: what is published or corrected now leaves the lists of other months as
they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

import orjson

from api.platform import db

_SHOWN = "requested_language = language AND published_at IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is of a month (`201709`) in a language: how many articles, and when one of them last changed."""

    language: str
    month: str
    count: int
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing, such as an article, in its languages: by each the part of its address that is its own.

    `updated_at` is when it last changed in each of them, None where that is not known.
    """

    names: Mapping[str, str]
    updated_at: Mapping[str, datetime | None]


@dataclass(frozen=True, slots=True)
class News:
    """An article that is news still."""

    language: str
    slug: str
    title: str
    published_at: datetime


def shelves() -> list[Shelf]:
    """Give what there is of each language and month."""
    sql = _SHELVES_ON_POSTGRES if db.is_postgres() else _SHELVES
    return [Shelf(language, month, count, db.read_time(last)) for language, month, count, last in db.rows(sql)]


_SHELVES = f"""
SELECT requested_language, substr(published_at, 1, 4) || substr(published_at, 6, 2) AS month, COUNT(*), MAX(updated_at)
  FROM reading
 WHERE {_SHOWN}
 GROUP BY 1, 2
 ORDER BY 1, 2
"""  # noqa: S608 - fixed parts
_SHELVES_ON_POSTGRES = _SHELVES.replace(
    "substr(published_at, 1, 4) || substr(published_at, 6, 2)", "to_char(published_at AT TIME ZONE 'UTC', 'YYYYMM')"
)


def articles(language: str, month: str, limit: int, offset: int) -> list[Listed]:
    """Give a part of the articles of a month in a language, the first published first, with their other languages."""
    since, before = _bounds(month)
    values = (language, language, db.write_time(since), db.write_time(before), limit, offset)
    found = groupby(db.rows(_ARTICLES, values), lambda row: row[0])
    return [_article([row[1:] for row in rows]) for _, rows in found]


_ARTICLES = """
SELECT one.article_id, other.language, other.slug, other.updated_at
  FROM (SELECT article_id, published_at
          FROM reading
         WHERE requested_language = ? AND language = ? AND published_at >= ? AND published_at < ?
         ORDER BY published_at, article_id
         LIMIT ? OFFSET ?) AS one
  JOIN reading AS other ON other.article_id = one.article_id AND other.requested_language = other.language
 WHERE other.published_at IS NOT NULL
 ORDER BY one.published_at, one.article_id, other.language
"""


def issues() -> dict[str, Listed]:
    """Give the issues that have texts, by key: by language, with when one of these last changed."""
    return _by_key(db.rows(_ISSUES))


# One look into an index for each issue and language, instead of all readings counted together.
_LAST = """
(SELECT MAX(reading.updated_at)
   FROM reading
  WHERE reading.requested_language = language.code AND reading.issue = issue.key AND reading.language = language.code)
"""
_ISSUES = f"""
SELECT key, code, last
  FROM (SELECT issue.key, language.code, {_LAST} AS last FROM issue CROSS JOIN language) AS found
 WHERE last IS NOT NULL
 ORDER BY key
"""  # noqa: S608 - fixed parts


def topics() -> dict[str, Listed]:
    """Give the topics that have texts, by key, as `issues` does; the time is that of the latest publication."""
    return _by_key(db.rows(_TOPICS))


_LATEST = """
(SELECT reading.published_at
   FROM reading
  WHERE reading.requested_language = language.code AND reading.language = language.code
    AND reading.topic = topic.key AND reading.published_at IS NOT NULL
  ORDER BY reading.published_at DESC
  LIMIT 1)
"""
# Of a language that only falls back, all readings would be looked at in vain.
_HAS_TEXTS = """
EXISTS (SELECT 1
          FROM reading AS any_own
         WHERE any_own.requested_language = language.code AND any_own.language = language.code
           AND any_own.published_at IS NOT NULL)
"""
_TOPICS = f"""
SELECT key, code, latest
  FROM (SELECT topic.key, topic.position, language.code, {_LATEST} AS latest
          FROM topic
         CROSS JOIN language
         WHERE {_HAS_TEXTS}) AS found
 WHERE latest IS NOT NULL
 ORDER BY position, key
"""  # noqa: S608 - fixed parts


def bylines() -> dict[str, Listed]:
    """Give the bylines that sign a public text, by key, as `issues` does; nothing is said of when."""
    return _by_key([(key, language, None) for key, language in db.rows(_BYLINES)])


# SQLite goes through a CROSS JOIN from left to right: from an author's articles, not from all articles to the author.
_BYLINES = f"""
SELECT byline.key, language.code
  FROM byline
 CROSS JOIN language
 WHERE {_HAS_TEXTS}
   AND EXISTS (SELECT 1
                 FROM reading_byline
                CROSS JOIN reading
                WHERE reading_byline.byline = byline.key AND reading.article_id = reading_byline.article_id
                  AND reading.requested_language = language.code AND reading.language = language.code
                  AND reading.published_at IS NOT NULL)
 ORDER BY byline.key
"""  # noqa: S608 - fixed parts


def news(since: datetime, limit: int) -> list[News]:
    """Give the articles that were first published at a moment or later, in all languages, the latest first."""
    found = db.rows(_NEWS, (db.write_time(since), limit))
    return [_news(row) for row in found]


# From the languages to what is new in each, as above: SQLite would read all that there is.
_NEWS = """
SELECT reading.language, reading.slug, reading.list_json, reading.published_at
  FROM language
 CROSS JOIN reading
 WHERE reading.requested_language = language.code AND reading.language = language.code AND reading.published_at >= ?
 ORDER BY reading.published_at DESC, reading.article_id, reading.language
 LIMIT ?
"""


def latest() -> News | None:
    """Give the article that was published last, in whatever language; None where nothing is public."""
    found = [row for (code,) in db.rows(_CODES) for row in db.rows(_LATEST_OF, (code, code))]
    return max((_news(row) for row in found), key=lambda each: each.published_at, default=None)


_CODES = "SELECT code FROM language ORDER BY position, code"
_LATEST_OF = """
SELECT language, slug, list_json, published_at
  FROM reading
 WHERE requested_language = ? AND language = ? AND published_at IS NOT NULL
 ORDER BY published_at DESC, article_id DESC
 LIMIT 1
"""


def _bounds(month: str) -> tuple[datetime, datetime]:
    year, number = int(month[:4]), int(month[4:])
    return datetime(year, number, 1, tzinfo=UTC), datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)


def _article(rows: Sequence[Sequence[Any]]) -> Listed:
    slugs = {language: slug for language, slug, _ in rows}
    return Listed(slugs, {language: db.read_time(updated) for language, _, updated in rows})


def _by_key(rows: Sequence[tuple[str, str, Any]]) -> dict[str, Listed]:
    """Put rows of (key, language, time) together."""
    found: dict[str, dict[str, datetime | None]] = {}
    for key, language, last in rows:
        found.setdefault(key, {})[language] = db.read_time(last) if last is not None else None
    return {key: Listed(dict.fromkeys(moments, key), moments) for key, moments in found.items()}


def _news(row: Sequence[Any]) -> News:
    language, slug, listed, published_at = row
    return News(language, slug, orjson.loads(bytes(listed))["title"], db.read_time(published_at))
