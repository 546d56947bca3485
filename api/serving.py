"""Serving: the web server over the application, and server and worker run together."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from api import app
from api.platform import settings
from api.platform.settings import Settings

_PATIENCE = 30.0  # seconds that the server may take to answer its first request
_FAREWELL = 10.0  # seconds that the processes may take to end


def create() -> Callable[..., Iterable[bytes]]:
    """Make the WSGI application of one server process, from the environment's settings."""
    return app.create_wsgi(settings.load())


def serve(found: Settings) -> None:
    """Serve the API until Ctrl-C or TERM."""
    Server(
        "api.serving:create",
        address=found.host,
        port=found.port,
        interface=Interfaces.WSGI,
        workers=found.workers,
        blocking_threads=found.threads,
        factory=True,
        log_access=False,
        log_level=LogLevels.warning,
        backlog=1024,
        respawn_failed_workers=True,
    ).serve()


def run_both(found: Settings, greeting: str) -> int:
    """Run server and worker as two processes, greet once the server answers, and end both together.

    Gives the exit status: 0 after Ctrl-C or TERM, 1 when one of them ended by itself.
    """
    processes = [subprocess.Popen([sys.executable, "-m", "api", name]) for name in ("serve", "worker")]  # noqa: S603 - our own
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        if _answers(found, processes, lambda: stopped):
            click.echo(greeting)
        while not stopped and all(process.poll() is None for process in processes):
            time.sleep(0.1)
    finally:
        _end(processes)
    return 0 if stopped else 1


def _answers(found: Settings, processes: Sequence[subprocess.Popen[bytes]], is_stopped: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and not is_stopped() and all(p.poll() is None for p in processes):
        try:
            with urlopen(f"http://{found.host}:{found.port}/healthz", timeout=1):
                return True
        except (URLError, OSError):
            time.sleep(0.05)
    return False


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + _FAREWELL
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
