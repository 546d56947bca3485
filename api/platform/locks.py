"""Locks between processes that may be held longer than a transaction, such as for a migration.

On PostgreSQL an advisory lock, which ends with its connection; on SQLite a lock on a file beside the database, which
ends with its process. So neither is left behind by a process that was killed.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.platform import db

_PAUSE = 0.1  # seconds between two tries


@contextmanager
def only_one(what: str) -> Iterator[None]:
    """Let one process at a time run the block (`what` names it) on this database; the others wait without a limit."""
    with _on_postgres(what) if db.is_postgres() else _beside_sqlite(what):
        yield


@contextmanager
def _on_postgres(what: str) -> Iterator[None]:
    with db.database.connection_context():
        # Tried again and again, since a waiting statement would be ended by lock_timeout.
        while db.row("SELECT pg_try_advisory_lock(hashtext(?))", (what,)) != (True,):
            time.sleep(_PAUSE)
        try:
            yield
        finally:
            db.rows("SELECT pg_advisory_unlock(hashtext(?))", (what,))


@contextmanager
def _beside_sqlite(what: str) -> Iterator[None]:
    path = Path(db.database.obj.database)
    with path.with_name(f"{path.name}.{what}").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
