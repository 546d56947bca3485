"""The feeds as the hub knows them: by their address alone. Who makes them is a door beside this one, so they are given.

What a feed says is made once in each generation and sent to all, byte by byte the same as a GET gives.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from api.publishing import journal

_MOST = 64  # feeds that are remembered


class Content(Protocol):
    """What a feed says; `mark` is another as soon as it says something else."""

    @property
    def body(self) -> bytes:
        """The bytes that a GET gives."""
        ...

    @property
    def content_type(self) -> str:
        """Their type."""
        ...

    @property
    def mark(self) -> str:
        """What tells one state of it from another."""
        ...


Feeds = Callable[[str], Content | None]  # by address; None for what is none of our feeds


class Contents:
    """What feeds say now, remembered as long as nothing public changes. For one thread."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds
        self.generation = -1  # in which they were made, or later
        self._known: dict[str, Content | None] = {}

    def of(self, topic: str) -> Content | None:
        """Give what a feed says, at least as new as the generation that stands when this is called."""
        if (now := journal.generation()) != self.generation or len(self._known) >= _MOST:
            self.generation, self._known = now, {}
        if topic not in self._known:
            self._known[topic] = self._feeds(topic)
        return self._known[topic]
