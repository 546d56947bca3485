"""Connections: made to an address, trusted by what the system trusts, and kept to a time and a size.

However slowly and however much the other side sends.
"""

from __future__ import annotations

import functools
import io
import socket
import ssl
import time
from collections.abc import Callable

Connect = Callable[[str, int, float], socket.socket]

_BUFFER = 8192


class Overflow(Exception):
    """More came than was allowed."""


class Wire:
    """A socket with bounds, for `http.client`, which asks only for `sendall`, `makefile` and `close`."""

    def __init__(self, plain: socket.socket) -> None:
        self.plain = plain
        self.received = 0  # bytes since `begin`
        self._most = 0
        self._until = 0.0
        self._silence = 0.0

    def begin(self, *, until: float, silence: float, most: int) -> None:
        """Begin an exchange. It ends at `until` (`time.monotonic`), after `silence` seconds of it, or `most` bytes."""
        self.received = 0
        self._until, self._silence, self._most = until, silence, most

    def allow(self, most: int) -> None:
        """Let that many bytes come in all."""
        self._most = most

    def sendall(self, data: bytes) -> None:
        """Send all of it.

        Raises:
            TimeoutError: it was not taken in time.
            OSError: the connection is gone.
        """
        view = memoryview(data)
        while view:
            self._wait()
            view = view[self.plain.send(view) :]

    def receive(self, buffer: memoryview) -> int:
        """Receive what has come, at most a buffer of it; 0 at the end.

        Raises:
            Overflow: more has come than is allowed.
            TimeoutError: nothing came in time.
            OSError: the connection is gone.
        """
        if self.received > self._most:
            raise Overflow
        self._wait()
        count = self.plain.recv_into(buffer)
        self.received += count
        return count

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Give what reads from it, which closes nothing when it is closed."""
        return io.BufferedReader(_Reader(self), _BUFFER)

    def close(self) -> None:
        """Do nothing: whoever opened the socket closes it."""

    def _wait(self) -> None:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.plain.settimeout(min(left, self._silence))


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to an address, which is no name: nothing is looked up.

    Raises:
        TimeoutError, OSError: it took longer than `seconds`, or failed.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    plain = socket.socket(family, socket.SOCK_STREAM)
    try:
        plain.settimeout(seconds)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.connect((address, port))
    except OSError:
        plain.close()
        raise
    return plain


@functools.cache
def trusted() -> ssl.SSLContext:
    """Give what verifies certificates, by the authorities that the system trusts."""
    return ssl.create_default_context()


def tls_reason(error: ssl.SSLError) -> str:
    """Say in a clause why TLS did not come about."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not good ({error.verify_message})"
    return f"TLS failed ({error.reason or 'unknown'})"


class _Reader(io.RawIOBase):
    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # always a buffer of BufferedReader's
        return self._wire.receive(buffer)
