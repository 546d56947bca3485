"""Interim counts: while the database can be read and not written, tries are counted in memory, by each process.

They count besides what the database has, until their window ends, or until they are written to it when it can be
written again. What is lost with a process may be tried once more.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

from api.platform import counters
from api.platform.counters import Counted, Try

_MOST = 10_000  # windows that are remembered; beyond it, the oldest are forgotten


class Interim:
    """Counts of one process, by the keys that the database has for them. For any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._settling = threading.Lock()
        self._counts: dict[str, tuple[int, datetime]] = {}

    def take(self, secret: bytes, tries: Sequence[Try], *, at: datetime) -> list[Counted]:
        """Count some tries besides those in the database, each against its own limit; gives the counts.

        Raises:
            RateLimited: one of the limits is reached; it says when to come back.
        """
        written = counters.look(secret, tries, at=at)
        with self._lock:
            found = self._besides(secret, tries, written, at)
            counters.require_room(found, at=at)
            for tried, before, each in zip(tries, written, found, strict=True):
                key = counters.key_of(secret, tried, at=at)
                self._counts.pop(key, None)  # the newest stand last
                self._counts[key] = (each.count - before.count + 1, each.until)
            while len(self._counts) > _MOST:
                del self._counts[next(iter(self._counts))]
        return [Counted(each.limit, each.count + 1, each.until) for each in found]

    def settle(self, secret: bytes, tries: Sequence[Try], *, at: datetime) -> None:
        """Write to the database what was counted here of some tries; one transaction, and none where that is nothing.

        One thread at a time does it, so that nothing is written twice; the others go on meanwhile.

        Raises:
            Unavailable: the database cannot be written, Unwritable where it can be read; what was counted stays here.
        """
        if not self._counts or not self._settling.acquire(blocking=False):
            return
        try:
            with self._lock:
                known = [(key, *self._counts[key]) for key in self._keys(secret, tries, at) if key in self._counts]
            owed = [each for each in known if each[2] > at]
            if owed:
                counters.add(owed, at=at)
            with self._lock:
                for key, count, _ in known:
                    self._subtract(key, count)
        finally:
            self._settling.release()

    def look(self, secret: bytes, tries: Sequence[Try], *, at: datetime) -> list[Counted]:
        """Give the counts of some tries, those in the database and these, without counting one more."""
        written = counters.look(secret, tries, at=at)
        if not self._counts:
            return written
        with self._lock:
            return self._besides(secret, tries, written, at)

    def _keys(self, secret: bytes, tries: Sequence[Try], at: datetime) -> list[str]:
        return [counters.key_of(secret, tried, at=at) for tried in tries]

    def _subtract(self, key: str, written: int) -> None:
        """Forget what has been written of a count; what was counted meanwhile stays."""
        if key in self._counts:
            count, until = self._counts[key]
            if count > written:
                self._counts[key] = (count - written, until)
            else:
                del self._counts[key]

    def _besides(self, secret: bytes, tries: Sequence[Try], written: Sequence[Counted], at: datetime) -> list[Counted]:
        """Give what was written with what was not, of windows that have not ended."""
        found = []
        for tried, each in zip(tries, written, strict=True):
            count, until = self._counts.get(counters.key_of(secret, tried, at=at), (0, each.until))
            is_open = counters.is_open(each.limit, until, at=at)
            end = min(until, at + each.limit.window)
            found.append(Counted(each.limit, each.count + count, end) if is_open else each)
        return found
