"""What feeds show: readings in the order of their last change, and what was withdrawn, by its id alone.

Whoever follows a feed from page to page follows it as it stood when they began, by the generation that each cursor
carries: an entry has the place of its publication in that generation, whatever is published or corrected meanwhile. So
none is skipped and none comes twice; what an entry says is what readers get now.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.delivery.views import keys
from api.platform import db, lenses, paging, rows
from api.platform.paging import Cursor

MOST_WITHDRAWN = 100  # that a feed tells of, the latest: those who hold copies have asked long before there are more

Place = tuple[Any, ...]  # a moment as a cursor holds it, and the id of an article


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a feed: its articles as (id, whole document as JSON bytes), and what is gone of them.

    `withdrawn` are (time, article id), those that fall between the articles, or beyond the first or the last.
    """

    articles: list[tuple[str, bytes]]
    withdrawn: list[tuple[datetime, str]]
    next: Cursor | None
    previous: Cursor | None


def part(language: str, topics: Sequence[str], cursor: Cursor | None, limit: int) -> Part:
    """Give a page of what is published in a language itself, in some topics or in all; three statements at one moment.

    Raises:
        InvalidParameter: nothing was ever public in a topic. Who follows one is to hear of its last withdrawal.
    """
    keys.require_ever_known(topics)
    with db.snapshot():
        generation = cursor.place[-1] if cursor is not None else _generation()
        at = Cursor(cursor.direction, cursor.place[:-1]) if cursor is not None else None
        page = _page(language, topics, generation, at, limit)
        withdrawn = _withdrawn(language, topics, *_span(page, at))
    return Part(
        [(id_, b"%s}" % bytes(document)) for _, id_, document in page.rows],
        [(db.read_time(moment), id_) for moment, id_ in withdrawn],
        _carrying(page.next, generation),
        _carrying(page.prev, generation),
    )


def public_topics(topics: Collection[str]) -> set[str]:
    """Give those of some topics in which readers find something now, and whose names may so be told."""
    if not topics:
        return set()
    return {key for (key,) in db.rows(_PUBLIC_TOPICS.format(marks=_marks(topics)), sorted(topics))}


def first_article() -> str | None:
    """Give the id of the first article that was ever published here, which tells this newsroom from all others.

    Whoever asks: what a partner first read may have been an update, which the journal does not keep for ever.
    """
    with lenses.through(None):
        found = db.row("SELECT article_id FROM change ORDER BY generation, position LIMIT 1")
    return str(found[0]) if found is not None else None


def _generation() -> int:
    """Give the generation of the last change to what whoever asks may read; another would tell them of what is not."""
    found = db.row("SELECT generation FROM change ORDER BY generation DESC, position DESC LIMIT 1")
    return int(found[0]) if found is not None else 0


def _page(language: str, topics: Sequence[str], generation: int, at: Cursor | None, limit: int) -> paging.Page:
    sql = _ARTICLES.format(topics=_NOW_IN_TOPICS.format(marks=_marks(topics)) if topics else "")
    values = (language, generation, generation, *([language, *topics] if topics else []))
    return rows.page(sql, values, at, limit, by=("p.published_at", "p.article_id"), descending=True)


def _span(page: paging.Page, at: Cursor | None) -> tuple[Place | None, Place | None]:
    """Give the places after and before which what was withdrawn belongs to a page; None at either end of all."""
    first, last = (page.prev, page.next)
    if at is not None and at.direction == "prev":
        return at.place, first.place if first is not None else None
    return last.place if last is not None else None, at.place if at is not None else None


def _withdrawn(
    language: str, topics: Sequence[str], after: Place | None, before: Place | None
) -> list[tuple[Any, ...]]:
    sql = _WITHDRAWN.format(
        topics=_ONCE_IN_TOPICS.format(marks=_marks(topics)) if topics else "",
        after="AND (at, article_id) > (?, ?)" if after is not None else "",
        before="AND (at, article_id) < (?, ?)" if before is not None else "",
    )
    return db.rows(sql, (language, *topics, MOST_WITHDRAWN, *(after or ()), *(before or ())))


def _carrying(cursor: Cursor | None, generation: int) -> Cursor | None:
    return Cursor(cursor.direction, (*cursor.place, generation)) if cursor is not None else None


def _marks(values: Collection[str]) -> str:
    return ",".join("?" * len(values))


_ARTICLES = """
SELECT p.published_at, p.article_id, SUBSTR(r.full_json, 1, r.core_length)
  FROM publication AS p
  JOIN reading AS r
    ON r.article_id = p.article_id AND r.requested_language = p.language AND r.language = p.language
   AND r.published_at IS NOT NULL
 WHERE p.language = ? AND p.generation <= ?
   AND (p.ended_at IS NULL OR NOT EXISTS (
       SELECT 1
         FROM publication AS later
        WHERE later.article_id = p.article_id AND later.language = p.language
          AND later.generation > p.generation AND later.generation <= ?))
   {topics}
"""

# Asked by the id alone, which the index holds: no row is read of what is in other topics.
_NOW_IN_TOPICS = """
AND p.article_id IN (
    SELECT now.article_id
      FROM reading AS now
     WHERE now.requested_language = ? AND now.topic IN ({marks}) AND now.published_at IS NOT NULL
)
"""

# Of an article that was given another topic those hear too who may hold it from the former one.
_WITHDRAWN = """
SELECT at, article_id
  FROM (
    SELECT p.withdrawn_at AS at, p.article_id
      FROM publication AS p
     WHERE p.language = ? AND p.withdrawn_at IS NOT NULL AND p.ended_at IS NULL {topics}
     ORDER BY p.withdrawn_at DESC, p.article_id DESC
     LIMIT ?
  ) AS latest
 WHERE 1 = 1 {after} {before}
 ORDER BY at DESC, article_id DESC
"""

# As in the journal by all languages, so read whole.
_ONCE_IN_TOPICS = """
AND p.article_id IN (
    SELECT own.article_id FROM "publication" AS own JOIN topic AS t ON t.id = own.topic_id WHERE t.key IN ({marks})
)
"""

_PUBLIC_TOPICS = """
SELECT DISTINCT topic
  FROM reading
 WHERE requested_language IN (SELECT code FROM language) AND topic IN ({marks}) AND published_at IS NOT NULL
"""
