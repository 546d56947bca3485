"""The history of each message in each version: what was done to it, when and by whom, and its text after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from api.platform import db, ids
from api.translation.models import MessageEvent
from api.translation.states import State

Action = Literal["edited", "imported", "reverted", "approved", "source_changed", "source_removed", "source_returned"]

# Who did one of these has worked on the text, and so may not approve it.
AUTHORING: frozenset[Action] = frozenset({"edited", "imported", "reverted"})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a message; what it said after, and against which source."""

    key: str
    action: Action
    text: str | None
    source: str | None
    state: State


def note(version_id: str, serial: int, events: Iterable[Event], *, by: str, at: datetime) -> None:
    """Append events to a version's history. A step inside a transaction."""
    db.require_transaction()
    records: Sequence[Mapping[str, object]] = [
        {
            "id": ids.new(),
            "version": version_id,
            "key": event.key,
            "serial": serial,
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
    return {key: (text, state) for key, text, state in db.rows(_STATES_AT, (version_id, serial, version_id))}


def authors(version_id: str) -> set[str]:
    """Give the ids of the people who have worked on a version's text."""
    marks = ",".join("?" * len(AUTHORING))
    sql = f'SELECT DISTINCT "by" FROM message_event WHERE version_id = ? AND action IN ({marks})'  # noqa: S608 - marks
    return {person for (person,) in db.rows(sql, (version_id, *sorted(AUTHORING)))}


_STATES_AT = """
SELECT event.key, event.text, event.state
  FROM message_event AS event
  JOIN (SELECT key, MAX(serial) AS serial
          FROM message_event
         WHERE version_id = ? AND serial <= ?
         GROUP BY key) AS latest ON latest.key = event.key AND latest.serial = event.serial
 WHERE event.version_id = ?
 ORDER BY event.id
"""
