"""Followers of the journal who wait until it goes on: few, without a connection, and one thread looks for all of them.

What is looked at is the journal's pace, which each entry raises, and each offer to a partner ahead of a release. Who
is woken by it reads their own part; where that has nothing for them, because it is of another language or topic, they
go on waiting from the journal's end.
"""

from __future__ import annotations

import functools
import threading
import time
import weakref
from collections.abc import Callable
from weakref import WeakKeyDictionary

from api.delivery.views.changes import Part, Position
from api.platform import bindings, db, endings, places
from api.platform.drivers import Sqlite
from api.publishing import journal

EVERY = 0.05  # seconds between two looks at the generation

# Who has been woken reads in turns, so that all who follow together take no more of the pool's connections.
_TURNS = threading.BoundedSemaphore(2)


class Lookout:
    """Tells those who wait that the generation has risen; looks only while there are some.

    `read` gives the generation, `every` is in seconds.
    """

    def __init__(self, read: Callable[[], int], *, every: float = EVERY) -> None:
        self._read = read
        self._every = every
        self._news = threading.Condition()
        self._waiting = 0
        self._seen = 0
        self._is_looking = False
        self._is_over = False

    @property
    def waiting(self) -> int:
        """How many wait just now."""
        return self._waiting

    def risen(self, above: int, *, until: float, is_enough: Callable[[], bool] = lambda: False) -> int | None:
        """Wait for a generation above one; gives it, or None at a moment of the monotonic clock, or when we end.

        Or when it `is_enough`, which is asked when `call` is called.
        """
        with self._news:
            self._waiting += 1
            try:
                self._begin()
                self._news.wait_for(
                    lambda: self._seen > above or self._is_over or is_enough(), until - time.monotonic()
                )
                return self._seen if self._seen > above and not self._is_over else None
            finally:
                self._waiting -= 1
                if not self._waiting:
                    self._seen = 0  # whoever comes next has asked for themselves

    def call(self) -> None:
        """Let all who wait ask whether it is enough."""
        with self._news:
            self._news.notify_all()

    def end(self) -> None:
        """Let everybody go, now and from now on."""
        with self._news:
            self._is_over = True
            self._news.notify_all()

    def _begin(self) -> None:
        if not self._is_looking and not self._is_over:
            self._is_looking = True
            threading.Thread(target=self._look, daemon=True, name="followers").start()

    def _look(self) -> None:
        while True:
            generation = self._generation()
            with self._news:
                self._is_looking = self._waiting > 0 and not self._is_over
                if not self._is_looking:
                    self._seen = 0
                    return
                if generation is not None and generation > self._seen:
                    self._seen = generation
                    self._news.notify_all()
            time.sleep(self._every)

    def _generation(self) -> int | None:
        try:
            return self._read()
        except Exception:  # noqa: BLE001 - whatever is wrong with the database, those who wait will meet it and tell it
            return None


def _generation() -> int:
    try:
        return journal.pace()
    finally:
        db.release_connection()


lookout = Lookout(_generation)
endings.at_end(lookout.end)

_elsewhere: WeakKeyDictionary[Sqlite, Lookout] = WeakKeyDictionary()  # of sandboxes, by their databases
_of_elsewhere = threading.Lock()


def _present() -> Lookout:
    """Give the lookout of the database that the present thread works on."""
    if (here := bindings.bound()) is None:
        return lookout
    with _of_elsewhere:
        if here not in _elsewhere:
            _elsewhere[here] = Lookout(functools.partial(_generation_of, weakref.ref(here)))
        return _elsewhere[here]


def _generation_of(there: weakref.ref[Sqlite]) -> int:
    found = there()
    assert found is not None  # noqa: S101 - whoever waits for it works on it
    with bindings.on(found):
        return _generation()


def _end_elsewhere() -> None:
    for each in list(_elsewhere.values()):
        each.end()


endings.at_end(_end_elsewhere)


def followed(read: Callable[[Position], Part], since: Position, *, until: float, who: str) -> tuple[Part, bool]:
    """Give a part of the journal, for which one who would get an empty one waits, and whether it is cut short.

    `until` is a moment of the monotonic clock, `who` the network that asks. It is cut short when it is empty and comes
    before its time: there is no place to wait in, the one they had has gone to somebody who came later, or this process
    ends.
    """
    generation = journal.pace()  # before the part is read: what comes in between wakes at once
    found = read(since)
    if not _is_empty(found):
        return found, False
    watch = _present()
    with places.FOLLOWERS.taken(who, watch.call) as place:
        while place is not None and not place.is_lost and _is_empty(found) and time.monotonic() < until:
            db.release_connection()
            risen = watch.risen(generation, until=until, is_enough=lambda: place.is_lost)
            if risen is None:
                break
            generation = risen
            with _TURNS:
                found = read(found.end)
    return found, _is_empty(found) and time.monotonic() < until


def _is_empty(part: Part) -> bool:
    return not part.rows and not part.has_more
