"""How much of one text lives on in another, by its words: for any language, with no dictionary.

Words are casefolded and cut to a root of four letters, so that the endings of Belarusian and Russian do not hide a
word; long and rare words weigh more, numbers too. What was tried: the edit distance of the letters alone calls any two
paragraphs in one language half alike, and unweighted words pair paragraphs by their conjunctions.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from api.languages import spelling

_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
_FOLDED = str.maketrans({"ё": "е"} | dict.fromkeys(spelling.APOSTROPHES))
_ROOT = 4
_HEFT = (0.0, 0.1, 0.2, 0.45, 1.0)  # of a root, by its length: short words are mostly grammar
_NUMBER = 1.0
_SHORT = 6  # words: below this there are too few to compare as a bag, and letters are asked as well


@dataclass(frozen=True, slots=True)
class Profile:
    """A text made ready for comparison: as folded, its roots in order, and how often each stands."""

    text: str
    roots: tuple[str, ...]
    counts: Counter[str]


def profile(text: str) -> Profile:
    """Make a text ready for comparison. One without a word, such as a dash, has its letters as roots."""
    folded = spelling.plain(text).casefold().translate(_FOLDED)
    roots = tuple(word[:_ROOT] if not word.isdigit() else word for word in _WORD.findall(folded)) or tuple(folded)
    return Profile(folded, roots, Counter(roots))


class Scale:
    """The weights of words within one set of texts: what stands in few of them says more than what stands in many.

    A word weighs by its length times the square of its rarity (inverse document frequency, from 0 to 1; in a text and
    its later form alone it is 1). Unsquared, what a whole document is about made its paragraphs alike.
    """

    def __init__(self, profiles: Sequence[Profile]) -> None:
        spread = Counter(root for each in profiles for root in each.counts)
        most = math.log(1 + len(profiles) / 2) or 1.0
        self.weights = {
            root: _heft(root) * min(1.0, math.log(1 + len(profiles) / n) / most) ** 2 for root, n in spread.items()
        }
        self._totals: dict[int, float] = {}

    def total(self, each: Profile) -> float:
        """Give the weight of all words of a text."""
        if (found := self._totals.get(id(each))) is None:
            found = self._totals[id(each)] = sum(self.weights[root] * n for root, n in each.counts.items())
        return found

    def shared(self, one: Profile, other: Profile) -> float:
        """Give the weight of the words that two texts have in common, each as often as it stands in both."""
        few, many = sorted((one.counts, other.counts), key=len)
        return sum(self.weights[root] * min(n, many[root]) for root, n in few.items() if root in many)

    def likeness(self, one: Profile, other: Profile, *, least: float = 0.0) -> float:
        """Tell from 0 to 1 how surely one text continues the other, be it longer or shorter.

        What cannot reach `least` is not looked at closely: then it is anything below that.
        """
        shared, sizes = self.shared(one, other), sorted((self.total(one), self.total(other)))
        if not shared:
            return 0.0
        dice = 2 * shared / sum(sizes)
        if min(len(one.roots), len(other.roots)) < _SHORT:
            return (dice + fuzz.ratio(one.text, other.text) / 100) / 2
        words = 0.5 * dice + 0.3 * shared / sizes[0]
        if words + 0.2 < least:
            return words
        return words + 0.2 * LCSseq.normalized_similarity(one.roots, other.roots)

    def cover(self, part: Profile, whole: Profile) -> float:
        """Tell from 0 to 1 how much of `part` stands in `whole`."""
        return self.shared(part, whole) / (self.total(part) or 1.0)


def running(part: Profile, whole: Profile) -> float:
    """Tell from 0 to 1 how many of the words of `part` that follow each other do so in `whole`."""
    steps = list(pairwise(part.roots))
    return len(set(pairwise(whole.roots)).intersection(steps)) / (len(set(steps)) or 1)


def is_same_but_for_numbers(one: Profile, other: Profile) -> bool:
    """Tell whether two texts differ in their numbers only, as the cells of a table do from week to week."""
    return _DIGITS.sub("0", one.text) == _DIGITS.sub("0", other.text)


def _heft(root: str) -> float:
    """Weigh a root for itself; numbers tell lines of one pattern apart, so they weigh like the longest words."""
    return _NUMBER if root.isdigit() else _HEFT[min(len(root), _ROOT)]
