"""What stands around the articles of a contract and changes with them: issues, topics, bylines, pictures, languages.

The public journal tells of these as everybody sees them: a topic goes with the last text that anybody reads. To a
partner it goes with the last text of its contract: when that moves to another topic, when its only language is
withdrawn, when the contract changes; and it comes when a delay has passed. So behind each part of its journal a
partner is told of all that stands around the articles which that part touched, as it is now. By that a copy is true
at its end; what comes twice does no harm. What was never of the contract is never named, and what is so no longer has
an id and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from api.delivery.views import changes
from api.platform import db
from api.publishing.audience import Audience, ContractChange

LAST = 2**31  # behind all positions of a generation
_END = "~"  # behind all ids

Place = tuple[int, str]  # the rank of a kind of thing, and the key of one
BEGINNING: Place = (-1, "")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a partner's journal: from where to where in what happened, and in what was delayed."""

    since: Sequence[Any]
    until: Sequence[Any]
    late_since: Sequence[Any]
    late_until: Sequence[Any]


def told(
    audience: Audience, span: Span, after: Place, topics: Sequence[str], room: int
) -> tuple[list[tuple[Any, ...]], Place | None]:
    """Give what stands around the articles of a span, as rows of `changes.Part`, and the last place if there is more.

    One statement, and none where nothing happened that could have touched something of the contract.
    """
    events = [event for event in audience.history() if _is_within(event, span)]
    touched, values = _touched(audience, span, events)
    if not touched:
        return [], None
    scopes = [audience.scope, *(event.before.scope for event in events)]
    of_languages = _languages(audience, events)
    sql = _TOLD.format(
        touched=" UNION ALL ".join(touched),
        languages=_LANGUAGES.format(marks=_marks(of_languages)) if of_languages else "",
        sees=" OR ".join(f"({scope.sees('r')})" for scope in scopes),
        was=" OR ".join(f"({scope.was('shown')})" for scope in scopes),
        brought=" OR ".join(f"({scope.was_shown_by('shown', 'latest')})" for scope in scopes),
        narrowed=changes.around_topics(topics),
        whether_public=changes.whether_public(),
    )
    found = db.rows(sql, (*values, *of_languages, *span.since[:2], *span.until[:2], *after, *topics, room + 1))
    rows = [_row(audience, row) for row in found[:room]]
    if len(found) <= room:
        return rows, None
    return rows, (found[room - 1][0], found[room - 1][2]) if room else after


