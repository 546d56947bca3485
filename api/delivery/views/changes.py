"""What partners and mirrors read of the journal: its entries in commit order, with what stands now beside them.

Or, for who begins, what stands now: page by page, while it may change, and with the place from which to follow that was
the journal's end before the first page. What changed meanwhile is told from there, so nothing is missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.platform import db

Place = tuple[Any, ...]  # generation, position; and on the way through what stands now, three more: where one is in it
BEGINNING: Place = (0, 0)  # before every entry: generations count from 1


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the journal: entries as rows, where it ends, and whether there is more after it.

    A row is generation, position, resource, key, type, time, article id, language, slug, revision, reason, whether
    readers have it, where it was asked for the article but for its neighbours as JSON bytes, left open, and the id of
    a topic, byline or issue. Slug and article are those that stand now. Of what stands now the first two are null, and
    of all but articles the time.
    """

    rows: list[tuple[Any, ...]]
    end: Place
    has_more: bool


def part(since: Place, *, language: str | None, topics: Sequence[str], documents: bool, limit: int) -> Part:
    """Give the entries after a place, of one language and of the articles that are or were in some topics.

    The end of the journal is read before its entries, so a part may end there even where the last entries are not
    for this reader: nothing committed later can stand before it.
    """
    last = max(_end(), since)
    sql = _PART.format(
        document=_DOCUMENT if documents else "NULL",
        language="AND c.language = ?" if language is not None else "",
        topics=_IN_TOPICS.format(marks=_marks(topics)) if topics else "",
    )
    found = db.rows(sql, (*since, *last, *([language] if language is not None else []), *topics, limit + 1))
    framed = _FRAMED.format(topics=f"AND resource = 'topic' AND key IN ({_marks(topics)})" if topics else "")
    found += db.rows(framed, (*since, *last, *topics, limit + 1))
    found.sort(key=lambda row: row[:2])
    if len(found) <= limit:
        return Part(found, last, has_more=False)
    return Part(found[:limit], (found[limit - 1][0], found[limit - 1][1]), has_more=True)


def beginning() -> Place:
    """Give the place before all that stands now, which keeps the journal's end as it is, to follow from there."""
    return (*_end(), 0, "", "")


def is_of_what_stands(place: Place) -> bool:
    """Tell whether a place lies on the way through what stands now."""
    return len(place) > len(BEGINNING)


def standing(since: Place, *, language: str | None, topics: Sequence[str], documents: bool, limit: int) -> Part:
    """Give what stands now after a place: the site, languages, topics, bylines and issues, then articles.

    When all of it has been given, the end is the place from which to follow, and there is more if anything changed.
    """
    *anchor, rank, key, also = since
    found: list[tuple[int, tuple[Any, ...]]] = []
    for number, resource in enumerate(_STANDING):
        if number >= rank and len(found) <= limit and not (topics and resource in _NOT_OF_TOPICS):
            place = (key, also) if number == rank else ("", "")
            rows = _standing(resource, place, language, topics, documents=documents, limit=limit + 1 - len(found))
            found += [(number, row) for row in rows]
    rows = [row for _, row in found[:limit]]
    if len(found) <= limit:
        return Part(rows, tuple(anchor), has_more=_end() > tuple(anchor))
    number, row = found[limit - 1]
    at = (row[_ARTICLE], row[_LANGUAGE]) if row[_RESOURCE] == "article" else (row[_KEY], "")
    return Part(rows, (*anchor, number, *at), has_more=True)


_RESOURCE, _KEY, _ARTICLE, _LANGUAGE = 2, 3, 6, 7  # columns of a row


def _standing(
    resource: str, place: tuple[str, str], language: str | None, topics: Sequence[str], *, documents: bool, limit: int
) -> list[tuple[Any, ...]]:
    if resource != "article":
        narrowed = f"AND key IN ({_marks(topics)})" if topics else ""
        id_ = _ID.format(table=resource, of="found") if resource in _WITH_ID else "NULL"
        sql = f"SELECT key, {id_} FROM ({_STANDING[resource]}) AS found WHERE key > ? {narrowed} ORDER BY key LIMIT ?"  # noqa: S608 - fixed parts
        found = db.rows(sql, (place[0], *topics, limit))
        return [(None, None, resource, key, "published", *[None] * 6, True, None, id_) for key, id_ in found]
    sql = _STANDING[resource].format(
        document=_DOCUMENT if documents else "NULL",
        language="AND r.language = ?" if language is not None else "",
        topics=f"AND r.topic IN ({_marks(topics)})" if topics else "",
    )
    return db.rows(sql, (*place, *([language] if language is not None else []), *topics, limit))


