"""Merging under any edit of the paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from api.translation.entries import Entry
from api.translation.matching.alignment import Alignment, Held, align
from api.translation.matching.merging import merge
from api.translation.splitting import Unit

from .labelled_pairs import STORIES

TEXTS = [story.text for story in STORIES["en"]]
OTHERS = [story.text for language in ("be", "ru") for story in STORIES[language]]
STEPS = ("insert", "delete", "move", "change", "split", "join", "replace")


@dataclass
class Draft:
    """Paragraphs under edit, with texts to insert and texts of other languages to replace them by."""

    texts: list[str]
    spare: list[str]
    others: list[str] = field(default_factory=lambda: list(OTHERS))

    def edit(self, step: str, at: int, to: int) -> None:
        """Do one step of an edit script; a step that cannot be done here is left out."""
        if step == "insert" and self.spare:
            self.texts.insert(at % (len(self.texts) + 1), self.spare.pop())
        if self.texts and step != "insert":
            getattr(self, f"_{step}")(at % len(self.texts), to)

    def _delete(self, at: int, _to: int) -> None:
        del self.texts[at]

    def _move(self, at: int, to: int) -> None:
        text = self.texts.pop(at)
        self.texts.insert(to % (len(self.texts) + 1), text)

    def _change(self, at: int, to: int) -> None:
        words = self.texts[at].split()
        words[to % len(words)] = "yesterday"
        self.texts[at] = " ".join(words)

    def _split(self, at: int, _to: int) -> None:
        words = self.texts[at].split()
        if len(words) > 1:
            half = len(words) // 2
            self.texts[at : at + 1] = [" ".join(words[:half]), " ".join(words[half:])]

    def _join(self, at: int, _to: int) -> None:
        self.texts[at : at + 2] = [" ".join(self.texts[at : at + 2])]

    def _replace(self, at: int, _to: int) -> None:
        self.texts[at] = self.others.pop()


scripts = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 20), st.integers(0, 20)), max_size=8)


def catalogue(texts: Sequence[str]) -> list[Entry]:
    """Paragraphs in three states in turn: approved, translated, fuzzy."""
    return [
        Entry(str(i), "paragraph", i, text, f"«{text}»", text, needs_work=i % 3 == 2, is_approved=i % 3 == 0)
        for i, text in enumerate(texts)
    ]


def saved(entries: Sequence[Entry], texts: Sequence[str]) -> tuple[Alignment, list[Entry]]:
    """Align and merge a revision."""
    fresh = count(1)
    held = [Held(e.key, e.kind, e.source, e.position) for e in entries]
    alignment = align(held, [Unit("paragraph", t) for t in texts], lambda: f"{len(entries)}+{next(fresh)}")
    return alignment, merge(entries, alignment, "meaning")


def assert_promises(before: Sequence[Entry], after: Sequence[Entry], texts: Sequence[str]) -> None:
    """What did not change keeps its translation and state, what did is fuzzy, and no translation is lost."""
    held = {e.key: e for e in before}
    assert [e.source for e in after if e.position is not None] == list(texts)
    for e in after:
        if e.key in held and e.source == held[e.key].source:
            assert (e.translation, e.state) == (held[e.key].translation, held[e.key].state)
        elif e.translation and e.translated_source != e.source:
            assert e.state == "fuzzy"
            assert e.previous_source == e.translated_source
    everything = "\n".join(e.translation or "" for e in after)
    assert all(e.translation in everything for e in before if e.translation)


@given(scripts)
@settings(max_examples=60, deadline=None)
def test_any_edit_script_keeps_the_promises(script: list[tuple[str, int, int]]) -> None:
    """Insert, delete, move, change, split, join and replace in any order, and merging twice is merging once."""
    before = catalogue(TEXTS[:8])
    draft = Draft(TEXTS[:8], TEXTS[8:])
    for step in script:
        draft.edit(*step)
    alignment, after = saved(before, draft.texts)
    assert_promises(before, after, draft.texts)
    kept = {e.source for e in before} & set(draft.texts)
    assert {p.unit.source for p in alignment.placed if p.change in {"unchanged", "moved"}} >= kept
    assert saved(after, draft.texts)[1] == after


@given(scripts)
@settings(max_examples=30, deadline=None)
def test_each_step_saved_as_a_revision_keeps_the_promises(script: list[tuple[str, int, int]]) -> None:
    """The same, with a revision after each step, as an editor works."""
    entries, draft = catalogue(TEXTS[:8]), Draft(TEXTS[:8], TEXTS[8:])
    for step in script:
        draft.edit(*step)
        _, after = saved(entries, draft.texts)
        assert_promises(entries, after, draft.texts)
        entries = after


@given(st.permutations(range(8)), st.sets(st.integers(0, 7)))
@settings(max_examples=40, deadline=None)
def test_moved_and_changed_paragraphs_keep_their_messages(order: list[int], changed: set[int]) -> None:
    """However they are shuffled and whichever are edited, each paragraph continues its own message."""
    before = catalogue(TEXTS[:8])
    texts = [STORIES["en"][i].light if i in changed else TEXTS[i] for i in order]
    alignment, _ = saved(before, texts)
    assert [placed.key for placed in alignment.placed] == [str(i) for i in order]
