"""Highlights: where in a text the words are that were asked for, as HTML with nothing in it but `<mark>`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any, NamedTuple

from api.languages.stemming import stems, tokens
from api.publishing.search.plans import Plan

MOST = 3  # pieces of a body
_AROUND = 90  # letters before and behind the first word of a piece
_MOST_HITS = 50  # of a block that are compared with each other
_MOST_TEXT = 400_000  # letters of a body that are looked through


class _Hit(NamedTuple):
    start: int
    end: int
    token: str


def of(plan: Plan, title: str, summary: str, leaves: Iterable[tuple[str | None, str]]) -> list[dict[str, Any]]:
    """Give what was found: `{"field", "html", "block_id"}`, the title first, then summary and the best of the body.

    `leaves` are the pieces of the body, each with the id of its block. Title and summary are given whole.
    """
    seeker = _Seeker(plan)
    found = [
        _shown(field, _marked(text, hits), None)
        for field, text in (("title", title), ("summary", summary))
        if (hits := seeker.hits(text))
    ]
    return found + [_shown("body", html, block) for block, html in _best(seeker, leaves)]


def in_title(plan: Plan, title: str) -> str:
    """Give a title as HTML with what was asked for marked."""
    return _marked(title, _Seeker(plan).hits(title))


class _Seeker:
    """Finds the ways of a plan in texts of its language: a word of a phrase only where the phrase is."""

    def __init__(self, plan: Plan) -> None:
        self._language = plan.language
        ways = [way for each in plan.wanted for way in each]
        self._single = frozenset(way[0] for way in ways if len(way) == 1)
        self._phrases = [way for way in ways if len(way) > 1]

    def hits(self, text: str) -> list[_Hit]:
        words = list(tokens.words(text))
        found = [stems.token(word.spelling, self._language) for word in words]
        chosen = {place for place, token in enumerate(found) if token in self._single}
        for phrase in self._phrases:
            chosen.update(_places(found, phrase))
        return [_Hit(words[place].start, words[place].end, found[place]) for place in sorted(chosen)]


def _marked(text: str, hits: Sequence[_Hit], start: int = 0, end: int | None = None) -> str:
    """Write a piece of a text as HTML with hits marked, and `…` where it was cut."""
    end = len(text) if end is None else end
    parts, place = ["…" if start else ""], start
    for hit_start, hit_end, _ in hits:
        if start <= hit_start and hit_end <= end:
            parts += [escape(text[place:hit_start]), f"<mark>{escape(text[hit_start:hit_end])}</mark>"]
            place = hit_end
    parts += [escape(text[place:end]), "…" if end < len(text) else ""]
    return "".join(parts)


def _places(found: Sequence[str], phrase: Sequence[str]) -> Iterator[int]:
    for place, token in enumerate(found):
        if token == phrase[0] and tuple(found[place : place + len(phrase)]) == phrase:
            yield from range(place, place + len(phrase))


def _best(seeker: _Seeker, leaves: Iterable[tuple[str | None, str]]) -> list[tuple[str | None, str]]:
    """Give the pieces that hold most different words, in the order of the text."""
    ranked, length = [], 0
    for place, (block, text) in enumerate(leaves):
        length += len(text)
        if length > _MOST_TEXT:
            break
        if hits := seeker.hits(text):
            start, end, kinds = _window(text, hits)
            ranked.append((-kinds, place, block, _marked(text, hits, start, end)))
    chosen = sorted(sorted(ranked, key=lambda each: each[:2])[:MOST], key=lambda each: each[1])
    return [(block, html) for _, _, block, html in chosen]


def _window(text: str, hits: Sequence[_Hit]) -> tuple[int, int, int]:
    """Give the piece of a text with most different hits in it, cut between words, and how many those are."""
    best = (0, 0, 0)
    looked_at = hits[:_MOST_HITS]
    for hit in looked_at:
        start, end = max(0, hit.start - _AROUND), min(len(text), hit.start + 2 * _AROUND)
        kinds = len({other.token for other in looked_at if start <= other.start and other.end <= end})
        if kinds > best[2]:
            best = (start, end, kinds)
    start, end, kinds = best
    return _between_words(text, start, forward=True), _between_words(text, end, forward=False), kinds


def _between_words(text: str, place: int, *, forward: bool) -> int:
    if place in {0, len(text)}:
        return place
    if forward:
        found = text.find(" ", place, place + _AROUND // 2)
        return found + 1 if found >= 0 else place
    found = text.rfind(" ", place - _AROUND // 2, place)
    return found if found >= 0 else place


def _shown(field: str, html: str, block: str | None) -> dict[str, Any]:
    return {"field": field, "html": html, "block_id": block}
