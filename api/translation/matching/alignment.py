"""Which message each unit of a new revision continues: unchanged, moved, changed, split, joined, returned or new.

First the same texts are found, in order, so that the fewest are called moved; then obsolete ones that are back; then
among what is left those that are alike (`pairing`). Title and summary are apart: there is one of each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import LCSseq

from api.translation.matching.pairing import Loose, Matches, match
from api.translation.splitting import Unit

Change = Literal["unchanged", "moved", "changed", "returned", "new"]

_SINGLE = ("title", "summary")
_LARGEST_TABLE = 200_000_000  # cells, one bit each: beyond it same texts pair up in order, without the fewest moves


@dataclass(frozen=True, slots=True)
class Held:
    """A message as the last revision left it; `position` is None for an obsolete one."""

    key: str
    kind: str
    source: str
    position: int | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit of the new revision with the key of its message.

    `origins` are the keys of the held messages whose text it continues, in their order: none for a new one, the whole's
    for each half of a split, two or more for a join.
    """

    key: str
    unit: Unit
    position: int
    change: Change
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The new revision, unit by unit, and the keys of the messages whose text has gone from it."""

    placed: tuple[Placed, ...]
    removed: tuple[str, ...]


def align(held: Sequence[Held], units: Sequence[Unit], new_key: Callable[[], str]) -> Alignment:
    """Continue the held messages with the units of a new revision, obsolete messages included.

    The same text keeps its message wherever it stands and whatever its kind has become, duplicates in their order. Of a
    paragraph that was split, the half most like it keeps the key; of paragraphs joined, the joint one keeps the key of
    the most alike. `new_key` gives the key of a message that is new.
    """
    order = sorted(range(len(held)), key=lambda i: (held[i].position is None, held[i].position or 0))
    old = [held[i] for i in order]
    pairs = _Pairs(old, units)
    _pair_singles(pairs)
    _pair_same_texts(pairs)
    steady = set(_steady(pairs.in_text()))
    _pair_returned(pairs)
    return _alignment(pairs, steady, _pair_similar(pairs, steady), new_key)


class _Pairs:
    """What has been paired: `of` a unit's index, the index of its message."""

    def __init__(self, held: Sequence[Held], units: Sequence[Unit]) -> None:
        self.held, self.units = held, units
        self.of: dict[int, int] = {}
        self._taken: set[int] = set()

    def add(self, unit: int, message: int) -> None:
        self.of[unit] = message
        self._taken.add(message)

    def in_text(self) -> list[tuple[int, int]]:
        """Give the pairs so far whose message is in the text, in the order of units."""
        return [(j, i) for j, i in sorted(self.of.items()) if self.held[i].position is not None]

    def free_units(self) -> list[int]:
        return [j for j, unit in enumerate(self.units) if j not in self.of and unit.kind not in _SINGLE]

    def free_held(self, *, live: bool | None = None) -> list[int]:
        """Give the messages without a unit, title and summary apart; only those in the text, or only obsolete ones."""
        return [
            i
            for i, message in enumerate(self.held)
            if i not in self._taken and message.kind not in _SINGLE and live in {None, message.position is not None}
        ]


def _pair_singles(pairs: _Pairs) -> None:
    """Pair title with title and summary with summary, whatever they say, an obsolete one when there is no other."""
    for j, unit in enumerate(pairs.units):
        if unit.kind in _SINGLE:
            same = (i for i, message in enumerate(pairs.held) if message.kind == unit.kind)
            if (i := next(same, None)) is not None:
                pairs.add(j, i)


def _pair_same_texts(pairs: _Pairs) -> None:
    held, units = pairs.free_held(live=True), pairs.free_units()
    for j, i in _common_sequence(pairs, held, units):
        pairs.add(j, i)
    _pair_in_order(pairs, live=True)


def _pair_returned(pairs: _Pairs) -> None:
    _pair_in_order(pairs, live=False)


