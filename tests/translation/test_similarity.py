"""The likeness of texts, by their words."""

from __future__ import annotations

import pytest

from api.translation.similarity import Scale, is_same_but_for_numbers, profile, running


def likeness(one: str, other: str) -> float:
    """Compare two texts, alone in their world."""
    profiles = [profile(one), profile(other)]
    return Scale(profiles).likeness(*profiles)


def test_a_text_is_wholly_like_itself() -> None:
    """Whatever its case."""
    text = "Сорак сем'яў дагэтуль не маюць чыстай вады."
    assert likeness(text, text.upper()) == pytest.approx(1.0)


def test_endings_do_not_hide_words() -> None:
    """The same words in other cases and numbers are found alike in Belarusian and Russian."""
    assert likeness("Рыбакі злавілі ляшча ў ніжняй Лугаве", "Рыбакоў з ляшчом злавілі каля ніжняе Лугавы") > 0.6
    assert likeness("Рыбаки поймали леща у нижнего моста", "Рыбаков с лещом поймали под нижним мостом") > 0.6


def test_letters_in_common_are_no_likeness() -> None:
    """Two texts of one language with no word in common are not alike, many as their letters in common are."""
    assert likeness("The river froze early again this winter", "Bakers demand cheaper flour from millers") == 0.0


def test_conjunctions_weigh_little() -> None:
    """Texts that share only small words are hardly alike."""
    one = "It is on the way to the sea, and it was as long as it is now."
    other = "He is in the room of the head, and it is as cold as it was."
    assert likeness(one, other) < likeness("Fishermen caught bream near Luhava", "Bream caught by Luhava fishermen")


def test_a_cut_text_is_still_alike() -> None:
    """What is left of a paragraph of which two thirds were taken out continues it."""
    whole = (
        "Ice broke two pillars at Stary Port. The ambulance needs fifty minutes. Nobody repairs the pontoon in winter."
    )
    assert likeness(whole, "Ice broke two pillars at Stary Port.") > 0.45


def test_numbers_tell_texts_of_one_pattern_apart() -> None:
    """A line with the same number is more alike than one with another."""
    line = "At the lower gauge the water stood {} cm above the mark."
    assert likeness(line.format(140), line.format(140) + " Again.") > likeness(line.format(140), line.format(95))
    assert is_same_but_for_numbers(profile("120 cm"), profile("95 cm"))
    assert not is_same_but_for_numbers(profile("120 cm"), profile("120 m"))


def test_what_is_common_in_a_document_says_less() -> None:
    """A word that stands in every text of a document makes two of them less alike than it would alone."""
    one, other = (
        profile("Council ferry timetable revised again yesterday"),
        profile("Council bridge repairs cost millions"),
    )
    crowd = [profile(f"Council {word}") for word in ("budget", "garden", "school", "market", "harbour", "museum")]
    assert Scale([one, other, *crowd]).likeness(one, other) < Scale([one, other]).likeness(one, other)


def test_words_that_run_on_are_told_from_scattered_ones() -> None:
    """A sentence taken from a text runs on in it; the same words in another order do not."""
    whole = profile("Ice broke two pillars at Stary Port, and the ambulance needs fifty minutes.")
    assert running(profile("the ambulance needs fifty minutes"), whole) == 1.0
    assert running(profile("minutes fifty needs ambulance the"), whole) == 0.0


def test_a_text_without_words_is_compared_by_its_signs() -> None:
    """Two dashes are alike, a dash and a star are not, and nothing fails on an empty text."""
    assert likeness("—", "—") == pytest.approx(1.0)
    assert likeness("—", "*") == 0.0
    assert likeness("", "") == 0.0
