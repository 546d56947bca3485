"""What differs between two revisions of a text, block by block, as an editor reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal, get_args

from api.translation.matching.alignment import Change, Held, Placed, align
from api.translation.splitting import Unit

Called = Literal["same", "changed", "moved", "new", "removed"]
CHANGES: tuple[Called, ...] = get_args(Called)

_CALLED: dict[Change, Called] = {
    "unchanged": "same",
    "moved": "moved",
    "changed": "changed",
    "returned": "new",
    "new": "new",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One block of either text: `before` is None where it is new, `after` where it was removed."""

    change: Called
    before: str | None
    after: str | None


def diff(before: Sequence[Unit], after: Sequence[Unit]) -> list[Difference]:
    """Compare two texts: blocks in the order of the later one, those removed where they stood.

    Each block of either text is told exactly once: of a paragraph split in two, the half that is more like it is
    `changed` and the other `new`; of two joined, one is `changed` and the other `removed`.
    """
    held = [Held(str(position), unit.kind, unit.source, position) for position, unit in enumerate(before)]
    fresh = count(len(before))
    placed = align(held, after, lambda: str(next(fresh))).placed
    gone = _gone(len(before), placed)
    told = [Difference("removed", before[i].source, None) for i in gone[-1]]
    for each in placed:
        told.append(_told(each, before))
        told += [Difference("removed", before[i].source, None) for i in gone[int(each.key)]]
    return told


def _gone(size: int, placed: Sequence[Placed]) -> dict[int, list[int]]:
    """Give the removed blocks by the block before them that stayed in its place; -1 is the beginning."""
    kept = {int(each.key): each.change for each in placed}
    gone: dict[int, list[int]] = defaultdict(list)
    last = -1
    for position in range(size):
        if position not in kept:
            gone[last].append(position)
        elif kept[position] != "moved":
            last = position
    return gone


def _told(placed: Placed, before: Sequence[Unit]) -> Difference:
    if int(placed.key) >= len(before):
        return Difference("new", None, placed.unit.source)
    return Difference(_CALLED[placed.change], before[int(placed.key)].source, placed.unit.source)
