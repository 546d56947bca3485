"""Receivers of partners of which some never answer, drip, hang up, send elsewhere, fail or lie: a process of its own.

Run as `python -m tests.faults.odd_receivers SECONDS ONE_IN KIND…`; it prints a port for each kind, as JSON. What is odd
is so for seven tenths of each so many seconds, and always to one delivery in so many; what never answers is so for
good. A line on its standard input is a command: `odd` and `well` (all are well at first) are answered with `null`,
`quiet` too, once nobody is connected, and `accepted` with what came of it: for each receiver the article and revision
of each delivery that it took with a whole and plain 200, in order, and how many requests followed a redirection.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import socket
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

KINDS = ("silent", "dripping", "resetting", "redirecting", "failing", "lying")
_BAD = 0.7  # of the time
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_ID = re.compile(rb"\r\nwebhook-id: *([^\r]+)", re.IGNORECASE)
_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
_FAILURES = (
    b"500 Oops\r\n",
    b"404 Not Found\r\n",
    b"503 Busy\r\nRetry-After: 600\r\n",
    b"429 Slowly\r\nRetry-After: Fri, 01 Jan 2100 00:00:00 GMT\r\n",
    b"502 Bad Gateway\r\nRetry-After: -1\r\n",
)
_LIES = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nfine",
    b"HTTP/1.1 200 OK\r\nContent-Length: many\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nfine\r\n",
    b"HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
    b"200 OK\r\n\r\n",
    b"HTTP/1.1 999999 OK\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"HTTP/1.1 100 Continue\r\n\r\n" * 5_000,
    b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000,
    b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000,
    b"",
)
_Misdeed = Callable[["_Receiver", asyncio.StreamWriter], Awaitable[bool]]


class Odd:
    """A running process of receivers; `urls` are theirs, in the order of the kinds."""

    def __init__(self, process: subprocess.Popen[str], ports: Sequence[int]) -> None:
        self._process = process
        self.urls = [f"http://127.0.0.1:{port}/hook" for port in ports]

    def tell(self, command: str) -> Any:
        """Give a command, and wait for what comes of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def receiving(kinds: Sequence[str], *, seconds: float, one_in: int) -> Iterator[Odd]:
    """Run receivers of some kinds."""
    command = [sys.executable, "-m", "tests.faults.odd_receivers", str(seconds), str(one_in), *kinds]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Odd(process, json.loads(process.stdout.readline()))
        finally:
            process.kill()


def is_hopeless(delivery_id: str, one_in: int) -> bool:
    """Tell whether an odd receiver never takes this delivery while it is odd."""
    return zlib.crc32(delivery_id.encode()) % one_in == 0


class _Receiver:
    """One of the receivers: it takes requests one after the other on each connection."""

    is_odd = False  # of all of them
    connected = 0
    astray = 0

    def __init__(self, kind: str, seconds: float, one_in: int, phase: float) -> None:
        self._misdeed = _MISDEEDS.get(kind)
        self._is_dead = kind == "silent"
        self._seconds, self._one_in, self._phase = seconds, one_in, phase
        self.turns = itertools.count()
        self.accepted: list[tuple[str, int]] = []
        self.port = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer on one connection, for as long as it lasts."""
        _Receiver.connected += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while await self._take(reader, writer):
                pass
        writer.close()
        _Receiver.connected -= 1

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Take one request; tells whether another may follow."""
        head = await reader.readuntil(b"\r\n\r\n")
        length, id_ = _LENGTH.search(head), _ID.search(head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        _Receiver.astray += not head.startswith(b"POST /hook ")
        if self._misdeed is not None and id_ is not None and self._is_bad(id_[1].decode()):
            if self._is_dead:
                await reader.read()  # until whoever waits has gone
            return await self._misdeed(self, writer)
        told = json.loads(body)
        if told["type"] != "ping":
            self.accepted.append((told["data"]["article_id"], told["data"]["revision"]))
        writer.write(_OK)
        await writer.drain()
        return True

    def _is_bad(self, id_: str) -> bool:
        if not _Receiver.is_odd:
            return False
        place = (time.monotonic() / self._seconds + self._phase) % 1
        return self._is_dead or place < _BAD or is_hopeless(id_, self._one_in)


async def _hang_up(_: _Receiver, __: asyncio.StreamWriter) -> bool:
    return False


async def _drip(_: _Receiver, writer: asyncio.StreamWriter) -> bool:
    for byte in itertools.chain(b"HTTP/1.1 200 OK\r\nX: ", itertools.repeat(ord("y"))):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.1)
    return False


async def _reset(_: _Receiver, writer: asyncio.StreamWriter) -> bool:
    plain = writer.get_extra_info("socket")
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
    return False


async def _redirect(receiver: _Receiver, writer: asyncio.StreamWriter) -> bool:
    status = (301, 302, 303, 307, 308)[next(receiver.turns) % 5]
    where = f"http://127.0.0.1:{receiver.port}/elsewhere".encode()
    writer.write(b"HTTP/1.1 %d Moved\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, where))
    await writer.drain()
    return True


async def _fail(receiver: _Receiver, writer: asyncio.StreamWriter) -> bool:
    line = _FAILURES[next(receiver.turns) % len(_FAILURES)]
    writer.write(b"HTTP/1.1 " + line + b"Content-Length: 4\r\n\r\nsigh")
    await writer.drain()
    return True


async def _lie(receiver: _Receiver, writer: asyncio.StreamWriter) -> bool:
    writer.write(_LIES[next(receiver.turns) % len(_LIES)])
    await writer.drain()
    return False


_MISDEEDS: dict[str, _Misdeed] = {
    "silent": _hang_up,
    "dripping": _drip,
    "resetting": _reset,
    "redirecting": _redirect,
    "failing": _fail,
    "lying": _lie,
}


async def _main(seconds: float, one_in: int, kinds: Sequence[str]) -> None:
    receivers = [_Receiver(kind, seconds, one_in, n / len(kinds)) for n, kind in enumerate(kinds)]
    servers = [await asyncio.start_server(each.answer, "127.0.0.1", 0) for each in receivers]
    for receiver, server in zip(receivers, servers, strict=True):
        receiver.port = server.sockets[0].getsockname()[1]
    _say([each.port for each in receivers])
    while command := (await asyncio.to_thread(sys.stdin.readline)).strip():
        found = None
        if command in {"odd", "well"}:
            _Receiver.is_odd = command == "odd"
        while command == "quiet" and _Receiver.connected:  # noqa: ASYNC110 - for a moment, of a test
            await asyncio.sleep(0.01)
        if command == "accepted":
            found = {"accepted": [each.accepted for each in receivers], "astray": _Receiver.astray}
        _say(found)


def _say(found: object) -> None:
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_main(float(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
