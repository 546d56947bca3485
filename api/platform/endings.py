"""The end of a server process: what is told of it, so that nobody is waited for who only waits himself.

The server has signal handlers of its own, set after ours would be, and leaves no hook in its processes. So the
interpreter's wake-up descriptor is read, to which each signal is written whoever handles it (signal.set_wakeup_fd).
"""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable

_ENDS = {signal.SIGTERM, signal.SIGINT}
_hooks: list[Callable[[], None]] = []


def at_end(hook: Callable[[], None]) -> None:
    """Have a hook called, in a thread of its own, as soon as this process is told to end."""
    _hooks.append(hook)


def watch() -> None:
    """Listen from now on for this process being told to end. To be called in its main thread."""
    told, tells = socket.socketpair()
    tells.setblocking(False)  # noqa: FBT003 - the library's signature
    signal.set_wakeup_fd(tells.detach(), warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=(told,), daemon=True, name="endings").start()


def _listen(told: socket.socket) -> None:
    while not _ENDS.intersection(told.recv(64)):
        pass
    for hook in _hooks:
        hook()
    while told.recv(64):  # who is told twice still writes here, and would complain of an end that is gone
        pass
