"""Who goes with whom: the pairing of two sides whose scores add up to the most."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

_STEP = 0.002  # what a bid adds beyond need: the sum is within this much a pair of the best, and bids are bounded by it


def assign(scores: Mapping[int, Mapping[int, float]]) -> dict[int, int]:
    """Pair keys of `scores` with keys of its rows, each used once, so that the sum of scores is the largest.

    Scores are from 0 to 1; a pair that is not listed cannot be. This is an auction (Bertsekas 1988): each of the left
    bids for the right that leaves it most, and is free again when outbid; it ends without a bid when none leaves it
    anything. Bids raise prices by a fixed step, so that their number is linear in the pairs times 1 / step.
    """
    prices: dict[int, float] = {}
    owner: dict[int, int] = {}
    waiting = deque(scores)
    while waiting:
        left = waiting.popleft()
        best, gain, second = _wanted(scores[left], prices)
        if best is None:
            continue
        if best in owner:
            waiting.append(owner[best])
        owner[best] = left
        prices[best] = prices.get(best, 0.0) + gain - second + _STEP
    return {left: right for right, left in owner.items()}


def _wanted(row: Mapping[int, float], prices: Mapping[int, float]) -> tuple[int | None, float, float]:
    """Give the right with the largest gain, that gain, and the next best one, which is never below nothing at all."""
    best, gain, second = None, 0.0, 0.0
    for right, score in row.items():
        value = score - prices.get(right, 0.0)
        if value > gain:
            best, gain, second = right, value, gain
        elif value > second:
            second = value
    return best, gain, second
