"""Merging a new revision into the catalogue of a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest

from api.content.texts import Weight
from api.translation.entries import Entry
from api.translation.matching.alignment import Alignment, Held, align
from api.translation.matching.merging import impact, merge
from api.translation.splitting import Unit

from .test_alignment import BRIDGE, FERRY, MARKET, SCHOOL, units

EDITED = BRIDGE.replace("Monday", "Tuesday")
AGAIN = EDITED.replace("two of its beams", "three of its beams")


def entry(key: str, source: str, position: int | None = 0, *, approved: bool = True) -> Entry:
    """A message translated from its source as it is."""
    return Entry(key, "paragraph", position, source, f"translation of {key}", source, False, approved)  # noqa: FBT003


def aligned(entries: Sequence[Entry], after: Sequence[Unit]) -> Alignment:
    """Align a catalogue with units; new keys are new and the number of entries before."""
    fresh = count(len(entries))
    held = [Held(e.key, e.kind, e.source, e.position) for e in entries]
    return align(held, after, lambda: f"new{next(fresh)}")


def merged(entries: Sequence[Entry], *sources: str, weight: Weight | None = "meaning") -> list[Entry]:
    """The catalogue after a revision of these paragraphs."""
    return merge(entries, aligned(entries, units(*sources)), weight)


@pytest.mark.parametrize("weight", ["typo", "meaning", "correction", None])
def test_unchanged_and_moved_messages_keep_all(weight: Weight | None) -> None:
    """A message whose text is the same keeps translation and approval, wherever it stands now."""
    before = [entry("a", BRIDGE, 0), entry("b", FERRY, 1), entry("c", SCHOOL, 2, approved=False)]
    after = merged(before, SCHOOL, BRIDGE, FERRY, weight=weight)
    assert after == [replace(before[2], position=0), replace(before[0], position=1), replace(before[1], position=2)]


@pytest.mark.parametrize("weight", ["meaning", "correction", None])
def test_a_changed_message_is_fuzzy_beside_its_previous_source(weight: Weight | None) -> None:
    """It keeps its translation, and says against which text that was made."""
    (after,) = merged([entry("a", BRIDGE)], EDITED, weight=weight)
    assert (after.key, after.source, after.translation, after.state) == ("a", EDITED, "translation of a", "fuzzy")
    assert after.previous_source == BRIDGE


def test_a_typo_carries_translation_and_approval_forward() -> None:
    """A correction of spelling leaves an approved message approved, with no previous source."""
    (after,) = merged([entry("a", BRIDGE)], EDITED, weight="typo")
    assert after.state == "approved"
    assert after.previous_source is None


def test_a_typo_carries_the_approval_of_the_source_version_forward() -> None:
    """The source version has no translations; its messages remember the text that was approved, and follow as well."""
    (after,) = merged([replace(entry("a", BRIDGE), translation=None)], EDITED, weight="typo")
    assert (after.translated_source, after.is_approved) == (EDITED, True)


def test_a_typo_does_not_make_a_fuzzy_message_good() -> None:
    """What was stale before a correction of spelling is stale after it, against the same old text."""
    stale = merged([entry("a", BRIDGE)], EDITED)
    (after,) = merged(stale, AGAIN, weight="typo")
    assert (after.state, after.translated_source) == ("fuzzy", BRIDGE)


def test_a_further_edit_keeps_the_oldest_previous_source() -> None:
    """The previous source is the text that the translation was made against, however many edits ago."""
    (after,) = merged(merged([entry("a", BRIDGE)], EDITED), AGAIN)
    assert after.translated_source == BRIDGE


@pytest.mark.parametrize(("approved", "state"), [(True, "approved"), (False, "translated")])
def test_a_source_that_comes_back_makes_the_message_good_again(*, approved: bool, state: str) -> None:
    """When an edit is undone, the translation holds again, and so does its approval."""
    (after,) = merged(merged([entry("a", BRIDGE, approved=approved)], EDITED), BRIDGE)
    assert after.state == state


def test_a_message_that_needs_work_stays_so() -> None:
    """A mark set by a person is not cleared by a revision."""
    (after,) = merged([replace(entry("a", BRIDGE), needs_work=True)], EDITED, weight="typo")
    assert after.state == "fuzzy"


def test_a_removed_message_is_obsolete_and_returns_approved() -> None:
    """A text that goes and comes back brings its translation and approval along."""
    before = [entry("a", BRIDGE, 0), entry("b", FERRY, 1)]
    gone = merged(before, BRIDGE)
    assert gone == [before[0], replace(before[1], position=None)]
    assert merged(gone, FERRY, BRIDGE) == [replace(before[1], position=0), replace(before[0], position=1)]


def test_a_language_without_entries_gets_them() -> None:
    """A catalogue that is still empty has an untranslated message for each of the text, whatever became of it."""
    after = merge([], aligned([entry("a", BRIDGE)], units(EDITED)), "typo")
    assert [(e.key, e.source, e.state) for e in after] == [("a", EDITED, "untranslated")]


def test_a_new_message_is_untranslated() -> None:
    """A paragraph that continues nothing has no translation."""
    after = merged([entry("a", BRIDGE)], BRIDGE, MARKET)
    assert (after[1].translation, after[1].state) == (None, "untranslated")


@pytest.mark.parametrize("weight", ["typo", "meaning"])
def test_both_halves_of_a_split_carry_the_old_translation(weight: Weight) -> None:
    """The translator cuts it, so both are fuzzy beside the whole, even when called a typo."""
    whole = f"{BRIDGE} {FERRY}"
    after = merged([entry("a", whole)], BRIDGE, FERRY, weight=weight)
    assert [e.translation for e in after] == ["translation of a"] * 2
    assert [e.translated_source for e in after] == [whole] * 2
    assert [e.state for e in after] == ["fuzzy"] * 2


@pytest.mark.parametrize("weight", ["typo", "meaning"])
def test_a_join_joins_the_translations(weight: Weight) -> None:
    """The joint message is fuzzy with both translations in order; the other origin is obsolete and keeps its own."""
    longer = f"{BRIDGE} Nobody was hurt, but repairs will take all winter."
    after = merged([entry("a", FERRY, 0), entry("b", longer, 1)], f"{FERRY} {longer}", weight=weight)
    assert (after[0].key, after[0].translation, after[0].state) == ("b", "translation of a translation of b", "fuzzy")
    assert after[0].translated_source == f"{FERRY}\n\n{longer}"
    assert after[1] == replace(entry("a", FERRY), position=None)


def test_a_join_with_an_untranslated_paragraph_has_one_translation() -> None:
    """What was not translated adds nothing, and is not part of the previous source."""
    blank = replace(entry("a", FERRY, 0), translation=None, translated_source=None, is_approved=False)
    joint = merged([blank, entry("b", BRIDGE, 1)], f"{FERRY} {BRIDGE}")[0]
    assert (joint.translation, joint.translated_source, joint.state) == ("translation of b", BRIDGE, "fuzzy")


def test_what_was_only_split_is_whole_again_with_its_translation() -> None:
    """Who splits a paragraph and joins it again has it as it was, and approved; the other half's copy is obsolete."""
    whole = f"{BRIDGE} {FERRY}"
    halves = merged([entry("a", whole)], BRIDGE, FERRY)
    after = merged(halves, whole)
    assert (after[0].translation, after[0].translated_source, after[0].state) == ("translation of a", whole, "approved")
    assert [(e.translation, e.position) for e in after[1:]] == [("translation of a", None)]


