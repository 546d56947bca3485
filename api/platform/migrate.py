"""Migrations: numbered scripts run once, in order, under a lock, so that processes starting together migrate once.

Without the lock, two migrators at once fail: both see an empty history and the second creates tables that stand.
PostgreSQL takes an advisory lock, which dies with its connection; SQLite a file lock, which dies with its process.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from playhouse.migrations import Migration, Runner

from api.platform import db

DIRECTORY = Path(__file__).parent.parent / "migrations"
_LOCK = 0x706F_6C79_7765_656B  # "polyweek" as a 64-bit key


def up(target: str | None = None) -> list[str]:
    """Apply every migration that is pending, or those through `target`.

    Gives their names, oldest first, none if another process did.
    """
    with _only_one():
        return cast("list[str]", _runner().up(target))


def down(target: str) -> list[str]:
    """Revert applied migrations back through `target`; gives their names, newest first."""
    with _only_one():
        return cast("list[str]", _runner().down(target))


def pending() -> list[str]:
    """Give the names of the migrations that have not been applied."""
    return [m.name for m in _runner().status() if not m.applied]


def known() -> list[str]:
    """Give the names of this version's migrations, in order."""
    return [m.name for m in Migration.load_directory(str(DIRECTORY))]


def applied() -> list[str]:
    """Give the names of the migrations that have been applied, in order; none of an empty database."""
    return [m.name for m in _runner().status() if m.applied]


def _runner() -> Runner:
    return Runner(db.database.obj, str(DIRECTORY))


@contextmanager
def _only_one() -> Iterator[None]:
    if db.is_postgres():
        with db.database.connection_context():
            db.rows("SELECT pg_advisory_lock(?)::text", (_LOCK,))
            try:
                yield
            finally:
                db.rows("SELECT pg_advisory_unlock(?)", (_LOCK,))
        return
    path = Path(db.database.obj.database)
    with path.with_name(path.name + ".migrating").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
