"""The heartbeat: the newest moment that a newsroom has known, against which a clock that has jumped ahead is held.

Workers and those who work at the desk move it on. A clock more than a day ahead of it is not believed: the machine may
have been off, or somebody may have set its clock, and only a person can tell which. Until an operator confirms it, or
the clock comes back, nothing is done that could not be undone: nothing is forgotten, nothing that waits for its hour
goes out, no token expires. A newsroom without a worker has no heartbeat, and believes its clock.
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


def newest() -> datetime | None:
    """Give the newest moment known, or None before the first beat."""
    found = db.row('SELECT "at" FROM heartbeat WHERE name = ?', (_NEWEST,))
    return db.read_time(found[0]) if found is not None else None


def is_ahead(at: datetime, known: datetime | None) -> bool:
    """Tell whether a moment is too far ahead of the newest known to be believed."""
    return known is not None and at - known > FARTHEST


def believed(at: datetime, known: datetime | None) -> datetime:
    """Give a moment, or the newest known where it is not believed: what expires is judged by this."""
    if known is None or not is_ahead(at, known):
        return at
    _tell(known)
    return known


def beat(at: datetime) -> int:
    """Begin, or move the heartbeat on; a clock that is not believed is told of in the log, once. One transaction.

    Gives 0, since there is nothing to tell where all is well: it is a duty.
    """
    known = newest()
    if believed(at, known) == at and (known is None or at - known > _STEP):
        with db.transaction(aside=True):
            if not db.insert(Heartbeat, name=_NEWEST, at=at):
                advance(at)
    return 0


def advance(at: datetime) -> None:
    """Move the heartbeat on, if there is one and the moment is believed. A step inside a transaction."""
    db.require_transaction()
    moved = Heartbeat.update(at=at).where(Heartbeat.at < at, Heartbeat.at >= at - FARTHEST)
    moved.where(Heartbeat.name == _NEWEST).execute()


def confirm(at: datetime) -> None:
    """Believe the clock, since an operator has looked at it. A step inside a transaction."""
    db.put(Heartbeat, [{"name": _NEWEST, "at": at}], key=["name"])


@functools.lru_cache(maxsize=1)
def _tell(known: datetime) -> None:
    """Say it once of each moment known: it stands still until the clock is believed again."""
    log.error(
        "the clock is more than a day ahead of the newest moment known: nothing is released or forgotten and no token"
        " expires until it comes back, or until `polyweek clock --confirm`",
        extra={"known": known.isoformat()},
    )
