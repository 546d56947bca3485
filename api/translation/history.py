"""The history of each message in each version: what was done to it, when and by whom, and its text after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.platform import db, ids
from api.translation.entries import State
from api.translation.models import MessageEvent

Action = Literal[
    "edited", "imported", "reverted", "approved", "source_changed", "source_removed", "source_returned", "carried"
]

# With these somebody works on a text.
AUTHORING: frozenset[Action] = frozenset({"edited", "imported", "reverted"})

# What a message says, and the source that it was made against.
Saying = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a message; what it said after, and against which source."""

    key: str
    action: Action
    text: str | None
    source: str | None
    state: State


def note(version_id: str, serial: int, events: Iterable[Event], *, by: str, at: datetime, turn: int = 0) -> None:
    """Append events to a version's history. A step inside a transaction.

    `turn` is higher for what happens to the same messages at the same serial after something else.
    """
    db.require_transaction()
    records: Sequence[Mapping[str, object]] = [
        {
            "id": ids.new(),
            "version": version_id,
            "key": event.key,
            "serial": serial,
            "turn": turn,
            "action": event.action,
            "text": event.text,
            "source": event.source,
            "state": event.state,
            "at": at,
            "by": by,
        }
        for event in events
    ]
    db.put(MessageEvent, records, key=["id"])


def states_at(version_id: str, serial: int) -> dict[str, tuple[str | None, State]]:
    """Give each message's text and state when the version had this serial; those without history are left out."""
    sql = _STATES_AT.format(columns="event.text, event.state")
    return {key: (text, state) for key, text, state in db.rows(sql, (version_id, serial, version_id))}


def sources_at(version_id: str, serial: int) -> dict[str, str | None]:
    """Give the source that each message stood against when the version had this serial; as `states_at` otherwise."""
    return dict(db.rows(_STATES_AT.format(columns="event.source"), (version_id, serial, version_id)))


def worked_on_since(version_id: str, serial: int) -> list[tuple[str, str | None, str]]:
    """Give what people wrote after the version had this serial: message, its text then, and by whom."""
    marks = ",".join("?" * len(AUTHORING))
    return [tuple(row) for row in db.rows(_WORKED_ON.format(marks=marks), (version_id, serial, *sorted(AUTHORING)))]


@dataclass(frozen=True, slots=True)
class Deed:
    """An event as four eyes see it: by whom, and whether an approval that stands came after it."""

    key: str
    action: str
    saying: Saying
    state: str
    by: str
    is_settled: bool


def authors(pending: Mapping[str, Mapping[str, Saying]], approvals: Mapping[str, int]) -> dict[str, set[str]]:
    """Give by version the ids of the people whose text waits for an approval (`whose`); one statement.

    `pending` gives by version what waits, `approvals` the version's serial after the last approval that stands; where
    none does, nothing.
    """
    deeds: dict[str, list[Deed]] = {version_id: [] for version_id in pending}
    sql = _DEEDS.format(marks=",".join("?" * len(pending)))
    for version_id, serial, key, action, text, source, state, by in db.rows(sql, list(pending)) if pending else ():
        is_settled = serial <= approvals.get(version_id, 0)
        deeds[version_id].append(Deed(key, action, (text, source), state, by, is_settled))
    return {version_id: whose(deeds[version_id], says) for version_id, says in pending.items()}


def whose(deeds: Iterable[Deed], pending: Mapping[str, Saying]) -> set[str]:
    """Tell who wrote what waits for an approval, from all deeds in their order. Pure.

    `pending` are the messages that are not approved, with what they say. Who wrote something since the last approval
    that stands has; and who wrote, however long ago, what a pending message says now, unless that approval was of this
    very text against this very source. To write is to change the text, or to take it over for another source; a mark
    alone is nobody's text, and an emptied message is none.
    """
    before: dict[str, Saying] = {}
    settled: dict[str, Saying | None] = {}
    writers: dict[tuple[str, str | None], set[str]] = {}
    recent = set()
    for deed in deeds:
        if _writes(deed, before.get(deed.key)):
            writers.setdefault((deed.key, deed.saying[0]), set()).add(deed.by)
            recent |= set() if deed.is_settled else {deed.by}
        before[deed.key] = deed.saying
        if deed.is_settled:
            settled[deed.key] = deed.saying if deed.state == "approved" else None
    returned = [key for key, saying in pending.items() if settled.get(key) != saying]
    return recent.union(*(writers.get((key, pending[key][0]), set()) for key in returned))


def _writes(deed: Deed, before: Saying | None) -> bool:
    return deed.action in AUTHORING and deed.saying[0] is not None and deed.saying != before


_DEEDS = """
SELECT version_id, serial, key, action, text, source, state, "by"
  FROM message_event
 WHERE version_id IN ({marks})
 ORDER BY version_id, serial, turn
"""

_STATES_AT = """
SELECT event.key, {columns}
  FROM message_event AS event
  JOIN (SELECT key, MAX(serial) AS serial
          FROM message_event
         WHERE version_id = ? AND serial <= ?
         GROUP BY key) AS latest ON latest.key = event.key AND latest.serial = event.serial
 WHERE event.version_id = ?
 ORDER BY event.turn
"""

_WORKED_ON = """
SELECT key, text, "by"
  FROM message_event
 WHERE version_id = ? AND serial > ? AND action IN ({marks})
"""
