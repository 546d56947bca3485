"""Turns: whose question a host is asked next, where several networks wait to have it asked.

By age alone, whoever asks again and again in a host's name would have all of the few questions that it is asked. So a
host keeps its places in the queue, and each goes to the network that was served longest ago. Each worker remembers for
itself: their turns together are turns too.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

_MOST = 4_000  # pairs that are remembered; more than may wait


class Turns:
    """Who was served when, of those who asked for questions to a host; used by one thread."""

    def __init__(self) -> None:
        self._served: dict[tuple[str, str], int] = {}  # in the order of their turns
        self._count = 0

    def __len__(self) -> int:
        return len(self._served)

    def order(self, waiting: Sequence[tuple[str, str, str]]) -> list[tuple[str, str]]:
        """Give what waits, (id, host, network) in the order of the queue, as (id, host) with the turns of networks."""
        of_host: dict[str, deque[str]] = defaultdict(deque)
        for id_, host, _ in sorted(waiting, key=lambda each: self._served.get(each[1:], 0)):
            of_host[host].append(id_)
        return [(of_host[host].popleft(), host) for _, host, _ in waiting]

    def took(self, host: str, network: str) -> None:
        """Remember that a question to a host was asked for a network."""
        self._count += 1
        self._served.pop((host, network), None)
        self._served[host, network] = self._count
        if len(self._served) > _MOST:
            del self._served[next(iter(self._served))]
