"""Quotas: how often a partner may ask in a minute and in a day, and what it is told of that.

The fields are those of draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` says what is allowed (`q` in `w`
seconds), `RateLimit` what is left of it (`r`) and in how many seconds there is more (`t`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from api.partners.contracts import Contract
from api.platform import counters
from api.platform.counters import Counted, Limit, Try
from api.platform.errors import Unwritable
from api.platform.interim import Interim

_MINUTE, _DAY = "minute", "day"
_SECONDS = {_MINUTE: 60, _DAY: 86_400}

_interim = Interim()


def take(secret: bytes, partner_id: str, contract: Contract, *, at: datetime) -> list[Counted]:
    """Count a request of a partner, whichever key it came with, and give what is left; one transaction.

    It does not wait for the disk: what a power cut loses of it, the partner may ask once more. Where the database can
    be read and not written, this process counts in memory meanwhile, so that whoever reads goes on reading; with the
    partner's next request after that it writes down what it has counted.

    Raises:
        RateLimited: one of the quotas is used up; it says when to come back.
    """
    tries = _tries(partner_id, contract, at=at)
    try:
        _interim.settle(secret, tries, at=at)
        return counters.take(secret, tries, at=at, is_lasting=False)
    except Unwritable:
        return _interim.take(secret, tries, at=at)


def look(secret: bytes, partner_id: str, contract: Contract, *, at: datetime) -> list[Counted]:
    """Give what is left of a partner's quotas, without counting a request."""
    return _interim.look(secret, _tries(partner_id, contract, at=at), at=at)


def use_up(secret: bytes, partner_id: str, contract: Contract, *, at: datetime) -> None:
    """Use up what a partner may ask in this minute; one transaction."""
    of_minute, _ = _tries(partner_id, contract, at=at)
    counters.use_up(secret, [of_minute], at=at)


def fields(counted: Sequence[Counted], *, at: datetime) -> dict[str, str]:
    """Write the two header fields of some counts."""
    policy = [f'"{name}";q={each.limit.most};w={_SECONDS[name]}' for each in counted for name in [_name(each)]]
    left = [f'"{_name(each)}";r={each.left};t={seconds(each, at=at)}' for each in counted]
    return {"RateLimit-Policy": ", ".join(policy), "RateLimit": ", ".join(left)}


def shown(counted: Sequence[Counted], *, at: datetime) -> list[dict[str, object]]:
    """Show what is left of each quota, and the seconds after which there is more."""
    return [
        {
            "name": _name(each),
            "quota": each.limit.most,
            "window": _SECONDS[_name(each)],
            "left": each.left,
            "resets_in": seconds(each, at=at),
        }
        for each in counted
    ]


def seconds(counted: Counted, *, at: datetime) -> int:
    """Give the seconds until a window ends, at least one."""
    return max(1, math.ceil((counted.until - at).total_seconds()))


def _tries(partner_id: str, contract: Contract, *, at: datetime) -> list[Try]:
    """Give the tries of one request: a minute begins with its first request, a day at midnight in UTC."""
    midnight = datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo)
    minute = min(timedelta(minutes=1), midnight - at)  # the counters of a day have keys of their own
    return [
        Try(Limit(f"partner {_MINUTE}", contract.per_minute, minute), partner_id),
        Try(Limit(f"partner {_DAY}", contract.per_day, midnight - at), partner_id),
    ]


def _name(counted: Counted) -> str:
    return counted.limit.name.removeprefix("partner ")
