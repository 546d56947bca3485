"""What partners and mirrors read of the journal: its entries in commit order, with what stands now beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.platform import db

Place = tuple[int, int]  # generation, position

BEGINNING: Place = (0, 0)  # before every entry: generations count from 1


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the journal: entries as rows, where it ends, and whether there is more after it.

    A row is generation, position, type, time, article id, language, slug, revision, reason, whether readers have it,
    and where it was asked for the whole article as JSON bytes. Slug and article are those that stand now.
    """

    rows: list[tuple[Any, ...]]
    end: Place
    has_more: bool


def part(since: Place, *, language: str | None, topics: Sequence[str], documents: bool, limit: int) -> Part:
    """Give the entries after a place, of one language and of the articles that are or were in some topics.

    The end of the journal is read before its entries, so a part may end there even where the last entries are not
    for this reader: nothing committed later can stand before it.
    """
    end = db.row(_END)
    last: Place = max((int(end[0]), int(end[1])), since) if end else since
    sql = _PART.format(
        document="r.full_json" if documents else "NULL",
        language="AND c.language = ?" if language is not None else "",
        topics=_IN_TOPICS.format(marks=",".join("?" * len(topics))) if topics else "",
    )
    found = db.rows(sql, (*since, *last, *([language] if language is not None else []), *topics, limit + 1))
    if len(found) <= limit:
        return Part(found, last, has_more=False)
    return Part(found[:limit], (found[limit - 1][0], found[limit - 1][1]), has_more=True)


_END = "SELECT generation, position FROM change ORDER BY generation DESC, position DESC LIMIT 1"

_PART = """
SELECT c.generation, c.position, c.type, c.at, c.article_id, c.language, r.slug, p.revision, c.reason,
       r.full_json IS NOT NULL, {document}
  FROM change AS c
  LEFT JOIN publication AS p ON p.id = c.publication_id
  LEFT JOIN reading AS r ON r.article_id = c.article_id AND r.requested_language = c.language
 WHERE (c.generation, c.position) > (?, ?) AND (c.generation, c.position) <= (?, ?) {language} {topics}
 ORDER BY c.generation, c.position
 LIMIT ?
"""

_IN_TOPICS = """
AND c.article_id IN (
    SELECT own.article_id FROM publication AS own JOIN topic AS t ON t.id = own.topic_id WHERE t.key IN ({marks})
)
"""
