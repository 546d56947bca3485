"""The state of a message, told by its texts."""

from __future__ import annotations

import pytest

from api.translation.entries import Entry


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
    entry = Entry("m", "paragraph", 0, "Ice", translation, translated_source, needs_work, is_approved)
    assert entry.state == expected
    assert entry.is_fuzzy == (expected == "fuzzy")
    assert entry.is_translated == (expected in {"translated", "approved"})


def test_the_previous_source_is_told_only_where_it_differs() -> None:
    """A message marked by a person as needing work has no previous source; nor has one without a translation."""
    assert _said("Лёд", "Snow").previous_source == "Snow"
    assert _said("Лёд", "Hail").previous_source == "Hail"
    assert _said("Лёд", "ICE".capitalize()).previous_source is None
    assert _said(None, "Snow").previous_source is None


def _said(translation: str | None, translated_source: str) -> Entry:
    return Entry("m", "paragraph", 0, "Ice", translation, translated_source)
