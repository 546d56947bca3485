"""Requests that leave this house: the one way out to addresses that others name.

A name is resolved once and every address of it is judged (`destinations`); the connection goes to one of those very
addresses, so what the name says a moment later does not matter. TLS is verified against the name. Nothing is followed,
decoded or remembered: no redirects, proxies, cookies or compression. Time and size are bounded as a whole, so an answer
that drips is cut. Connections to a judged address are kept for a while and used again.
"""

from __future__ import annotations

import http.client
import select
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from api.platform import destinations, wires
from api.platform.destinations import Address, Refused, Rule, Target
from api.platform.lookups import Names, Unknown
from api.platform.wires import Connect, Overflow, Wire

Failure = Literal["timeout", "refused", "blocked_address", "bad_status", "tls", "dns", "too_large", "redirect"]

_IDLE = 30.0  # seconds for which an unused connection is kept
_KEPT = 256  # unused connections, of all targets
_KEPT_OF_ONE = 16
_SUCCESS = range(200, 300)
_REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may cost: seconds to connect to an address, for each silence, and for all of it; bytes of answer.

    With `cuts` an answer with a longer body is one all the same, and the rest of it is not read.
    """

    connect: float = 5.0
    silence: float = 10.0
    total: float = 20.0
    head: int = 32 * 1024
    body: int = 256 * 1024
    cuts: bool = False


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: names of headers are in lower case, of several of a name the first counts."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Failed(Exception):
    """A request brought nothing; `name` says how, the text in a clause why. `answer` is there if one came."""

    def __init__(self, name: Failure, reason: str, answer: Answer | None = None) -> None:
        super().__init__(reason)
        self.name: Failure = name
        self.answer = answer


class Outbound:
    """Sends requests within what is allowed. Thread-safe; made once in a process, for the sake of kept connections."""

    def __init__(
        self,
        rules: Iterable[Rule] = (),
        *,
        agent: str = "Polyweek",
        names: Names | None = None,
        connect: Connect | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._rules = tuple(rules)
        self._agent = agent
        self._names = names or Names()
        self._connect = connect or wires.connect
        self._tls = tls or wires.trusted()
        self._idle = _Idle()

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limits: Limits = LIMITS,
    ) -> Answer:
        """Send a request and give the answer, whose status is one of 200 to 299.

        A request over a kept connection that the other side was just closing is sent once more over a new one.

        Raises:
            Failed: nothing was sent (`blocked_address`, `dns`, `refused`, `tls`), nothing usable came back in time
                (`timeout`, `refused`, `too_large`), or another status did (`bad_status`, `redirect`, with the answer);
                an answer that is not HTTP is a `bad_status` without one.
        """
        until = time.monotonic() + limits.total
        fields = {"User-Agent": self._agent, **(headers or {})}
        target, addresses = self._judged(url, min(limits.connect, limits.total))
        kept = self._idle.take(target, addresses)
        if kept is not None:
            with suppress(_Stale):
                return self._exchange(kept, target, method, fields, body, limits, until)
        fresh = self._opened(target, addresses, limits, until)
        try:
            return self._exchange(fresh, target, method, fields, body, limits, until)
        except _Stale:
            raise Failed("refused", "the connection was closed without an answer") from None

    def addresses(self, url: str, *, limits: Limits = LIMITS) -> tuple[Address, ...]:
        """Give the addresses to which a request would go now; nothing is sent.

        Raises:
            Failed: to none (`blocked_address`, `dns`).
        """
        return self._judged(url, min(limits.connect, limits.total))[1]

    def close(self) -> None:
        """Close the connections that are kept."""
        self._idle.clear()

    def _judged(self, url: str, seconds: float) -> tuple[Target, tuple[Address, ...]]:
        try:
            target = destinations.parse(url)
            literal = target.literal
            addresses = (literal,) if literal else self._names.addresses(target.host, seconds=seconds)
            destinations.require(target, addresses, self._rules)
        except Refused as error:
            raise Failed("blocked_address", str(error)) from None
        except Unknown as error:
            raise Failed("dns", str(error)) from None
        return target, addresses

    def _opened(self, target: Target, addresses: Iterable[Address], limits: Limits, until: float) -> _Connection:
        failure = Failed("refused", "no address could be connected to")
        for address in addresses:
            seconds = min(limits.connect, until - time.monotonic())
            if seconds <= 0:
                raise Failed("timeout", "the connection took too long")
            try:
                plain = self._connect(str(address), target.port, seconds)
            except TimeoutError:
                failure = Failed("timeout", "the connection took too long")
            except OSError as error:
                failure = Failed("refused", f"the connection failed ({error.strerror or 'unknown'})")
            else:
                return _Connection(target, address, self._secured(plain, target, seconds))
        raise failure

    def _secured(self, plain: socket.socket, target: Target, seconds: float) -> socket.socket:
        if target.scheme == "http":
            return plain
        try:
            plain.settimeout(seconds)
            return self._tls.wrap_socket(plain, server_hostname=target.host)
        except TimeoutError:
            plain.close()
            raise Failed("timeout", "TLS took too long to begin") from None
        except ssl.SSLError as error:
            plain.close()
            raise Failed("tls", wires.tls_reason(error)) from None
        except OSError as error:
            plain.close()
            raise Failed("refused", f"the connection was closed ({error.strerror or 'unknown'})") from None

    def _exchange(
        self,
        connection: _Connection,
        target: Target,
        method: str,
        headers: Mapping[str, str],
        body: bytes | None,
        limits: Limits,
        until: float,
    ) -> Answer:
        """Send and receive; the connection is kept or closed after it, whatever happens."""
        is_kept = False
        try:
            answer, is_kept = connection.exchange(target, method, headers, body, limits, until)
        except _Closed as error:
            if connection.uses > 1 and not connection.wire.received:
                raise _Stale from None
            raise Failed("refused", str(error)) from None
        finally:
            if is_kept:
                self._idle.give(connection)
            else:
                connection.close()
        if answer.status in _REDIRECTS:
            raise Failed("redirect", f"the answer was {answer.status}, which leads elsewhere", answer)
        if answer.status not in _SUCCESS:
            raise Failed("bad_status", f"the answer was {answer.status}", answer)
        return answer


class _Stale(Exception):
    """A kept connection was closed by the other side before it answered anything."""


class _Closed(Exception):
    """The other side closed or reset the connection."""


class _Connection:
    """A connection to one judged address, over which one request goes at a time."""

    def __init__(self, target: Target, address: Address, plain: socket.socket) -> None:
        self.key = (target.scheme, target.host, target.port)
        self.address = address
        self.wire = Wire(plain)
        self.uses = 0
        self.idle_since = 0.0

    def exchange(
        self,
        target: Target,
        method: str,
        headers: Mapping[str, str],
        body: bytes | None,
        limits: Limits,
        until: float,
    ) -> tuple[Answer, bool]:
        """Give the answer to a request, and whether the connection may be used again."""
        self.uses += 1
        self.wire.begin(until=until, silence=limits.silence, most=limits.head)
        caller = http.client.HTTPConnection(target.host, target.port)
        caller.auto_open = 0  # it must never connect by itself
        caller.sock = self.wire
        try:
            caller.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
            for name, value in {"Host": target.authority, "Accept-Encoding": "identity", **headers}.items():
                caller.putheader(name, value)
            if body is not None:
                caller.putheader("Content-Length", str(len(body)))
            caller.endheaders(body)
            found = caller.getresponse()
            self.wire.allow(limits.head + 8 * limits.body)  # chunks of one byte take six
            piece = found.read(limits.body + 1)
        except TimeoutError:
            raise Failed("timeout", "the answer took too long") from None
        except (Overflow, http.client.LineTooLong):
            raise Failed("too_large", "the answer is too large") from None
        except (http.client.RemoteDisconnected, http.client.IncompleteRead):
            raise _Closed("the connection was closed before the answer was whole") from None
        except (http.client.HTTPException, ValueError):  # a length that is no number, among others
            raise Failed("bad_status", "the answer is not HTTP") from None
        except OSError as error:
            raise _Closed(f"the connection was closed ({error.strerror or 'unknown'})") from None
        if len(piece) <= limits.body and found.length:
            raise _Closed("the connection was closed before the answer was whole")
        if len(piece) > limits.body and not limits.cuts:
            raise Failed("too_large", "the answer is too large")
        fields = {name.lower(): value for name, value in reversed(found.getheaders())}
        return Answer(found.status, fields, piece[: limits.body]), found.isclosed() and not found.will_close

    def is_quiet(self) -> bool:
        """Tell whether nothing has come over it since the last answer, its end not either."""
        watch = select.poll()
        watch.register(self.wire.plain, select.POLLIN | select.POLLHUP | select.POLLERR)
        return not watch.poll(0)

    def close(self) -> None:
        """Close it."""
        self.wire.plain.close()


class _Idle:
    """Connections that wait to be used again, the youngest first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: list[_Connection] = []

    def take(self, target: Target, addresses: Iterable[Address]) -> _Connection | None:
        """Give a connection to one of the addresses that a name has just now."""
        key, judged = (target.scheme, target.host, target.port), set(addresses)
        while (found := self._found(key, judged)) is not None:
            if found.is_quiet():
                return found
            found.close()
        return None

    def give(self, connection: _Connection) -> None:
        """Keep a connection for later, unless enough are kept."""
        connection.idle_since = now = time.monotonic()
        with self._lock:
            old = [kept for kept in self._kept if kept.idle_since < now - _IDLE]
            self._kept = [kept for kept in self._kept if kept.idle_since >= now - _IDLE]
            if len(self._kept) >= _KEPT:
                old.append(self._kept.pop(0))
            is_enough = sum(kept.key == connection.key for kept in self._kept) >= _KEPT_OF_ONE
            (old if is_enough else self._kept).append(connection)
        for kept in old:
            kept.close()

    def clear(self) -> None:
        """Close all of them."""
        with self._lock:
            kept, self._kept = self._kept, []
        for connection in kept:
            connection.close()

    def _found(self, key: tuple[str, str, int], addresses: set[Address]) -> _Connection | None:
        with self._lock:
            for place in reversed(range(len(self._kept))):
                kept = self._kept[place]
                if kept.key == key and kept.address in addresses:
                    return self._kept.pop(place)
        return None
