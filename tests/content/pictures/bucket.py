"""A store that speaks S3, for tests: moto's server in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from api.platform import ids

_NAME = "polyweek-pictures"


@contextmanager
def served() -> Iterator[str]:
    """Run the server, with a bucket; gives its address."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(200):
                try:
                    request = urllib.request.Request(f"{address}/{_NAME}", method="PUT")
                    urllib.request.urlopen(request, timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield address
        finally:
            server.terminate()


def place(address: str) -> str:
    """Give a setting that names an empty place in the bucket."""
    return f"s3://key:secret@{_NAME}/{ids.new()}?endpoint={address}&region=us-east-1"


def free_port() -> int:
    """Give a port that is free."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
