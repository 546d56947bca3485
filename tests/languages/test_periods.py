from __future__ import annotations

from datetime import date

import pytest
from babel import localedata

from api.languages import periods
from api.platform import locales

WEEK = (date(2017, 9, 11), date(2017, 9, 17))
TWO_MONTHS = (date(2017, 8, 28), date(2017, 9, 3))
TWO_YEARS = (date(2024, 12, 30), date(2025, 1, 5))


@pytest.mark.parametrize(
    ("language", "period", "label"),
    [
        ("en", WEEK, "September 11–17, 2017"),
        ("en", TWO_MONTHS, "August 28 – September 3, 2017"),
        ("en", TWO_YEARS, "December 30, 2024 – January 5, 2025"),
        ("ru", WEEK, "11–17 сентября 2017\u00a0г."),
        ("ru", TWO_MONTHS, "28 августа – 3 сентября 2017\u00a0г."),
        ("ru", TWO_YEARS, "30 декабря 2024\u00a0г. – 5 января 2025\u00a0г."),
        ("be", WEEK, "11–17 верасня 2017\u00a0г."),
        ("be", TWO_MONTHS, "28 жніўня – 3 верасня 2017\u00a0г."),
        ("be", TWO_YEARS, "30 снежня 2024\u00a0г. – 5 студзеня 2025\u00a0г."),
    ],
)
def test_the_newsroom_s_languages_have_the_pinned_forms(language: str, period: tuple[date, date], label: str) -> None:
    """Belarusian, Russian and English labels are exactly those that clients were promised."""
    assert periods.label(*period, language) == label


@pytest.mark.parametrize(
    ("language", "week", "two_months"),
    [
        ("uk", "11–17 вересня 2017\u00a0р.", "28 серпня – 3 вересня 2017\u00a0р."),
        ("pl", "11–17 września 2017", "28 sierpnia – 3 września 2017"),
        ("de", "11.–17. September 2017", "28. August – 3. September 2017"),
        ("lt", "2017\u00a0m. rugsėjo 11–17\u00a0d.", "2017\u00a0m. rugpjūčio 28\u00a0d. – rugsėjo 3\u00a0d."),
        ("lv", "2017. gada 11.–17. septembris", "2017. gada 28. augusts – 3. septembris"),
        ("hu", "2017. szeptember 11–17.", "2017. augusztus 28. – szeptember 3."),
        ("fr", "11–17 septembre 2017", "28 août – 3 septembre 2017"),
        ("es", "11–17 de septiembre de 2017", "28 de agosto – 3 de septiembre de 2017"),
        ("ja", "2017年9月11日 – 17日", "2017年8月28日 – 9月3日"),
        ("eu", "2017(e)ko irailaren 11(a) – 17(a)", "2017(e)ko abuztuaren 28(a) – irailaren 3(a)"),
        ("ar", "11–17 سبتمبر 2017", "28 أغسطس – 3 سبتمبر 2017"),
        ("en-GB", "11–17 September 2017", "28 August – 3 September 2017"),
        ("be-Latn", "11–17 vierasnia 2017\u00a0h.", "28 žniŭnia – 3 vierasnia 2017\u00a0h."),
    ],
)
def test_other_languages_follow_their_own_order(language: str, week: str, two_months: str) -> None:
    """Order, ordinals and particles come from CLDR; a language in Latin script never shows Cyrillic months."""
    assert periods.label(*WEEK, language) == week
    assert periods.label(*TWO_MONTHS, language) == two_months


def test_an_operator_says_which_locale_shows_a_language() -> None:
    """`en` is American to CLDR; where it is shown as British English, dates and names are British too."""
    try:
        locales.use({"en": "en-GB"})
        assert periods.label(*WEEK, "en") == "11–17 September 2017"
        assert periods.label(*TWO_MONTHS, "en") == "28 August – 3 September 2017"
        assert periods.label(*WEEK, "be") == "11–17 верасня 2017\u00a0г."
    finally:
        locales.use({})
    assert periods.label(*WEEK, "en") == "September 11–17, 2017"


@pytest.mark.parametrize("language", ["xx", "tlh", "", "nonsense-tag", "x", "be\x00"])
def test_an_unknown_language_gets_iso_dates(language: str) -> None:
    """Where CLDR has nothing, the dates stand as ISO 8601 writes them, and nothing fails."""
    assert periods.label(*WEEK, language) == "2017-09-11 – 2017-09-17"


def test_one_day_is_said_once() -> None:
    """A period of one day is that day."""
    day = date(2017, 9, 11)
    assert [periods.label(day, day, language) for language in ("en", "be", "xx")] == [
        "September 11, 2017",
        "11 верасня 2017\u00a0г.",
        "2017-09-11",
    ]


def test_every_language_of_cldr_says_what_is_shared_once() -> None:
    """In each of CLDR's languages both days stand in the label, what is shared once, and spaces are ordinary."""
    codes = [code for code in localedata.locale_identifiers() if "_" not in code]
    assert len(codes) > 200
    assert [code for code in codes if not _is_sound(code)] == []


def _is_sound(code: str) -> bool:
    week, two_months, two_years = (periods.label(*period, code) for period in (WEEK, TWO_MONTHS, TWO_YEARS))
    return (
        (week.count("2017"), two_months.count("2017"), two_years.count("2024"), two_years.count("2025")) == (1, 1, 1, 1)
        and (week.replace("2017", "").count("11"), week.replace("2017", "").count("17")) == (1, 1)
        and "28" in two_months
        and (week.count("–"), two_months.count(" – "), two_years.count(" – ")) == (1, 1, 1)
        and not set("\u2009\u202f") & set(week + two_months + two_years)
    )
