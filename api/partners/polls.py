"""Polls: in which hours a partner asked for changes, and what of that is its habit.

They are noted on the way of reads, at most once in an hour of a partner, and never at the price of a read.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.partners.models import PartnerPoll
from api.platform import bookkeeping, db, heartbeat
from api.platform.errors import Problem

PATH = "/v1/changes"

KEPT = timedelta(days=28)
_HOUR = timedelta(hours=1)
_WEEK = timedelta(days=7)
_FEWEST_DAYS = 3  # of the last week, without which there is no habit
_LEAST = 24.0  # hours of silence
_USUAL_TIMES = 4
_LONGEST_TIMES = 1.25
_AGAIN = timedelta(minutes=1)  # after a note that could not be made

_noted: dict[str, datetime] = {}  # until when nothing more of a partner is to be noted by this process


@dataclass(frozen=True, slots=True)
class Habit:
    """How a partner asks: usually every so many hours; after so many without, it is silent."""

    usual: int
    patience: float


def note(partner_id: str, *, at: datetime) -> None:
    """Note the hour in which a partner asked for changes, unless that would keep the answer waiting."""
    if at < _noted.get(partner_id, at) <= at + _HOUR:
        return
    hour = heartbeat.believed(at, heartbeat.newest()).replace(minute=0, second=0, microsecond=0)
    try:
        with bookkeeping.now():
            PartnerPoll.insert(partner=partner_id, hour=hour).on_conflict_ignore().execute()
        _noted[partner_id] = at.replace(minute=0, second=0, microsecond=0) + _HOUR
    except Problem:
        _noted[partner_id] = at + _AGAIN


def hours(partner_id: str) -> list[datetime]:
    """Give the hours in which a partner asked, the first first."""
    query = PartnerPoll.select(PartnerPoll.hour).where(PartnerPoll.partner == partner_id)
    return [poll.hour for poll in query.order_by(PartnerPoll.hour)]


def habit(asked: Sequence[datetime]) -> Habit | None:
    """Give the habit that shows in hours, or None where there is none: it takes three days of the last week.

    Patience ends after a day; later where gaps are usually long, or where one as long, such as that of week-ends, was
    there twice. Pure.
    """
    recent = [hour for hour in asked if hour > asked[-1] - _WEEK]
    if len({hour.date() for hour in recent}) < _FEWEST_DAYS:
        return None
    usual = statistics.median(_gaps(recent))
    longest = sorted(_gaps(asked))[-2:]
    return Habit(math.ceil(usual), max(_LEAST, _USUAL_TIMES * usual, _LONGEST_TIMES * longest[0]))


def forget(partner_id: str) -> int:
    """Forget the habit of a partner that may not come in: all hours but the latest. A step inside a transaction."""
    db.require_transaction()
    return len(db.rows(_FORGET, (partner_id, partner_id)))


def prune(*, at: datetime) -> int:
    """Delete hours that are four weeks old, but for a partner's latest; gives how many. One transaction."""
    with db.transaction():
        return len(db.rows(_PRUNE, (db.write_time(at - KEPT),)))


def _gaps(asked: Sequence[datetime]) -> list[float]:
    return [(after - before) / _HOUR for before, after in itertools.pairwise(asked)]


_FORGET = """
DELETE FROM partner_poll
 WHERE partner_id = ? AND hour < (SELECT MAX(p.hour) FROM partner_poll AS p WHERE p.partner_id = ?)
RETURNING hour
"""
_PRUNE = """
DELETE FROM partner_poll
 WHERE hour <= ? AND hour < (SELECT MAX(p.hour) FROM partner_poll AS p WHERE p.partner_id = partner_poll.partner_id)
RETURNING hour
"""
