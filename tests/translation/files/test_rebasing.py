from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from api.platform.errors import Fault, say
from api.translation.entries import LONGEST_READ, Entry
from api.translation.files.exchange import Decision, File, FileEntry, Mode, Then
from api.translation.files.rebasing import decide

OURS = Entry("m", "paragraph", 1, "source", "ours", "source")
STALE = replace(OURS, translated_source="older")
DOUBTED = replace(OURS, needs_work=True)
EMPTY = replace(OURS, translation=None, translated_source=None)
REMOVED = replace(OURS, position=None)
ELSEWHERE = Entry("other", "paragraph", 2, "source")

KEPT = {"m": Then("ours")}  # ours was the same at export
EDITED = {"m": Then("before", later=frozenset({"ours"}), is_of_others=True)}  # somebody has edited ours since

TEXTS = Path(__file__).parents[3] / "docs" / "texts.md"
DIMENSIONS = {
    "text": ("same", "as exported", "since", "new"),
    "marks": ("none", "flag", "#|", "both"),
    "source": ("current", "older"),
    "message": ("untranslated", "stale", "doubted", "done", "checked", "removed"),
    "since": ("nobody", "you", "other", "unknown"),
}
MESSAGES = {"untranslated": EMPTY, "stale": STALE, "doubted": DOUBTED, "done": OURS, "checked": OURS}
SAID = {"same": "ours", "as exported": "before", "since": "between", "new": "theirs"}


def said(text: str = "theirs", source: str = "source", key: str = "m", **more: Any) -> FileEntry:
    """Make an entry of a file."""
    return FileEntry(
        **{"is_fuzzy": False, "is_obsolete": False, "line": 7, **more}, key=key, source=source, translation=text
    )


def allow(_kind: str, _source: str, text: str) -> tuple[str, Fault | None]:
    """Let every text stand as it is."""
    return text, None


def of(*entries: FileEntry, revision: int | None = 1) -> File:
    """Make a file."""
    return File("a", "ru", revision, 1, entries)


def decided(
    entry: FileEntry, *messages: Entry, base: dict[str, Then] | None = None, mode: Mode = "fill", **more: Any
) -> Decision:
    """Decide on a file of one entry."""
    [decision] = decide(of(entry), messages, {} if base is None else base, mode=mode, **{"judge": allow, **more})
    return decision


def summary(decision: Decision) -> tuple[str, str, str | None]:
    """Give outcome, reason and target."""
    return decision.outcome, decision.reason, decision.target


def table() -> list[tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, str]]]]:
    """Read the table of docs/texts.md: what each row is about, and its outcome and reason in each mode."""
    page = TEXTS.read_text().replace("\\|", "\0")
    head = page.index("| text | marks |")
    rows = page[head : page.index("\n\n", head)].split("\n")[2:]
    cells = [[cell.strip().replace("\0", "|") for cell in row.strip("|").split("|")] for row in rows]
    return [
        (
            {
                name: values if cell == "…" else tuple(cell.split(", "))
                for (name, values), cell in zip(DIMENSIONS.items(), row, strict=False)
            },
            {mode: tuple(cell.split()) for mode, cell in zip(("fill", "replace"), row[5:], strict=True)},  # type: ignore[misc]
        )
        for row in cells
    ]


def combinations() -> Iterator[dict[str, str]]:
    """Give every combination that there can be."""
    for values in product(*DIMENSIONS.values()):
        case = dict(zip(DIMENSIONS, values, strict=True))
        is_edited = case["since"] in {"you", "other"}
        if case["text"] == "same" and case["message"] == "untranslated":
            continue
        if case["text"] == "as exported" and (not is_edited or case["message"] == "checked"):
            continue
        if case["text"] == "since" and case["since"] == "nobody":
            continue
        if case["message"] == "checked" and not is_edited:
            continue
        yield case


