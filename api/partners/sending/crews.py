"""Crews: threads that send to many, of whom a slow or dead one keeps nobody else waiting.

Each has few places, more only as it answers well, and those that have not answered yet or failed last share half of all
places.
"""

from __future__ import annotations

import queue as queues
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar

T = TypeVar("T")

_PLACES = 64  # threads
_PLACES_OF_ONE = 16
_QUICK = 2000  # milliseconds within which an answer must come for more places


class Crew(Generic[T]):
    """Threads of one dispatcher, and who of those to whom it sends has how many; used by one thread.

    What a try gives is handed back by `ended`, which frees its place.
    """

    def __init__(self, name: str, *, places: int = _PLACES, of_one: int = _PLACES_OF_ONE) -> None:
        self._places = places
        self._of_one = of_one
        self._threads = ThreadPoolExecutor(places, thread_name_prefix=name)
        self._done: queues.SimpleQueue[tuple[str, T]] = queues.SimpleQueue()
        self._flying: Counter[str] = Counter()
        self._planned: Counter[str] = Counter()
        self._paces: dict[str, int] = {}  # places that each has earned, if more than one
        self._proven: set[str] = set()

    @property
    def is_busy(self) -> bool:
        """Whether something is on its way."""
        return bool(self._flying)

    @property
    def is_full(self) -> bool:
        """Whether no thread is free."""
        return self._flying.total() >= self._places

    def flying(self) -> list[str]:
        """Give those to whom something is on its way."""
        return list(self._flying)

    def room(self, whom: str, *, more: int = 0) -> int:
        """Give how much may be sent to one besides what is on its way; `more` than it has earned, with threads left."""
        taken = self._flying + self._planned
        free = self._places - taken.total()
        if whom not in self._proven:
            unproven = sum(count for name, count in taken.items() if name not in self._proven)
            free = min(free, self._places // 2 - unproven)
        return min(free, self._paces.get(whom, 1) - taken[whom] + more)

    @contextmanager
    def planning(self) -> Iterator[None]:
        """Let what is planned in the block count as on its way, until the block ends, however it does.

        What was planned in a transaction that then failed so leaves no place taken by nobody.
        """
        try:
            yield
        finally:
            self._planned.clear()

    def plan(self, whom: str, count: int = 1) -> None:
        """Count what is about to be sent, if what is done in the block of `planning` stands."""
        self._planned[whom] += count

    def send(self, whom: str, attempt: Callable[[], T]) -> None:
        """Make a try in a thread, which has a place from now on. It must not raise."""
        self._threads.submit(lambda: self._done.put((whom, attempt())))
        self._flying[whom] += 1

    def ended(self, most: int, *, seconds: float) -> list[T]:
        """Give what has come of tries, and free their places; waits for the first so long, if one is on its way."""
        found: list[tuple[str, T]] = []
        with suppress(queues.Empty):
            found.append(self._done.get(timeout=seconds) if seconds and self._flying else self._done.get_nowait())
            while len(found) < most:
                found.append(self._done.get_nowait())
        self._flying -= Counter(whom for whom, _ in found)
        return [outcome for _, outcome in found]

    def learn(self, whom: str, *, is_well: bool, milliseconds: int) -> None:
        """Give one another place for a quick answer, and a single one after a slow or a bad one."""
        if is_well and milliseconds < _QUICK:
            self._proven.add(whom)
            self._paces[whom] = min(self._paces.get(whom, 1) + 1, self._of_one)
        else:
            self._proven.discard(whom)
            self._paces.pop(whom, None)

    def close(self) -> None:
        """Wait for what is on its way."""
        self._threads.shutdown()
