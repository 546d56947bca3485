"""Faults that come again and again: the same one is told with its traceback once a minute, and counted in between.

On a full disk all that writes fails many times a second, and what the log takes is lacking to what it tells of.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from typing import TypeVar

K = TypeVar("K")

_EVERY = 60.0  # seconds
_MOST = 1_000  # faults that are remembered


class Repeats:
    """Tells faults to a log; for any number of threads."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._traced: dict[str, float] = {}  # when by the monotonic clock, by fault
        self._told: dict[tuple[str, str], float] = {}  # by what failed, and its fault
        self._untold: Counter[str] = Counter()

    def tell(self, message: str, name: str, error: BaseException) -> None:
        """Tell that what has this name failed, at most once a minute with the same fault.

        The line has the fault in short and how often it was not told, and the traceback if nobody told that of the
        fault within a minute: on a full disk the faults of thirty duties are one.
        """
        fault = f"{type(error).__name__}: {error}"
        with self._lock:
            now = time.monotonic()
            if not _has_come(self._told, (name, fault), now):
                self._untold[name] += 1
                return
            is_traced = _has_come(self._traced, fault, now)
            extra = {"duty": name, "fault": fault, "untold": self._untold.pop(name, 0)}
        self._log.error(message, exc_info=error if is_traced else None, extra=extra)

    def ended(self, name: str) -> None:
        """Forget the faults of what works again, so that the next is told at once."""
        with self._lock:
            for key in [key for key in self._told if key[0] == name]:
                del self._told[key]


def _has_come(times: dict[K, float], key: K, now: float) -> bool:
    """Tell whether a minute has passed since the last time, and begin another if so."""
    if now - times.get(key, -_EVERY) < _EVERY:
        return False
    if len(times) >= _MOST:
        times.clear()
    times[key] = now
    return True