def made(case: dict[str, str]) -> tuple[FileEntry, Entry, dict[str, Then]]:
    """Make an entry, a message and what is known of it, for a combination."""
    source = "source" if case["source"] == "current" else "older still"
    entry = said(
        SAID[case["text"]],
        source,
        is_fuzzy=case["marks"] in {"flag", "both"},
        previous_source="older" if case["marks"] in {"#|", "both"} else None,
    )
    message = REMOVED if case["message"] == "removed" else MESSAGES[case["message"]]
    if case["message"] == "removed" and case["source"] == "older":
        message = replace(message, source="source")
    was_fuzzy = case["message"] in {"stale", "doubted", "checked"}
    if case["since"] == "nobody":
        return entry, message, {"m": Then(message.translation, was_fuzzy)}
    is_of_others = case["since"] == "other"
    if case["since"] == "unknown":
        return entry, message, {"m": Then(None, later=frozenset({"between"}), is_known=False)}
    text = "ours" if case["message"] == "checked" else "before"
    later = frozenset({"between", message.translation})
    return entry, message, {"m": Then(text, was_fuzzy, later, is_of_others)}


def test_the_table_of_the_guide_is_what_is_done() -> None:
    """For every combination of what decides, the outcome and the reason are those of its first row that fits."""
    rows, used = table(), set()
    for case in combinations():
        number, (_, wanted) = next(
            (number, row)
            for number, row in enumerate(rows)
            if all(case[name] in values for name, values in row[0].items())
        )
        used.add(number)
        entry, message, base = made(case)
        for mode in ("fill", "replace"):
            decision = decided(entry, message, base=base, mode=mode)  # type: ignore[arg-type]
            assert (decision.outcome, decision.reason) == wanted[mode], (case, mode)
            assert (decision.target is not None) == (decision.outcome in {"applied", "stale"})
            assert str(decision.detail).endswith(".")
            assert (decision.key, decision.line) == (entry.key, 7)
    assert used == set(range(len(rows)))


def test_what_is_filled_is_never_less_than_before() -> None:
    """Over all combinations: filling touches nothing done, and no text that another person has written since."""
    for case in combinations():
        entry, message, base = made(case)
        decision = decided(entry, message, base=base)
        if decision.target is not None:
            assert case["message"] not in {"done", "checked", "removed"}, case
            assert case["since"] != "other" or message.translation in {None, "ours"}, case
            assert case["since"] != "other" or case["message"] == "untranslated", case


@pytest.mark.parametrize(
    ("entry", "message", "base", "wanted"),
    [
        pytest.param(said(""), OURS, KEPT, ("unchanged", "empty"), id="an empty one never erases"),
        pytest.param(said(" \n"), OURS, KEPT, ("unchanged", "empty"), id="nor does one of spaces"),
        pytest.param(said(key="x", source="y"), OURS, {}, ("unknown", "no_such_message"), id="never heard of"),
        pytest.param(said(key="x"), OURS, {}, ("unknown", "already_translated"), id="its source has a translation"),
        pytest.param(said("ours", key="x"), OURS, {}, ("unchanged", "same"), id="this very translation"),
        pytest.param(said(key="x"), EMPTY, {}, ("moved", "source_moved"), id="found by its source"),
        pytest.param(said(key="x"), STALE, EDITED, ("unknown", "already_translated"), id="another's draft is there"),
        pytest.param(said(key=""), EMPTY, {}, ("applied", "filled"), id="named by its source alone"),
        pytest.param(said("y" * (LONGEST_READ + 1)), EMPTY, {}, ("refused", "too_long"), id="too long"),
    ],
)
def test_an_entry_without_its_message_or_text_is_answered(
    entry: FileEntry, message: Entry, base: dict[str, Then], wanted: tuple[str, str]
) -> None:
    """What the table leaves out: no text, no message of that id, too long a text."""
    decision = decided(entry, message, base=base)
    assert (decision.outcome, decision.reason) == wanted
    assert str(decision.detail).endswith(".")


