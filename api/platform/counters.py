"""Rate limits, counted in the database: all processes share one count, and a restart does not reset it.

The table's keys are keyed hashes that change each day, so it does not tell who tried.

A window that ends later than one that begins now was begun by a clock that has been set back since: it begins anew.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from api.platform import bookkeeping, db
from api.platform.errors import RateLimited, say
from api.platform.models import RateCounter

Rows = Sequence[tuple[Any, ...]]

_SKEW = timedelta(seconds=10)  # by which the clocks of two machines may differ, and callers may come late to be counted


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` tries in a `window` of time; `name` tells one kind of try from another."""

    name: str
    most: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Try:
    """A try that counts against a limit: made by `who`, and perhaps `at` an account, by which `forgive` finds it."""

    limit: Limit
    who: str
    at: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something was tried by now, in the window that ends at `until`."""

    limit: Limit
    count: int
    until: datetime

    @property
    def left(self) -> int:
        """How many tries are left."""
        return max(0, self.limit.most - self.count)


def key_of(secret: bytes, tried: Try, *, at: datetime) -> str:
    """Give the key under which a try is counted on the day of `at`."""
    key = _digest(secret, at.date(), f"{tried.limit.name}\0{tried.who}")
    return key if tried.at is None else f"{_digest(secret, at.date(), tried.at)}.{key}"


def take(secret: bytes, tries: Sequence[Try], *, at: datetime, is_lasting: bool = True) -> list[Counted]:
    """Count some tries, each against its own limit, before the work is done; one transaction. Gives the counts.

    Unless it `is_lasting`, a power cut may lose the counts of the last second, and nobody waits for the disk.
    A caller who is over a limit already is refused after a read: further tries write nothing and hold no lock.
    Simultaneous tries are counted one after the other, so the limit holds for them too. The tries of all callers must
    be given in the same order of limits, or two callers could wait for each other.

    Raises:
        RateLimited: one of the limits is reached; it says when to come back.
    """
    keys = {key_of(secret, tried, at=at): tried.limit for tried in tries}
    _require_room(_seen(keys, at), at=at)
    with db.transaction(aside=True) if is_lasting else bookkeeping.soon():
        counted = _count(keys, at)
        _require_room([(limit, count - 1, until) for limit, count, until in counted], at=at)
    return [Counted(*each) for each in counted]


def require_room(counted: Sequence[Counted], *, at: datetime) -> None:
    """Refuse another try where a limit is reached.

    Raises:
        RateLimited: one is; it says when to come back.
    """
    _require_room([(each.limit, each.count, each.until) for each in counted], at=at)


def look(secret: bytes, tries: Sequence[Try], *, at: datetime) -> list[Counted]:
    """Give the counts of some tries without counting one more."""
    found = _seen({key_of(secret, tried, at=at): tried.limit for tried in tries}, at)
    return [Counted(limit, count, until if count else at + limit.window) for limit, count, until in found]


def is_open(limit: Limit, until: datetime, *, at: datetime) -> bool:
    """Tell whether a window that ends at `until` has neither ended nor been begun by a clock far ahead of this one."""
    return at < until <= _latest(limit, at)


def add(counts: Sequence[tuple[str, int, datetime]], *, at: datetime) -> None:
    """Count what was tried already, by `key_of`, how often, and until when; one transaction, which may be lost as few.

    The keys stand in the order in which they are tried.
    """
    with bookkeeping.soon():
        _add(counts, at)


def use_up(secret: bytes, tries: Sequence[Try], *, at: datetime) -> None:
    """Count as many tries as their limits allow at once; one transaction. The next is refused till a window ends."""
    now = db.write_time(at)
    with db.transaction(aside=True):
        for tried in tries:
            key, until = key_of(secret, tried, at=at), db.write_time(at + tried.limit.window)
            db.rows(_USE_UP, (key, tried.limit.most, until, now, db.write_time(_latest(tried.limit, at))))


def forgive(secret: bytes, whom: str, *, at: datetime) -> None:
    """Delete the counts of tries `at` an account, of today and yesterday. A step inside a transaction."""
    db.require_transaction()
    for day in (at.date(), at.date() - timedelta(days=1)):
        prefix = _digest(secret, day, whom)
        RateCounter.delete().where(RateCounter.key > f"{prefix}.", RateCounter.key < f"{prefix}/").execute()


def give_back(secret: bytes, tries: Sequence[Try], *, at: datetime) -> None:
    """Uncount tries, such as one that succeeded. A step inside a transaction."""
    db.require_transaction()
    for tried in tries:
        db.rows(_GIVE_BACK, (key_of(secret, tried, at=at),))


def prune(*, at: datetime) -> int:
    """Delete the counts whose window has passed; gives how many. One transaction."""
    with db.transaction():
        return int(RateCounter.delete().where(RateCounter.expires_at <= at).execute())


_COUNT = """
INSERT INTO rate_counter (key, count, expires_at) VALUES {tries}
ON CONFLICT (key) DO UPDATE
   SET count = excluded.count + CASE WHEN {is_over} THEN 0 ELSE rate_counter.count END,
       expires_at = CASE WHEN {is_over} THEN excluded.expires_at ELSE rate_counter.expires_at END
