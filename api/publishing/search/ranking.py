"""Ranking: how well a text fits a question, from its stems; in Python, so that it is the same on both databases. Pure.

After BM25F (Robertson, Zaragoza): a word in the title counts for several in the body, another one of the same counts
for ever less, a rare word for more than a common one, and a long text must have a word more often. Words that stand
side by side as they were asked for raise the whole.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from api.publishing.search.plans import Plan

_TITLE, _SUMMARY, _BODY = 8.0, 3.0, 1.0
_SATURATION = 1.5
_USUAL = 5_000  # letters of the stems of a text of usual length
_LENGTH = 0.6  # how much its length counts, 0 to 1
_SIDE_BY_SIDE = 1.25


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores texts of one language against a plan."""

    groups: Sequence[tuple[float, Sequence[str]]]  # the weight of a term, and each of its ways as it stands in stems
    pairs: Sequence[str]

    def score(self, stems: str) -> float:
        """Give the score of a text by its stems (`contents.read`): the higher the better, to four places."""
        title, _, rest = stems.partition("\n")
        summary, _, body = rest.partition("\n")
        least = _SATURATION * (1 - _LENGTH + _LENGTH * len(body) / _USUAL)
        total = 0.0
        for weight, ways in self.groups:
            often = 0.0
            for way in ways:
                often += _BODY * body.count(way) + _SUMMARY * summary.count(way) + _TITLE * title.count(way)
            total += weight * often / (often + least)
        if self.pairs and any(pair in stems for pair in self.pairs):
            total *= _SIDE_BY_SIDE
        return round(total, 4)


def scorer(plan: Plan, frequencies: Mapping[str, int]) -> Scorer:
    """Make what scores texts by a plan; `frequencies` say in how many entries a token stands, about."""
    groups = [
        (max(_weight(way, frequencies) for way in ways), [f" {'  '.join(way)} " for way in ways])
        for ways in plan.wanted
    ]
    firsts = [ways[0] for ways in plan.wanted]
    pairs = [f" {one[-1]}  {other[0]} " for one, other in pairwise(firsts)]
    return Scorer(groups, pairs)


def _weight(way: Sequence[str], frequencies: Mapping[str, int]) -> float:
    """Give the weight of a term: less, the more entries have its rarest word."""
    entries = min(frequencies.get(token, 0) for token in way)
    return 1 + math.log(1 + 100_000 / (1 + entries))
