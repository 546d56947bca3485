"""The state of a message, told by its texts."""

from __future__ import annotations

import pytest

from api.translation.states import previous_source, state


@pytest.mark.parametrize(
    ("translation", "translated_source", "needs_work", "is_approved", "expected"),
    [
        (None, None, False, False, "untranslated"),
        ("", "Ice", False, True, "untranslated"),
        ("Лёд", "Ice", False, False, "translated"),
        ("Лёд", "Ice", False, True, "approved"),
        ("Лёд", "Ice", True, True, "fuzzy"),
        ("Лёд", "Snow", False, True, "fuzzy"),
        ("Лёд", "Hail", False, True, "fuzzy"),
        ("Лёд", "ICE".capitalize(), False, True, "approved"),
    ],
)
def test_the_state_follows_from_the_texts(
    *, translation: str | None, translated_source: str | None, needs_work: bool, is_approved: bool, expected: str
) -> None:
    """An approval holds only beside the source that it was given for, and not while the message needs work."""
    told = state("Ice", translation, translated_source, needs_work=needs_work, is_approved=is_approved)
    assert told == expected


def test_the_previous_source_is_told_only_where_it_differs() -> None:
    """A message marked by a person as needing work has no previous source; nor has one without a translation."""
    assert previous_source("Ice", "Лёд", "Snow") == "Snow"
    assert previous_source("Ice", "Лёд", "Hail") == "Hail"
    assert previous_source("Ice", "Лёд", "ICE".capitalize()) is None
    assert previous_source("Ice", None, "Snow") is None