RETURNING key, count, expires_at
"""
_USE_UP = """
INSERT INTO rate_counter (key, count, expires_at) VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE
   SET count = excluded.count,
       expires_at = CASE WHEN rate_counter.expires_at <= ? OR rate_counter.expires_at > ? THEN excluded.expires_at
                         ELSE rate_counter.expires_at END
RETURNING count
"""
_IS_OVER = "rate_counter.expires_at <= ?"
_IS_TOO_LATE = "(rate_counter.key = ? AND rate_counter.expires_at > ?)"
_SEEN = "SELECT key, count, expires_at FROM rate_counter WHERE key IN ({keys}) AND expires_at > ?"
_GIVE_BACK = "UPDATE rate_counter SET count = count - 1 WHERE key = ? AND count > 0 RETURNING count"


def _digest(secret: bytes, day: date, text: str) -> str:
    salt = hmac.digest(secret, f"counters {day.isoformat()}".encode(), "sha256")
    return hmac.digest(salt, text.encode(), "sha256").hex()


def _require_room(counted: Sequence[tuple[Limit, int, datetime]], *, at: datetime) -> None:
    over = [until for limit, count, until in counted if count >= limit.most]
    if over:
        seconds = max(1, math.ceil((max(over) - at).total_seconds()))
        raise RateLimited(say("There were too many attempts. Please come back later."), retry_after=seconds)


def _latest(limit: Limit, at: datetime) -> datetime:
    """Give when a window that was begun by now ends at the latest."""
    return at + limit.window + _SKEW


def _seen(keys: Mapping[str, Limit], at: datetime) -> list[tuple[Limit, int, datetime]]:
    """Give how often was tried what has these keys, in their order; one statement."""
    found = db.rows(_SEEN.format(keys=", ".join("?" * len(keys))), (*keys, db.write_time(at)))
    return _ordered(keys, found, at)


def _count(keys: Mapping[str, Limit], at: datetime) -> list[tuple[Limit, int, datetime]]:
    """Count a try of each key, in their order, and give how many it were; one statement."""
    counts = [(key, 1, at + limit.window) for key, limit in keys.items()]
    return _ordered(keys, _add(counts, at, [(key, _latest(limit, at)) for key, limit in keys.items()]), at)


def _add(
    counts: Sequence[tuple[str, int, datetime]], at: datetime, latest: Sequence[tuple[str, datetime]] = ()
) -> Rows:
    """Count so many tries of some keys, whose windows end at a time where they begin now; gives their rows.

    They begin now where they have ended, or end later than at the `latest` time of their key.
    """
    is_over = " OR ".join([_IS_OVER, *[_IS_TOO_LATE] * len(latest)])
    over = [db.write_time(at), *(each for key, until in latest for each in (key, db.write_time(until)))]
    values = [each for key, count, until in counts for each in (key, count, db.write_time(until))]
    sql = _COUNT.format(tries=", ".join(["(?, ?, ?)"] * len(counts)), is_over=is_over)
    return db.rows(sql, (*values, *over, *over))


def _ordered(keys: Mapping[str, Limit], found: Rows, at: datetime) -> list[tuple[Limit, int, datetime]]:
    """Give the counts of windows that are open, by the order of their keys; none lasts longer than its length."""
    counts = {
        key: (int(count), min(until, at + keys[key].window))
        for key, count, until in ((key, count, db.read_time(ends)) for key, count, ends in found)
        if is_open(keys[key], until, at=at)
    }
    return [(limit, *counts.get(key, (0, at))) for key, limit in keys.items()]
