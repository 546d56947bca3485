"""The heartbeat: the newest time that a newsroom has recorded, by which a clock that has jumped ahead is noticed.

Workers and users of the desk advance it. A clock more than a day ahead of it is not believed: the machine may have
been off, or somebody may have set its clock, and only a person can tell which. Until an operator confirms the clock, or
it is set back, nothing is done that cannot be undone: nothing is deleted for its age, no scheduled release goes out, no
token expires. A newsroom without a worker has no heartbeat, and its clock is believed.
"""

from __future__ import annotations

import functools
import logging
from datetime import datetime, timedelta

from api.platform import db
from api.platform.models import Heartbeat

log = logging.getLogger("polyweek")

FARTHEST = timedelta(days=1)
_NEWEST = "newest"  # its one row
_STEP = timedelta(seconds=10)  # what is newer by less is not written

_SEEK = f"SELECT \"at\" FROM heartbeat WHERE name = '{_NEWEST}'"  # noqa: S608 - fixed parts
NEWEST = f"({_SEEK})"  # for who asks for more than that in one statement


def newest() -> datetime | None:
    """Give the newest time recorded, or None before the first beat."""
    found = db.row(_SEEK)
    return db.read_time(found[0]) if found is not None else None


def is_ahead(at: datetime, known: datetime | None) -> bool:
    """Tell whether a time is more than a day ahead of the newest recorded (`known`)."""
    return known is not None and at - known > FARTHEST


def believed(at: datetime, known: datetime | None) -> datetime:
    """Give the time by which expiry is judged: `at`, or the newest recorded (`known`) if `at` is not believed."""
    if known is None or not is_ahead(at, known):
        return at
    _tell(known)
    return known


def beat(at: datetime) -> int:
    """Record the time, unless it is not believed, which is logged once. One transaction. A duty; gives 0."""
    known = newest()
    if believed(at, known) == at and (known is None or at - known > _STEP):
        with db.transaction(aside=True):
            if not db.insert(Heartbeat, name=_NEWEST, at=at):
                advance(at)
    return 0


def advance(at: datetime) -> None:
    """Record the time if there is a heartbeat and the time is believed. A step inside a transaction."""
    db.require_transaction()
    moved = Heartbeat.update(at=at).where(Heartbeat.at < at, Heartbeat.at >= at - FARTHEST)
    moved.where(Heartbeat.name == _NEWEST).execute()


def confirm(at: datetime) -> None:
    """Record the time although it is far ahead: an operator has checked the clock. A step inside a transaction."""
    db.put(Heartbeat, [{"name": _NEWEST, "at": at}], key=["name"])


@functools.lru_cache(maxsize=1)
def _tell(known: datetime) -> None:
    """Log it once: `known`, the key of the cache, does not change until the clock is believed again."""
    log.error(
        "the clock is more than a day ahead of the newest moment known: nothing is released or forgotten and no token"
        " expires until it comes back, or until `polyweek clock --confirm`",
        extra={"known": known.isoformat()},
    )
