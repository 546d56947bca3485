from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from api.platform.errors import Fault, say
from api.translation.entries import Entry
from api.translation.files.exchange import Decision, File, FileEntry, Header, Mode, Then
from api.translation.files.po import read, write
from api.translation.files.rebasing import decide

KEYS = st.sampled_from([f"m-{n}" for n in range(6)])
SOURCES = st.sampled_from(["a", "b", "c"])
WORDS = st.sampled_from(["x", "y", "z", "refused"])
MODES = st.sampled_from(["fill", "replace"])

MESSAGES = st.lists(
    st.builds(
        Entry,
        key=KEYS,
        kind=st.just("paragraph"),
        position=st.none() | st.integers(0, 5),
        source=SOURCES,
        translation=st.none() | WORDS,
        translated_source=SOURCES,
        needs_work=st.booleans(),
    ),
    unique_by=lambda message: message.key,
)
ENTRIES = st.lists(
    st.builds(
        FileEntry,
        key=KEYS | st.sampled_from(["m-x", "m-y", ""]),
        source=SOURCES,
        translation=WORDS | st.just(""),
        is_fuzzy=st.booleans(),
        is_obsolete=st.booleans(),
        line=st.just(1),
        previous_source=st.none() | SOURCES,
        place=st.none() | st.integers(0, 5),
        seems_cut=st.booleans(),
    ),
    unique_by=lambda entry: entry.key or id(entry),
)
BASES = st.dictionaries(
    KEYS,
    st.builds(
        Then,
        text=st.none() | WORDS,
        is_fuzzy=st.booleans(),
        later=st.frozensets(st.none() | WORDS, max_size=2),
        is_of_others=st.booleans(),
        is_known=st.booleans(),
    ),
)


def judge(_kind: str, _source: str, text: str) -> tuple[str, Fault | None]:
    """Refuse one word."""
    return text, Fault("raw_html", say("No.")) if text == "refused" else None


def remembered(base: dict[str, Then], decisions: Sequence[Decision]) -> dict[str, Then]:
    """Give what is known after the decisions, as the uploader's history tells it."""
    after = dict(base)
    for decision in decisions:
        if (entry := decision.written) is not None:
            then = after.get(entry.key, Then(None, is_known=False))
            after[entry.key] = replace(then, later=then.later | {entry.translation})
    return after


def written(messages: Sequence[Entry], decisions: Sequence[Decision]) -> list[Entry]:
    """Give the messages as they are after the decisions."""
    after = {message.key: message for message in messages}
    after |= {decision.written.key: decision.written for decision in decisions if decision.written is not None}
    return list(after.values())


@settings(deadline=None, max_examples=300)
@given(MESSAGES, ENTRIES, BASES, MODES)
def test_the_same_upload_twice_is_one_upload(
    messages: list[Entry], entries: list[FileEntry], base: dict[str, Then], mode: Mode
) -> None:
    """The second time nothing is written, and what was written the first time is unchanged."""
    file = File(None, None, None, None, tuple(entries))
    first = decide(file, messages, base, mode=mode, judge=judge)
    after = written(messages, first)
    second = decide(file, after, remembered(base, first), mode=mode, judge=judge)
    assert [decision for decision in second if decision.target is not None] == []


@settings(deadline=None, max_examples=300)
@given(MESSAGES, ENTRIES, BASES, st.data())
def test_what_was_filled_once_is_not_filled_again_whatever_was_done_since(
    messages: list[Entry], entries: list[FileEntry], base: dict[str, Then], data: st.DataObject
) -> None:
    """Each message that took a text may be cleared, marked, emptied or written anew by anybody: it takes none again."""
    file = File(None, None, None, None, tuple(entries))
    first = decide(file, messages, base, mode="fill", judge=judge)
    targets = {decision.target for decision in first if decision.target is not None}
    known = remembered(base, first)
    after = []
    for message in written(messages, first):
        if message.key in targets:
            text = data.draw(st.none() | WORDS | st.just(message.translation))
            source = data.draw(st.sampled_from([message.source, message.translated_source]))
            message = replace(message, translation=text, translated_source=source, needs_work=data.draw(st.booleans()))  # noqa: PLW2901
            then = known[message.key]
            known[message.key] = replace(then, later=then.later | {text}, is_of_others=data.draw(st.booleans()))
        after.append(message)
    second = decide(file, after, known, mode="fill", judge=judge)
    assert targets.isdisjoint(decision.target for decision in second)


@settings(deadline=None, max_examples=300)
@given(MESSAGES, ENTRIES, BASES, MODES)
def test_every_entry_gets_one_answer_and_no_good_text_is_lost(
    messages: list[Entry], entries: list[FileEntry], base: dict[str, Then], mode: Mode
) -> None:
    """One decision for each entry, in order; one write for each message; filling lowers nothing and erases nothing."""
    decisions = decide(File(None, None, None, None, tuple(entries)), messages, base, mode=mode, judge=judge)
    assert all(entry.key in {"", decision.key} for entry, decision in zip(entries, decisions, strict=True))
    targets = [decision.target for decision in decisions if decision.target is not None]
    assert len(targets) == len(set(targets))
    refused = {d.target for d in decisions if d.written is not None and d.written.translation == "refused"}
    assert refused <= {message.key for message in messages if message.translation == "refused"}  # it stood there before
    after = {message.key: message for message in written(messages, decisions)}
    for message in messages:
        if message.translation is not None:
            assert after[message.key].translation is not None
        if mode == "fill" and message.is_translated:
            assert after[message.key] == message
        if mode == "fill" and base.get(message.key, Then(None)).is_of_others and message.translation is not None:
            assert after[message.key].translation == message.translation or not base[message.key].is_known


@settings(deadline=None, max_examples=150)
@given(MESSAGES, MODES)
def test_an_export_taken_back_in_changes_nothing(messages: list[Entry], mode: Mode) -> None:
    """PO out then in: every entry is unchanged, with or without knowing what was exported."""
    if not messages:
        return
    header = Header("a", "Title", "ru", "be", 1, 1, datetime(2017, 9, 11, tzinfo=UTC))
    file = read(write(header, messages))
    for base in ({}, {m.key: Then(m.translation, m.is_fuzzy) for m in messages}):
        decisions = decide(file, messages, base, mode=mode, judge=judge)
        assert [decision.outcome for decision in decisions] == ["unchanged"] * len(messages)