def as_they_are(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give an entry of a frame or a picture as it is to this partner now, for whom it may have gone at another time."""
    resource, kind, is_read = row[2], row[4], row[11]
    if resource not in _NAMED or (kind == "withdrawn") is not bool(is_read):
        return row
    return (*row[:4], "published" if is_read else "withdrawn", *row[5:])


def _is_within(event: ContractChange, span: Span) -> bool:
    """Tell whether a change of the contract lies in a span; none does where what stands is read."""
    at = (event.generation, LAST)
    is_empty = tuple(span.since) == tuple(span.until)
    return not is_empty and tuple(span.since[:2]) <= at <= tuple(span.until[:2]) and tuple(span.since) != at


def _touched(audience: Audience, span: Span, events: Sequence[ContractChange]) -> tuple[list[str], list[Any]]:
    """Write which articles a span has touched, and whether that can be for their pictures, and give the values."""
    statements, values = list[str](), list[Any]()
    if audience.scope.is_narrow and tuple(span.since[:2]) < tuple(span.until[:2]):
        statements.append(_HAPPENED)
        values += [*span.since[:2], *span.until[:2]]
    if audience.delay and list(span.late_since) < list(span.late_until):
        statements.append(_ARRIVED)
        values += [*span.late_since, *span.late_until]
    for event in events:
        at = (event.generation, LAST)
        now, before = audience.scope.sees("o"), event.before.scope.sees("o")
        also = "TRUE" if event.before.languages != audience.languages else "FALSE"
        had = event.before.scope.has_seen("o", event.generation)
        lost = event.before.scope.has_seen("o", event.generation, apart_from=audience.scope)
        statements.append(_TURNED.format(now=now, before=before, had=had, lost=lost, also=also))
        values.append(span.since[2] if tuple(span.since[:2]) == at else "")
        values.append(span.until[2] if tuple(span.until[:2]) == at and len(span.until) > len(at) else _END)
    return statements, values


def _languages(audience: Audience, events: Sequence[ContractChange]) -> list[str]:
    """Give the languages that changes of the contract have brought or taken."""
    if all(event.before.languages == audience.languages for event in events):
        return []
    known = {code for (code,) in db.rows('SELECT code FROM "language"')}
    now = known if audience.languages is None else audience.languages
    each = [known if event.before.languages is None else event.before.languages for event in events]
    return sorted({code for before in each for code in before ^ now} & known)


def _row(audience: Audience, found: tuple[Any, ...]) -> tuple[Any, ...]:
    _, resource, key, is_read, id_ = found
    if resource == "language":
        kind = "published" if audience.languages is None or key in audience.languages else "withdrawn"
    elif resource == "picture":
        kind = "published" if is_read else "withdrawn"
    else:
        kind = "updated" if is_read else "withdrawn"
    return (None, None, resource, key, kind, *[None] * 6, bool(is_read), None, id_, None, None)


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


_NAMED = {"issue", "topic", "byline", "picture"}

# Tables in quotation marks are read whole: what was and what is are told apart here. The journal is read as the partner
# sees it: what happens outside of the contract, be it to a text of the contract, is told by nothing. What has
# arrived is not in it: when that was published its time had not come. Topic, issue and authors are those last released
# in any language, pictures those of its own.
_HAPPENED = """
SELECT c.article_id, TRUE FROM change AS c
 WHERE (c.generation, c.position) > (?, ?) AND (c.generation, c.position) <= (?, ?)
"""
_ARRIVED = """
SELECT c.article_id, TRUE FROM "change" AS c
 WHERE c.type = 'published' AND (c.generation, c.position, c.language) > (?, ?, ?)
   AND (c.generation, c.position, c.language) <= (?, ?, ?)
"""
# With another language all are named otherwise, but show the same pictures. What was lost and has come back since, as
# by a move to another topic, is the same now, but not what stood around it.
_TURNED = """
SELECT o.article_id, ({now}) <> ({before}) OR NOT ({now}) OR {lost} FROM "reading" AS o
 WHERE o.requested_language = o.language
   AND (o.list_json IS NOT NULL AND (({now}) <> ({before}) OR {also} AND (({now}) OR ({before})) OR {lost})
        OR NOT ({now}) AND {had})
   AND o.article_id >= ? AND o.article_id <= ?
"""
# A picture is shown for another: for one that it replaced, or in the place of a withdrawn one.
_LANGUAGES = """
UNION SELECT 1, 'language', code FROM "language" WHERE code IN ({marks})
UNION SELECT 0, 'site', 'site'
"""
_TOLD = """
WITH RECURSIVE touched (article_id, differs) AS ({touched}),
seen (article_id, topic, issue) AS (
    SELECT DISTINCT r.article_id, r.topic, r.issue FROM "reading" AS r
     WHERE r.article_id IN (SELECT article_id FROM touched) AND r.published_at IS NOT NULL AND ({sees})
),
was (id, article_id) AS (
    SELECT shown.id, shown.article_id FROM "publication" AS shown
     WHERE shown.article_id IN (SELECT article_id FROM touched)
       AND (({was}) OR shown.ended_at IS NULL
            AND EXISTS (SELECT 1 FROM "reading" AS r
                         WHERE r.article_id = shown.article_id AND r.requested_language = shown.language
                           AND r.language = shown.language AND r.published_at IS NOT NULL AND ({sees})))
),
brought (id, topic_id, issue_id) AS (
    SELECT latest.id, latest.topic_id, latest.issue_id FROM "publication" AS latest
     WHERE latest.article_id IN (SELECT article_id FROM touched)
       AND EXISTS (SELECT 1 FROM "publication" AS shown WHERE shown.article_id = latest.article_id AND ({brought}))
),
named (id) AS (
    SELECT picture_id FROM publication_picture
     WHERE publication_id IN (SELECT id FROM was WHERE article_id IN (SELECT article_id FROM touched WHERE differs))
    UNION
    SELECT COALESCE(known.replaced_by, known.substitute)
      FROM named JOIN "picture" AS known ON known.id = named.id
     WHERE known.replaced_by IS NOT NULL OR known.substitute IS NOT NULL
),
around (rank, resource, key) AS (
    SELECT 2, 'topic', topic FROM seen WHERE topic IS NOT NULL
    UNION SELECT 2, 'topic', topic.key FROM brought JOIN topic ON topic.id = brought.topic_id
    UNION SELECT 3, 'byline', signed.byline FROM seen
            JOIN "reading_byline" AS signed ON signed.article_id = seen.article_id
    UNION SELECT 3, 'byline', byline.key FROM brought
            JOIN publication_byline ON publication_byline.publication_id = brought.id
            JOIN byline ON byline.id = publication_byline.byline_id
    UNION SELECT 4, 'issue', issue FROM seen WHERE issue IS NOT NULL
    UNION SELECT 4, 'issue', issue.key FROM brought JOIN issue ON issue.id = brought.issue_id
    UNION SELECT 5, 'picture', named.id FROM named JOIN "picture" AS known ON known.id = named.id
           WHERE known.syndication
    {languages}
)
SELECT frame_change.rank, frame_change.resource, frame_change.key, {whether_public}
  FROM (SELECT around.rank, around.resource, around.key FROM around
         WHERE NOT EXISTS (SELECT 1 FROM frame_change AS told
                            WHERE told.resource = around.resource AND told.key = around.key
                              AND (told.generation, told.position) > (?, ?)
                              AND (told.generation, told.position) <= (?, ?))) AS frame_change
 WHERE (frame_change.rank, frame_change.key) > (?, ?) {narrowed}
 ORDER BY frame_change.rank, frame_change.key
 LIMIT ?
"""
