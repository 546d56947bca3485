"""The server's side of the decoder's processes: one that is prepared, and a copy of it for each file.

All copies lie in memory alike, so what one of them betrayed of that could help the next stranger's file. Therefore the
prepared process is replaced after so many files, and at once when a copy has died of a signal.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import IO

MOST_FILES = 100  # for which one prepared process is used
_MODULE = "api.content.pictures.decoder"
_ENVIRONMENT = {"LANG": "C.UTF-8", "VIPS_BLOCK_UNTRUSTED": "1", "VIPS_CONCURRENCY": "1", "MALLOC_ARENA_MAX": "2"}
_ENDING = 5.0  # seconds to wait for what has been told to end


class Copy:
    """A copy that serves one file: what to write to and read from, and how it ended."""

    def __init__(self, talk: socket.socket, status: socket.socket) -> None:
        self._talk, self._status = talk, status
        self.to: IO[bytes] = talk.makefile("wb")
        self.answers: IO[bytes] = talk.makefile("rb")
        self.returned: int | None = None  # its status, negative for a signal, or None where nobody knows

    def wait(self) -> int | None:
        """Wait until it has ended; gives its status.

        Raises:
            TimeoutError: it has not, though it had to.
        """
        self._status.settimeout(_ENDING)
        with contextlib.suppress(ConnectionError, ValueError):
            self.returned = int(self._status.recv(16))
        return self.returned

    def end(self) -> None:
        """End it where it has not; whoever waits for its answer gets the end of it."""
        for one in (self._status, self._talk):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR if one is self._talk else socket.SHUT_WR)

    def hang_up(self) -> None:
        """Say and hear no more: it ends by that."""
        for stream in (self.to, self.answers, self._talk):
            with contextlib.suppress(OSError):
                stream.close()

    def close(self) -> None:
        """Let go of it; what still runs is ended."""
        self.hang_up()
        self._status.close()


class Prepared:
    """A process with the libraries loaded."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own program, and nothing of a caller's in its arguments
                [sys.executable, "-I", "-m", _MODULE],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env=_ENVIRONMENT,
                start_new_session=True,
            )
        except OSError:
            self._control.close()
            raise
        finally:
            theirs.close()
        self.made_by = os.getpid()
        self.files, self.busy, self.is_retired = 0, 0, False

    def copy(self, seconds: int) -> Copy:
        """Have a copy made that may take so many seconds of processor time."""
        pairs = socket.socketpair(), socket.socketpair()
        (talk, theirs), (status, tells) = pairs
        try:
            with theirs, tells:
                socket.send_fds(self._control, [b"%d" % seconds], [theirs.fileno(), tells.fileno()])
        except OSError:
            talk.close()
            status.close()
            raise
        return Copy(talk, status)

    def close(self) -> None:
        """End it with its copies."""
        self._control.close()
        try:
            self.process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


_lock = threading.Lock()
_current: Prepared | None = None


@contextlib.contextmanager
def copy(seconds: int) -> Iterator[Copy]:
    """Give a copy for one file, and end it with all that it may have started: when it is left, or after its time.

    Its time on the clock is thrice that on the processor.

    Raises:
        OSError: none can be had.
    """
    prepared, found = _take(seconds)
    timer = threading.Timer(3 * seconds, found.end)
    timer.daemon = True
    timer.start()
    try:
        yield found
    finally:
        timer.cancel()
        found.end()
        if found.returned is None:
            with contextlib.suppress(TimeoutError, OSError):
                found.wait()
        found.close()
        _give_back(prepared, is_suspect=found.returned is None or found.returned < 0)


def end_prepared() -> None:
    """End the prepared process, if there is one and nothing uses it: the next file has another."""
    with _lock:
        _retire()


def _take(seconds: int) -> tuple[Prepared, Copy]:
    global _current  # noqa: PLW0603 - one for the whole process
    with _lock:
        for _ in range(2):  # it may have ended for want of work just when it is asked
            if _current is not None and (
                _current.made_by != os.getpid() or _current.process.poll() is not None or _current.files >= MOST_FILES
            ):
                _retire()
            _current = _current or Prepared()
            try:
                found = _current.copy(seconds)
            except OSError:
                _retire()
                continue
            _current.files += 1
            _current.busy += 1
            return _current, found
    raise ConnectionError("The prepared process does not stay.")


def _give_back(prepared: Prepared, *, is_suspect: bool) -> None:
    with _lock:
        prepared.busy -= 1
        if is_suspect and prepared is _current:
            _retire()
        elif prepared.is_retired and not prepared.busy:
            prepared.close()


def _retire() -> None:
    """Use the prepared process for nothing more; its last copy closes it."""
    global _current
    retired, _current = _current, None
    if retired is None or retired.made_by != os.getpid():
        return
    retired.is_retired = True
    if not retired.busy:
        retired.close()


atexit.register(end_prepared)
