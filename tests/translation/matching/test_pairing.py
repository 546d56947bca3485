"""Which texts that have gone the new ones continue: what is compared and preferred, and what is half of another."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from api.translation.matching import pairing
from api.translation.matching.pairing import Loose, match
from api.translation.matching.similarity import Profile, Scale, profile

from .test_alignment import BRIDGE, FERRY, MARKET, SCHOOL

EDITED = BRIDGE.replace("Monday", "Tuesday")


def loose(*sources: str, kind: str = "paragraph", gap: int = 0) -> list[Loose]:
    """Texts of one kind in order, all in one gap."""
    return [Loose(kind, source, order, gap) for order, source in enumerate(sources)]


def likely(olds: Sequence[str], new: str) -> set[int]:
    """Give which of the old texts a new one would be compared with for its words."""
    profiles: list[Profile] = [profile(old) for old in olds]
    one = profile(new)
    return set(pairing._likely(profiles, [one], Scale([*profiles, one]), {})[0])


@pytest.mark.parametrize("other", ["quote", "list_item"])
def test_the_same_kind_is_preferred(other: str) -> None:
    """Of two that say the same, the one of the same kind is continued, whichever comes first by the alphabet."""
    old = [Loose(other, BRIDGE, 0, 5), Loose("".join(list("paragraph")), BRIDGE, 1, 5)]
    assert match(old, loose(EDITED)).pairs == {0: 1}


def test_another_kind_is_continued_where_there_is_no_better() -> None:
    """A quotation that became a paragraph and was edited is still that text."""
    assert match(loose(BRIDGE, kind="quote", gap=5), loose(EDITED)).pairs == {0: 0}


def test_what_stands_in_the_text_is_preferred_to_what_had_gone() -> None:
    """Of two that say the same, the obsolete one is left alone."""
    assert match([Loose("paragraph", BRIDGE, None, None), Loose("paragraph", BRIDGE, 1, 5)], loose(EDITED)).pairs == {
        0: 1
    }


def test_a_short_text_taken_elsewhere_is_continued_when_it_is_very_like() -> None:
    """Few words are enough where nearly all are the same; half of them are not, unless it stands in its place."""
    old = "Ferry timetable changes again"
    assert match(loose(old, gap=3), loose("Ferry timetable changed again")).pairs == {0: 0}
    assert match(loose(old, gap=3), loose("Ferry timetable stays")).pairs == {}


def test_the_line_with_more_numbers_in_common_is_continued() -> None:
    """Not just the one that stands nearer."""
    old = loose("Gauge 1 shows 5 cm", "Gauge 2 shows 7 cm")
    assert match(old, loose("Gauge 2 shows 8 cm")).pairs == {0: 1}


def test_texts_at_the_same_place_between_neighbours_are_compared() -> None:
    """Each with that of its own place, as near as can be, and with the ones beside it, less near."""
    three, two = loose(*"abc"), loose(*"xy")
    assert pairing._places(three, loose(*"xyz")) == {
        0: {0: 1, 1: 1 / 2},
        1: {0: 1 / 2, 1: 1, 2: 1 / 2},
        2: {1: 1 / 2, 2: 1},
    }
    assert pairing._places(loose(*"abcd"), two) == {0: {0: 1, 1: 1 / 2}, 1: {1: 1 / 2, 2: 1, 3: 1 / 2}}
    assert pairing._places(loose(*"abcdef"), loose(*"uvwxyz"))[5] == {4: 1 / 2, 5: 1}
    assert pairing._places(loose("a"), two) == {0: {0: 1}, 1: {0: 1 / 1.5}}


def test_cells_are_counted_apart_and_other_gaps_have_no_part() -> None:
    """A paragraph between two cells does not take the second one's place; what had gone has none."""
    mixed = [*loose("a", kind="table_cell"), *loose("b"), *loose("c", kind="table_cell"), *loose("d", gap=1)]
    obsolete = [Loose("paragraph", "e", None, None)]
    near = pairing._places([*mixed, *obsolete], [*mixed, *obsolete])
    assert near == {0: {0: 1, 2: 1 / 2}, 1: {1: 1}, 2: {0: 1 / 2, 2: 1}, 3: {3: 1}}


@pytest.mark.parametrize(("texts", "compared"), [(1, 1), (5, 5), (6, 6), (7, 6), (32, 6), (33, 0)])
def test_a_word_leads_to_six_texts_and_a_common_one_to_none(texts: int, compared: int) -> None:
    """A word in more than 32 texts tells nothing; of those that share the most, six are compared."""
    assert len(likely(["harbour"] * texts, "harbour")) == compared


@pytest.mark.parametrize(("place", "is_found"), [(15, True), (16, False)])
def test_a_text_is_looked_for_by_sixteen_words(place: int, is_found: bool) -> None:  # noqa: FBT001  # a row
    """By the rarest, in its own order where they are equally rare."""
    words = [f"{chr(97 + i)}xy" for i in range(20)]
    words[place] = "harbour"
    assert (place in likely(words, " ".join(words))) is is_found


