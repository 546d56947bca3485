"""Callers who hold a server up: bodies that never end, connections that say nothing, answers that nobody takes."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from itertools import cycle, islice

_LOGIN = b"POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
# How a body begins, and what comes of it once a second.
BODIES: tuple[tuple[bytes, bytes], ...] = (
    (_LOGIN + b'Content-Length: 1000\r\n\r\n{"login":', b""),
    (_LOGIN + b'Content-Length: 1000\r\n\r\n{"login":', b" "),
    (_LOGIN + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", b"1\r\n \r\n"),
    (_LOGIN + b"Expect: 100-continue\r\nContent-Length: 1000\r\n\r\n", b""),
    (b"POST /v1/desk/articles HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{", b" "),
    (b"GET /v1/articles HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{", b" "),
    (b"GET /v1/articles HTTP/1.1\r\nHost: x\r\nX-Slow: ", b"a"),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00", b"\x00"),
)
_PIPELINE = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 20


class Crowd:
    """So many slow bodies, idle connections and slow readers at once; who is thrown out comes again."""

    def __init__(self, port: int, *, bodies: int, idle: int, readers: int) -> None:
        self.statuses: Counter[int] = Counter()
        self._port, self._stop = port, threading.Event()
        works = [(self._send, each) for each in islice(cycle(BODIES), bodies)]
        works += [(self._send, (b"", b""))] * idle
        self._threads = [threading.Thread(target=work, args=each) for work, each in works]
        self._threads += [threading.Thread(target=self._read_slowly) for _ in range(readers)]

    @contextmanager
    def there(self) -> Iterator[None]:
        """Let them come, and go in the end."""
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in self._threads:
                thread.join(30)

    def _send(self, begin: bytes, more: bytes) -> None:
        while not self._stop.is_set():
            with suppress(OSError), socket.create_connection(("127.0.0.1", self._port)) as connection:
                connection.sendall(begin)
                self._trickle(connection, more)
            self._stop.wait(1)

    def _trickle(self, connection: socket.socket, more: bytes) -> None:
        connection.settimeout(1)
        while not self._stop.is_set():
            try:
                found = connection.recv(65_536)
            except TimeoutError:
                connection.sendall(more)
                continue
            if not found:
                return
            if found.startswith(b"HTTP/1.1 "):
                self.statuses[int(found.split()[1])] += 1

    def _read_slowly(self) -> None:
        while not self._stop.is_set():
            with suppress(OSError), closing(socket.socket()) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
                connection.connect(("127.0.0.1", self._port))
                connection.sendall(_PIPELINE)
                while not self._stop.wait(1) and connection.recv(10):
                    pass


def slowest_of_a_hundred(port: int, *, requests: int, path: str = "/v1/articles?lang=be") -> float:
    """Give the 99th percentile of the seconds for which a reader waits, who comes anew every twenty requests."""
    waited = []
    for _ in range(requests // 20):
        with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            for _ in range(20):
                started = time.perf_counter()
                connection.request("GET", path)
                response = connection.getresponse()
                response.read()
                waited.append(time.perf_counter() - started)
                assert response.status == 200
                time.sleep(0.003)
    return percentile(waited, 99)


def percentile(values: Sequence[float], share: int) -> float:
    """Give the value that so many in a hundred do not exceed."""
    return sorted(values)[len(values) * share // 100]