def _common_sequence(pairs: _Pairs, held: Sequence[int], units: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the longest sequence of the same texts, of the same kind, in both."""
    numbers: dict[tuple[str, str], int] = {}
    old = [numbers.setdefault((pairs.held[i].kind, pairs.held[i].source), len(numbers)) for i in held]
    new = [numbers.setdefault((pairs.units[j].kind, pairs.units[j].source), len(numbers)) for j in units]
    if len(old) * len(new) > _LARGEST_TABLE:
        return
    for step in LCSseq.opcodes(old, new):
        if step.tag == "equal":
            yield from zip(units[step.dest_start : step.dest_end], held[step.src_start : step.src_end], strict=True)


def _pair_in_order(pairs: _Pairs, *, live: bool) -> None:
    """Pair what is left of the same text: first of the same kind, then of any."""
    for is_kind_asked in (True, False):
        waiting: dict[tuple[str, str], deque[int]] = defaultdict(deque)
        for i in pairs.free_held(live=live):
            waiting[pairs.held[i].source, pairs.held[i].kind if is_kind_asked else ""].append(i)
        for j in pairs.free_units():
            same = waiting.get((pairs.units[j].source, pairs.units[j].kind if is_kind_asked else ""))
            if same:
                pairs.add(j, same.popleft())


def _steady(pairs: Sequence[tuple[int, int]]) -> list[int]:
    """Give the units that kept their order: the longest rising sequence of messages, in n log n."""
    tails: list[int] = []  # the least message at which a rising sequence of each length ends, and by which pair
    ends: list[int] = []
    before: list[int] = []
    for index, (_, message) in enumerate(pairs):
        length = bisect_left(tails, message)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [message]
        ends[length : length + 1] = [index]
    steady, at = [], ends[-1] if ends else -1
    while at >= 0:
        steady.append(pairs[at][0])
        at = before[at]
    return steady


def _pair_similar(pairs: _Pairs, steady: set[int]) -> Matches:
    """Pair what is alike; the indexes of the answer are those of the messages and units."""
    held, units = pairs.free_held(), pairs.free_units()
    anchors = sorted(pairs.of[j] for j in steady)
    places = sorted(steady)
    old = [_loose_held(pairs.held[i], i, anchors) for i in held]
    new = [Loose(pairs.units[j].kind, pairs.units[j].source, j, bisect_left(places, j)) for j in units]
    found = match(old, new)
    for j, i in found.pairs.items():
        pairs.add(units[j], held[i])
    return Matches(
        {units[j]: held[i] for j, i in found.pairs.items()},
        {units[j]: held[i] for j, i in found.split.items()},
        {held[i]: units[j] for i, j in found.joined.items()},
    )


def _loose_held(message: Held, index: int, anchors: Sequence[int]) -> Loose:
    if message.position is None:
        return Loose(message.kind, message.source, None, None)
    return Loose(message.kind, message.source, index, bisect_left(anchors, index))


def _alignment(pairs: _Pairs, steady: set[int], matches: Matches, new_key: Callable[[], str]) -> Alignment:
    joined: dict[int, list[int]] = defaultdict(list)
    for part, j in matches.joined.items():
        joined[j].append(part)
    placed = []
    for j, unit in enumerate(pairs.units):
        if (i := pairs.of.get(j)) is not None:
            origins = tuple(pairs.held[each].key for each in sorted([i, *joined[j]]))
            placed.append(Placed(pairs.held[i].key, unit, j, _change(pairs, j, steady), origins))
        elif (whole := matches.split.get(j)) is not None:
            placed.append(Placed(new_key(), unit, j, "changed", (pairs.held[whole].key,)))
        else:
            placed.append(Placed(new_key(), unit, j, "new", ()))
    kept = {each.key for each in placed}
    removed = tuple(m.key for m in pairs.held if m.position is not None and m.key not in kept)
    return Alignment(tuple(placed), removed)


def _change(pairs: _Pairs, j: int, steady: set[int]) -> Change:
    message = pairs.held[pairs.of[j]]
    if message.source != pairs.units[j].source:
        return "changed"
    if message.position is None:
        return "returned"
    return "unchanged" if j in steady else "moved"
