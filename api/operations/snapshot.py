"""One moment of a whole database, to be read at leisure while others write.

SQLite gives it by a read transaction over its WAL, PostgreSQL by REPEATABLE READ; both through a connection of its own
that cannot write. So it works on a hot standby too, and needs no program of the database's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import quote

import apsw
import psycopg

from api.operations import tables
from api.operations.tables import Table
from api.platform import drivers, opening
from api.platform.errors import Unavailable, say
from api.platform.settings import Settings

_AT_ONCE = 200  # rows that PostgreSQL sends at a time


class Snapshot(Protocol):
    """What can be asked of a moment of a database."""

    def rows(self, sql: str) -> Iterator[Sequence[Any]]:
        """Run a fixed statement and give its rows, a few at a time."""
        ...


@contextmanager
def of(settings: Settings) -> Iterator[Snapshot]:
    """Hold a moment of the database that the settings name.

    Raises:
        NotFound: there is no database, or it has no tables.
        Unavailable: it does not answer, or it is damaged.
    """
    opening.require_file(settings)
    try:
        with _postgres(settings) if settings.is_postgres else _sqlite(settings) as snapshot:
            yield snapshot
    except (apsw.Error, psycopg.Error) as error:
        reason = str(error).strip() or type(error).__name__
        if tables.HISTORY in reason:  # no such table
            raise opening.none_found(settings) from None
        raise Unavailable(say("The database cannot be read: {reason}", reason=reason)) from None


def select(table: Table) -> str:
    """Write the statement that gives a table's rows in the order of its key, which is the same on both databases."""
    columns = ", ".join(f'"{name}"' for name in table.columns)
    key = ", ".join(f'"{name}"' for name in table.key)
    return f'SELECT {columns} FROM "{table.name}" ORDER BY {key}'  # noqa: S608 - names of our own tables


class _Sqlite:
    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str) -> Iterator[Sequence[Any]]:
        return iter(self._connection.execute(sql))


class _Postgres:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def rows(self, sql: str) -> Iterator[Sequence[Any]]:
        with self._connection.cursor("polyweek_snapshot") as cursor:
            cursor.itersize = _AT_ONCE
            yield from cursor.execute(sql)


@contextmanager
def _sqlite(settings: Settings) -> Iterator[Snapshot]:
    address = f"file:{quote(str(settings.sqlite_path))}?mode=ro"
    connection = apsw.Connection(address, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    try:
        connection.set_busy_timeout(int(drivers.BUSY_TIMEOUT * 1000))
        connection.execute("BEGIN")
        connection.execute("SELECT 1 FROM sqlite_schema").fetchall()  # the moment is that of the first read
        yield _Sqlite(connection)
    finally:
        connection.close()


@contextmanager
def _postgres(settings: Settings) -> Iterator[Snapshot]:
    options = "-c timezone=UTC -c idle_in_transaction_session_timeout=0 -c statement_timeout=0"
    with psycopg.connect(settings.database_url, options=options, application_name="polyweek backup") as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute("SELECT 1")
        yield _Postgres(connection)
        connection.rollback()
