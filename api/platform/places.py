"""Limits on how many requests at once may block a thread: by a slow body, a slow store of files, a search, a wait.

Others need threads too.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
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
        with self.held_if_free(who) as is_held:
            if not is_held:
                raise Unavailable(say("Too many requests are in progress just now."))
            yield

    @contextmanager
    def held_if_free(self, who: str = "") -> Iterator[bool]:
        """Hold a place during the block, if one is free; gives whether it is held."""
        with self._lock:
            is_held = self._held.total() < self.number and self._held.get(who, 0) < self._each
            self._held[who] += is_held
        try:
            yield is_held
        finally:
            with self._lock:
                self._held[who] -= is_held
                self._held += Counter()  # no trace is kept of who came


# Of those who are known by a token, and of strangers, who are counted by their network. Whoever holds all places of
# theirs with bodies that never end keeps nobody out but themselves.
BODIES = Places(16, each=8)
BODIES_OF_STRANGERS = Places(16, each=4)
# Who writes or waits for others to have written; fewer than the connections of a pool, so that readers find some.
WRITERS = Places(8)
# Who reads a file from the store of pictures, which may be slow. A fast one is never asked by so many at once.
FILES = Places(48)
# Who searches, or asks for something else that takes long to make and was not kept, counted by network. Most of them
# wait for their turn (`delivery/turns.py`).
SEEKERS = Places(32, each=16)
# Who waits for the journal to go on (`wait` of /v1/changes), counted by network. They do nothing meanwhile.
FOLLOWERS = Places(64, each=8)

ALL = sum(each.number for each in (BODIES, BODIES_OF_STRANGERS, WRITERS, FILES, SEEKERS, FOLLOWERS))