def test_what_is_written_says_what_it_was_made_against() -> None:
    """A stale text is kept with the source of its file, so that it is fuzzy beside it without any flag."""
    stale = replace(EMPTY, translation="old", translated_source="older")
    assert decided(said("old", "older"), EMPTY).written == stale
    marked = replace(EMPTY, translation="theirs", translated_source="source", needs_work=True)
    assert decided(said(is_fuzzy=True), EMPTY).written == marked


def test_what_is_written_is_not_approved() -> None:
    """An approval was of another text: what a file brings has none."""
    written = decided(said(), replace(STALE, is_approved=True)).written
    assert written == replace(OURS, translation="theirs")


@pytest.mark.parametrize(
    ("entry", "message", "source"),
    [
        pytest.param(said(is_fuzzy=True, previous_source="told"), STALE, "told", id="the file's"),
        pytest.param(said(is_fuzzy=True, previous_source="told"), EMPTY, "told", id="the file's, we have none"),
        pytest.param(said(is_fuzzy=True), STALE, "older", id="ours, where the file has none"),
        pytest.param(said(is_fuzzy=True, previous_source=""), STALE, "older", id="ours, where it cannot be read"),
        pytest.param(
            said(is_fuzzy=True, previous_source="source"), STALE, "older", id="ours, where it is no former one"
        ),
        pytest.param(said(is_fuzzy=True, previous_source="bad"), STALE, "older", id="ours, where it cannot stand"),
        pytest.param(said(is_fuzzy=True), DOUBTED, "source", id="neither has one"),
        pytest.param(said(previous_source="told"), STALE, "source", id="no longer fuzzy"),
        pytest.param(said(seems_cut=True), STALE, "older", id="cut off, so fuzzy"),
    ],
)
def test_a_text_that_stays_fuzzy_keeps_what_it_was_made_from(entry: FileEntry, message: Entry, source: str) -> None:
    """What a translator changes and leaves fuzzy still stands beside the source that it was made from."""

    def judge(_kind: str, _source: str, text: str) -> tuple[str, Fault | None]:
        return text, Fault("raw_html", say("No.")) if text == "bad" else None

    decision = decided(entry, message, base={"m": Then(message.translation, is_fuzzy=True)}, judge=judge)
    assert decision.reason == "filled"
    assert decision.written is not None
    assert decision.written.translated_source == source
    assert decision.written.needs_work == (entry.is_fuzzy or entry.seems_cut)


def test_a_confirmed_text_must_be_able_to_stand() -> None:
    """A text that lacks a link of the new source is not confirmed by a missing mark."""
    decision = decided(
        said("ours"),
        STALE,
        base={"m": Then("ours", is_fuzzy=True)},
        judge=lambda _kind, _source, text: (text, Fault("link_targets", say("It has no link."))),
    )
    assert summary(decision) == ("refused", "structure", None)


def test_a_text_follows_its_source_to_another_place() -> None:
    """Where a message has gone and its source stands elsewhere, the text goes there."""
    assert summary(decided(said(), REMOVED, ELSEWHERE)) == ("moved", "source_moved", "other")


def test_a_text_whose_new_place_is_taken_is_kept_with_the_old() -> None:
    """No text is lost because somebody was quicker."""
    taken = replace(ELSEWHERE, translation="taken", translated_source="source")
    gone = replace(REMOVED, translation=None, translated_source=None)
    assert summary(decided(said(), gone, taken)) == ("stale", "source_removed", "m")


def test_two_places_with_one_source_are_not_guessed_between() -> None:
    """An unknown message whose source stands twice is not put into either."""
    twin = replace(ELSEWHERE, key="twin")
    assert summary(decided(said(key="x"), ELSEWHERE, twin)) == ("unknown", "ambiguous", None)
    assert summary(decided(said(key=""), ELSEWHERE, twin)) == ("unknown", "ambiguous", None)


