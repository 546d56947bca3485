"""How long a subscription lasts: what was asked for, within bounds; none is for ever (WebSub, section 5.3.1). Pure."""

from __future__ import annotations

from datetime import timedelta

SHORTEST = timedelta(minutes=10)
USUAL = timedelta(days=10)
LONGEST = timedelta(days=30)


def granted(seconds: int | None) -> int:
    """Give the seconds of a lease for which so many were asked, or nothing was said."""
    if seconds is None:
        return round(USUAL.total_seconds())
    return round(min(max(seconds, SHORTEST.total_seconds()), LONGEST.total_seconds()))
