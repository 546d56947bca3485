"""What a partner is told of texts ahead of their release: a row for each that it was offered, as it stands now.

An offer is no event. It has a place in an order of its own, which each change of it moves on, and what is told of it is
always the present: the text, if it is under embargo and within the contract; nothing, if the partner has it by the
journal; else that it is gone. So it does not matter in which order the journal and the offers are read. One that is
not to be seen, and was not taken back yet, waits for the worker, who does that or finds it as it was: nobody goes on
behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.delivery.views.changes import DOCUMENT
from api.platform import db
from api.publishing import journal
from api.publishing.audience import Audience
from api.publishing.embargoes import snapshots

# A place among the offers of a partner: serial number, article, language; and up to which serial number only what is
# there is told, since whoever begins anew holds nothing that could be taken back.
BEGINNING = [0, "", "", 0]
_BEHIND = "~"  # behind all articles and languages


def start_of_now() -> list[Any]:
    """Give the place before everything that is offered now."""
    return [0, "", "", journal.ahead()]


def part(
    audience: Audience, since: Sequence[Any], *, language: str | None, topics: Sequence[str], documents: bool, room: int
) -> tuple[list[tuple[Any, ...]], list[Any], bool]:
    """Give what a partner is told of offers after a place, the next place, and whether there is more.

    A row is as one of `changes.Part`, with one column more: until when the text is under embargo, None where it is gone
    again. One statement for a partner that was never offered anything.
    """
    last = db.row(_LAST, (audience.partner_id,))
    if last is None or last[0] is None:
        return [], list(since), False
    *place, quiet = since
    sql = _PART.format(
        document=DOCUMENT.replace("r.", "now_."),
        now=audience.looking_ahead.scope.embargoed("ahead.*"),
        language="AND o.language = ?" if language is not None else "",
        topics=f"AND o.topic IN ({','.join('?' * len(topics))})" if topics else "",
    )
    asked = [*([language] if language is not None else []), *topics]
    found = db.rows(sql, (audience.partner_id, *place, last[0], quiet, *asked, room + 1))
    settled = next((number for number, (*_, is_open) in enumerate(found) if is_open), len(found))
    rows = [_row(row, documents=documents) for row in found[: min(settled, room)]]
    if settled < len(found) and settled <= room:
        return rows, [*found[settled - 1][:3], quiet] if settled else list(since), False
    if len(found) > room:
        return rows, [*found[room - 1][:3], quiet] if room else list(since), True
    return rows, max([last[0], _BEHIND, _BEHIND, quiet], list(since)), False


def _row(found: tuple[Any, ...], *, documents: bool) -> tuple[Any, ...]:
    _, article_id, language, at, kind, revision, topic, until, document, _ = found
    is_there = until is not None
    shown = document if documents and is_there else None
    told = snapshots.told(db.read_time(until)) if is_there else None
    return (
        None, None, "article", None, kind if is_there else "withdrawn", at, article_id, language,
        article_id if is_there else None, revision, None, is_there, shown, None, topic if is_there else None,
        None, told,
    )  # fmt: skip


_LAST = "SELECT MAX(serial) FROM embargo_offer WHERE partner_id = ?"

_PART = """
SELECT o.serial, o.article_id, o.language, o.at, o.type, o.revision, o.topic, now_.embargoed_until, {document},
       o.is_held AND now_.article_id IS NULL
  FROM embargo_offer AS o
  LEFT JOIN ({now}) AS now_ ON now_.article_id = o.article_id AND now_.language = o.language
 WHERE o.partner_id = ? AND (o.serial, o.article_id, o.language) > (?, ?, ?) AND o.serial <= ?
   AND (now_.article_id IS NOT NULL OR o.serial > ? OR o.is_held)
   AND NOT EXISTS (SELECT 1
                     FROM reading AS r
                    WHERE r.article_id = o.article_id AND r.requested_language = o.language AND r.language = o.language
                      AND r.list_json IS NOT NULL)
   {language} {topics}
 ORDER BY o.serial, o.article_id, o.language
 LIMIT ?
"""
