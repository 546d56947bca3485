from __future__ import annotations

from datetime import date

import pytest

from api.languages import dates

DAY = date(2017, 9, 11)


@pytest.mark.parametrize(
    ("language", "day", "month"),
    [
        ("en", "Sep 11", "Sep 2017"),
        ("be", "11 вер", "вер 2017"),
        ("ru", "11 сент.", "сент. 2017 г."),
        ("be-Latn", "11 vier", "vier 2017"),
        ("zz", "09-11", "2017-09"),
    ],
)
def test_dates_are_short_and_of_the_language(language: str, day: str, month: str) -> None:
    """As CLDR abbreviates them, romanised where the language is, in digits where CLDR knows none."""
    assert (dates.day_of_month(DAY, language), dates.month(DAY, language)) == (day, month)
