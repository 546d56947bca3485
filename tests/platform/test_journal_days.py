"""For how long the journal is told: for ever, or for 90 days and more."""

from __future__ import annotations

import pytest

from api.platform import settings

NAME = "POLYWEEK_JOURNAL_DAYS"


def test_the_journal_is_kept_for_ever_unless_it_is_bounded() -> None:
    """Not set, or set to nothing, it has no bound; else that many days."""
    assert [settings.load(environ).journal_days for environ in ({}, {NAME: ""}, {NAME: "90"}, {NAME: "400"})] == [
        None,
        None,
        90,
        400,
    ]


@pytest.mark.parametrize("given", ["89", "0", "-90", "ninety", "90.5", "36501", "९०", "1e3"])
def test_a_bound_that_would_cut_partners_off_is_refused_at_the_start(given: str) -> None:
    """With a sentence that names the variable, what it is, and what it takes."""
    with pytest.raises(settings.BadSettings) as raised:
        settings.load({NAME: given})
    assert raised.value.problems == [f"{NAME} is {given!r}: it must be a whole number from 90 to 36500."]
