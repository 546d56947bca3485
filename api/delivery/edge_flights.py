"""Who makes an answer that many want at once: one of them, and the others wait for it a while."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto

from api.delivery.edge_store import Key


class Outcome(Enum):
    """What became of it: it is kept, it is not to be kept, or it failed and the next may try."""

    KEPT = auto()
    NOT_KEPT = auto()
    FAILED = auto()


class Flight:
    """An answer on its way. `outcome` is what became of it, once it has landed; it failed unless it says otherwise."""

    def __init__(self) -> None:
        self.outcome = Outcome.FAILED
        self._landed = threading.Event()

    def land(self) -> None:
        """Let those who wait go on."""
        self._landed.set()

    def wait(self, seconds: float) -> Outcome:
        """Wait for it, so long at most; who has waited in vain makes the answer without anybody waiting for them."""
        return self.outcome if self._landed.wait(max(0.0, seconds)) else Outcome.NOT_KEPT


class Flights:
    """The answers on their way, by key."""

    def __init__(self) -> None:
        self._flights: dict[Key, Flight] = {}
        self._lock = threading.Lock()

    def join(self, key: Key) -> tuple[Flight, bool]:
        """Give the flight of an answer, and whether it is the caller who must `lead` it."""
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None:
                return flight, False
            flight = self._flights[key] = Flight()
            return flight, True

    @contextmanager
    def led(self, key: Key, flight: Flight) -> Iterator[None]:
        """Land a flight at the end of the block, whatever happens in it."""
        try:
            yield
        finally:
            with self._lock:
                del self._flights[key]
            flight.land()
