"""What the decoder's process may not do, set by itself before it meets a byte of a stranger's file.

No file and no socket can be opened (both need a new descriptor, and there are none to have), nothing can be written to
a disk, and the kernel refuses every call but those that computing takes (`calls`): no program, no process, no signal to
another, no look into its memory. Memory and processor time end, and it dies with the process that asked. Linux has all
of it; elsewhere what there is.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

from api.content.pictures import calls

# Writable memory of its own. What is resident is at most that and the libraries' code, some 60 MiB.
MEMORY = 432 * 1024 * 1024  # bytes
_DEATH_SIGNAL, _NO_NEW_PRIVILEGES, _DUMPABLE = 1, 38, 4  # prctl(2)


def begin() -> None:
    """Bound this process's memory and rights: before libraries are loaded."""
    os.umask(0o077)
    if sys.platform == "linux":
        control = ctypes.CDLL(None, use_errno=True).prctl
        control(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        control(_DUMPABLE, 0, 0, 0, 0)
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_DATA", MEMORY)


def bind(parent: int) -> None:
    """Bind this process's life to its parent's."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before we could be bound to it
        os._exit(1)


def close(seconds: int) -> None:
    """Shut the door behind the libraries: no new descriptor, no byte on a disk, no call but a few, so much time."""
    _limit("RLIMIT_FSIZE", 0)
    _limit("RLIMIT_CPU", seconds)
    _limit("RLIMIT_NOFILE", 0)
    calls.close()


def _limit(name: str, value: int) -> None:
    kind = getattr(resource, name)
    _, most = resource.getrlimit(kind)
    value = value if most == resource.RLIM_INFINITY else min(value, most)
    resource.setrlimit(kind, (value, value))
