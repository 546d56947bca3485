"""Limits on how many requests at once may block a thread: by a slow body, a slow store of files, a search, a wait.

Others need threads too.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from api.platform.errors import Unavailable, say

# Where the edge tells, in the request's environ, whom to count: the caller's address and X-Forwarded-For.
CALLER = "polyweek.caller"


class Places:
    """At most `number` holders at once in this process, and at most `each` of one caller; the next is refused."""

    def __init__(self, number: int, *, each: int | None = None) -> None:
        self.number = number
        self._each = each or number
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def held(self, who: str = "") -> Iterator[None]:
        """Hold a place during the block; `who` identifies the caller.

        Raises:
            Unavailable: none is free.
        """
        with self._lock:
            if self._held.total() >= self.number or self._held.get(who, 0) >= self._each:
                raise Unavailable(say("Too many requests are in progress just now."))
            self._held[who] += 1
        try:
            yield
        finally:
            with self._lock:
                self._held[who] -= 1
                self._held += Counter()  # no trace is kept of who came


class Place:
    """A place of one who does nothing but wait; `is_lost` once it has gone to somebody who came later."""

    __slots__ = ("is_lost", "who")

    def __init__(self, who: str) -> None:
        self.who = who
        self.is_lost = False


class YieldedPlaces:
    """Places as `Places` are, of which whoever has waited longest yields theirs to the next who comes.

    So nobody keeps others out by holding places that they have left, which a WSGI application is not told of. Where one
    caller has all of theirs, it is the oldest of these that goes; where none is left at all, the oldest of the caller
    with most.
    """

    def __init__(self, number: int, *, each: int) -> None:
        self.number = number
        self._each = each
        self._held: list[Place] = []  # the oldest first
        self._lock = threading.Lock()

    @contextmanager
    def taken(self, who: str, tell: Callable[[], object]) -> Iterator[Place | None]:
        """Take a place for the block; None if there is none, because each is held by another caller.

        `tell` is called where somebody has lost theirs to this one.
        """
        with self._lock:
            place, is_free = Place(who), self._has_room(who)
            if is_given := is_free or self._take_from_another(who):
                self._held.append(place)
        if is_given and not is_free:
            tell()
        try:
            yield place if is_given else None
        finally:
            with self._lock:
                if place in self._held:
                    self._held.remove(place)

    def _has_room(self, who: str) -> bool:
        return len(self._held) < self.number and sum(each.who == who for each in self._held) < self._each

    def _take_from_another(self, who: str) -> bool:
        """Let the oldest place go of who has most of them, the one who comes counted in; tells whether there is one."""
        counts = Counter([who, *(each.who for each in self._held)])
        yielding = who if counts[who] > self._each else max(counts, key=lambda each: (counts[each], each == who))
        oldest = next((each for each in self._held if each.who == yielding), None)
        if oldest is not None:
            oldest.is_lost = True
            self._held.remove(oldest)
        return oldest is not None


# Of those who are known by a token, and of strangers, who are counted by their network. Whoever holds all places of
# theirs with bodies that never end keeps nobody out but themselves.
BODIES = Places(16, each=8)
BODIES_OF_STRANGERS = Places(16, each=4)
# Who writes or waits for others to have written; fewer than the connections of a pool, so that readers find some.
WRITERS = Places(8)
# Who reads a file from the store of pictures, which may be slow. A fast one is never asked by so many at once.
FILES = Places(48)
# Who has all that is public hashed, which takes seconds of a large newsroom.
PROOFS = Places(2)
# Who has an issue made one file, which takes seconds where it has many pictures; counted by partner.
ARCHIVES = Places(2, each=1)
# Who is being given such a file, which holds a thread for as long as they read; counted by partner.
DOWNLOADS = Places(24, each=3)
# Who searches, or asks for something else that takes long to make and was not kept, counted by network. Most of them
# wait for their turn (`delivery/turns.py`).
SEEKERS = Places(32, each=16)
# Who waits for the journal to go on (`wait` of /v1/changes), counted by network. They do nothing meanwhile.
FOLLOWERS = YieldedPlaces(64, each=8)

_PLACES = (BODIES, BODIES_OF_STRANGERS, WRITERS, FILES, PROOFS, ARCHIVES, DOWNLOADS, SEEKERS, FOLLOWERS)
ALL = sum(each.number for each in _PLACES)
