"""Counters of tries in our own database, so that all processes count together and a restart forgets nothing.

What is counted is known by a keyed hash that changes with the day: nobody reads from the table who tried.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.platform import db
from api.platform.errors import RateLimited, say
from api.platform.models import RateCounter


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries in a window of time; `name` keeps kinds of tries apart."""

    name: str
    most: int
    window: timedelta


@dataclass(frozen=True, slots=True)
class Try:
    """Something that is tried by or at somebody, and how often that may be."""

    limit: Limit
    who: str


def key_of(secret: bytes, tried: Try, *, at: datetime) -> str:
    """Give the key under which tries are counted on the day of `at`."""
    salt = hmac.digest(secret, f"counters {at.date().isoformat()}".encode(), "sha256")
    return hmac.digest(salt, f"{tried.limit.name}\0{tried.who}".encode(), "sha256").hex()


def take(secret: bytes, tries: Sequence[Try], *, at: datetime) -> None:
    """Count some tries, each against its own limit, before the work is done; one transaction.

    Those who try at once are counted one by one, so a limit holds against them too. Give all callers' tries in the
    same order of limits, or two could wait for each other.

    Raises:
        RateLimited: one of the limits is reached; it says when to come back.
    """
    with db.transaction():
        counted = [(tried, *_count(key_of(secret, tried, at=at), tried.limit, at)) for tried in tries]
    over = [until for tried, count, until in counted if count > tried.limit.most]
    if over:
        seconds = max(1, math.ceil((max(over) - at).total_seconds()))
        raise RateLimited(say("There were too many attempts. Please come back later."), retry_after=seconds)


def give_back(secret: bytes, tries: Sequence[Try], *, at: datetime) -> None:
    """Take tries back that should not count, such as one that succeeded. A step inside a transaction."""
    db.require_transaction()
    for tried in tries:
        db.rows(_GIVE_BACK, (key_of(secret, tried, at=at),))


def prune(*, at: datetime) -> int:
    """Forget the windows that have passed; gives how many. One transaction."""
    with db.transaction():
        return int(RateCounter.delete().where(RateCounter.expires_at <= at).execute())


_COUNT = """
INSERT INTO rate_counter (key, count, expires_at) VALUES (?, 1, ?)
ON CONFLICT (key) DO UPDATE
   SET count = CASE WHEN rate_counter.expires_at <= ? THEN 1 ELSE rate_counter.count + 1 END,
       expires_at = CASE WHEN rate_counter.expires_at <= ? THEN excluded.expires_at ELSE rate_counter.expires_at END
RETURNING count, expires_at
"""
_GIVE_BACK = "UPDATE rate_counter SET count = count - 1 WHERE key = ? AND count > 0 RETURNING count"


def _count(key: str, limit: Limit, at: datetime) -> tuple[int, datetime]:
    now = db.write_time(at)
    ((count, until),) = db.rows(_COUNT, (key, db.write_time(at + limit.window), now, now))
    return int(count), db.read_time(until)
