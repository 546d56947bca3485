from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from api.platform.errors import Phrase, say
from api.translation.exchange import LONGEST_TRANSLATION, Current, Decision, File, FileEntry, Mode, decide

OURS = Current("m", 1, "source", "ours", "source", needs_work=False)
FUZZY = replace(OURS, translated_source="older")
DOUBTED = replace(OURS, needs_work=True)
EMPTY = replace(OURS, translation=None, translated_source=None)
REMOVED = replace(OURS, position=None)
ELSEWHERE = Current("other", 2, "source", None, None, needs_work=False)


def said(text: str = "theirs", source: str = "source", key: str = "m", **more: Any) -> FileEntry:
    """Make an entry of a file."""
    return FileEntry(
        **{"is_fuzzy": False, "is_obsolete": False, "line": 7, **more}, key=key, source=source, translation=text
    )


def allow(_key: str, _entry: FileEntry) -> None:
    """Let every text stand."""


def of(*entries: FileEntry) -> File:
    """Make a file."""
    return File("a", "ru", 1, 1, entries)


def decided(
    entry: FileEntry, *messages: Current, base: dict[str, str | None] | None = None, mode: Mode = "fill", **more: Any
) -> Decision:
    """Decide on a file of one entry."""
    [decision] = decide(of(entry), messages, {} if base is None else base, mode=mode, **{"refusal": allow, **more})
    return decision


def summary(decision: Decision) -> tuple[str, str, str | None]:
    """Give outcome, reason and target."""
    return decision.outcome, decision.reason, decision.target


KEPT = {"m": "ours"}  # ours was the same at export
EDITED = {"m": "before"}  # ours has been edited since


@pytest.mark.parametrize(
    ("entry", "message", "base", "fill", "replace_"),
    [
        pytest.param(said(""), OURS, KEPT, ("unchanged", "empty"), None, id="an empty one never erases"),
        pytest.param(said(" \n"), OURS, KEPT, ("unchanged", "empty"), None, id="nor does one of spaces"),
        pytest.param(said("ours"), OURS, KEPT, ("unchanged", "same"), None, id="same"),
        pytest.param(said("ours"), OURS, {}, ("unchanged", "same"), None, id="same, base unknown"),
        pytest.param(said("before"), OURS, EDITED, ("unchanged", "not_touched"), None, id="only ours moved on"),
        pytest.param(said("before"), EMPTY, EDITED, ("unchanged", "not_touched"), None, id="ours was emptied"),
        pytest.param(said(), EMPTY, {"m": None}, ("applied", "filled"), None, id="untranslated"),
        pytest.param(said(), FUZZY, KEPT, ("applied", "filled"), None, id="fuzzy"),
        pytest.param(
            said(), OURS, KEPT, ("refused", "already_translated"), ("applied", "replaced"), id="theirs moved on"
        ),
        pytest.param(said(), OURS, {}, ("refused", "already_translated"), ("applied", "replaced"), id="base unknown"),
        pytest.param(
            said(), OURS, EDITED, ("refused", "edited_meanwhile"), ("applied", "overwrote"), id="both moved on"
        ),
        pytest.param(said("ours"), FUZZY, KEPT, ("unchanged", "still_fuzzy"), None, id="no mark proves no check"),
        pytest.param(said("ours", is_fuzzy=True), FUZZY, KEPT, ("unchanged", "same"), None, id="fuzzy on both sides"),
        pytest.param(said("ours", is_fuzzy=True), OURS, KEPT, ("applied", "marked_fuzzy"), None, id="marked by them"),
        pytest.param(
            said("old", "older"), FUZZY, KEPT, ("stale", "source_changed"), None, id="against an older source"
        ),
        pytest.param(said("old", "older"), EMPTY, {}, ("stale", "source_changed"), None, id="the same, we have none"),
        pytest.param(
            said("old", "older"), OURS, KEPT, ("refused", "already_translated"), None, id="we have a newer one"
        ),
        pytest.param(
            said("old", "older"), DOUBTED, KEPT, ("refused", "already_translated"), None, id="newer, though doubted"
        ),
        pytest.param(
            said("before", "older"), FUZZY, EDITED, ("unchanged", "not_touched"), None, id="older, not touched"
        ),
        pytest.param(said("ours", "older"), FUZZY, EDITED, ("unchanged", "same"), None, id="older, there already"),
        pytest.param(said(), REMOVED, KEPT, ("stale", "source_removed"), None, id="our source has gone"),
        pytest.param(said("ours"), REMOVED, KEPT, ("unchanged", "same"), None, id="gone, the same text"),
        pytest.param(said("before"), REMOVED, EDITED, ("unchanged", "not_touched"), None, id="gone, not touched"),
        pytest.param(said(key="x", source="y"), OURS, {}, ("unknown", "no_such_message"), None, id="never heard of"),
        pytest.param(
            said(key="x"), OURS, {}, ("unknown", "already_translated"), None, id="its source has a translation"
        ),
        pytest.param(said("ours", key="x"), OURS, {}, ("unchanged", "same"), None, id="this very translation"),
        pytest.param(said(key="x"), EMPTY, {}, ("moved", "source_moved"), None, id="found by its source"),
        pytest.param(said(key=""), EMPTY, {}, ("moved", "source_moved"), None, id="found without a key"),
        pytest.param(said("y" * (LONGEST_TRANSLATION + 1)), EMPTY, {}, ("refused", "too_long"), None, id="too long"),
    ],
)
def test_an_entry_is_rebased_three_ways(
    entry: FileEntry,
    message: Current,
    base: dict[str, str | None],
    fill: tuple[str, str],
    replace_: tuple[str, str] | None,
) -> None:
    """What becomes of an entry follows from the file's text, ours and the one at export, and the answer says why."""
    for mode, wanted in (("fill", fill), ("replace", replace_ or fill)):
        decision = decided(entry, message, base=base, mode=mode)  # type: ignore[arg-type]
        assert (decision.outcome, decision.reason) == wanted
        assert (decision.target is not None) == (decision.outcome in {"applied", "stale", "moved"})
        assert str(decision.detail).endswith(".")
        assert (decision.key, decision.line) == (entry.key, 7)


