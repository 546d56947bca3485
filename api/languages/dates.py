"""Days and months in few letters, as along an axis: `Sep 11`, `11 вер`, `вер 2017`."""

from __future__ import annotations

from datetime import date

from babel.dates import format_skeleton

from api.languages import romanisation
from api.languages.languages import locale_of


def month(day: date, language: str) -> str:
    """Give the month and the year of a day; `2017-09` in a language that CLDR does not know."""
    return _said("yMMM", day, language) or f"{day:%Y-%m}"


def day_of_month(day: date, language: str) -> str:
    """Give the day and its month; `09-11` in a language that CLDR does not know."""
    return _said("MMMd", day, language) or f"{day:%m-%d}"


def _said(skeleton: str, day: date, language: str) -> str:
    if (locale := locale_of(language)) is None:
        return ""
    said = " ".join(format_skeleton(skeleton, day, locale=locale).split())
    return romanisation.romanise(said, language) if "-Latn" in language else said
