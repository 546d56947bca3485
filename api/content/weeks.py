"""ISO weeks, the periods of issues: from the key to its Monday and Sunday and back, without a database.

A week belongs to the ISO year, not to the calendar year: 2024-12-30 is in `2025-W01` (ISO 8601-1:2019, 4.1.4.2).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_KEY = re.compile(r"([1-9][0-9]{3})-W([0-9]{2})")
_IN_ANY_CASE = re.compile(r"[0-9]{4}-[Ww][0-9]{2}")
YEARS = 1000, 9998  # the first and the last; the last week of 9999 would need days that `date` does not have
_FIRST, _LAST = date.fromisocalendar(YEARS[0], 1, 1), date.fromisocalendar(YEARS[1], 52, 1)
_TO_SUNDAY = timedelta(days=6)
_YEAR = timedelta(days=366)


def parse(key: str) -> tuple[date, date] | None:
    """Give the Monday and the Sunday of a week such as `2017-W37`.

    None for any other text, for years outside 1000 to 9998, and for a W53 in a year that has 52 weeks.
    """
    if (match := _KEY.fullmatch(key)) is None or int(match[1]) > YEARS[1]:
        return None
    try:
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None
    return monday, monday + _TO_SUNDAY


def conventional(key: str) -> str:
    """Write the key of a week as keys are written, `2017-W37` for `2017-w37`; any other text stays as it is."""
    return key.upper() if _IN_ANY_CASE.fullmatch(key) else key


def key_of(day: date) -> str:
    """Give the key of the week that a day is in."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def between(first: str, last: str) -> list[str]:
    """Give the keys of the weeks from one to another, both included; none where the first is the later one."""
    monday = _monday(first)
    return [key_of(monday + timedelta(weeks=number)) for number in range(distance(first, last) + 1)]


def distance(first: str, last: str) -> int:
    """Give how many weeks later one is than another, less than 0 where it is earlier; ValueError as `number`."""
    return (_monday(last) - _monday(first)).days // 7


def later(key: str, count: int) -> str:
    """Give the week so many weeks later, or earlier, within the years that weeks may have; ValueError as `number`."""
    place = _monday(key).toordinal() + 7 * count
    return key_of(date.fromordinal(min(max(place, _FIRST.toordinal()), _LAST.toordinal())))


def span(year: int | None, since: date | None, until: date | None) -> tuple[str, str]:
    """Give the least and the greatest key of the weeks of an ISO year that touch a span of days; None bounds nothing.

    Keys stand in the order of their weeks. Where nothing can be, the first is greater than the second.
    """
    least = [f"{year:04}-W01"] if year is not None else []
    greatest = [f"{year:04}-W53"] if year is not None else []
    least += [key_of(since)] if since is not None else []
    greatest += [key_of(until)] if until is not None else []
    return max(least, default="0"), min(greatest, default="9999-W99")


def number(key: str) -> tuple[int, int]:
    """Give the ISO year and the week, from 1 to 53, of a key that `parse` accepts; ValueError for any other."""
    year, week, _ = _monday(key).isocalendar()
    return year, week


def is_near(key: str, day: date) -> bool:
    """Whether a day is in a week or within a year (366 days) of it; ValueError as `number`."""
    if (period := parse(key)) is None:
        raise ValueError(f"{key!r} is no key of an ISO week")
    return day - period[1] <= _YEAR and period[0] - day <= _YEAR


def _monday(key: str) -> date:
    if (period := parse(key)) is None:
        raise ValueError(f"{key!r} is no key of an ISO week")
    return period[0]
