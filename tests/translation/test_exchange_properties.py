from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from api.platform.errors import Phrase, say
from api.translation.exchange import Current, Decision, File, FileEntry, Mode, decide
from api.translation.pofile import Entry, Header, write
from api.translation.poreading import read

KEYS = st.sampled_from([f"m-{n}" for n in range(6)])
SOURCES = st.sampled_from(["a", "b", "c"])
WORDS = st.sampled_from(["x", "y", "z", "refused"])
MODES = st.sampled_from(["fill", "replace"])

MESSAGES = st.lists(
    st.builds(
        Current,
        key=KEYS,
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
        key=KEYS | st.sampled_from(["m-x", "m-y"]),
        source=SOURCES,
        translation=WORDS | st.just(""),
        is_fuzzy=st.booleans(),
        is_obsolete=st.booleans(),
        line=st.just(1),
    ),
    unique_by=lambda entry: entry.key,
)
BASES = st.dictionaries(KEYS, st.none() | WORDS)


def refuse(_key: str, entry: FileEntry) -> Phrase | None:
    """Refuse one word."""
    return say("No.") if entry.translation == "refused" else None


def written(messages: Sequence[Current], decisions: Sequence[Decision]) -> list[Current]:
    """Give the messages as they are after the decisions."""
    after = {message.key: message for message in messages}
    for decision in decisions:
        if decision.target is not None:
            after[decision.target] = replace(
                after[decision.target],
                translation=decision.translation,
                translated_source=decision.translated_source,
                needs_work=decision.needs_work,
            )
    return list(after.values())


@settings(deadline=None, max_examples=300)
@given(MESSAGES, ENTRIES, BASES, MODES, st.sets(KEYS))
def test_the_same_upload_twice_is_one_upload(
    messages: list[Current], entries: list[FileEntry], base: dict[str, str | None], mode: Mode, fuzzy: set[str]
) -> None:
    """The second time nothing is written, and what was written the first time is unchanged."""
    file = File(None, None, None, None, tuple(entries))
    first = decide(file, messages, base, mode=mode, refusal=refuse, fuzzy_at_export=fuzzy)
    after = written(messages, first)
    second = decide(file, after, base, mode=mode, refusal=refuse, fuzzy_at_export=fuzzy)
    assert [decision for decision in second if decision.target is not None] == []
    assert all(then.outcome == "unchanged" for now, then in zip(first, second, strict=True) if now.target is not None)


@settings(deadline=None, max_examples=300)
@given(MESSAGES, ENTRIES, BASES, MODES)
def test_every_entry_gets_one_answer_and_no_good_text_is_lost(
    messages: list[Current], entries: list[FileEntry], base: dict[str, str | None], mode: Mode
) -> None:
    """One decision for each entry, in order; one write for each message; a fill overwrites no translated message."""
    decisions = decide(File(None, None, None, None, tuple(entries)), messages, base, mode=mode, refusal=refuse)
    assert [decision.key for decision in decisions] == [entry.key for entry in entries]
    targets = [decision.target for decision in decisions if decision.target is not None]
    assert len(targets) == len(set(targets))
    assert "refused" not in {decision.translation for decision in decisions}
    after = {message.key: message for message in written(messages, decisions)}
    for message in messages:
        if message.translation is not None:
            assert after[message.key].translation is not None
        if mode == "fill" and message.position is not None and message.is_translated:
            assert after[message.key].translation == message.translation


@settings(deadline=None, max_examples=150)
@given(MESSAGES, MODES)
def test_an_export_taken_back_in_changes_nothing(messages: list[Current], mode: Mode) -> None:
    """PO out then in: every entry is unchanged, with or without knowing what was exported."""
    entries = [
        Entry(
            key=message.key,
            kind="paragraph",
            position=message.position,
            source=message.source,
            previous_source=message.translated_source if message.is_fuzzy else None,
            translation=message.translation,
            is_fuzzy=message.is_fuzzy,
        )
        for message in messages
    ]
    if not entries:
        return
    header = Header("a", "Title", "ru", "be", 1, 1, datetime(2017, 9, 11, tzinfo=UTC))
    file = read(write(header, entries))
    for base in ({}, {message.key: message.translation for message in messages}):
        decisions = decide(file, messages, base, mode=mode, refusal=refuse)
        assert [decision.outcome for decision in decisions] == ["unchanged"] * len(messages)
