"""What the database of a test holds, told by counts of commits as long as nobody has committed anything."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

import apsw

from api.platform import db
from api.platform.settings import Settings


class Contents:
    """A hash of every table, but of those that are left out; read anew only when somebody has written since.

    On SQLite a connection of its own is told by `data_version` whether another has committed a change. On PostgreSQL
    the next number of a transaction tells whether any has written: one that was undone, too, and then all is read.
    """

    def __init__(self, settings: Settings, *, without: Collection[str] = ()) -> None:
        self._watch = None if settings.is_postgres else apsw.Connection(str(settings.sqlite_path))
        self._without = without
        self._commits: object = None
        self._hashes: dict[str, str] = {}

    def now(self) -> dict[str, str]:
        """Give the hash of each table."""
        commits = self._counted()
        if commits != self._commits:
            self._commits, self._hashes = commits, {name: _hash(name) for name in self._names()}
        return self._hashes

    def close(self) -> None:
        """Leave the database."""
        if self._watch is not None:
            self._watch.close()

    def _counted(self) -> object:
        if self._watch is not None:
            return self._watch.pragma("data_version")
        return db.rows("SELECT pg_snapshot_xmax(pg_current_snapshot())::text")

    def _names(self) -> list[str]:
        found = db.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            if self._watch is not None
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        )
        return [name for (name,) in found if name not in self._without]


def _hash(table: str) -> str:
    rows = db.rows(f'SELECT * FROM "{table}"')
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()
