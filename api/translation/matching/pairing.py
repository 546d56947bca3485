"""Which of the texts that have gone each new one continues, by similarity of words, and which were split or joined.

Similarity is costly, so only likely pairs are compared: those that share rare words, and those at the same place
between the same unchanged neighbours. The time is near-linear in the number of texts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.translation.matching.auction import assign
from api.translation.matching.similarity import Profile, Scale, is_same_but_for_numbers, profile, running

_NEAR, _FAR = 0.3, 0.45  # the least likeness between the same neighbours, and anywhere else
_NEAR_SHORT, _FAR_SHORT = 0.55, 0.7  # the same where one has fewer than _FEW words
_FEW = 6
_COMMON = 32  # texts: a word in more of them leads to none
_RARE = 16  # words of a text by which its like are looked for
_LIKELY = 6  # texts that share most of them, compared in full
_AT_PLACE, _OTHER_KIND, _OBSOLETE = 0.05, 0.05, 0.1
_PART, _GAIN = 0.65, 0.5  # of the words of a half: how many the whole has, and how many no other half accounts for
_RUNNING = 0.35  # of a half's pairs of adjacent words: how many the whole has, or it is only about the same
_REACH = 2  # places between two halves of one text


@dataclass(frozen=True, slots=True)
class Loose:
    """A text without a counterpart, at `order` and after `gap` unchanged ones; both are None for an obsolete one."""

    kind: str
    source: str
    order: int | None
    gap: int | None


@dataclass(frozen=True, slots=True)
class Matches:
    """Pairs of new and old by index. `split` are further new ones, each part of an old; `joined`, olds within a new."""

    pairs: dict[int, int]
    split: dict[int, int]
    joined: dict[int, int]


def match(old: Sequence[Loose], new: Sequence[Loose]) -> Matches:
    """Pair new texts with old ones so that the likeness of all pairs together is the greatest."""
    if not old or not new:
        return Matches({}, {}, {})
    olds, news = [profile(each.source) for each in old], [profile(each.source) for each in new]
    scale = Scale(olds + news)
    likely = _likely(olds, news, scale, _places(old, new))
    scores = {j: _row(j, candidates, old, new, olds, news, scale) for j, candidates in likely.items()}
    pairs = assign(scores)
    return Matches(
        pairs,
        _halves(new, news, pairs, olds, scale),
        _halves(old, olds, {i: j for j, i in pairs.items()}, news, scale),
    )


def _places(old: Sequence[Loose], new: Sequence[Loose]) -> dict[int, dict[int, float]]:
    """Give for each new text the old ones at about its place in its gap, each with how near it is, from 0 to 1."""
    there, here = _by_gap(old), _by_gap(new)
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for gap, js in here.items():
        olds = there.get(gap, [])
        for rank, j in enumerate(js):
            middle = rank * len(olds) // len(js)
            for at in range(max(0, middle - 1), min(len(olds), middle + 2)):
                near[j][olds[at]] = 1 / (1 + abs(at - rank * len(olds) / len(js)))
    return near


def _by_gap(loose: Sequence[Loose]) -> dict[tuple[int, bool], list[int]]:
    gaps: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for index, each in enumerate(loose):
        if each.gap is not None:
            gaps[each.gap, each.kind == "table_cell"].append(index)
    return gaps


def _likely(
    olds: Sequence[Profile], news: Sequence[Profile], scale: Scale, places: Mapping[int, Mapping[int, float]]
) -> dict[int, dict[int, float]]:
    """Give for each new text the old ones worth comparing, with how near each is."""
    where: dict[str, list[int]] = defaultdict(list)
    for i, each in enumerate(olds):
        for root in each.counts:
            where[root].append(i)
    likely = {}
    for j, each in enumerate(news):
        rare = sorted(
            (root for root in each.counts if 0 < len(where.get(root, ())) <= _COMMON), key=lambda r: len(where[r])
        )
        shared: Counter[int] = Counter()
        for root in rare[:_RARE]:
            for i in where[root]:
                shared[i] += scale.weights[root]  # type: ignore[assignment]  # a Counter adds up weights as well
        likely[j] = {i: 0.0 for i, _ in shared.most_common(_LIKELY)} | dict(places.get(j, {}))
    return likely


def _row(
    j: int,
    candidates: Mapping[int, float],
    old: Sequence[Loose],
    new: Sequence[Loose],
    olds: Sequence[Profile],
    news: Sequence[Profile],
    scale: Scale,
) -> dict[int, float]:
    row = {}
    for i, nearness in candidates.items():
        is_near = old[i].gap == new[j].gap
        if not _is_compatible(old[i].kind, new[j].kind):
            continue
        least = max(_least(olds[i], news[j], is_near=is_near), _strictness(old[i].kind, new[j].kind))
        likeness = scale.likeness(olds[i], news[j], least=least)
        is_short = len(news[j].roots) < _FEW
        if is_near and is_short and likeness < _NEAR_SHORT and is_same_but_for_numbers(olds[i], news[j]):
            likeness = _NEAR_SHORT
        if likeness >= least:
            row[i] = (
                likeness
                + is_near * _AT_PLACE * (1 + nearness)
                - (old[i].kind != new[j].kind) * _OTHER_KIND
                - (old[i].gap is None) * _OBSOLETE
            )
    return row


def _is_compatible(one: str, other: str) -> bool:
    return one == other or "table_cell" not in {one, other}


def _least(one: Profile, other: Profile, *, is_near: bool) -> float:
    if min(len(one.roots), len(other.roots)) < _FEW:
        return _NEAR_SHORT if is_near else _FAR_SHORT
    return _NEAR if is_near else _FAR


def _strictness(one: str, other: str) -> float:
    """Ask for more where the kind changed too: a heading is not a paragraph because it names what that is about."""
    if one == other:
        return 0.0
    return _FAR_SHORT if "heading" in {one, other} else _FAR


def _halves(
    loose: Sequence[Loose],
    profiles: Sequence[Profile],
    pairs: Mapping[int, int],
    wholes: Sequence[Profile],
    scale: Scale,
) -> dict[int, int]:
    """Find among the texts of one side that have no pair those that are halves of a neighbour's counterpart."""
    belongs = dict(pairs)
    held: dict[int, Counter[str]] = {whole: Counter(profiles[index].counts) for index, whole in pairs.items()}
    for index, neighbour in _neighbours(loose):
        if index in belongs or neighbour not in belongs:
            continue
        whole = belongs[neighbour]
        together = held[whole] + profiles[index].counts
        if _is_half(profiles[index], held[whole], together, wholes[whole], scale):
            belongs[index], held[whole] = whole, together
    return {index: whole for index, whole in belongs.items() if index not in pairs}


def _neighbours(loose: Sequence[Loose]) -> Iterator[tuple[int, int]]:
    """Give each text with one near it: first those after their neighbour, in reading order, then those before."""
    placed = sorted((each.order, index) for index, each in enumerate(loose) if each.order is not None)
    close = [
        (one, other)
        for reach in range(1, _REACH + 1)
        for one, other in zip(placed, placed[reach:], strict=False)
        if other[0] - one[0] <= _REACH and not {"table_cell", "heading"} & {loose[one[1]].kind, loose[other[1]].kind}
    ]
    yield from ((after[1], before[1]) for before, after in close)
    yield from ((before[1], after[1]) for before, after in reversed(close))


def _is_half(part: Profile, others: Counter[str], together: Counter[str], whole: Profile, scale: Scale) -> bool:
    if len(part.roots) < _FEW or scale.cover(part, whole) < _PART or running(part, whole) < _RUNNING:
        return False
    gain = _common(together, whole, scale) - _common(others, whole, scale)
    return gain >= _GAIN * scale.total(part)


def _common(counts: Counter[str], whole: Profile, scale: Scale) -> float:
    return scale.shared(Profile("", (), counts), whole)
