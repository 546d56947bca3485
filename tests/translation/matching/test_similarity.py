"""The likeness of texts, by their words."""

from __future__ import annotations

import pytest
from rapidfuzz import fuzz

from api.translation.matching.similarity import Scale, is_same_but_for_numbers, profile, running


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


def test_a_word_weighs_by_its_length_and_its_rarity() -> None:
    """Of one to four letters 0.1, 0.2, 0.45 and 1, a number 1; less, by the square, where it stands in many texts."""
    texts = ["a is the river 7", "river sea", "river sea", "river", "river flood"]
    weights = Scale([profile(text) for text in texts]).weights
    by_hand = {"a": 0.1, "is": 0.2, "the": 0.45, "7": 1.0, "floo": 1.0, "sea": 0.45, "rive": 0.30613}
    assert weights == {root: pytest.approx(weight, abs=1e-4) for root, weight in by_hand.items()}
    in_three = Scale([profile(text) for text in ("flood", "flood", "flood", "ice", "ice")]).weights["floo"]
    assert in_three == pytest.approx(0.61296, abs=1e-4)


def test_a_longer_text_is_compared_by_its_words_and_their_order() -> None:
    """Six words turned round: all in common, a sixth of them in order. Of five the letters are asked as well."""
    words = ["bridge", "ferry", "school", "market", "flood", "harvest"]
    assert likeness(" ".join(words), " ".join(reversed(words))) == pytest.approx(0.8 + 0.2 / 6)
    one, other = " ".join(words[:5]), " ".join(reversed(words[:5]))
    assert likeness(one, other) == pytest.approx((1 + fuzz.ratio(one, other) / 100) / 2)


def test_a_likeness_that_reaches_what_is_asked_is_told_in_full() -> None:
    """Asking for less than there is changes nothing; what falls short is below what was asked, and not looked at."""
    one = profile("The old bridge over the river was closed on Monday by the council")
    other = profile("The council closed the bridge on Tuesday, and nobody crossed the river")
    scale = Scale([one, other])
    exact = scale.likeness(one, other)
    for least in (0.0, 0.1, exact - 0.1, exact - 1e-9, exact):
        assert scale.likeness(one, other, least=least) == exact
    assert scale.likeness(one, other, least=0.99) < exact


def test_a_single_word_has_nothing_that_runs_on() -> None:
    """There is no pair of words to look for."""
    assert running(profile("ambulance"), profile("the ambulance needs fifty minutes")) == 0.0


def test_numbers_of_another_form_are_another_text() -> None:
    """A cell with a comma is no cell with a whole number, whichever comes first."""
    assert not is_same_but_for_numbers(profile("1,5 m"), profile("15 m"))
    assert not is_same_but_for_numbers(profile("15 m"), profile("1,5 m"))


def test_what_stands_in_a_whole_is_told_as_a_share() -> None:
    """Of the words by their weight, of the steps from word to word by their number; a text without any has no share."""
    part, whole = profile("bridge ferry"), profile("bridge school")
    assert Scale([part, whole]).cover(part, whole) == pytest.approx(0.5)
    assert Scale([profile(""), whole]).cover(profile(""), whole) == 0.0
    assert running(profile("the ambulance needs ice"), profile("and the ambulance needs fifty")) == pytest.approx(2 / 3)
