"""What a partner reads of the journal: that of its contract, what time brings, and what a new contract gives and takes.

Some things are joined, each in an order of its own that never changes, so that no page skips or repeats:

- the journal, in the order of commits, as `changes` gives it through the partner's lens;
- changes of the contract, which have their place in that order: at each the partner is given all that it did not read
  before and does now, and is told that what it read before and does not now is withdrawn; where its terms are others,
  it is given all that it reads, since each document has them in it;
- with a delay, texts whose time has come: in the order in which they were first published, as far as it has passed;
- with a lead, what is offered ahead of its release (`embargoes`), behind all that has happened.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.delivery.views import changes, embargoes, surroundings
from api.delivery.views.changes import Part, Position
from api.delivery.views.surroundings import LAST as _LAST
from api.delivery.views.surroundings import Span
from api.platform import db, lenses
from api.publishing.audience import Audience, ContractChange
from api.publishing.narrowing import OUTSIDE

_AFTER = "~"  # behind all languages
_STREAMS = 3  # parts of a position: in the journal, in what was delayed, among what is offered ahead
_AROUND = 3  # a part that is there while something is yet to be told: since where (journal, delayed), and the last told
_IN_EVENT = 4  # parts of a position within a change of the contract: generation, _LAST, article, language


@dataclass(frozen=True, slots=True)
class Filter:
    """What is asked for: of one language or all, of some topics or all, with documents or without, and how much."""

    language: str | None
    topics: Sequence[str]
    documents: bool
    limit: int


def beginning(audience: Audience, *, is_initial: bool) -> Position:
    """Give the position before everything, or before what stands now."""
    if not is_initial:
        return (list(changes.BEGINNING), [0, 0, ""], embargoes.BEGINNING)
    return ([*end(audience), 0, "", ""], _horizon(audience, [0, 0, ""]), embargoes.start_of_now())


def end(audience: Audience) -> Position:
    """Give the position of the last entry and of the last change of the contract, whichever is later."""
    return max([changes.end(), *((event.generation, _LAST) for event in audience.history())])


def mark() -> str:
    """Give a mark for the cursor of a page: by it the page is known again whose cursor comes back."""
    return secrets.token_hex(4)


def write(end: Position, mark: str) -> Position:
    """Give what the cursor of a position holds. It is another each time, or it would tell that others got something."""
    return (*end, mark)


def mark_of(since: Position) -> str:
    """Give the mark in a partner's cursor, empty where there is none."""
    return since[-1] if len(since) > _STREAMS and isinstance(since[-1], str) else ""


def needed(since: Position) -> Position:
    """Give the place in the journal behind which a position needs all: by entries what is around them is found."""
    return tuple((since[0] if (around := _held(since)) is None else around[0])[:2])


def again(since: Position, main: Position) -> Position:
    """Give a position with another place in the journal, where nothing is yet to be told of before."""
    return (main, *since[1:_STREAMS])


def part(audience: Audience, since: Position, asked: Filter) -> Part:
    """Give what happened for a partner after a position, and what stands around that (`surroundings`).

    What is around a page comes behind it, before what happened next: so much is looked through as is told.
    """
    rows: list[tuple[Any, ...]] = []
    # Cursors of before have no place among the offers, but what makes each another.
    place = since[2] if len(since) > _STREAMS - 1 and not isinstance(since[2], str) else embargoes.BEGINNING
    main, late = tuple(since[0]), since[1]
    if (around := _held(since)) is not None:
        begun, begun_late, after = around
        rows, rest = _around(audience, Span(begun, main, begun_late, late), after, asked, asked.limit)
        if rest is not None:
            return Part(rows, (since[0], late, place, [begun, begun_late, rest]), has_more=True)
        if len(rows) == asked.limit:
            return Part(rows, (since[0], late, place), has_more=True)
    found = _happened(audience, since, replace(asked, limit=asked.limit - len(rows)))
    rows += map(surroundings.as_they_are, found.rows)
    begun = found.end[0] if changes.is_in_public_now(main) and len(main) > _IN_EVENT else main
    late = min(list(late), found.end[1]) if audience.delay else found.end[1]
    span = Span(begun, found.end[0], late, found.end[1])
    around, rest = _around(audience, span, surroundings.BEGINNING, asked, asked.limit - len(rows))
    rows += around
    if rest is not None:
        return Part(rows, (*found.end, place, [begun, late, rest]), has_more=True)
    if found.has_more:
        return Part(rows, (*found.end, place), has_more=True)
    offered, place, has_more = embargoes.part(
        audience,
        place,
        language=asked.language,
        topics=asked.topics,
        documents=asked.documents,
        room=asked.limit - len(rows),
    )
    return Part([*rows, *offered], (*found.end, place), has_more=has_more)


