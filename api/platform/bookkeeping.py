"""Bookkeeping: transactions for what is noted on the way of reads, which wait neither for locks nor for the disk."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from api.platform import db
from api.platform.drivers import BUSY_TIMEOUT

_TURNS = threading.BoundedSemaphore(4)  # fewer than the places of writers (`places.WRITERS`), of which others find some
_PATIENCE = 1.0  # seconds


@contextmanager
def now() -> Iterator[None]:
    """Run the block in a transaction that does not wait for locks: for a note that a read makes if it can.

    Raises:
        Unavailable: a lock that it needs is held by others; nothing was written.
    """
    connection = db.database.connection()
    if not db.is_postgres():
        connection.set_busy_timeout(0)
    try:
        with db.transaction(aside=True):
            if db.is_postgres():
                db.rows("SELECT set_config('lock_timeout', '1ms', true)")
            yield
    finally:
        if not db.is_postgres():
            connection.set_busy_timeout(int(BUSY_TIMEOUT * 1000))


@contextmanager
def soon() -> Iterator[None]:
    """Run the block in a transaction whose end does not wait for the disk: for counts, and nothing that was promised.

    All see it at once, it is whole or not there, and no process that dies takes it along; only a power cut may, within
    a second. It says nothing of the transactions before and after it, which are as lasting as ever.

    Since each is so short, many who come together wait a moment for their turn; for one that does not come, they try
    their luck with all other writers.

    Raises:
        Unavailable: as `transaction`.
    """
    if db.database.in_transaction():
        with db.transaction(aside=True):  # which joins, or refuses
            yield
        return
    with _turn(), _forgetful(), db.transaction(aside=True):
        if db.is_postgres():
            db.rows("SELECT set_config('synchronous_commit', 'off', true)")
        yield


@contextmanager
def _turn() -> Iterator[None]:
    has_come = _TURNS.acquire(timeout=_PATIENCE)
    try:
        yield
    finally:
        if has_come:
            _TURNS.release()


@contextmanager
def _forgetful() -> Iterator[None]:
    """Let the connection to SQLite not wait for the disk in the block; PostgreSQL is told so in a transaction."""
    if db.is_postgres():
        yield
        return
    connection = db.database.connection()
    connection.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        connection.execute("PRAGMA synchronous = FULL")
