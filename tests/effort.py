"""What a piece of work costs, as a multiple of a fixed piece of plain Python in the same run: no clock is trusted."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time


def effort(work: Callable[[], object]) -> float:
    """Give the processor time of some work, as a multiple of adding up 100,000 numbers (some milliseconds)."""
    spent = _seconds(work)
    return spent / min(_seconds(_yardstick) for _ in range(5))


def _seconds(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return process_time() - started


def _yardstick() -> int:
    total = 0
    for number in range(100_000):
        total += number
    return total