def _held(since: Position) -> Any:  # noqa: ANN401 - parts of a position
    """Give the part of a position that is there while what is around a page is yet to be told, or None."""
    return since[_AROUND] if len(since) > _AROUND and not isinstance(since[_AROUND], str) else None


def _around(
    audience: Audience, span: Span, after: Sequence[Any], asked: Filter, room: int
) -> tuple[list[tuple[Any, ...]], Any]:
    return surroundings.told(audience, span, (after[0], after[1]), asked.topics, room)


def _happened(audience: Audience, since: Position, asked: Filter) -> Part:
    """Give the journal of a contract after a position."""
    main, late = tuple(since[0]), list(since[1])
    is_of_now = changes.is_in_public_now(main) and len(main) > _IN_EVENT
    found = _public_now(audience, main, asked) if is_of_now else _followed(audience, main, asked)
    if not audience.delay:
        return Part(found.rows, (list(found.end), [*found.end[:2], ""]), has_more=found.has_more)
    if _is_slower(audience, main, found.end):  # what was taken for the time being is to come again
        late = min(late, _horizon(audience, [0, 0, ""]))
    if found.has_more:
        return Part(found.rows, (list(found.end), late), has_more=True)
    came, late, has_more = _arrived(audience, late, asked, asked.limit - len(found.rows))
    return Part([*found.rows, *came], (list(found.end), late), has_more=has_more)


def _is_slower(audience: Audience, since: Position, end: Position) -> bool:
    """Tell whether a change of the contract between two positions has made the delay longer."""
    return any(
        since[:2] < (event.generation, _LAST) <= end[:2] and event.before.delay < audience.delay
        for event in audience.history()
    )


def _public_now(audience: Audience, main: Position, asked: Filter) -> Part:
    found = changes.public_now(
        main, language=asked.language, topics=asked.topics, documents=asked.documents, limit=asked.limit
    )
    if found.has_more:
        return found
    return Part(found.rows, found.end, has_more=end(audience) > found.end)  # the contract may have changed meanwhile


def _followed(audience: Audience, main: Position, asked: Filter) -> Part:
    """Give the journal with the changes of the contract in their places."""
    rows: list[tuple[Any, ...]] = []
    for event in audience.history():
        if (event.generation, _LAST) < main[:2] or ((event.generation, _LAST) == main):
            continue
        if len(main) < _IN_EVENT:
            before = _journal(main, asked, asked.limit - len(rows), until=(event.generation, 0))
            rows += before.rows
            if before.has_more:
                return Part(rows, before.end, has_more=True)
        at = main[2:] if len(main) == _IN_EVENT else ("", "")
        turned, last = _turned(audience, event, at, asked, asked.limit - len(rows))
        rows += turned
        if last is not None:
            return Part(rows, (event.generation, _LAST, *last), has_more=True)
        main = (event.generation, _LAST)
    rest = _journal(main, asked, asked.limit - len(rows))
    return Part([*rows, *rest.rows], max(rest.end, main), has_more=rest.has_more)


def _journal(main: Position, asked: Filter, room: int, until: Position | None = None) -> Part:
    found = changes.part(
        main, language=asked.language, topics=asked.topics, documents=asked.documents, limit=max(room, 1), until=until
    )
    return found if room or not found.rows else Part([], main, has_more=True)


def _turned(
    audience: Audience,
    event: ContractChange,
    after: Position,
    asked: Filter,
    room: int,
) -> tuple[list[tuple[Any, ...]], Position | None]:
    """Give what a change of the contract gives and takes, after a place, and the last place if there is more."""
    now, before = audience.scope.sees("r"), event.before.scope.sees("r")
    sql = _TURNED.format(
        document=changes.DOCUMENT if asked.documents else "NULL",
        now=now,
        before=before,
        had=event.before.scope.has_seen("r", event.generation),
        is_another="TRUE" if event.is_of_terms else _is_another(audience, event),
        narrowed=_narrowed(asked, _EVER_IN),
    )
    found = db.rows(sql, (*after, *_values(asked), room + 1))
    rows = [
        (
            event.generation,
            _LAST,
            "article",
            None,
            kind,
            event.at,
            article_id,
            language,
            slug,
            revision,
            OUTSIDE if kind == "withdrawn" else None,
            kind != "withdrawn",
            document,
            None,
            topic,
            None,
        )
        for article_id, language, kind, slug, revision, document, topic in found[:room]
    ]
    if len(found) <= room:
        return rows, None
    return rows, (found[room - 1][0], found[room - 1][1]) if room else after


