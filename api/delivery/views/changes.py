"""What partners and mirrors read of the journal: its entries in the order of their commits.

Whoever begins with `initial=true` first reads everything that is public now, page by page. Things may change while they
read. So each cursor on the way carries the position at which the journal ended when they began, and after the last page
they follow the journal from there: no change is missed, though one may be told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.platform import db, lenses

# What a cursor of the journal holds: the generation of the last entry that was read, and its number in it. While all
# that is public now is read, three more: the kind of the last thing (an index of _PUBLIC_NOW) and its key in two parts.
Position = tuple[Any, ...]
BEGINNING: Position = (0, 0)  # before every entry: generations count from 1
WIDTH = 16  # columns of a row; one of a text under embargo has one more


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the journal: entries as rows, the position of the last, and whether there is more after it.

    A row is: generation, position, resource, key, type, time, article id, language, slug, revision, reason or note,
    whether readers have it, the article, the id of a topic, byline, issue or picture, whose key that is too, the
    article's topic, and as JSON what it touched. Slug, article and topic are the present ones. The article is null
    unless documents were asked for; else it is JSON bytes without its neighbours and without the last brace. In rows of
    what is public now generation and position are null, and but for articles the time.
    """

    rows: list[tuple[Any, ...]]
    end: Position
    has_more: bool


def part(
    since: Position,
    *,
    language: str | None,
    topics: Sequence[str],
    documents: bool,
    limit: int,
    until: Position | None = None,
) -> Part:
    """Give the entries after a position, of one language and of the articles that are or were in some topics.

    With `until` they are those before that position.

    The journal's end is read first, and no entry beyond it. When the last entries are of other languages or topics, the
    part still ends at that end, so the next call does not look at them again. Later commits only ever stand behind it.
    """
    last = max(end() if until is None else until, since)
    sql = _PART.format(
        document=DOCUMENT if documents else "NULL",
        language="AND c.language = ?" if language is not None else "",
        topics=_IN_TOPICS.format(marks=_marks(topics)) if topics else "",
    )
    found = db.rows(sql, (*since, *last, *([language] if language is not None else []), *topics, limit + 1))
    around = _AROUND.format(topics=around_topics(topics), told=whether_public())
    found += [_frame(row) for row in db.rows(around, (*since, *last, *topics, limit + 1))]
    found.sort(key=lambda row: row[:2])
    if len(found) <= limit:
        return Part(found, last, has_more=False)
    return Part(found[:limit], (found[limit - 1][0], found[limit - 1][1]), has_more=True)


def _frame(row: tuple[Any, ...]) -> tuple[Any, ...]:
    *told, is_public, id_ = row
    return (*told, *[None] * 5, is_public, None, id_, None, None)


def around_topics(topics: Sequence[str]) -> str:
    """Write which rows of `frame_change` are told to those who follow some topics, or all."""
    return _AROUND_TOPICS.format(marks=_marks(topics)) if topics else ""


def whether_public() -> str:
    """Write whether what a row of `frame_change` is of is public to who reads, and its id."""
    return _TOLD.format(shown=_shown())


def start_of_public_now() -> Position:
    """Give the position before everything that is public now; it keeps where the journal ends, to follow from there."""
    return (*end(), 0, "", "")


def is_in_public_now(position: Position) -> bool:
    """Tell whether a caller is still reading what is public now, and does not follow the journal yet."""
    return len(position) > len(BEGINNING)