def test_what_is_written_says_what_it_was_made_against() -> None:
    """A stale text is kept with the source of its file, so that it is fuzzy beside it without any flag."""
    stale = decided(said("old", "older"), EMPTY)
    assert (stale.target, stale.translation, stale.translated_source, stale.needs_work) == ("m", "old", "older", False)
    marked = decided(said(is_fuzzy=True), EMPTY)
    assert (marked.translation, marked.translated_source, marked.needs_work) == ("theirs", "source", True)


def test_a_text_follows_its_source_to_another_place() -> None:
    """Where a message has gone and its source stands elsewhere, the text goes there."""
    assert summary(decided(said(), REMOVED, ELSEWHERE)) == ("moved", "source_moved", "other")


def test_a_text_whose_new_place_is_taken_is_kept_with_the_old() -> None:
    """No text is lost because somebody was quicker."""
    taken = replace(ELSEWHERE, translation="taken", translated_source="source")
    assert summary(decided(said(), REMOVED, taken)) == ("stale", "source_removed", "m")


def test_two_places_with_one_source_are_not_guessed_between() -> None:
    """An unknown message whose source stands twice is not put into either."""
    twin = replace(ELSEWHERE, key="twin")
    assert summary(decided(said(key="x"), ELSEWHERE, twin)) == ("unknown", "ambiguous", None)


def test_a_moved_text_waits_for_entries_that_name_the_message() -> None:
    """An entry that names a message has it before one that only has its source, wherever it stands in the file."""
    decisions = decide(of(said("guess", key="x"), said("named")), [EMPTY], {}, mode="replace", refusal=allow)
    assert [summary(d) for d in decisions] == [("unknown", "already_translated", None), ("applied", "filled", "m")]


def test_a_text_that_cannot_stand_is_refused_with_the_reason() -> None:
    """The structure check is asked about what would be written, and its words are the answer's."""
    asked: list[tuple[str, str]] = []

    def refuse(key: str, entry: FileEntry) -> Phrase:
        asked.append((key, entry.translation))
        return say("It has no footnote.")

    decision = decided(said(key="x"), EMPTY, refusal=refuse)
    assert summary(decision) == ("refused", "structure", None)
    assert str(decision.detail) == "It has no footnote."
    decided(said("ours"), OURS, refusal=refuse)
    decided(said(), OURS, base=EDITED, refusal=refuse)
    assert asked == [("m", "theirs")]


def test_a_mark_of_the_export_does_not_undo_a_check_since() -> None:
    """A text that was fuzzy at export and has been checked here since is not marked again by the file."""
    entry = said("ours", is_fuzzy=True)
    assert summary(decided(entry, OURS, base=KEPT, fuzzy_at_export={"m"})) == ("unchanged", "not_touched", None)
    assert decided(entry, OURS, base=EDITED, fuzzy_at_export={"m"}).reason == "marked_fuzzy"


def test_an_obsolete_entry_that_nobody_touched_stays_where_it_is() -> None:
    """Taking an export back in does not move the text of a removed message to another with its source."""
    assert summary(decided(said("ours", is_obsolete=True), REMOVED, ELSEWHERE, base=KEPT)) == (
        "unchanged",
        "same",
        None,
    )
    assert decided(said("new", is_obsolete=True), REMOVED, ELSEWHERE, base=KEPT).target == "other"
