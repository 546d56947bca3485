"""Periods of days as people of each language write them: `September 11–17, 2017`, `11–17 верасня 2017 г.`.

CLDR's own interval formats abbreviate the months in many languages, Belarusian and English among them, and put thin
spaces around the dash. So a label is made from CLDR's long date pattern, taken apart into what is said for each day and
what is said once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, get_date_format, tokenize_pattern

from api.languages import romanisation
from api.languages.languages import locale_of

_CLOSED, _SPACED = "–", " – "
_ABBREVIATED = re.compile(r"(?<=\d) (?=[^\W\d_]{1,2}\.)")  # г. after a year, d. after a day
_MANY = 8_192  # labels kept: fifty years of weeks in three languages
_CLOSE = re.compile(r"[^\s,،⹁.-]*")  # what is written close to a number or a name and so belongs to it: 11日
_CLOSE_INSIDE = re.compile(r"[^\s,،⹁-]*")  # between two fields, an ordinal's dot too: 11. September

_Token = tuple[str, str]  # a pattern's field, such as MMMM, or empty; and the literal text where it is empty
_Parts = tuple[tuple[_Token, ...], tuple[_Token, ...], tuple[_Token, ...]]


def label(start: date, end: date, language: str) -> str:
    """Give the period from `start` to `end`, both included, as people of a language write it.

    Wide months and an en dash, which is closed between numerals and spaced where words stand on a side; the month and
    the year are said once where both days share them. An abbreviation such as `г.` is never parted from its number;
    other spaces are ordinary. A language that CLDR does not know gets ISO dates; one in Latin script that CLDR knows in
    Cyrillic only, such as `be-Latn`, the romanised words.
    """
    return _label(start, end, language, locale_of(language))


@lru_cache(_MANY)
def _label(start: date, end: date, language: str, locale: Locale | None) -> str:
    if locale is None:
        return start.isoformat() if start == end else f"{start}{_SPACED}{end}"
    said = _ABBREVIATED.sub("\u00a0", " ".join(_said(start, end, locale).split()))
    return romanisation.romanise(said, language) if "-Latn" in language else said


def _said(start: date, end: date, locale: Locale) -> str:
    if start == end:
        return format_date(start, "long", locale)
    before, repeated, after = _parts(locale, _shared(start, end))
    ends = _dash(repeated).join(_filled(day, repeated, locale) for day in (start, end))
    return _filled(start, before, locale) + ends + _filled(end, after, locale)


def _dash(repeated: Sequence[_Token]) -> str:
    """Give the dash between two such parts: closed where each is a day's number, if need be with an ordinal's dot."""
    is_numeral = all(field.startswith("d") if field else not any(map(str.isalpha, text)) for field, text in repeated)
    return _CLOSED if is_numeral else _SPACED


def _filled(day: date, tokens: Sequence[_Token], locale: Locale) -> str:
    return "".join(format_date(day, field, locale) if field else text for field, text in tokens)


def _shared(start: date, end: date) -> str:
    """Give the pattern letters of what both days have in common: era and year, or the month too."""
    if start.year != end.year:
        return ""
    return "GyML" if start.month == end.month else "Gy"


@cache
def _parts(locale: Locale, shared: str) -> _Parts:
    """Take the long pattern apart: what comes before, what is said for each of the two days, what comes after."""
    tokens = _tokens(get_date_format("long", locale).pattern)
    if not shared:
        return (), tokens, ()
    own = [place for place, (field, _) in enumerate(tokens) if field and field[0] not in shared]
    before, repeated, after = tokens[: own[0]], tokens[own[0] : own[-1] + 1], tokens[own[-1] + 1 :]
    if not after or after[0][0]:
        return before, repeated, after
    literal = after[0][1]
    unit = _unit(literal, is_last=len(after) == 1, has_month="M" not in shared)
    return before, (*repeated, ("", unit)), (("", literal.removeprefix(unit)), *after[1:])


def _unit(literal: str, *, is_last: bool, has_month: bool) -> str:
    """Give what of the text after the last repeated field is repeated with it.

    After a whole day and month at the pattern's end all of it: `28 d. – rugsėjo 3 d.`, but `11–17 d.` for days alone.
    """
    if is_last and has_month:
        return literal
    found = (_CLOSE if is_last else _CLOSE_INSIDE).match(literal)
    return found[0] if found else ""


def _tokens(pattern: str) -> tuple[_Token, ...]:
    found: list[_Token] = []
    for _, value in tokenize_pattern(pattern):
        if isinstance(value, tuple):
            found.append((value[0] * value[1], ""))
        elif found and not found[-1][0]:
            found[-1] = ("", found[-1][1] + value)
        else:
            found.append(("", value))
    return tuple(found)
