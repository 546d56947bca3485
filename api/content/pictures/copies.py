"""A prepared process that makes a copy of itself for each file, and never sees a file.

Loading the libraries takes a hundred times as long as forking a process that has them. What asks sends two sockets over
the prepared process's standard input: one for the copy to be asked and answer over, and one on which the prepared
process says how the copy has ended. Closing that one ends the copy; the end of standard input ends them all.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from collections.abc import Callable

from api.content.pictures import confinement

IDLE = 60.0  # seconds without a file after which it ends by itself
_MOST_DESCRIPTORS = 256
_CONTROL = 0

Work = Callable[[int], None]


def serve(work: Work, *, idle: float = IDLE) -> None:
    """Make a copy for each request, in which `work(seconds)` runs with the request's socket as input and output."""
    control = socket.socket(fileno=_CONTROL)
    woken, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    copies: dict[int, socket.socket] = {}
    while True:
        poll = select.poll()
        for descriptor in (control.fileno(), woken, *(status.fileno() for status in copies.values())):
            poll.register(descriptor, select.POLLIN)
        ready = {descriptor for descriptor, _ in poll.poll(None if copies else idle * 1000)}
        if not ready and not copies:
            return
        if woken in ready:
            os.read(woken, 4096)
        _reap(copies)
        for process, status in copies.items():
            if status.fileno() in ready:  # nothing is ever sent to us on it: it has been closed
                _kill(process)
        if control.fileno() in ready:
            asked, descriptors, _, _ = socket.recv_fds(control, 16, 2)
            if not asked:
                for process in copies:
                    _kill(process)
                return
            _begin(work, int(asked), descriptors, copies)


def _begin(work: Work, seconds: int, descriptors: list[int], copies: dict[int, socket.socket]) -> None:
    talk, status = descriptors
    parent, process = os.getpid(), os.fork()
    if process == 0:
        _be_copy(work, seconds, talk, parent)
    os.close(talk)
    copies[process] = socket.socket(fileno=status)


def _be_copy(work: Work, seconds: int, talk: int, parent: int) -> None:
    """Do the work in a session of its own, with no descriptor but the request's, and end."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for descriptor in (0, 1):
            os.dup2(talk, descriptor)
        os.closerange(3, _MOST_DESCRIPTORS)
        confinement.bind(parent)
        work(seconds)
        sys.stdout.flush()
        status = 0
    finally:
        os._exit(status)


def _reap(copies: dict[int, socket.socket]) -> None:
    """Say of each copy that has ended how it did: its status, or the negative number of the signal."""
    while copies:
        process, ended = os.waitpid(-1, os.WNOHANG)
        if process == 0:
            return
        with copies.pop(process) as status:
            try:
                status.sendall(b"%d" % os.waitstatus_to_exitcode(ended))
            except OSError:  # nobody wants to know any more
                continue


def _kill(process: int) -> None:
    """End a copy, which has not been waited for, and all in its session's group."""
    for end in (os.killpg, os.kill):  # it may not have its group yet
        try:
            end(process, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
