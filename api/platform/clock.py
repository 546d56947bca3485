"""What time it is, asked in one place; verbs are given the answer as `at`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def now() -> datetime:
    """Give the present moment in UTC, with microseconds."""
    return datetime.now(UTC)


def to_wire(moment: datetime) -> str:
    """Write a moment as it crosses the wire: RFC 3339 in UTC with `Z`, microseconds where there are any."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def to_minute(moment: datetime) -> datetime:
    """Cut a moment to its minute: all that readers may know of when something was done here."""
    return moment.replace(second=0, microsecond=0)


def minute_after(moment: datetime) -> datetime:
    """Give the end of a moment's minute."""
    return to_minute(moment) + timedelta(minutes=1)


def to_readers(moment: datetime) -> str:
    """Write a moment for readers: as on the wire, cut to its minute."""
    return to_wire(to_minute(moment))
