"""Names looked up in the DNS within a bounded time: the system's own look-up takes as long as it likes.

Each runs in a thread of its own, of which there are few, and who asks for a name that is being looked up waits for that
one. So a name server that never answers takes one thread for each name, and nobody waits for it beyond their time.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotInTime

from api.platform.destinations import Address

LookUp = Callable[[str], Sequence[str]]

_KEPT = 30.0  # seconds for which an answer is good; some resolvers do not tell it
_FAILED = 5.0  # seconds for which a failure is
_AT_ONCE = 32
_MOST = 10_000  # names that are remembered


class Unknown(Exception):
    """A name has no address, or none could be found in time."""


class Names:
    """Addresses of names, remembered for half a minute. Thread-safe."""

    def __init__(self, look_up: LookUp | None = None, *, kept: float = _KEPT) -> None:
        self._look_up = look_up or _system
        self._kept = kept
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        self._known: dict[str, tuple[float, Future[tuple[Address, ...]]]] = {}

    def addresses(self, name: str, *, seconds: float) -> tuple[Address, ...]:
        """Give all addresses of a name, at least one.

        Raises:
            Unknown: there is none, the look-up failed, or it took longer than `seconds`.
        """
        try:
            return self._asked(name).result(max(seconds, 0))
        except NotInTime:
            raise Unknown("the name was not looked up in time") from None

    def _asked(self, name: str) -> Future[tuple[Address, ...]]:
        with self._lock:
            until, found = self._known.get(name, (0.0, None))
            if found is not None and (not found.done() or time.monotonic() < until):
                return found
            if len(self._known) >= _MOST:
                self._known = {key: kept for key, kept in self._known.items() if not kept[1].done()}
            if not self._places.acquire(blocking=False):
                raise Unknown("too many names are being looked up")
            asked: Future[tuple[Address, ...]] = Future()
            self._known[name] = (0.0, asked)
        threading.Thread(target=self._answer, args=(name, asked), daemon=True, name="look-up").start()
        return asked

    def _answer(self, name: str, asked: Future[tuple[Address, ...]]) -> None:
        try:
            found = tuple(ipaddress.ip_address(text) for text in self._look_up(name))
            error = None if found else Unknown("the name has no address")
        except (OSError, ValueError):  # a UnicodeError too, which is one
            found, error = (), Unknown("the name could not be looked up")
        finally:
            self._places.release()
        with self._lock:
            self._known[name] = (time.monotonic() + (_FAILED if error else self._kept), asked)
        if error is not None:
            asked.set_exception(error)
        else:
            asked.set_result(found)


def _system(name: str) -> list[str]:
    """Ask the system; an address with a zone keeps it, and is therefore no public one."""
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[4][0]) for place in found))