def public_now(since: Position, *, language: str | None, topics: Sequence[str], documents: bool, limit: int) -> Part:
    """Give what is public now, after a position: the site, languages, topics, bylines, issues, articles and pictures.

    With the last of it, the part's end is where the journal ended when the caller began, and there is more if it has
    grown since.
    """
    *journal_end, rank, key, also = since
    found: list[tuple[int, tuple[Any, ...]]] = []
    for number, resource in enumerate(_PUBLIC_NOW):
        if number >= rank and len(found) <= limit and not (topics and resource in _NOT_OF_TOPICS):
            after = (key, also) if number == rank else ("", "")
            rows = _public_of(resource, after, language, topics, documents=documents, limit=limit + 1 - len(found))
            found += [(number, row) for row in rows]
    rows = [row for _, row in found[:limit]]
    if len(found) <= limit:
        return Part(rows, tuple(journal_end), has_more=end() > tuple(journal_end))
    number, row = found[limit - 1]
    at = (row[_ARTICLE], row[_LANGUAGE]) if row[_RESOURCE] == "article" else (row[_KEY], "")
    return Part(rows, (*journal_end, number, *at), has_more=True)


_RESOURCE, _KEY, _ARTICLE, _LANGUAGE = 2, 3, 6, 7  # columns of a row


def _public_of(
    resource: str, after: tuple[str, str], language: str | None, topics: Sequence[str], *, documents: bool, limit: int
) -> list[tuple[Any, ...]]:
    if resource != "article":
        narrowed = f"AND key IN ({_marks(topics)})" if topics else ""
        id_ = _IDS.get(resource, "NULL")
        public = _PUBLIC_NOW[resource].format(shown=_shown())
        sql = f"SELECT key, {id_} FROM ({public}) AS found WHERE key > ? {narrowed} ORDER BY key LIMIT ?"  # noqa: S608 - fixed parts
        found = db.rows(sql, (after[0], *topics, limit))
        return [
            (None, None, resource, key, "published", *[None] * 6, True, None, id_, None, None) for key, id_ in found
        ]
    sql = _PUBLIC_NOW[resource].format(
        document=DOCUMENT if documents else "NULL",
        language="AND requested_language = ?" if language is not None else "",
        topics=f"AND COALESCE(topic, '') IN ({_marks(topics)})" if topics else "",  # by its index all would be sorted
    )
    return db.rows(sql, (after[0], *after, *([language] if language is not None else []), *topics, limit))


def end() -> Position:
    """Give the position of the last entry, whoever may read it."""
    with lenses.through(None):
        found = [db.row(sql) for sql in _ENDS]
    return max([BEGINNING, *((int(row[0]), int(row[1])) for row in found if row is not None)])


def _shown() -> str:
    """Write whether a picture that was told of is in something that is read: for a partner it may be in other texts."""
    lens = lenses.held.lens
    return "TRUE" if lens is None or lens.pools is None else _IS_SHOWN


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


_ENDS = [
    f"SELECT generation, position FROM {table} ORDER BY generation DESC, position DESC LIMIT 1"  # noqa: S608 - fixed names
    for table in ("change", "frame_change")
]

DOCUMENT = "SUBSTR(r.full_json, 1, r.core_length)"

_PART = """
SELECT c.generation, c.position, 'article', NULL, c.type, c.at, c.article_id, c.language, r.slug, p.revision, c.reason,
       r.full_json IS NOT NULL, {document}, NULL, r.topic, c.touched
  FROM change AS c
  LEFT JOIN publication AS p ON p.id = c.publication_id
  LEFT JOIN reading AS r ON r.article_id = c.article_id AND r.requested_language = c.language
 WHERE (c.generation, c.position) > (?, ?) AND (c.generation, c.position) <= (?, ?) {language} {topics}
 ORDER BY c.generation, c.position
 LIMIT ?
"""

_ID = "(SELECT id FROM {table} WHERE {table}.key = {of}.key)"
_WITH_ID = ("issue", "topic", "byline")
_IDS = {**{name: _ID.format(table=name, of="found") for name in _WITH_ID}, "picture": "found.key"}
_READ_NOW = "SELECT 1 FROM reading WHERE requested_language IN (SELECT code FROM language) AND"