def test_a_half_that_was_translated_anew_is_not_lost_when_the_whole_comes_back() -> None:
    """Then both translations stand in the joint message, and it is to be looked at."""
    whole = f"{BRIDGE} {FERRY}"
    first, second = merged([entry("a", whole)], BRIDGE, FERRY)
    kept = next(e for e in (first, second) if e.key == "a")
    anew = replace(kept, translation="its own", translated_source=kept.source)
    after = merged([anew if e is kept else e for e in (first, second)], whole)
    assert "its own" in (after[0].translation or "")
    assert after[0].state == "fuzzy"


def test_merging_twice_is_merging_once() -> None:
    """A revision with the same text changes nothing more."""
    once = merged([entry("a", f"{BRIDGE} {FERRY}", 0), entry("b", SCHOOL, 1)], BRIDGE, FERRY, MARKET)
    assert merged(once, BRIDGE, FERRY, MARKET) == once


def test_the_impact_counts_messages_and_words_to_do() -> None:
    """Each message of the new text is counted once; the words are those of messages that are then not good."""
    before = [entry("a", BRIDGE, 0), entry("b", FERRY, 1), entry("c", SCHOOL, 2)]
    alignment = aligned(before, units(FERRY, EDITED, MARKET))
    told = impact(before, merge(before, alignment, "meaning"), alignment)
    assert (told.unchanged + told.moved, told.changed, told.new, told.removed) == (1, 1, 1, 1)
    assert told.words_to_do == sum(unit.words for unit in units(EDITED, MARKET))
    assert impact(before, merge(before, alignment, "typo"), alignment).words_to_do == units(MARKET)[0].words


def test_a_new_message_holds_nothing_yet() -> None:
    """No translation, no mark, no approval: whoever fills it in begins with nothing."""
    assert merged([], BRIDGE) == [Entry("new0", "paragraph", 0, BRIDGE)]


@pytest.mark.parametrize("edited", [EDITED, BRIDGE.replace("Monday", "Friday")])
def test_a_typo_after_an_edit_leaves_it_fuzzy_whatever_the_words(edited: str) -> None:
    """Neither text need come before the other by the alphabet."""
    (after,) = merged(merged([entry("a", BRIDGE)], edited), edited.replace("two", "three"), weight="typo")
    assert (after.state, after.translated_source) == ("fuzzy", BRIDGE)


def test_texts_and_keys_are_compared_by_what_they_say() -> None:
    """Two readings of one row are not the same object: a typo still carries the approval forward."""
    key, source = "".join(list("message")), "".join(list(BRIDGE))
    before = replace(entry("".join(list("message")), BRIDGE), translated_source=source)
    alignment = align([Held(key, "paragraph", BRIDGE, 0)], units(EDITED), lambda: "new")
    (after,) = merge([before], alignment, "typo")
    assert (after.state, after.key) == ("approved", "message")


def test_an_approval_of_the_whole_is_none_of_its_half() -> None:
    """When the text of the whole is written into the half that was made of it, nobody has approved that."""
    for key in ("a", "z"):
        _, half = merged([entry(key, f"{BRIDGE} {FERRY}")], BRIDGE, FERRY)
        assert (half.key, half.is_approved) == ("new1", False)


def test_the_impact_adds_what_came_back_to_what_is_new() -> None:
    """Three new paragraphs and one that had gone before are four; what is obsolete already is not removed again."""
    before = [entry("a", BRIDGE, 0), entry("b", FERRY, None), entry("c", "Gone long ago.", None)]
    alignment = aligned(before, units(BRIDGE, FERRY, SCHOOL, MARKET, "One more."))
    told = impact(before, merge(before, alignment, "meaning"), alignment)
    assert (told.unchanged, told.new, told.removed) == (1, 4, 0)
