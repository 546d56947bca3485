"""Passwords: hashed with argon2id and checked, few at a time, so that logins leave processor time for readers."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import argon2

from api.platform.errors import Fault, RateLimited, say

SHORTEST, LONGEST = 12, 1_000  # characters

# argon2id with the parameters of RFC 9106 section 4, the low-memory choice: 64 MiB and four lanes for each.
_hasher = argon2.PasswordHasher()

# What is checked where there is no hash, so that it takes as long: of a random text that nobody kept, and written here,
# since making it would cost each command 0.15 s of processor time at its start.
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$onIGa2HTZOGf94Q8vwZjcw$qSWREDs7P7Fya039Td0Y2jxftfpn8m0ihpYltU9bVK8"

# One hash at a time in a process keeps its memory bounded; a line shorter than its threads leaves one to readers.
_LINE = 3
_PATIENCE = 10.0  # seconds
_line = threading.BoundedSemaphore(_LINE)
_one = threading.Lock()


def make(password: str) -> str:
    """Hash a password.

    Raises:
        RateLimited: too many are being hashed just now.
    """
    with _in_line():
        return _hasher.hash(_normal(password))


def fits(hashed: str | None, password: str, *, before: Callable[[], object] = lambda: None) -> bool:
    """Tell whether a password fits a hash; without a hash (None) it does not, after the same time.

    `before`, such as counting the try, is called once the caller has a place in the queue, and not if there is none.

    Raises:
        RateLimited: too many are being hashed just now.
    """
    with _in_line(before):
        try:
            return _hasher.verify(hashed or NOBODYS, _normal(password)) and hashed is not None
        except argon2.exceptions.VerificationError:
            return False


def faults(password: str) -> list[Fault]:
    """Say what is wrong with a password that someone chooses."""
    if not SHORTEST <= len(password) <= LONGEST:
        detail = say("A password has {low} to {high} characters.", low=SHORTEST, high=LONGEST)
        return [Fault("invalid_password", detail, pointer="/password")]
    return []


def _normal(password: str) -> str:
    """Normalise a password (RFC 8265 section 4.2.2, NFC), since keyboards compose letters differently."""
    return unicodedata.normalize("NFC", password[:LONGEST])


@contextmanager
def _in_line(before: Callable[[], object] = lambda: None) -> Iterator[None]:
    busy = RateLimited(say("Many people are logging in just now. Please try again."), retry_after=1)
    if not _line.acquire(blocking=False):
        raise busy
    try:
        before()
        if not _one.acquire(timeout=_PATIENCE):
            raise busy
        try:
            yield
        finally:
            _one.release()
    finally:
        _line.release()
