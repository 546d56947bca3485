"""Days and months in few letters, as along an axis: `Sep 11`, `11 вер`, `вер 2017`; and moments in full."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_time, get_timezone_location

from api.languages import periods, romanisation
from api.languages.languages import locale_of

_IS_NO_PLACE = re.compile(r"Etc/|[^/]*$")  # such as UTC, CET or Etc/GMT-1


def month(day: date, language: str) -> str:
    """Give the month and the year of a day; `2017-09` in a language that CLDR does not know."""
    return _said("yMMM", day, language) or f"{day:%Y-%m}"


def day_of_month(day: date, language: str) -> str:
    """Give the day and its month; `09-11` in a language that CLDR does not know."""
    return _said("MMMd", day, language) or f"{day:%m-%d}"


def moment(at: datetime, zone: ZoneInfo, language: str) -> str:
    """Give a moment to its minute, as a clock in a zone shows it and with the zone said.

    Such as `25 лістапада 2026 г., 19:00 (UTC+1, Варшава)`; ISO 8601 in a language that CLDR does not know.
    """
    local = at.astimezone(zone)
    day, place = periods.label(local.date(), local.date(), language), _zone(local, zone, locale_of(language))
    if (locale := locale_of(language)) is None:
        return f"{day} {local:%H:%M} ({place})"
    time = "\u00a0".join(format_time(local, "short", tzinfo=zone, locale=locale).split())
    said = locale.datetime_formats["long"].format(f"{time} ({place})", day)
    return romanisation.romanise(said, language) if "-Latn" in language else said


def _zone(local: datetime, zone: ZoneInfo, locale: Locale | None) -> str:
    """Say how far a zone is from UTC then, and after which city it is called, where it is one."""
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"
    city = get_timezone_location(zone, locale, return_city=True) if locale and not _IS_NO_PLACE.match(zone.key) else ""
    return f"{offset}, {city}" if city else offset


def _said(skeleton: str, day: date, language: str) -> str:
    if (locale := locale_of(language)) is None:
        return ""
    said = " ".join(format_skeleton(skeleton, day, locale=locale).split())
    return romanisation.romanise(said, language) if "-Latn" in language else said
