"""Serving: the web server over the application, and server and worker run together."""

from __future__ import annotations

import errno
import gc
import http.client
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from types import FrameType
from typing import Any

import click
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer

from api import app
from api.partners.receipts import collector
from api.platform import connections, db, endings, logs, places, settings
from api.platform.settings import BadSettings, Settings

_PATIENCE = 30.0  # seconds that the server may take to answer its first request
_FAREWELL = 10.0  # seconds that the processes may take to end
_LAST_ANSWERS = 5  # seconds that a server process may take for what it has begun; slow callers are not waited for
_CONNECTIONS = 4_096  # of a server process; those that say nothing are closed, the others find room
_DESCRIPTORS = 2 * _CONNECTIONS
_HEADER_TIME = 15_000  # milliseconds for a request's header, and for an idle connection to begin another
_TURN = 0.0005  # seconds that a thread computes while another waits: hot answers wait for searches, 5 ms by default
IDLE = 600  # seconds without work after which a thread ends, the most there may be: to end is a risk (`drivers.Sqlite`)
_HEADER = 64 * 1024  # bytes of a request's header, and what is read of a body before somebody wants it


def create() -> Callable[..., Iterable[bytes]]:
    """Make the WSGI application of one server process, from the environment's settings."""
    logs.configure()
    found = settings.load()
    connections.watch(found.port)
    endings.watch()
    collector.keeper.start()
    sys.setswitchinterval(_TURN)
    application = app.create_wsgi(found)
    gc.collect()
    gc.freeze()  # else each full collection looks through all of the code, some 70 ms in which nobody is answered
    return application


def serve(found: Settings) -> None:
    """Serve the API until Ctrl-C or TERM.

    Raises:
        BadSettings: somebody listens at the port already, or nobody may.
    """
    require_port(found)
    _raise_descriptors()
    db.close_database()  # no connection is to cross a fork (sqlite.org/howtocorrupt.html, 2.6), as the processes are
    server("api.serving:create", found).serve()


def server(factory: str, found: Settings) -> AbstractServer[Any]:
    """Give the web server over what a factory makes, named as `module:function`."""
    return Server(
        factory,
        address=found.host,
        port=found.port,
        interface=Interfaces.WSGI,
        workers=found.workers,
        blocking_threads=found.threads + places.ALL,  # so that slow bodies and whoever waits leave these threads
        blocking_threads_idle_timeout=IDLE,
        backpressure=_CONNECTIONS,
        http=HTTPModes.http1,  # where HTTP/2 may come too, who says nothing at all is waited for without end
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_TIME, max_buffer_size=_HEADER),
        workers_kill_timeout=_LAST_ANSWERS,
        factory=True,
        log_access=False,
        log_level=LogLevels.warning,
        log_dictconfig=logs.of_server(),
        backlog=1024,
        respawn_failed_workers=True,
    )


def _raise_descriptors() -> None:
    """Let the server have as many open files as it may have connections, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(_DESCRIPTORS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):  # not allowed here
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def require_port(found: Settings) -> None:
    """Let a port pass that can be listened at; the server itself would end in a stack of its own.

    Raises:
        BadSettings: somebody listens at it already, or nobody may.
    """
    try:
        ((family, kind, _, _, address), *_) = socket.getaddrinfo(found.host, found.port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except OSError as error:
        at = f"{found.host}:{found.port}"
        if error.errno == errno.EADDRINUSE:
            advice = f"somebody listens at {at} already. Another port may be free: PORT={found.port % 65_535 + 1}."
            raise BadSettings([f"PORT is {found.port}: {advice}"]) from None
        raise BadSettings([f"HOST is {found.host!r}: nobody can listen at {at} ({error.strerror or error})."]) from None


def run_both(found: Settings, greeting: str) -> int:
    """Run server and worker as two processes, greet once the server answers, and end both together.

    Gives the exit status: 0 after Ctrl-C or TERM, 1 when one of them ended by itself.
    """
    stopped = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopped
        stopped = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    processes = [_start(name) for name in ("serve", "worker")]
    try:
        if _answers(found, processes, lambda: stopped):
            click.echo(greeting)
        while not stopped and all(process.poll() is None for process in processes):
            time.sleep(0.1)
    finally:
        _end(processes)
    return 0 if stopped else 1


def _start(name: str) -> subprocess.Popen[bytes]:
    """Start one of our commands away from the terminal's Ctrl-C, which is ours to pass on."""
    return subprocess.Popen([sys.executable, "-m", "api", name], start_new_session=True)  # noqa: S603 - our own


def _answers(found: Settings, processes: Sequence[subprocess.Popen[bytes]], is_stopped: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and not is_stopped() and all(p.poll() is None for p in processes):
        try:
            with closing(http.client.HTTPConnection(found.host, found.port, timeout=1)) as connection:
                connection.request("GET", "/healthz")
                return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
    return False


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    """End the processes and all that they have started; what outlives its parent is killed."""
    for process in processes:
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + _FAREWELL
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, deadline - time.monotonic()))
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal a process and its children, which stay in its group when it has died."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
