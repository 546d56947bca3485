from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.content import weeks


@pytest.mark.parametrize(
    ("key", "monday", "sunday"),
    [
        ("2017-W37", date(2017, 9, 11), date(2017, 9, 17)),
        ("2025-W01", date(2024, 12, 30), date(2025, 1, 5)),
        ("2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("1000-W01", date(999, 12, 30), date(1000, 1, 5)),
        ("9998-W53", date(9998, 12, 28), date(9999, 1, 3)),
    ],
)
def test_a_key_names_a_monday_and_a_sunday(key: str, monday: date, sunday: date) -> None:
    """A week runs from Monday to Sunday, across years too."""
    assert weeks.parse(key) == (monday, sunday)


@pytest.mark.parametrize(
    "key",
    [
        "2018-W53",
        "2017-W00",
        "2017-W54",
        "2017-W5",
        "2017-W005",
        "2017W37",
        "2017-w37",
        "17-W37",
        "0000-W01",
        "0999-W01",
        "9999-W01",
        "12017-W37",
        "2017-W3\u0667",
        "\u0662\u0660\u0661\u0667-W37",
        "2017-W37\n",
        " 2017-W37",
        "2017-W37-1",
        "2017-W+7",
        "2017-W37\x00",
        "",
    ],
)
def test_other_texts_are_no_weeks(key: str) -> None:
    """What is not exactly a week that exists, in ASCII digits, is refused without an exception."""
    assert weeks.parse(key) is None


def test_a_53rd_week_exists_only_in_long_years() -> None:
    """Of the years 2001 to 2400, exactly the 71 long ones have a W53 (ISO 8601)."""
    long_years = [year for year in range(2001, 2401) if weeks.parse(f"{year}-W53")]
    assert len(long_years) == 71
    assert long_years[:4] == [2004, 2009, 2015, 2020]


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2017, 9, 11), "2017-W37"),
        (date(2017, 9, 17), "2017-W37"),
        (date(2017, 9, 18), "2017-W38"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2021, 1, 3), "2020-W53"),
    ],
)
def test_a_day_belongs_to_the_week_of_its_iso_year(day: date, key: str) -> None:
    """The last days of December can be in the next year's first week, the first of January in the last year's."""
    assert weeks.key_of(day) == key


@given(st.dates(date(1000, 1, 6), date(9998, 12, 31)))
def test_every_day_lies_in_its_own_week(day: date) -> None:
    """The key of a day names a week that holds the day and has seven days."""
    period = weeks.parse(weeks.key_of(day))
    assert period is not None
    assert period[0] <= day <= period[1]
    assert period[1] - period[0] == timedelta(days=6)


def test_a_key_is_taken_apart() -> None:
    """Year and week of a key are numbers; the year is the ISO year."""
    assert weeks.number("2025-W01") == (2025, 1)
    with pytest.raises(ValueError, match="2018-W53"):
        weeks.number("2018-W53")


@pytest.mark.parametrize(
    ("day", "is_near"),
    [
        (date(2016, 9, 9), False),
        (date(2016, 9, 10), True),
        (date(2017, 9, 15), True),
        (date(2018, 9, 18), True),
        (date(2018, 9, 19), False),
        (date.min, False),
        (date.max, False),
    ],
)
def test_a_day_is_near_a_week_within_a_year_of_it(day: date, is_near: bool) -> None:  # noqa: FBT001
    """The year, of 366 days, counts from the week's Monday back and from its Sunday on."""
    assert weeks.is_near("2017-W37", day) is is_near


def test_weeks_follow_each_other_over_the_turn_of_a_year() -> None:
    """A W53 is there where the year has one, and only there; a span that ends before it begins has none."""
    assert weeks.between("2020-W52", "2021-W01") == ["2020-W52", "2020-W53", "2021-W01"]
    assert weeks.between("2018-W52", "2019-W01") == ["2018-W52", "2019-W01"]
    assert weeks.between("2018-W02", "2018-W01") == []
    assert (weeks.distance("2020-W52", "2021-W01"), weeks.distance("2018-W02", "2018-W01")) == (2, -1)


def test_weeks_are_counted_on_within_the_calendar() -> None:
    """So many weeks later, or earlier; never past the first or the last week that there is."""
    assert (weeks.later("2020-W52", 2), weeks.later("2021-W01", -2)) == ("2021-W01", "2020-W52")
    assert (weeks.later("9998-W50", 9), weeks.later("1000-W05", -9)) == ("9998-W52", "1000-W01")
