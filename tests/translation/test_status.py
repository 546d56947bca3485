"""How far a version is, by a catalogue in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.translation.catalogues import Catalogue, Line
from api.translation.entries import Entry
from api.translation.heads import LastStep, StepKind
from api.translation.status import Status, is_approved, progress, state, status, unfinished

ICE = Entry("ice", "paragraph", 0, "Ice", "Лёд", "Ice", needs_work=False, is_approved=False)
SNOW = replace(ICE, key="snow", source="Snow", translation="Снег", translated_source="Snow", is_approved=True)
BLANK = replace(ICE, key="blank", translation=None, translated_source=None)
BLANK_TOO = replace(BLANK, key="blank too")
STALE = replace(ICE, key="stale", source="Ice again")
GONE = replace(BLANK, key="gone", position=None)


def catalogue(*entries: Entry, words: int = 10, language: str = "ru") -> Catalogue:
    """A version whose messages have so many words each, as an article in English."""
    lines = tuple(Line(entry, words, 1, 1, 0, 1, None, None) for entry in entries)
    return Catalogue("v", "x", language, "en", 1, 1, "", 0, None, None, None, lines)


def after(step: StepKind, version: Catalogue, now: Catalogue | None = None) -> Status:
    """Tell the status after a step at one catalogue, with the version as it is now."""
    taken = LastStep(step, 1, version.source_hash, version.text_hash, "p")
    return status(replace(now or version, last_step=taken))


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("submission", "in_review"),
        ("change_request", "changes_requested"),
        ("approval", "approved"),
        ("approval_withdrawal", "in_review"),
    ],
)
def test_a_step_leads_to_its_status(step: StepKind, expected: Status) -> None:
    """As long as text and source are what they were."""
    assert after(step, catalogue(ICE, SNOW)) == expected


@pytest.mark.parametrize(
    "now",
    [
        replace(ICE, translation="Лёд!"),
        replace(ICE, source="Ice!", translated_source="Ice!"),
    ],
)
def test_a_step_holds_for_the_text_and_the_source_that_it_was_taken_on(now: Entry) -> None:
    """Either changed, the version is in progress again; only a change request stands until the next submission."""
    before = catalogue(SNOW, ICE)
    for step in ("submission", "approval", "approval_withdrawal"):
        assert after(step, before, catalogue(SNOW, now)) == "in_progress"
    assert after("change_request", before, catalogue(SNOW, now)) == "changes_requested"


def test_another_hash_is_another_text() -> None:
    """Whether it comes before or after by the alphabet."""
    for other in ("0", "g"):
        taken = LastStep("approval", 1, other, other, "p")
        assert status(replace(catalogue(ICE), last_step=taken)) == "in_progress"


def test_an_approval_does_not_cover_a_message_marked_since() -> None:
    """Text and source are the same, but somebody found that a message needs work."""
    assert after("approval", catalogue(ICE), catalogue(replace(ICE, needs_work=True))) == "in_progress"


def test_without_a_step_the_first_text_begins_the_work() -> None:
    """A version that says nothing is missing, whatever its obsolete messages say; the source is never missing."""
    assert status(catalogue(BLANK, replace(SNOW, position=None))) == "missing"
    assert status(catalogue(BLANK, ICE)) == "in_progress"
    assert status(catalogue(BLANK, language="en")) == "in_progress"


def test_a_source_message_is_approved_for_its_text() -> None:
    """It is translated by nature, and approved while its text is the one that was approved."""
    source = catalogue(language="en")
    for told, entry in {
        "translated": BLANK,
        "approved": replace(BLANK, translated_source="Ice", is_approved=True),
    }.items():
        assert state(source, catalogue(entry).lines[0]) == told
    for approved_text, told in (("Hail", "translated"), ("Snow", "translated"), ("ICE".capitalize(), "approved")):
        entry = replace(BLANK, translated_source=approved_text, is_approved=True)
        assert state(source, catalogue(entry).lines[0]) == told
    unapproved = replace(BLANK, translated_source="Ice")
    assert state(source, catalogue(unapproved).lines[0]) == "translated"


def test_a_version_is_approved_when_each_message_is() -> None:
    """One that is only translated keeps it from being so; obsolete ones do not count."""
    assert is_approved(catalogue(SNOW, GONE))
    assert not is_approved(catalogue(SNOW, ICE))


def test_progress_counts_messages_and_words() -> None:
    """By state and in all, obsolete ones apart; percent is what needs nothing more, rounded down."""
    counted = progress(catalogue(ICE, SNOW, BLANK, BLANK_TOO, STALE, STALE, STALE, GONE, words=10))
    assert counted.messages == {"total": 7, "untranslated": 2, "fuzzy": 3, "translated": 1, "approved": 1}
    assert counted.words == {"total": 70, "untranslated": 20, "fuzzy": 30, "translated": 10, "approved": 10}
    assert (counted.percent, counted.words_left) == (28, 50)


def test_without_words_messages_count_and_nothing_is_all_done() -> None:
    """A text of signs is as far as its messages are; a text without a message lacks nothing."""
    assert progress(catalogue(ICE, SNOW, BLANK, STALE, STALE, words=0)).percent == 40
    assert progress(catalogue(ICE, ICE, SNOW, STALE, words=0)).percent == 75
    assert progress(catalogue(ICE, SNOW, words=0)).percent == 100
    assert progress(catalogue()).percent == 100


def test_blockers_name_their_messages_in_order() -> None:
    """First what is untranslated, then what is fuzzy, each message by its id; obsolete ones block nothing."""
    found = unfinished(catalogue(STALE, BLANK, ICE, BLANK_TOO, GONE, SNOW))
    assert [(blocker.code, blocker.message_ids) for blocker in found] == [
        ("untranslated_messages", ("blank", "blank too")),
        ("fuzzy_messages", ("stale",)),
    ]
    assert [blocker.detail.n for blocker in found] == [2, 1]
    assert unfinished(catalogue(ICE, SNOW, GONE)) == []
