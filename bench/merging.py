"""Measure the matching of changed paragraphs against Babel's `Catalog.update` of the same, and of larger documents."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from itertools import count

from babel.messages import Catalog

from api.translation.entries import Entry
from api.translation.matching.alignment import Alignment, Held, align
from api.translation.matching.merging import merge
from api.translation.splitting import Unit

WORDS = 80
ROUNDS = 7


def main() -> None:
    """Print each measure, its time and, where there is a yardstick, the ratio."""
    _against_babel(changed=60)
    _saved_in_languages(paragraphs=300, languages=3)
    for words in (20, 400):
        _large(2_000, words)


def _against_babel(changed: int) -> None:
    before, after = _edited(changed, 8)
    ours = _median(lambda: _align(before, after))
    right = sum(placed.key == str(i) for i, placed in enumerate(_align(before, after).placed))
    started = time.perf_counter()
    _update(before, after)
    theirs = time.perf_counter() - started
    print(f"{changed} changed paragraphs of {WORDS} words: {right} pairs right in {ours * 1000:.1f} ms")
    print(f"  Babel's Catalog.update: {theirs:.2f} s, {theirs / ours:,.0f} times as long (bar: 500)")


def _saved_in_languages(paragraphs: int, languages: int) -> None:
    before, after = _edited(paragraphs, 8)
    entries = [Entry(str(i), "paragraph", i, text, text, text, False, True) for i, text in enumerate(before)]  # noqa: FBT003

    def save() -> None:
        alignment = _align(before, after)
        for _ in range(languages):
            merge(entries, alignment, "meaning")

    print(
        f"{paragraphs} changed paragraphs aligned, and merged in {languages} languages: {_median(save) * 1000:.1f} ms"
    )


def _large(paragraphs: int, words: int) -> None:
    before, after = _edited(paragraphs, words)
    seconds = _median(lambda: _align(before, after), 3)
    print(f"{paragraphs:,} × {paragraphs:,} paragraphs, up to {words} words of each replaced: {seconds:.2f} s")


def _align(before: list[str], after: list[str]) -> Alignment:
    fresh = count(len(before))
    held = [Held(str(i), "paragraph", text, i) for i, text in enumerate(before)]
    return align(held, [Unit("paragraph", text) for text in after], lambda: str(next(fresh)))


def _update(before: list[str], after: list[str]) -> None:
    catalogue, template = Catalog(), Catalog()
    for text in before:
        catalogue.add(text, text)
    for text in after:
        template.add(text)
    catalogue.update(template)


def _edited(paragraphs: int, words: int) -> tuple[list[str], list[str]]:
    """Make paragraphs of words as frequent as in prose (Zipf), and the same with some words replaced."""
    rng = random.Random(5)
    vocabulary = ["".join(rng.choices("abcdefghijklmnoprstuvwy", k=rng.randint(2, 11))) for _ in range(5_000)]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    before = [" ".join(rng.choices(vocabulary, weights, k=WORDS)) for _ in range(paragraphs)]
    return before, [_replaced(text, words, vocabulary, rng) for text in before]


def _replaced(text: str, times: int, vocabulary: list[str], rng: random.Random) -> str:
    words = text.split()
    for _ in range(times):
        words[rng.randrange(len(words))] = rng.choice(vocabulary)
    return " ".join(words)


def _median(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Give the median time of some runs, in seconds."""
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    main()
