"""Callers who hold a server up: bodies that never end, connections that say nothing, answers that nobody takes."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from itertools import cycle, islice
from subprocess import PIPE
from typing import Any

from tests.faults.processes import ROOT

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
_REST = 3  # seconds after which who was thrown out comes again
_PIPELINE = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 20


class Crowd:
    """So many slow bodies, idle connections and slow readers at once, in a process of their own.

    Who is thrown out comes again. `statuses` has what they were answered, once they have gone.
    """

    def __init__(self, port: int, *, bodies: int, idle: int, readers: int) -> None:
        self.statuses: Counter[int] = Counter()
        self._command = [sys.executable, "-m", __name__, *map(str, (port, bodies, idle, readers))]

    @contextmanager
    def there(self) -> Iterator[None]:
        """Let them come, and go in the end."""
        with subprocess.Popen(self._command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as process:
            try:
                yield
            finally:
                said, _ = process.communicate()
                self.statuses.update(map(int, said.split()))


async def _crowd(port: int, bodies: int, idle: int, readers: int) -> list[int]:
    """Come, and go when whoever sent for the crowd does; gives the statuses that were answered."""
    statuses: list[int] = []
    works = [_again_and_again(_send, port, begin, more, statuses) for begin, more in islice(cycle(BODIES), bodies)]
    works += [_again_and_again(_send, port, b"", b"", statuses) for _ in range(idle)]
    works += [_again_and_again(_read_slowly, port) for _ in range(readers)]
    tasks = [asyncio.create_task(work) for work in works]
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return statuses


async def _again_and_again(work: Callable[..., Awaitable[None]], *args: Any) -> None:
    while True:
        with suppress(OSError):
            await work(*args)
        await asyncio.sleep(_REST)


async def _send(port: int, begin: bytes, more: bytes, statuses: list[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(begin)
        while True:
            try:
                found = await asyncio.wait_for(reader.read(65_536), 1)
            except TimeoutError:
                writer.write(more)
                continue
            if not found:
                return
            if found.startswith(b"HTTP/1.1 "):
                statuses.append(int(found.split()[1]))
    finally:
        writer.close()


async def _read_slowly(port: int) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(0)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(connection, ("127.0.0.1", port))
        await loop.sock_sendall(connection, _PIPELINE)
        while await loop.sock_recv(connection, 10):  # noqa: ASYNC110 - slow on purpose
            await asyncio.sleep(1)


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


if __name__ == "__main__":
    print(*asyncio.run(_crowd(*map(int, sys.argv[1:]))))  # noqa: T201 - to whoever started it