def _is_another(audience: Audience, event: ContractChange) -> str:
    """Write whether one of an article's languages has come or gone."""
    return _IS_ANOTHER.format(now=audience.scope.sees("o"), before=event.before.scope.sees("o"))


def _arrived(
    audience: Audience, late: list[Any], asked: Filter, room: int
) -> tuple[list[tuple[Any, ...]], list[Any], bool]:
    """Give the texts whose time has come since a position, the next position, and whether there are more."""
    horizon = _horizon(audience, late)
    sql = _ARRIVED.format(document=changes.DOCUMENT if asked.documents else "NULL", narrowed=_narrowed(asked))
    found = db.rows(sql, (*late, *horizon, *_values(asked), room + 1))
    if len(found) > room:
        last = found[room - 1]
        return found[:room], [last[0], last[1], last[7]] if room else late, True
    return found, max(horizon, late), False


def _horizon(audience: Audience, late: Sequence[Any]) -> list[Any]:
    """Give the position in the journal up to which the delay has passed for everything."""
    with lenses.through(None):
        found = db.row(_BEYOND, (late[0], db.write_time(audience.at - audience.delay)))
        if found is not None and found[0] is not None:
            return [int(found[0]) - 1, _LAST, ""]
        return [*changes.end(), _AFTER]


def _narrowed(asked: Filter, in_topics: str = "AND r.topic IN ({marks})") -> str:
    language = "AND r.language = ?" if asked.language is not None else ""
    topics = in_topics.format(marks=",".join("?" * len(asked.topics))) if asked.topics else ""
    return f"{language} {topics}"


def _values(asked: Filter) -> list[str]:
    return [*([asked.language] if asked.language is not None else []), *asked.topics]


# Tables in quotation marks are read whole: what was and what is are told apart here. What was theirs under the contract
# of before, and was withdrawn or moved before they had read of it, no entry tells of that is of the contract of now.
_TURNED = """
SELECT r.article_id, r.language,
       CASE WHEN NOT ({now}) THEN 'withdrawn' WHEN {before} THEN 'updated' ELSE 'published' END,
       CASE WHEN {now} THEN r.slug END, p.revision, CASE WHEN {now} THEN {document} END,
       CASE WHEN {now} THEN r.topic END
  FROM "reading" AS r
  JOIN publication AS p ON p.id = (
       SELECT id FROM "publication" AS latest
        WHERE latest.article_id = r.article_id AND latest.language = r.language
        ORDER BY latest.generation DESC LIMIT 1)
 WHERE (r.article_id, r.requested_language) > (?, ?) AND r.requested_language = r.language
   AND CASE WHEN r.list_json IS NOT NULL AND ({now}) THEN {is_another}
            ELSE NOT ({now}) AND (r.list_json IS NOT NULL AND ({before}) OR {had}) END {narrowed}
 ORDER BY r.article_id, r.requested_language
 LIMIT ?
"""
# Who follows a topic is told of what has left it too.
_EVER_IN = """
AND EXISTS (SELECT 1 FROM "publication" AS ever JOIN topic ON topic.id = ever.topic_id
             WHERE ever.article_id = r.article_id AND topic.key IN ({marks}))
"""
_IS_ANOTHER = """
EXISTS (SELECT 1 FROM "reading" AS o
         WHERE o.article_id = r.article_id AND o.requested_language = o.language AND o.list_json IS NOT NULL
           AND ({now}) <> ({before}))
"""
# A text in one language is named in those of the others, so all of an article come again.
_ARRIVED = """
SELECT c.generation, c.position, 'article', NULL, CASE WHEN r.language = c.language THEN 'published' ELSE 'updated' END,
       c.at, c.article_id, r.language, r.slug, p.revision, NULL, TRUE, {document}, NULL,
       r.topic, NULL
  FROM "change" AS c
  JOIN reading AS r ON r.article_id = c.article_id AND r.requested_language = r.language
  JOIN publication AS p ON p.article_id = r.article_id AND p.language = r.language AND p.ended_at IS NULL
 WHERE c.type = 'published' AND (c.generation, c.position, r.language) > (?, ?, ?)
   AND (c.generation, c.position, r.language) <= (?, ?, ?) AND r.list_json IS NOT NULL {narrowed}
 ORDER BY c.generation, c.position, r.language
 LIMIT ?
"""
_BEYOND = "SELECT MIN(generation) FROM change WHERE generation > ? AND at > ?"
