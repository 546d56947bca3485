"""Duties: what the background process does again and again, each by one worker at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.platform import db
from api.platform.models import Lease

HELD = timedelta(seconds=30)
_FIRST_PAUSE = 0.1  # seconds
_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done every so many seconds; `run(at)` gives how much it did.

    `is_shared`: it runs in every worker without a lease, and so does not pause for half a minute after a worker died.
    `lane`: those of one lane wait for each other, and for nobody else; what may take seconds has one of its own.
    `end` is called when the worker stops, after the last run.
    `patience`: seconds at most before it is tried again after it has failed again and again; it is few where somebody
    waits who must not, as those do who are to hear of a withdrawal.
    `goes_by_clock`: it does something that cannot be undone because a time has come, so it is skipped while the clock
    is not believed (`heartbeat`). `goes_out`: it tells others something, so it is skipped while that is held
    (`holding`).
    """

    name: str
    seconds: float
    run: Callable[[datetime], int]
    is_shared: bool = False
    patience: float = 30.0
    goes_by_clock: bool = False
    goes_out: bool = False
    lane: str = ""
    end: Callable[[], None] | None = None


def pause(duty: Duty, failures: int) -> float:
    """Give how many seconds to wait before a turn, after so many failures in a row. Pure."""
    if not failures:
        return duty.seconds
    longer = max(duty.seconds, _FIRST_PAUSE) * 2.0 ** min(failures - 1, _DOUBLINGS)
    return max(duty.seconds, min(longer, duty.patience))


def take(duty: str, holder: str, *, at: datetime) -> bool:
    """Take or renew the lease of a duty, for half a minute; tells whether the holder has it now. One transaction.

    A lease only saves work: a duty must be safe when two workers run it at once.
    """
    with db.transaction():
        query = Lease.select().where(Lease.name == duty)
        lease = db.for_update(query).get_or_none()
        if lease is None:
            Lease.insert(name=duty, holder=holder, until=at + HELD).on_conflict_ignore().execute()
            lease = Lease.get(Lease.name == duty)
        # One that would be held for longer than anybody takes one was written by a clock that was ahead.
        if lease.holder != holder and at < lease.until <= at + 2 * HELD:
            return False
        Lease.update(holder=holder, until=at + HELD).where(Lease.name == duty).execute()
        return True


def give_back(holder: str) -> None:
    """Give up all leases of a holder, so that another worker can take them at once. One transaction."""
    with db.transaction():
        Lease.delete().where(Lease.holder == holder).execute()
