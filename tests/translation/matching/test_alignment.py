"""Aligning a new revision with the messages of the last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, count, permutations

import pytest

from api.translation.matching.alignment import Alignment, Held, align
from api.translation.splitting import Kind, Unit

BRIDGE = "The old bridge over the river was closed on Monday after two of its beams had given way."
FERRY = "A ferry now carries people across every half hour, and cars wait until the evening."
SCHOOL = "The village school has forty pupils this year, eleven fewer than last autumn."
MARKET = "Traders at the covered market refuse to pay the new rent and have written to the council."


def held(*sources: str, kind: str = "paragraph") -> list[Held]:
    """Messages a, b, c … in order."""
    return [Held("abcdefgh"[i], kind, source, i) for i, source in enumerate(sources)]


def units(*sources: str, kind: Kind = "paragraph") -> list[Unit]:
    """Units of one kind, in order."""
    return [Unit(kind, source) for source in sources]


def aligned(before: Sequence[Held], after: Sequence[Unit]) -> Alignment:
    """Align, with new1, new2 … as new keys."""
    fresh = count(1)
    return align(before, after, lambda: f"new{next(fresh)}")


def told(alignment: Alignment) -> list[tuple[str, str]]:
    """Key and change of each unit."""
    return [(placed.key, placed.change) for placed in alignment.placed]


def test_the_same_text_is_unchanged() -> None:
    """Nothing changes where no text does, and positions are those of the new text."""
    alignment = aligned(held(BRIDGE, FERRY), units(BRIDGE, FERRY))
    assert told(alignment) == [("a", "unchanged"), ("b", "unchanged")]
    assert [placed.position for placed in alignment.placed] == [0, 1]
    assert [placed.origins for placed in alignment.placed] == [("a",), ("b",)]


def test_the_fewest_are_moved() -> None:
    """When the last paragraph comes first, it alone has moved."""
    alignment = aligned(held(BRIDGE, FERRY, SCHOOL), units(SCHOOL, BRIDGE, FERRY))
    assert told(alignment) == [("c", "moved"), ("a", "unchanged"), ("b", "unchanged")]


def test_an_insertion_moves_nothing() -> None:
    """A new paragraph at the top is new, and the rest is unchanged."""
    alignment = aligned(held(BRIDGE, FERRY), units(SCHOOL, BRIDGE, FERRY))
    assert told(alignment) == [("new1", "new"), ("a", "unchanged"), ("b", "unchanged")]
    assert alignment.placed[0].origins == ()


def test_duplicates_pair_up_in_order() -> None:
    """Cells that say the same are paired first with first, and only the surplus goes."""
    alignment = aligned(held("Yes", "No", "Yes", "Yes", kind="table_cell"), units("Yes", "Yes", kind="table_cell"))
    assert [change for _, change in told(alignment)] == ["unchanged", "unchanged"]
    assert len(alignment.removed) == 2
    assert [key for key, _ in told(alignment)] == sorted(key for key, _ in told(alignment))


def test_a_removed_row_leaves_the_other_duplicates_in_place() -> None:
    """Where one of several same cells goes with its row, the cells of the other rows have not moved."""
    before = held("North", "Yes", "South", "Yes", kind="table_cell")
    assert told(aligned(before, units("South", "Yes", kind="table_cell"))) == [("c", "unchanged"), ("d", "unchanged")]


def test_a_changed_text_keeps_its_message() -> None:
    """An edited paragraph continues the message it was, and no other."""
    alignment = aligned(held(BRIDGE, FERRY), units(BRIDGE, FERRY.replace("half hour", "twenty minutes")))
    assert told(alignment) == [("a", "unchanged"), ("b", "changed")]
    assert alignment.removed == ()


def test_another_text_is_new() -> None:
    """A paragraph about something else continues nothing, though it stands in the very place of the old one."""
    alignment = aligned(held(BRIDGE, FERRY), units(BRIDGE, MARKET))
    assert told(alignment) == [("a", "unchanged"), ("new1", "new")]
    assert alignment.removed == ("b",)


def test_a_text_that_changed_and_moved_is_found() -> None:
    """A paragraph edited and taken elsewhere keeps its message."""
    after = units(SCHOOL.replace("forty pupils", "forty-two pupils"), BRIDGE, FERRY)
    assert told(aligned(held(BRIDGE, FERRY, SCHOOL), after))[0] == ("c", "changed")


def test_the_best_pairing_as_a_whole_wins() -> None:
    """Paragraphs of one pattern are paired by what differs, their numbers, not first come, first served."""
    line = "At the gauge of {} the water stood {} cm above the mark on Sunday morning."
    before = held(line.format("Luhava", 140), line.format("Bierah", 95), line.format("Vir", 210))
    after = units(line.format("Vir", 215), line.format("Luhava", 143), line.format("Bierah", 90))
    assert [key for key, _ in told(aligned(before, after))] == ["c", "a", "b"]


def test_a_change_of_kind_keeps_the_message() -> None:
    """A paragraph that became a list item with the same text is unchanged."""
    alignment = aligned(held(BRIDGE), units(BRIDGE, kind="list_item"))
    assert told(alignment) == [("a", "unchanged")]
    assert alignment.placed[0].unit.kind == "list_item"


def test_the_same_kind_is_preferred_among_same_texts() -> None:
    """A heading and a cell that say the same are not confused when they change places."""
    before = [Held("h", "heading", "Results", 0), Held("c", "table_cell", "Results", 1)]
    alignment = aligned(before, [Unit("table_cell", "Results"), Unit("heading", "Results")])
    assert [key for key, _ in told(alignment)] == ["c", "h"]


def test_title_and_summary_pair_only_with_their_like() -> None:
    """A rewritten title is changed, whatever it says; a paragraph with its old words is new."""
    before = [
        Held("t", "title", "Ice on the river", 0),
        Held("s", "summary", SCHOOL, 1),
        Held("p", "paragraph", FERRY, 2),
    ]
    after = [Unit("title", "Council"), Unit("summary", MARKET), Unit("paragraph", "Ice on the river")]
    assert told(aligned(before, after)) == [("t", "changed"), ("s", "changed"), ("new1", "new")]


def test_a_summary_that_comes_back_keeps_its_message_and_moves_nothing() -> None:
    """There is one summary: written again after it was taken out, it continues the old one."""
    before = [Held("t", "title", "Ice", 0), Held("p", "paragraph", FERRY, 1), Held("s", "summary", SCHOOL, None)]
    after = [Unit("title", "Ice"), Unit("summary", MARKET), Unit("paragraph", FERRY)]
    assert told(aligned(before, after)) == [("t", "unchanged"), ("s", "changed"), ("p", "unchanged")]
    returned = [Unit("title", "Ice"), Unit("summary", SCHOOL)]
    assert told(aligned(before, returned)) == [("t", "unchanged"), ("s", "returned")]


def test_an_obsolete_text_returns() -> None:
    """A text that had gone comes back with its old message."""
    before = [*held(BRIDGE), Held("z", "paragraph", FERRY, None)]
    alignment = aligned(before, units(FERRY, BRIDGE))
    assert told(alignment) == [("z", "returned"), ("a", "unchanged")]
    assert alignment.removed == ()


def test_an_obsolete_text_that_returns_edited_is_changed() -> None:
    """A text that comes back with a word changed continues its old message, translation and all."""
    before = [*held(BRIDGE), Held("z", "paragraph", FERRY, None)]
    assert told(aligned(before, units(BRIDGE, FERRY.replace("half hour", "hour")))) == [
        ("a", "unchanged"),
        ("z", "changed"),
    ]


def test_a_heading_does_not_continue_the_paragraph_that_it_names() -> None:
    """A new heading whose few words all stand in a paragraph that went is new."""
    alignment = aligned(
        held(BRIDGE, FERRY), [Unit("heading", "The old bridge over the river"), Unit("paragraph", FERRY)]
    )
    assert told(alignment) == [("new1", "new"), ("b", "unchanged")]


def test_rows_of_one_pattern_stay_in_their_places() -> None:
    """Where hundreds of lines differ by numbers that all changed, each continues the one in its place."""
    before = [Held(str(i), "list_item", f"Gauge {i} shows {i * 7 % 500} cm today", i) for i in range(300)]
    after = [Unit("list_item", f"Gauge {i} shows {i * 11 % 500 + 1} cm today") for i in range(300)]
    assert all(placed.origins == (str(i),) for i, placed in enumerate(aligned(before, after).placed))


def test_a_split_paragraph_has_one_origin_twice() -> None:
    """The longer half keeps the key, the other is a new message that continues the same one."""
    alignment = aligned(held(SCHOOL, f"{BRIDGE} {FERRY}", MARKET), units(SCHOOL, BRIDGE, FERRY, MARKET))
    assert told(alignment)[1:3] == [("b", "changed"), ("new1", "changed")]
    assert [placed.origins for placed in alignment.placed[1:3]] == [("b",), ("b",)]


def test_a_split_in_three_is_found() -> None:
    """Each of three parts continues the whole."""
    alignment = aligned(held(SCHOOL, f"{BRIDGE} {FERRY} {MARKET}"), units(SCHOOL, BRIDGE, FERRY, MARKET))
    assert [placed.origins for placed in alignment.placed[1:]] == [("b",)] * 3


def test_joined_paragraphs_have_both_origins() -> None:
    """The joint paragraph keeps the key of the most alike, and names both in their order."""
    longer = f"{BRIDGE} Nobody was hurt, but repairs will take all winter."
    alignment = aligned(held(SCHOOL, FERRY, longer, MARKET), units(SCHOOL, f"{FERRY} {longer}", MARKET))
    assert told(alignment)[1] == ("c", "changed")
    assert alignment.placed[1].origins == ("b", "c")
    assert alignment.removed == ("b",)


def test_cells_changed_in_their_numbers_stay_in_place() -> None:
    """A table whose numbers changed has changed cells, not new ones; a cell with another name is new."""
    before = held("Luhava", "120 cm", "Bierah", "95 cm", kind="table_cell")
    after = units("Luhava", "135 cm", "Bierah", "Drought", kind="table_cell")
    changes = ["unchanged", "changed", "unchanged", "new"]
    assert [change for _, change in told(aligned(before, after))] == changes


def test_another_language_continues_nothing() -> None:
    """A text replaced by one in another language is removed, and the other is new."""
    alignment = aligned(held(BRIDGE), units("Стары мост праз раку закрылі ў панядзелак, бо дзве бэлькі праваліліся."))
    assert told(alignment) == [("new1", "new")]
    assert alignment.removed == ("a",)


def test_a_text_without_words_is_aligned() -> None:
    """Dashes and empty cells neither fail nor match just anything."""
    alignment = aligned(held("—", "…", kind="table_cell"), units("—", "*", kind="table_cell"))
    assert told(alignment) == [("a", "unchanged"), ("new1", "new")]


def rising(keys: Sequence[int]) -> int:
    """The length of the longest rising sequence, by trying all from the longest on."""
    return max(len(some) for n in range(len(keys) + 1) for some in combinations(keys, n) if list(some) == sorted(some))


def test_in_any_new_order_the_fewest_are_moved() -> None:
    """Of six paragraphs in each of their 720 orders, those called unchanged rise, and no more of them could."""
    texts = [BRIDGE, FERRY, SCHOOL, MARKET, "Ice broke two pillars.", "The ambulance needs fifty minutes."]
    before = held(*texts)
    for order in permutations(range(6)):
        alignment = aligned(before, units(*(texts[i] for i in order)))
        steady = [placed.key for placed in alignment.placed if placed.change == "unchanged"]
        assert steady == sorted(steady)
        assert len(steady) == rising(order), order


def test_messages_are_aligned_in_their_order_in_the_text() -> None:
    """Whatever order they are handed over in, obsolete ones first or last."""
    before = [Held("z", "paragraph", SCHOOL, None), Held("b", "paragraph", FERRY, 1), Held("a", "paragraph", BRIDGE, 0)]
    for handed_over in permutations(before):
        alignment = aligned(handed_over, units(BRIDGE, FERRY, SCHOOL))
        assert told(alignment) == [("a", "unchanged"), ("b", "unchanged"), ("z", "returned")]
        assert aligned(handed_over, []).removed == ("a", "b")


def test_the_summary_that_stands_is_continued_and_not_one_that_had_gone() -> None:
    """An obsolete summary has no part in it while there is another."""
    before = [Held("old", "summary", SCHOOL, None), Held("s", "summary", FERRY, 0)]
    assert told(aligned(before, [Unit("summary", MARKET)])) == [("s", "changed")]


def test_obsolete_texts_return_to_their_kind_first() -> None:
    """A heading and a cell that say the same come back each as what they were, in either order."""
    before = [Held("h", "heading", "Results", None), Held("c", "table_cell", "Results", None)]
    assert told(aligned(before, [Unit("table_cell", "Results"), Unit("heading", "Results")])) == [
        ("c", "returned"),
        ("h", "returned"),
    ]


def test_texts_and_kinds_are_compared_by_what_they_say() -> None:
    """The messages come from a database and the units from a parser: no string of theirs is the same object."""
    before = [Held("t", "".join(list("title")), "".join(list("Ice")), 0), *held("".join(list(BRIDGE)))]
    assert told(aligned(before, [Unit("title", "Ice"), Unit("paragraph", BRIDGE)])) == [
        ("t", "unchanged"),
        ("a", "unchanged"),
    ]


@pytest.mark.parametrize(("size", "change"), [(14_100, "unchanged"), (14_200, "moved")])
def test_a_text_of_fourteen_thousand_paragraphs_pairs_up_in_order(size: int, change: str) -> None:
    """Beyond what is worth a table of all pairs nothing is lost; only a duplicate may then be called moved."""
    sources = ["North", "Yes", "South", "Yes", *map(str, range(size))]
    before = [Held(str(i), "table_cell", source, i) for i, source in enumerate(sources)]
    alignment = aligned(before, units(*sources[2:], kind="table_cell"))
    changes = Counter(placed.change for placed in alignment.placed)
    assert (changes["moved"] == 1) is (change == "moved")
    assert changes["moved"] + changes["unchanged"] == size + 2
