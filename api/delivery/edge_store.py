"""The memory of the edge: bounded in bytes, and divided, so that nobody can push out what others ask for.

When it is full, what is new yields until it has a quarter. It moves on only if it was asked for again by the time its
turn to go has come; so a flood of addresses that nobody asks for twice, such as made-up queries, costs that quarter and
no more. What was not found has an eighth, since anybody can make up dead links. A read sets no more than a mark (second
chance, as in the clock algorithm): an order of last use, which cachetools would keep, costs each answer as much as all
the rest of it.
"""

from __future__ import annotations

import threading

from api.delivery.edge_answers import Kept

BOUND = 8 * 1024 * 1024  # bytes

_NEW, _MISSING, _LARGEST = 4, 8, 16  # parts of the bound: for what is new, what was not found, and one answer at most

Key = tuple[str, ...]


class Store:
    """Answers by key, in `bound` bytes at most. `entries` may be read by any thread at any time, and only read."""

    def __init__(self, bound: int = BOUND) -> None:
        self.entries: dict[Key, Kept] = {}
        self._bound = bound
        self._largest = bound // _LARGEST
        self._new = _Part(bound // _NEW)
        self._missing = _Part(bound // _MISSING)
        self._proven = _Part(bound)
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes of all that is kept."""
        return sum(part.size for part in self._parts)

    def find(self, key: Key, now: float) -> Kept | None:
        """Give the answer to a key, by path, query and language, if it is there and good at a moment of the clock."""
        kept = self.entries.get(key[:2])
        if kept is not None and kept.is_fork:
            kept.is_used = True
            kept = self.entries.get(key)
        if kept is None or now >= kept.until:
            return None
        kept.is_used = True
        return kept

    def put(self, kept: Kept) -> bool:
        """Keep an answer, unless it is so large that it would push out many others; tells whether it is kept."""
        if kept.weight > self._largest:
            return False
        with self._lock:
            if kept.depends_on_language and not self._has_fork(kept):
                self._add(kept.fork())
            self._add(kept)
            self._make_room()
        return True

    def weigh(self, kept: Kept) -> None:
        """Weigh an answer again, which has grown by a packed form."""
        weight = kept.weight
        with self._lock:
            part = next((part for part in self._parts if kept.key in part.weights), None)
            if part is None or self.entries[kept.key] is not kept:
                return
            if weight > self._largest:
                self._drop(kept.key)
                return
            part.size += weight - part.weights[kept.key]
            part.weights[kept.key] = weight
            self._make_room()

    @property
    def _parts(self) -> tuple[_Part, ...]:
        return self._new, self._proven, self._missing

    def _has_fork(self, kept: Kept) -> bool:
        known = self.entries.get(kept.key[:2])
        return known is not None and known.is_fork and known.is_missing == kept.is_missing

    def _add(self, kept: Kept) -> None:
        self._drop(kept.key)
        self.entries[kept.key] = kept
        (self._missing if kept.is_missing else self._new).add(kept.key, kept.weight)

    def _drop(self, key: Key) -> None:
        if self.entries.pop(key, None) is not None:
            for part in self._parts:
                part.take(key)

    def _make_room(self) -> None:
        while self._missing.is_full:
            del self.entries[self._missing.take_oldest()[0]]
        chances = len(self._proven.weights)  # one for each, however often they are asked for meanwhile
        while self.size > self._bound:
            part = self._new if self._new.is_full else self._proven
            key, weight = part.take_oldest()
            chances -= part is self._proven
            if self._is_wanted(key) and chances >= 0:
                self._proven.add(key, weight)
            else:
                del self.entries[key]

    def _is_wanted(self, key: Key) -> bool:
        """Tell whether an answer was asked for since this was last asked of it."""
        kept = self.entries[key]
        is_wanted, kept.is_used = kept.is_used, False
        return is_wanted


class _Part:
    """A part of the memory: the weights of what is in it, the oldest first."""

    def __init__(self, bound: int) -> None:
        self.bound = bound
        self.size = 0
        self.weights: dict[Key, int] = {}

    @property
    def is_full(self) -> bool:
        return self.size > self.bound

    def add(self, key: Key, weight: int) -> None:
        self.weights[key] = weight
        self.size += weight

    def take(self, key: Key) -> None:
        self.size -= self.weights.pop(key, 0)

    def take_oldest(self) -> tuple[Key, int]:
        key = next(iter(self.weights))
        weight = self.weights.pop(key)
        self.size -= weight
        return key, weight
