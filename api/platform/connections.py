"""The server's connections, watched from beside it: one over which nothing moves, or too little, is ended.

The server reads a body, and waits for somebody to take an answer, as long as that lasts. It can be neither told to
give up nor left: a read that is abandoned stops the whole process. So the kernel is asked how each connection of this
process is doing (Linux: /proc/self/fd and TCP_INFO), and one that holds the server up is shut down for reading. The
server then sees the end of the body, answers 408, and closes. Where there is no such kernel, nothing is watched.
"""

from __future__ import annotations

import logging
import os
import socket
import stat
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

log = logging.getLogger("polyweek")
_ended = [0]  # connections, since the process began

SILENCE = 30.0  # seconds in which nothing moves; a request takes less, whatever it waits for
GRACE = 10.0  # seconds after which a body that still comes is asked how fast it is
SLOWEST = 2_048  # bytes a second, of a body or an answer: a telephone in the hills has more
EVERY = 2.0  # seconds between two looks

_AT_ONCE = 64  # connections looked at before others may go on
_ACKED_AND_RECEIVED = struct.Struct("=QQ")  # tcpi_bytes_acked and tcpi_bytes_received (linux/tcp.h), at
_COUNTS_AT = 120
_UNSENT = struct.Struct("=I")  # tcpi_notsent_bytes, at
_UNSENT_AT = 144
_INFO = 256  # bytes of struct tcp_info that are asked for


@dataclass(frozen=True, slots=True)
class Traffic:
    """What has gone over a connection: bytes received, bytes sent that have arrived, bytes that wait to be sent."""

    received: int
    acked: int
    unsent: int


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known of a connection. Times are seconds of a monotonic clock.

    `moved_at`: when bytes last went either way. `asked_at`, `asked_from`: since when it has been sending without an
    answer, and what had been received by then. `owed_at`, `owed_from`: since when it has not taken all of its answer,
    and what had arrived by then. `ended_at`: when it was shut down.
    """

    traffic: Traffic
    moved_at: float
    asked_at: float | None = None
    asked_from: int = 0
    owed_at: float | None = None
    owed_from: int = 0
    ended_at: float | None = None


def begin(traffic: Traffic, *, at: float) -> Watched:
    """Begin to watch a connection; what it has sent so far it may have begun just now."""
    found = Watched(traffic, at, asked_at=at if traffic.received and not traffic.acked else None)
    return replace(found, owed_at=at, owed_from=traffic.acked) if traffic.unsent else found


def follow(watched: Watched, traffic: Traffic, *, at: float) -> Watched:
    """Note what has gone over a connection since the last look."""
    before = watched.traffic
    found = replace(watched, traffic=traffic)
    if traffic != before:
        found = replace(found, moved_at=at)
    if traffic.acked != before.acked:  # it was answered something
        found = replace(found, asked_at=None)
    elif traffic.received != before.received and found.asked_at is None:
        found = replace(found, asked_at=at, asked_from=before.received)
    if not traffic.unsent:
        return replace(found, owed_at=None)
    return found if found.owed_at is not None else replace(found, owed_at=at, owed_from=traffic.acked)


def holds_up(before: Watched, now: Watched, *, at: float) -> bool:
    """Tell whether a connection is silent, sends too slowly, or takes its answer too slowly.

    One whose request has come whole is silent while it waits for the answer, so only what still comes is called slow.
    """
    if at - now.moved_at >= SILENCE:
        return True
    if now.asked_at is not None and now.traffic.received != before.traffic.received:
        waited = at - now.asked_at
        if waited >= GRACE and now.traffic.received - now.asked_from < SLOWEST * waited:
            return True
    if now.owed_at is None:
        return False
    owed = at - now.owed_at
    return owed >= SILENCE and now.traffic.acked - now.owed_from < SLOWEST * owed


def ended() -> int:
    """Give a number that grows with each connection that is ended: a body in chunks does not tell that it was cut."""
    return _ended[0]


def watch(port: int) -> None:
    """Watch this process's connections at a port from now on, in a thread that ends with the process."""
    if sys.platform == "linux":
        threading.Thread(target=_watch, args=(port,), daemon=True, name="connections").start()


def _watch(port: int) -> None:
    known: dict[int, Watched] = {}
    while True:
        time.sleep(EVERY)
        try:
            known = look(port, known)
        except Exception:
            log.exception("connections not looked at")


def look(port: int, known: dict[int, Watched]) -> dict[int, Watched]:
    """Look at each connection once and end those that hold the server up; gives what is known of those that are."""
    seen = {}
    for number, connection in enumerate(_connections(port), 1):
        key = os.fstat(connection.fileno()).st_ino
        with suppress(OSError):  # it has gone meanwhile
            seen[key] = _judged(connection, known.get(key), at=time.monotonic())
        if number % _AT_ONCE == 0:
            time.sleep(0.001)
    return seen


def _judged(connection: socket.socket, before: Watched | None, *, at: float) -> Watched:
    traffic = _traffic(connection)
    if before is None:
        return begin(traffic, at=at)
    now = follow(before, traffic, at=at)
    if now.ended_at is not None:
        if at - now.ended_at > GRACE:  # it takes no answer either
            connection.shutdown(socket.SHUT_RDWR)
    elif holds_up(before, now, at=at):
        # Only what comes is cut off, so that a body that was too slow can be answered.
        _ended[0] += 1
        connection.shutdown(socket.SHUT_RD if not traffic.unsent else socket.SHUT_RDWR)
        return replace(now, ended_at=at)
    return now


def _traffic(connection: socket.socket) -> Traffic:
    info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO)
    acked, received = _ACKED_AND_RECEIVED.unpack_from(info, _COUNTS_AT)
    return Traffic(received, acked, _UNSENT.unpack_from(info, _UNSENT_AT)[0])


def _connections(port: int) -> Iterator[socket.socket]:
    """Give this process's connections at a port, each as a descriptor of our own, closed after its turn.

    Of our own, since the server may close its descriptor at any moment and another thing get the number.
    """
    for path in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if path.is_socket() and (found := borrowed(int(path.name))) is not None:
                with found as connection:
                    if _is_at(connection, port):
                        yield connection


def borrowed(number: int) -> socket.socket | None:
    """Give the socket of a descriptor as one of our own, or None where it is not, or no longer, a socket's.

    Only for numbers that are taken for sockets: one of a file is duplicated in vain, and its duplicate never closed. By
    that the process would lose all of its locks on the file (fcntl(2)), with which the database keeps other processes
    from writing beside it, from beginning its shared memory anew (SIGBUS), and from removing its journal.
    """
    descriptor = os.dup(number)
    kind = os.fstat(descriptor).st_mode
    if stat.S_ISSOCK(kind):
        return socket.socket(fileno=descriptor)
    if not stat.S_ISREG(kind):  # whoever reads from a pipe waits until all of its other ends are closed
        os.close(descriptor)
    return None


def _is_at(connection: socket.socket, port: int) -> bool:
    """Whether somebody is connected to us by it: not what listens, nor a connection of ours to a database."""
    if connection.family not in {socket.AF_INET, socket.AF_INET6} or connection.type != socket.SOCK_STREAM:
        return False
    with suppress(OSError):  # nobody at the other end
        return bool(connection.getpeername()) and connection.getsockname()[1] == port
    return False
