"""Likeness: how much more one text shares with another than texts share by chance, from the stems of both. Pure.

A shared word counts by how rare it is among all texts (Spärck Jones's inverse document frequency), and for more where
it stands in the first text's title or summary. Two texts about nothing in common share words too; how much, follows
from how frequent those of the first one are, and is taken off. What is left is likeness. It is believed from some
standard deviations of chance on, more of them the more texts there are, since one of many seems alike by chance alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

REASONS = ("topic", "trend", "text")

MOST_STEMS = 400  # of a text, the first ones
MOST_TEXTS = 1_000  # that the words which lead to others may stand in, all together
MOST_LEADING = 24

_TITLE, _SUMMARY, _BODY = 3, 2, 1
_COMMON = 0.5  # share of all texts beyond which a word tells nothing
_SHARED_AT_LEAST = 3  # words that are not common
_BAR = 0.65  # deviations for each power of e of texts: random texts pass it seldom, those of one story by far
_WITH_TOPIC = 0.7  # of the sureness that it takes else
_TOPIC, _TREND = 1.25, 1.1  # by which an article of the same topic, and of the same verdict on it, is nearer
_SCALE = 1_000  # weights are whole numbers, so that no order of adding them makes a difference


class Relation(NamedTuple):
    """How near a text is, and why: of `REASONS`."""

    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What a text is about: the weight of each of its stems, and those by which others like it are found.

    `chance` is what an unrelated text shares, `deviation` by how much that varies, `whole` what there is to share, all
    as sums of weights; `size` is how many stems were looked at, `bar` the deviations beyond which likeness is believed.
    """

    weights: Mapping[str, int]
    leading: tuple[str, ...]
    chance: float
    deviation: float
    whole: float
    size: int
    bar: float

    def likeness(self, stems: str) -> tuple[float, float]:
        """Compare with another text by its stems (`contents.read`).

        Gives what both share beyond chance, of all that there is to share, to four places (at most 1, and 0 for what
        shares next to nothing); and how sure that is: from 1 on it is believed.
        """
        theirs = set(stems.split())
        shared = self.weights.keys() & theirs
        if len(shared) < _SHARED_AT_LEAST:
            return 0.0, 0.0
        fair = min(1.0, math.sqrt(self.size / len(theirs)))  # a long text shares some words with every other
        more = sum(self.weights[stem] for stem in shared) * fair - self.chance
        return round(more / self.whole, 4), round(more / self.deviation / self.bar, 4)


def relation(profile: Profile, stems: str, *, is_same_topic: bool, is_same_trend: bool) -> Relation | None:
    """Tell how a text is related to the one of a profile; None where it is not.

    A topic lowers the bar, but is not enough by itself: of a topic there are hundreds. The same verdict says something
    on the same topic only.
    """
    likeness, sureness = profile.likeness(stems)
    if likeness <= 0 or sureness < (_WITH_TOPIC if is_same_topic else 1):
        return None
    found = {"topic": is_same_topic, "trend": is_same_topic and is_same_trend, "text": sureness >= 1}
    nearer = (_TOPIC if found["topic"] else 1) * (_TREND if found["trend"] else 1)
    return Relation(round(likeness * nearer, 4), tuple(reason for reason in REASONS if found[reason]))


def stems_of(stems: str) -> dict[str, int]:
    """Give the first stems of a text, each once, with how much it counts for by where it stands."""
    found: dict[str, int] = {}
    for field, share in zip(stems.split("\n"), (_TITLE, _SUMMARY, _BODY), strict=True):
        for stem in field.split():
            found.setdefault(stem, share)
            if len(found) == MOST_STEMS:
                return found
    return found


def profile(shares: Mapping[str, int], frequencies: Mapping[str, int], texts: int) -> Profile | None:
    """Make the profile of a text of `stems_of`; None for one that has nothing in common with any other.

    `frequencies` say in how many of all `texts` a stem stands, about. One that has none (a number) tells nothing.
    """
    every = {
        stem: round(_SCALE * share * math.log(texts / frequency) ** 2)
        for stem, share in shares.items()
        if 0 < (frequency := frequencies.get(stem, 0)) <= texts * _COMMON
    }
    weights = {stem: weight for stem, weight in every.items() if frequencies[stem] > 1}
    if len(weights) < _SHARED_AT_LEAST:
        return None
    odds = {stem: (frequencies[stem] - 1) / (texts - 1) for stem in weights}
    chance = math.fsum(weight * odds[stem] for stem, weight in weights.items())
    variance = math.fsum(weight**2 * odds[stem] * (1 - odds[stem]) for stem, weight in weights.items())
    whole, bar = sum(every.values()) - chance, _BAR * math.log(texts)
    return Profile(weights, _leading(weights, frequencies), chance, math.sqrt(variance), whole, len(shares), bar)


def _leading(weights: Mapping[str, int], frequencies: Mapping[str, int]) -> tuple[str, ...]:
    """Give the stems that weigh most, as many as stand in `MOST_TEXTS` together, and one in any case."""
    found: list[str] = []
    left = MOST_TEXTS
    for stem in sorted(weights, key=lambda each: (-weights[each], each)):
        if len(found) < MOST_LEADING and (not found or frequencies[stem] <= left):
            found.append(stem)
            left -= frequencies[stem]
    return tuple(found)
