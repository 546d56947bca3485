"""A partner's server that costs next to nothing: it answers each POST with 200, or never, and remembers when it came.

Run as a process of its own (`python -m bench._sink`); it prints its ports, first the one that answers, then those that
do not. A line on its standard input has it print, as JSON, the times at which the deliveries came since the last one:
seconds of the system's monotonic clock, which all processes share.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_REVISION = re.compile(rb'"revision": ?(\d+)')
_OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


class Sink:
    """A running sink: `url` answers, `silent` do not."""

    def __init__(self, process: subprocess.Popen[str], ports: list[int]) -> None:
        self._process = process
        self.url, *self.silent = (f"http://127.0.0.1:{port}/hook" for port in ports)

    def came(self) -> dict[int, float]:
        """Give when each delivery came first since this was last asked, by its revision."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return {int(number): at for number, at in json.loads(self._process.stdout.readline()).items()}


@contextmanager
def sinking(silent: int = 0) -> Iterator[Sink]:
    """Run a sink, with so many ports at which nobody is answered."""
    command = [sys.executable, "-m", "bench._sink", str(silent)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Sink(process, json.loads(process.stdout.readline()))
        finally:
            process.kill()


async def _main(silent: int) -> None:
    came: dict[int, float] = {}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            found = _LENGTH.search(head)
            body = await reader.readexactly(int(found[1]) if found else 0)
            if number := _REVISION.search(body):
                came.setdefault(int(number[1]), time.monotonic())
            writer.write(_OK)
        writer.close()

    async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        while await reader.read(65_536):
            pass

    servers = [await asyncio.start_server(each, "127.0.0.1", 0) for each in (answer, *[wait] * silent)]
    print(json.dumps([server.sockets[0].getsockname()[1] for server in servers]), flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(came), flush=True)
        came.clear()


async def _head(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return b""


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