@pytest.mark.parametrize(
    ("places", "targets"),
    [((None, None), "ab"), ((9, 4), "ba"), ((9, 9), "ab"), ((4,), "a"), ((7,), "b"), ((5,), None)],
)
def test_equal_sources_without_ids_are_told_apart(places: tuple[int | None, ...], targets: str | None) -> None:
    """By their blocks where all have one, else by their order; one alone by its block, or not at all."""
    twins = [replace(EMPTY, key="a", position=4), replace(EMPTY, key="b", position=7)]
    entries = [said(f"text {n}", key="", place=place) for n, place in enumerate(places)]
    decisions = decide(of(*entries), twins, {}, mode="fill", judge=allow)
    assert [each.target for each in decisions] == (list(targets) if targets else [None])


def test_a_message_that_is_named_is_no_place_for_an_entry_without_an_id() -> None:
    """What another entry of the file names by its id is taken; and a living message comes before an obsolete one."""
    first, second, gone = EMPTY, replace(EMPTY, key="n", position=2), replace(REMOVED, key="o")
    entries = [said("by id"), said("by source", key="")]
    decisions = decide(of(*entries), [gone, first, second], {}, mode="fill", judge=allow)
    assert [each.target for each in decisions] == ["m", "n"]
    assert decided(said("ours", key=""), gone).key == "o"


def test_a_moved_text_waits_for_entries_that_name_the_message() -> None:
    """An entry that names a message has it before one that only has its source, wherever it stands in the file."""
    decisions = decide(of(said("guess", key="x"), said("named")), [EMPTY], {}, mode="replace", judge=allow)
    assert [summary(d) for d in decisions] == [("unknown", "already_translated", None), ("applied", "filled", "m")]


def test_a_text_that_cannot_stand_is_refused_with_the_reason() -> None:
    """The structure check is asked about what may be written, and its words are the answer's."""
    asked: list[tuple[str, str, str]] = []

    def refuse(kind: str, source: str, text: str) -> tuple[str, Fault | None]:
        asked.append((kind, source, text))
        return text, Fault("footnote_references", say("It has no footnote."))

    decision = decided(said(key="x"), EMPTY, judge=refuse)
    assert summary(decision) == ("refused", "structure", None)
    assert str(decision.detail) == "It has no footnote."
    assert asked == [("paragraph", "source", "theirs")]
    decided(said("ours"), OURS, judge=refuse)
    decided(said("before"), OURS, base=EDITED, judge=refuse)
    assert len(asked) == 1


def test_what_no_message_can_take_is_never_judged() -> None:
    """Thousands of entries with unknown ids cost one reading for each message that has their source."""
    asked = []

    def count(_kind: str, _source: str, text: str) -> tuple[str, Fault | None]:
        asked.append(text)
        return text, None

    strangers = [said(f"text {n}", source=f"unknown {n}", key=f"x{n}") for n in range(500)]
    namesakes = [said(f"text {n}", key=f"y{n}") for n in range(500)]
    decide(of(*strangers, *namesakes), [OURS], {}, mode="replace", judge=count)
    assert len(asked) == 1


def test_a_text_is_compared_as_it_would_be_kept() -> None:
    """White space and escapes of the file make no other text of it."""
    decision = decided(said(" ours "), OURS, judge=lambda _kind, _source, text: (text.strip(), None))
    assert summary(decision) == ("unchanged", "same", None)


def test_an_obsolete_entry_that_nobody_touched_stays_where_it_is() -> None:
    """Taking an export back in does not move the text of a removed message to another with its source."""
    assert summary(decided(said("ours", is_obsolete=True), REMOVED, ELSEWHERE, base=KEPT)) == (
        "unchanged",
        "same",
        None,
    )
    assert decided(said("new", is_obsolete=True), REMOVED, ELSEWHERE, base=KEPT).target == "other"


def test_the_guide_names_every_reason() -> None:
    """The first table of the guide and the reasons that an answer may have are the same."""
    from api.translation.files.outcomes import REASONS  # noqa: PLC0415

    page = TEXTS.read_text()
    head = page.index("| `outcome` | `reason` | means |")
    told = set(re.findall(r"`(\w+)`", page[head : page.index("\n\n", head)])) - {"outcome", "reason", "means"}
    assert REASONS.keys() <= told