def _end() -> Place:
    found = [db.row(sql) for sql in _ENDS]
    return max([BEGINNING, *((int(row[0]), int(row[1])) for row in found if row is not None)])


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


_ENDS = [
    f"SELECT generation, position FROM {table} ORDER BY generation DESC, position DESC LIMIT 1"  # noqa: S608 - fixed names
    for table in ("change", "frame_change")
]

_DOCUMENT = "SUBSTR(r.full_json, 1, r.core_length)"

_PART = """
SELECT c.generation, c.position, 'article', NULL, c.type, c.at, c.article_id, c.language, r.slug, p.revision, c.reason,
       r.full_json IS NOT NULL, {document}, NULL
  FROM change AS c
  LEFT JOIN publication AS p ON p.id = c.publication_id
  LEFT JOIN reading AS r ON r.article_id = c.article_id AND r.requested_language = c.language
 WHERE (c.generation, c.position) > (?, ?) AND (c.generation, c.position) <= (?, ?) {language} {topics}
 ORDER BY c.generation, c.position
 LIMIT ?
"""

_ID = "(SELECT id FROM {table} WHERE {table}.key = {of}.key)"
_WITH_ID = ("issue", "topic", "byline")
_READ_NOW = "SELECT 1 FROM reading WHERE requested_language IN (SELECT code FROM language) AND"

_STANDS = {
    "issue": f"{_READ_NOW} reading.issue = frame_change.key",
    "topic": f"{_READ_NOW} reading.topic = frame_change.key",
    "byline": "SELECT 1 FROM reading_byline WHERE reading_byline.byline = frame_change.key",
}

_NAMED = " ".join(f"WHEN '{name}' THEN {_ID.format(table=name, of='frame_change')}" for name in _WITH_ID)
_STAND = " ".join(f"WHEN '{name}' THEN EXISTS ({sql})" for name, sql in _STANDS.items())

_FRAMED = f"""
SELECT generation, position, resource, key, type, at, NULL, NULL, NULL, NULL, NULL,
       CASE resource {_STAND} ELSE TRUE END, NULL, CASE resource {_NAMED} END
  FROM frame_change
 WHERE (generation, position) > (?, ?) AND (generation, position) <= (?, ?) {{topics}}
 ORDER BY generation, position
 LIMIT ?
"""  # noqa: S608 - fixed parts

_IN_TOPICS = """
AND c.article_id IN (
    SELECT own.article_id FROM publication AS own JOIN topic AS t ON t.id = own.topic_id WHERE t.key IN ({marks})
)
"""

_READ = "FROM reading WHERE requested_language IN (SELECT code FROM language) AND {column} IS NOT NULL"
_NOT_OF_TOPICS = {"site", "language", "byline", "issue"}

_STANDING = {
    "site": "SELECT 'site' AS key",
    "language": "SELECT code AS key FROM language",
    "topic": f"SELECT DISTINCT topic AS key {_READ.format(column='topic')}",
    "byline": "SELECT DISTINCT byline AS key FROM reading_byline",
    "issue": f"SELECT DISTINCT issue AS key {_READ.format(column='issue')}",
    "article": """
SELECT NULL, NULL, 'article', NULL, 'published', r.updated_at, r.article_id, r.language, r.slug, p.revision, NULL,
       TRUE, {document}, NULL
  FROM reading AS r
  JOIN publication AS p ON p.article_id = r.article_id AND p.language = r.language AND p.ended_at IS NULL
 WHERE (r.article_id, r.requested_language) > (?, ?) AND r.requested_language = r.language
   AND r.list_json IS NOT NULL {language} {topics}
 ORDER BY r.article_id, r.requested_language
 LIMIT ?
""",
}
