"""Our command as processes of its own, for tests of what several of them do to one database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from api.platform.settings import Settings

ROOT = Path(__file__).parents[2]
PATIENCE = 90  # seconds for anything that should take one


def environ(found: Settings, **more: str) -> dict[str, str]:
    """Give the environment of a process that works with the same database and data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("POLYWEEK_", "PORT", "HOST"))}
    return kept | {
        "POLYWEEK_DATA_DIR": str(found.data_dir),
        "POLYWEEK_DATABASE_URL": found.database_url,
        "POLYWEEK_SECRET": found.given_secret or "",
        **more,
    }


def start(env: dict[str, str], *command: str) -> subprocess.Popen[str]:
    """Start `polyweek` with a command."""
    return _popen([sys.executable, "-m", "api", *command], env)


def start_script(env: dict[str, str], script: str) -> subprocess.Popen[str]:
    """Start a Python of its own with a script."""
    return _popen([sys.executable, "-c", script], env)


@dataclass
class Served:
    """A server that runs; `ending` is its exit status, output and errors once it has been ended."""

    port: int
    env: dict[str, str]
    process: subprocess.Popen[str]
    ending: tuple[int, str, str] = field(init=False)


@contextmanager
def serving(found: Settings, script: str | None = None, **more: str) -> Iterator[Served]:
    """Serve an instance by one process, with `polyweek serve` or a script, and end it after the block."""
    port = free_port()
    env = environ(found, PORT=str(port), POLYWEEK_WORKERS="1", **more)
    served = Served(port, env, start(env, "serve") if script is None else start_script(env, script))
    try:
        wait_for(port)
        yield served
    finally:
        served.process.terminate()
        served.ending = ended(served.process)


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for a process; gives its exit status, output and errors."""
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"It did not end.\n{out}\n{err}") from None
    return process.returncode, out, err


def free_port() -> int:
    """Give a port at which nobody listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, path: str = "/healthz") -> None:
    """Wait until somebody answers with 200 at a port of this machine."""
    deadline = time.monotonic() + PATIENCE
    while (status := _status(port, path)) != HTTPStatus.OK:
        assert time.monotonic() < deadline, f"{path} answers {status}"
        time.sleep(0.05)


def _status(port: int, path: str) -> int | None:
    with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return None


def _popen(command: list[str], env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
