"""Precision and recall of the alignment over paragraphs whose relation a person has labelled."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest

from api.translation.matching.alignment import Held

from .labelled_pairs import STORIES, Story
from .test_alignment import aligned, units

RELATIONS = ("light", "heavy", "rewritten", "different")


def score(before: Sequence[str], after: Sequence[tuple[str, int | None]]) -> Counter[str]:
    """Align; count right pairs, wrong pairs and missed ones. Each later text comes with the index it continues."""
    held = [Held(str(i), "paragraph", source, i) for i, source in enumerate(before)]
    counts: Counter[str] = Counter()
    for placed, (_, index) in zip(aligned(held, units(*(text for text, _ in after))).placed, after, strict=True):
        expected = () if index is None else (str(index),)
        counts["right"] += placed.origins == expected != ()
        counts["wrong"] += placed.origins not in {(), expected}
        counts["missed"] += placed.origins != expected != ()
    return counts


def assert_precise(counts: Counter[str]) -> None:
    """Precision and recall are at least 0.98."""
    assert counts["right"] / (counts["right"] + counts["wrong"]) >= 0.98
    assert counts["right"] / (counts["right"] + counts["missed"]) >= 0.98


def variant(story: Story, index: int, relation: str) -> tuple[str, int | None]:
    """A later text, and what it continues."""
    return getattr(story, relation), None if relation == "different" else index


def test_there_are_enough_pairs() -> None:
    """At least 200 labelled pairs, in three languages."""
    assert set(STORIES) == {"be", "ru", "en"}
    assert len(RELATIONS) * sum(map(len, STORIES.values())) >= 200


def test_pairs_alone() -> None:
    """A paragraph alone is told from another by its words only."""
    counts: Counter[str] = Counter()
    for stories in STORIES.values():
        for story in stories:
            for relation in RELATIONS:
                counts += score([story.text], [variant(story, 0, relation)])
    assert_precise(counts)


@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize("is_shuffled", [False, True])
def test_pairs_in_a_document(language: str, *, is_shuffled: bool) -> None:
    """In a document where every paragraph was edited, each its own way, each finds its own, also when all moved."""
    stories = STORIES[language]
    counts: Counter[str] = Counter()
    for turn in range(len(RELATIONS)):
        after = [variant(story, i, RELATIONS[(i + turn) % len(RELATIONS)]) for i, story in enumerate(stories)]
        if is_shuffled:
            random.Random(turn).shuffle(after)
        counts += score([story.text for story in stories], after)
    assert_precise(counts)
