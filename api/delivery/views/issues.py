"""What readers read of issues, by fixed SQL.

An issue is public for readers of a language when a reading of it is: in the language, or by its fallback chain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from api.content import titles, weeks
from api.platform import db, ids, paging, rows


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue as readers of a language get it. `languages` are those in which it has a text, in no order.

    `titles` are by language, in the newsroom's order.
    """

    id: str
    key: str
    titles: Mapping[str, str]
    languages: frozenset[str]
    published_at: datetime
    article_count: int


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The keys of the public issues before and after one."""

    previous: str | None
    next: str | None


Fallback = Literal["chain", "none"]

_IS_PUBLIC = """
EXISTS (SELECT 1 FROM reading
         WHERE reading.requested_language = ? AND reading.issue = issue.key
           AND (reading.language = reading.requested_language OR CAST(? AS TEXT) = 'chain'))
"""

_ISSUES = f"SELECT key, id FROM issue WHERE {_IS_PUBLIC}"  # noqa: S608 - fixed parts
_WITHIN = f"{_ISSUES} AND key >= ? AND key <= ?"
_LATEST = f"{_ISSUES} ORDER BY key DESC LIMIT 1"
_BEFORE = f"{_ISSUES} AND key < ? ORDER BY key DESC LIMIT 1"
_AFTER = f"{_ISSUES} AND key > ? ORDER BY key LIMIT 1"
_BY_ID = f"{_ISSUES} AND id = ?"
_BY_KEY = f"{_ISSUES} AND key = ?"

# Counted here rather than by GROUP BY, for which SQLite would read a whole language by an index that saves sorting.
_SHOWN = """
SELECT issue, requested_language, language, published_at
  FROM reading
 WHERE requested_language IN (SELECT code FROM language) AND issue IN ({marks})
"""

_ARTICLES = """
SELECT reading.article_id, reading.list_json
  FROM reading
  LEFT JOIN issue_place ON issue_place.article_id = reading.article_id
 WHERE reading.requested_language = ? AND reading.issue = ?
   AND (reading.language = reading.requested_language OR CAST(? AS TEXT) = 'chain')
 ORDER BY COALESCE(issue_place.position, 0), reading.article_id
"""


def issue_page(
    language: str, fallback: Fallback, cursor: paging.Cursor | None, limit: int, span: tuple[str, str]
) -> paging.Page:
    """Give a page of the public issues from a week's key to another's, the newest first: rows of (key, id)."""
    return rows.page(_WITHIN, (language, fallback, *span), cursor, limit, by=("key",), descending=True)


def issue_row(name: str, language: str, fallback: Fallback) -> tuple[Any, ...] | None:
    """Give (key, id) of the public issue that a path names by key, id or `latest`; None where there is none."""
    if name == "latest":
        return db.row(_LATEST, (language, fallback))
    if ids.is_id(name):
        return db.row(_BY_ID, (language, fallback, name))
    key = weeks.conventional(name)
    return db.row(_BY_KEY, (language, fallback, key)) if weeks.parse(key) is not None else None


def issues(found: Sequence[tuple[Any, ...]], language: str, fallback: Fallback) -> list[Issue]:
    """Complete rows of issues with what readers of a language find in them; two statements.

    One that has been withdrawn since is left out.
    """
    shown: dict[str, list[tuple[Any, ...]]] = {key: [] for key, *_ in found}
    for key, *columns in db.rows(_SHOWN.format(marks=",".join("?" * len(shown))), list(shown)) if shown else ():
        shown[key].append(tuple(columns))
    called = titles.of([id_ for _, id_ in found])
    complete = (_issue(row, called[row[1]], shown[row[0]], language, fallback) for row in found)
    return [issue for issue in complete if issue is not None]


def issue_articles(key: str, language: str, fallback: Fallback) -> dict[str, bytes]:
    """Give the list forms of an issue's articles by their ids, in the editor's order."""
    return {article_id: bytes(listed) for article_id, listed in db.rows(_ARTICLES, (language, key, fallback))}


def issue_neighbours(key: str, language: str, fallback: Fallback) -> Neighbours:
    """Give the public issues before and after one; two statements."""
    before, after = (db.row(sql, (language, fallback, key)) for sql in (_BEFORE, _AFTER))
    return Neighbours(before[0] if before else None, after[0] if after else None)


def _issue(
    row: tuple[Any, ...],
    called: Mapping[str, str],
    shown: Sequence[tuple[Any, ...]],
    language: str,
    fallback: Fallback,
) -> Issue | None:
    """Put an issue together; None where its last article was withdrawn since the row was read."""
    key, id_ = row
    read = [
        published_at
        for asked, served, published_at in shown
        if asked == language and (fallback == "chain" or served == asked)
    ]
    if not read:
        return None
    languages = frozenset(served for asked, served, _ in shown if asked == served)
    return Issue(id_, key, called, languages, db.read_time(min(read)), len(read))