def test_a_part_of_a_divided_text_is_found_in_either_direction() -> None:
    """One text that became two, and two that became one."""
    assert match(loose(f"{BRIDGE} {FERRY}"), loose(BRIDGE, FERRY)).split == {1: 0}
    assert match(loose(FERRY, f"{BRIDGE} It is old."), loose(f"{FERRY} {BRIDGE} It is old.")).joined == {0: 0}


def test_the_same_words_in_another_order_are_no_part() -> None:
    """It is only about the same."""
    scattered = " ".join(sorted(FERRY.split(), key=lambda word: word[::-1]))
    assert match(loose(f"{BRIDGE} {FERRY}"), loose(BRIDGE, scattered)).split == {}


def test_what_another_part_already_says_is_no_part() -> None:
    """A sentence repeated beside a text that still has it is a new one."""
    found = match(loose(f"{BRIDGE} {FERRY} {SCHOOL}"), loose(f"{BRIDGE} {FERRY} {SCHOOL} Indeed.", FERRY))
    assert (found.pairs, found.split) == ({0: 0}, {})


def test_parts_stand_beside_each_other() -> None:
    """With one text between them they may, two apart they do not; no heading and no cell is a part of anything."""
    kinds = [("paragraph", 4), ("paragraph", 5), ("quote", 7), ("paragraph", 10), ("heading", 11), ("list_item", 12)]
    texts = [Loose(kind, MARKET, order, 0) for kind, order in kinds]
    cells = [Loose("table_cell", MARKET, 13, 0), Loose("paragraph", MARKET, None, None)]
    forwards = [(1, 0), (2, 1), (5, 3)]
    assert list(pairing._neighbours([*texts, *cells])) == [*forwards, (3, 5), (1, 2), (0, 1)]


VOTE = (
    "The river council put off its vote on the Luhava bridge until October, saying that the engineers need more time."
)
REWRITTEN = (
    "Engineers asked for another month to check the drawings of the Luhava bridge, "
    "so councillors will not vote before October."
)


def test_a_text_written_anew_is_continued_in_its_place_only() -> None:
    """Between the same neighbours less likeness is enough, whatever their number; anywhere else it is another text."""
    kind, gap = "".join(list("paragraph")), int("1000")
    assert match([Loose(kind, VOTE, 0, gap)], loose(REWRITTEN, gap=1000)).pairs == {0: 0}
    assert match(loose(VOTE, gap=999), loose(REWRITTEN, gap=1000)).pairs == {}


def test_a_text_that_had_gone_comes_back_written_anew() -> None:
    """It is less than one that stands, and still enough."""
    old = "Doctors in the district hospital treated 27 people for mushroom poisoning in a week."
    new = "Never buy mushrooms from strangers, say the doctors who had 27 poisoned people in the hospital."
    assert match([Loose("paragraph", old, None, None)], loose(new)).pairs == {0: 0}


def test_a_text_between_the_same_neighbours_is_preferred_though_not_in_its_place() -> None:
    """Five places further on in the same gap is nearer than the same text in another."""
    old = [Loose("paragraph", BRIDGE, 0, 9), *loose("a", "b", "c", "d", "e", BRIDGE)]
    assert match(old, loose(EDITED)).pairs == {0: 6}


@pytest.mark.parametrize("kinds", [("paragraph", "table_cell"), ("table_cell", "paragraph"), ("title", "table_cell")])
def test_a_cell_is_continued_by_a_cell_only(kinds: tuple[str, str]) -> None:
    """Nothing else becomes one, nor does one become anything else; a cell goes on, whoever read its kind."""
    assert match(loose(BRIDGE, kind=kinds[0]), loose(EDITED, kind=kinds[1])).pairs == {}
    assert match(loose(BRIDGE, kind="".join(list("table_cell"))), loose(EDITED, kind="table_cell")).pairs == {0: 0}


def test_a_paragraph_does_not_continue_the_heading_that_named_it() -> None:
    """Nor the other way round: where the kind changed, more is asked."""
    name = "The old bridge over the river"
    assert match(loose(name, kind="heading"), loose(BRIDGE)).pairs == {}
    assert match(loose(BRIDGE), loose(name, kind="heading")).pairs == {}


@pytest.mark.parametrize(
    ("part", "is_part"),
    [
        ("Cars wait until the evening.", False),
        ("And cars wait until the evening.", True),
        (f"{FERRY} {' '.join(MARKET.split()[:12])}", True),
        (f"{FERRY} {' '.join(MARKET.split()[:13])}", False),
    ],
)
def test_a_part_has_six_words_and_most_of_them_from_the_whole(part: str, is_part: bool) -> None:  # noqa: FBT001  # a row
    """Fewer could be from anywhere; with more that is new, it is a new text."""
    assert (match(loose(f"{BRIDGE} {FERRY}"), loose(BRIDGE, part)).split == {1: 0}) is is_part


def test_a_cell_in_the_way_does_not_hide_the_paragraph_behind_it() -> None:
    """What cannot be continued is passed over."""
    old = [*loose(BRIDGE, kind="table_cell", gap=9), *loose(BRIDGE, gap=9)]
    assert match(old, loose(EDITED)).pairs == {0: 1}
