"""The two databases that peewee is given: SQLite as bundled with apsw, PostgreSQL through psycopg 3 and a pool.

What goes wrong with them and passing time may cure is said here, whichever driver says it: as `Unavailable`.
"""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import apsw
import apsw.ext
import peewee
import psycopg
from playhouse.apsw_ext import APSWDatabase
from playhouse.pool import MaxConnectionsExceeded, PooledPostgresqlDatabase

from api.platform.errors import Conflict, Phrase, Unavailable, say

# Before this, a WAL file could be reset while another connection still read it (sqlite.org/wal.html).
OLDEST_SQLITE = (3, 51, 3)
BUSY_TIMEOUT = 10.0  # seconds that a writer waits for another before it is told to come back


class _Telling:
    """Says what a database error means wherever it comes up: a verb's write, a view's read, a connection."""

    if not TYPE_CHECKING:

        def connect(self, reuse_if_open=False):  # noqa: ANN001, ANN202, FBT002
            """Open a connection, or take one from the pool."""
            with meaning():
                return super().connect(reuse_if_open)

        def execute_sql(self, sql, params=None):  # noqa: ANN001, ANN202
            """Run a statement."""
            with meaning():
                return super().execute_sql(sql, params)


class Sqlite(_Telling, APSWDatabase):
    """SQLite as bundled with apsw; connections are lent to a thread and kept open in between.

    None is left to a thread that may end: what a dying thread of the server holds is freed without an interpreter
    around it, and apsw asks that interpreter whether there is an error, which ends the process.
    """

    field_types = {"UTC": "TEXT", "DATE": "TEXT"}  # noqa: RUF012 - peewee reads it as a plain class attribute

    def __init__(self, path: Path) -> None:
        if self.server_version < OLDEST_SQLITE:
            version = ".".join(map(str, self.server_version))
            raise Unavailable(say("SQLite {version} is too old to keep what it is given.", version=version))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        pragmas = {"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1, "cache_size": -16_000}
        # Begin as a writer, whatever asks: a deferred begin fails at its first write when another was first.
        super().__init__(str(path), pragmas=pragmas, timeout=BUSY_TIMEOUT, lock_type="IMMEDIATE")
        self._idle: list[apsw.Connection] = []

    def close_all(self) -> None:
        """Close the connections that nobody has."""
        while self._idle:
            self._idle.pop().close()

    def _connect(self) -> apsw.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return cast("apsw.Connection", super()._connect())

    def _close(self, conn: apsw.Connection) -> None:
        if conn.txn_state() == apsw.SQLITE_TXN_NONE:
            self._idle.append(conn)
        else:  # what was begun on it, be it a statement half read, is not for the next
            conn.close(True)  # noqa: FBT003 - apsw's "force"

    def _add_conn_hooks(self, conn: apsw.Connection) -> None:
        conn.convert_binding = _bind
        super()._add_conn_hooks(conn)


def _bind(_cursor: object, _number: int, value: object) -> str:
    """Bind what SQLite has no type for; only the runner of migrations gives such a value, a naive local time."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"SQLite cannot hold a {type(value).__name__}.")


class Postgres(_Telling, PooledPostgresqlDatabase):
    """PostgreSQL through psycopg 3 and a pool; texts compare byte by byte, as they do on SQLite."""

    field_types = {  # noqa: RUF012 - peewee reads it as a plain class attribute
        **peewee.PostgresqlDatabase.field_types,
        "UTC": "TIMESTAMPTZ",
        "TEXT": 'TEXT COLLATE "C"',
    }

    def __init__(self, url: str, *, size: int, timeout: float) -> None:
        super().__init__(
            url,
            max_connections=size,
            timeout=timeout,
            prefer_psycopg3=True,
            isolation_level="READ COMMITTED",
            options="-c timezone=UTC -c lock_timeout=10s",
            application_name="polyweek",
        )

    if not TYPE_CHECKING:

        def cursor(self, named_cursor=None):  # noqa: ANN001, ANN201
            """Give a cursor that takes answers in binary form: a document would come as twice its bytes in hex."""
            cursor = super().cursor(named_cursor)
            cursor.format = psycopg.pq.Format.BINARY
            return cursor

    def _is_closed(self, conn: psycopg.Connection[Any]) -> bool:
        """Whether a pooled connection is dead, without a round trip.

        An idle server says nothing; one that is ending says so, or hangs up, and so its socket is readable. peewee's
        own check asks the server, which costs as much as the statement that the connection is taken for.
        """
        if conn.closed:
            return True
        poll = select.poll()
        poll.register(conn.fileno(), select.POLLIN)
        if poll.poll(0):
            conn.close()
        return bool(conn.closed)


# What passing time or an operator can cure, by the drivers' names of it (apsw's and psycopg's).
_BUSY = {"BusyError", "LockedError", "ProtocolError", "LockNotAvailable", "DeadlockDetected", "SerializationFailure"}
_UNREACHABLE = {"CantOpenError", "AdminShutdown", "CannotConnectNow", "ConnectionTimeout", "TooManyConnections"}
_UNWRITABLE = {"FullError", "IOError", "ReadOnlyError", "DiskFull", "ReadOnlySqlTransaction"}
_UNREADABLE = {"NotADBError", "CorruptError"}


@contextmanager
def meaning() -> Iterator[None]:
    """Say what a database error means that passing time or a new look may cure; the others are bugs and pass on.

    Raises:
        Unavailable: the database is busy, out of reach or out of order.
        Conflict: what a verb had seen a moment ago is gone (a topic removed by another transaction).
    """
    try:
        yield
    except MaxConnectionsExceeded:
        raise Unavailable(say("Too many requests are in progress just now.")) from None
    except (peewee.DatabaseError, peewee.InterfaceError, apsw.Error) as error:
        cause = getattr(error, "orig", None) or error.__cause__ or error
        if _is_taken_away(cause):
            raise Conflict(say("Something that this refers to has just been removed. Read it again.")) from error
        told = _told(type(cause).__name__, error)
        if told is None:
            raise
        raise Unavailable(told) from error


def _is_taken_away(cause: BaseException) -> bool:
    """Whether what a row refers to is not there, or not any longer."""
    extended = getattr(cause, "extendedresult", None)
    return isinstance(cause, psycopg.errors.ForeignKeyViolation) or extended == apsw.SQLITE_CONSTRAINT_FOREIGNKEY


def _told(name: str, error: Exception) -> Phrase | None:
    if name in _BUSY:
        return say("Others are writing just now; please try again.")
    if name in _UNWRITABLE:
        return say("The database cannot write just now.")
    if name in _UNREADABLE:
        return say("The database file is damaged, or is not a database.")
    # psycopg has one class for a connection that failed and one that was lost.
    is_lost = any(words in str(error).lower() for words in ("connection", "resolve host"))
    if name in _UNREACHABLE or (name in {"OperationalError", "InterfaceError"} and is_lost):
        return say("The database does not answer just now.")
    return None