_IS_SHOWN = """
EXISTS (WITH RECURSIVE stands_for (id) AS (
            SELECT picture.id
            UNION
            SELECT before.id
              FROM stands_for
              JOIN picture AS before
                ON before.replaced_by = stands_for.id
                OR (before.substitute = stands_for.id
                    AND before.replaced_by IS NULL AND before.withdrawn_at IS NOT NULL))
        SELECT 1
          FROM stands_for
          JOIN publication_picture AS named ON named.picture_id = stands_for.id
          JOIN publication AS shown ON shown.id = named.publication_id
          JOIN reading ON reading.article_id = shown.article_id AND reading.requested_language = shown.language
         WHERE shown.ended_at IS NULL AND shown.withdrawn_at IS NULL
           AND reading.language = shown.language AND reading.published_at IS NOT NULL)
"""

_IS_PUBLIC = {
    "issue": f"{_READ_NOW} reading.issue = frame_change.key",
    "topic": f"{_READ_NOW} reading.topic = frame_change.key",
    "byline": "SELECT 1 FROM reading_byline WHERE reading_byline.byline = frame_change.key",
    "picture": "SELECT 1 FROM picture WHERE picture.id = frame_change.key AND picture.is_announced AND {shown}",
}

_NAMED = " ".join(f"WHEN '{name}' THEN {_ID.format(table=name, of='frame_change')}" for name in _WITH_ID)
_NAMED += " WHEN 'picture' THEN frame_change.key"
_WHETHER_PUBLIC = " ".join(f"WHEN '{name}' THEN EXISTS ({sql})" for name, sql in _IS_PUBLIC.items())

_TOLD = f"CASE resource {_WHETHER_PUBLIC} ELSE TRUE END, CASE resource {_NAMED} END"
_AROUND = """
SELECT generation, position, resource, key, type, at, {told}
  FROM frame_change
 WHERE (generation, position) > (?, ?) AND (generation, position) <= (?, ?) {topics}
 ORDER BY generation, position
 LIMIT ?
"""

# Whoever holds a copy of a picture must hear that it is gone, whatever they follow.
_AROUND_TOPICS = "AND (resource = 'picture' OR (resource = 'topic' AND key IN ({marks})))"

# In quotation marks, so read whole: all languages of an article have the topic that any of them brought.
_IN_TOPICS = """
AND c.article_id IN (
    SELECT own.article_id FROM "publication" AS own JOIN topic AS t ON t.id = own.topic_id WHERE t.key IN ({marks})
)
"""

_NOT_OF_TOPICS = {"site", "language", "byline", "issue", "picture"}

_PUBLIC_NOW = {
    "site": "SELECT 'site' AS key",
    "language": "SELECT code AS key FROM language",
    "topic": f"SELECT key FROM topic WHERE EXISTS ({_READ_NOW} reading.topic = topic.key)",  # noqa: S608 - fixed parts
    "byline": "SELECT key FROM byline WHERE EXISTS (SELECT 1 FROM reading_byline AS b WHERE b.byline = byline.key)",
    "issue": f"SELECT key FROM issue WHERE EXISTS ({_READ_NOW} reading.issue = issue.key)",  # noqa: S608 - fixed parts
    "article": """
SELECT NULL, NULL, 'article', NULL, 'published', r.updated_at, r.article_id, r.language, r.slug, p.revision, NULL,
       TRUE, {document}, NULL, r.topic, NULL
  FROM (SELECT article_id, language, updated_at, slug, topic, full_json, core_length
          FROM reading
         WHERE article_id >= ? AND (article_id, requested_language) > (?, ?) AND requested_language = language
           AND list_json IS NOT NULL {language} {topics}
         ORDER BY article_id, requested_language
         LIMIT ?) AS r
  JOIN publication AS p ON p.article_id = r.article_id AND p.language = r.language AND p.ended_at IS NULL
 ORDER BY r.article_id, r.language
""",
    "picture": "SELECT id AS key FROM picture WHERE is_announced AND {shown}",
}
