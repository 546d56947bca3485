"""When a delivery is tried again, and what a failure means for its endpoint. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from api.platform.outbound import Failure

TRIED_FOR = timedelta(days=3)
LEAST = 10  # tries before anything is given up; in three days there are more, whatever an endpoint asks for
URGENT = timedelta(minutes=15)  # between two tries of a withdrawal, however often it has failed
BESIDE = timedelta(hours=1)  # between two tries of what failed while the endpoint took something else
_DELAYS = (5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200)  # seconds; the last again and again
_JITTER = 0.2
_SLOWING_STATUSES = {429, 502, 503, 504}
_SLOWING_FAILURES = {"timeout", "refused", "dns", "tls", "blocked_address"}
_IN_A_ROW = 5  # failures of any kind after which an endpoint is slowed down too
_SLOWEST = timedelta(minutes=15)  # between two tries of an endpoint
LONGEST = timedelta(seconds=_DELAYS[-1] * (1 + _JITTER))  # between two tries of anything
_LONGEST_WAIT = timedelta(hours=6)  # that an endpoint may ask for
_GONE = 410


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended; `status` is None where none came. `retry_after` is the field of the answer."""

    status: int | None
    failure: Failure | None
    detail: str | None = None
    answer: str = ""
    milliseconds: int = 0
    retry_after: str | None = None

    def took(self, milliseconds: int) -> Outcome:
        """Give it with the time that it took."""
        return replace(self, milliseconds=milliseconds)

    @property
    def is_gone(self) -> bool:
        """Tell whether the endpoint says that it is no more."""
        return self.status == _GONE

    def slows(self, failures: int) -> bool:
        """Tell whether the endpoint is sent less for a while, after so many failures in a row with this one."""
        return (
            self.status in _SLOWING_STATUSES
            or (self.status is None and self.failure in _SLOWING_FAILURES)
            or failures >= _IN_A_ROW
        )


def next_at(outcome: Outcome, attempts: int, *, at: datetime, within: timedelta | None = None) -> datetime:
    """Give when a delivery is tried again after so many failed attempts, with some chance in it.

    It is tried `within` a time, unless the endpoint asked for more.
    """
    return max(at + _delay(attempts, within), wanted_at(outcome, at=at))


def pause_of(outcome: Outcome, failures: int, *, at: datetime) -> datetime:
    """Give until when an endpoint is left alone that has failed so often in a row and is slowed down."""
    return max(at + min(_delay(failures), _SLOWEST), wanted_at(outcome, at=at))


def wanted_at(outcome: Outcome, *, at: datetime) -> datetime:
    """Give when the endpoint asked to be tried again (RFC 9110, section 10.2.3), at most some hours from now."""
    text = outcome.retry_after
    if not text:
        return at
    try:
        wanted = at + timedelta(seconds=int(text[:9])) if text.isdecimal() else parsedate_to_datetime(text)
        return min(max(wanted, at), at + _LONGEST_WAIT)
    except (ValueError, TypeError, OverflowError):  # no date, or one without a zone
        return at


def is_over(first_tried_at: datetime, attempts: int, *, at: datetime) -> bool:
    """Tell whether something has been tried for long enough, and often enough: the machine may have been off."""
    return attempts >= LEAST and at - first_tried_at >= TRIED_FOR


def _delay(attempts: int, within: timedelta | None = None) -> timedelta:
    seconds: float = _DELAYS[min(attempts, len(_DELAYS)) - 1]
    if within is not None:
        seconds = min(seconds, within.total_seconds() / (1 + _JITTER))
    return timedelta(seconds=seconds * random.uniform(1 - _JITTER, 1 + _JITTER))  # noqa: S311 - no secret
