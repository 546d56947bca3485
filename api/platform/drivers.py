"""The two databases that peewee is given: SQLite as bundled with apsw, PostgreSQL through psycopg 3 and a pool.

Their errors are translated here: those that may pass by themselves, such as a lock, become `Unavailable`.
"""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import apsw
import apsw.ext
import peewee
import psycopg
from playhouse.apsw_ext import APSWDatabase
from playhouse.pool import MaxConnectionsExceeded, PooledPostgresqlDatabase

from api.platform.errors import Conflict, Damaged, Unanswered, Unavailable, Unwritable, say

# Before this, a WAL file could be reset while another connection still read it (sqlite.org/wal.html).
OLDEST_SQLITE = (3, 51, 3)
BUSY_TIMEOUT = 10.0  # seconds that a writer waits for another before it is told to come back


class _Telling:
    """Translates database errors (`meaning`) wherever they come up: in a write, a read, or while connecting."""

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
    """SQLite as bundled with apsw; open connections are pooled, and lent to a thread while it works.

    No thread keeps its own: when a thread of the server ends, its objects are freed without an interpreter state, and
    apsw, which then asks for a pending exception, would crash the process.
    """

    field_types = {"UTC": "TEXT", "DATE": "TEXT"}  # noqa: RUF012 - peewee reads it as a plain class attribute

    def __init__(self, path: Path, *, cache: int = 16_000) -> None:
        """Name a database by its file; `cache` is in kB, of each connection."""
        if self.server_version < OLDEST_SQLITE:
            version = ".".join(map(str, self.server_version))
            raise Unavailable(say("SQLite {version} is too old to keep what it is given.", version=version))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        pragmas = {"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1, "cache_size": -cache}
        # Begin as a writer, whatever asks: a deferred begin fails at its first write when another was first.
        super().__init__(str(path), pragmas=pragmas, timeout=BUSY_TIMEOUT, lock_type="IMMEDIATE")
        self._idle: list[apsw.Connection] = []
        self._is_over = False

    def close_all(self) -> None:
        """Close the connections that no thread has, and from now on each as soon as its thread gives it back."""
        self._is_over = True
        with suppress(IndexError):  # another thread may take the last at any moment
            while True:
                self._idle.pop().close()

    def _connect(self) -> apsw.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return cast("apsw.Connection", super()._connect())

    def _close(self, conn: apsw.Connection) -> None:
        if conn.txn_state() == apsw.SQLITE_TXN_NONE:
            self._idle.append(conn)
            if self._is_over:  # asked last, so that of two threads one finds it
                self.close_all()
        else:  # what was begun on it, be it a statement half read, is not for the next
            conn.close(True)  # noqa: FBT003 - apsw's "force"

    def _add_conn_hooks(self, conn: apsw.Connection) -> None:
        conn.convert_binding = _bind
        super()._add_conn_hooks(conn)


def _bind(_cursor: object, _number: int, value: object) -> str | bytes:
    """Bind a value that SQLite has no type for.

    That is a naive local time, which only the runner of migrations gives; or bytes as peewee wraps them for PostgreSQL
    in a process whose own database that is.
    """
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, psycopg.Binary):
        return bytes(value.obj)
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
            """Give a cursor that asks for binary results: in text form, BYTEA comes in hex, twice as long."""
            cursor = super().cursor(named_cursor)
            cursor.format = psycopg.pq.Format.BINARY
            return cursor

    def _is_closed(self, conn: psycopg.Connection[Any]) -> bool:
        """Whether a pooled connection is dead, without a round trip.

        Its socket is readable only if the server has sent that it is shutting down, or has closed. peewee's own check
        asks the server, which costs as much as the statement that the connection is wanted for.
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
    """Translate the database errors in the block that a later try may not meet; others are bugs and are passed on.

    Raises:
        Unavailable: the database is busy; Unanswered, where it is out of reach; Damaged, where its file is; Unwritable,
            where it only reads.
        Conflict: a row that is referred to has just been removed by another transaction, such as a topic.
    """
    try:
        yield
    except MaxConnectionsExceeded:
        raise Unavailable(say("Too many requests are in progress just now.")) from None
    except (peewee.DatabaseError, peewee.InterfaceError, apsw.Error) as error:
        cause = getattr(error, "orig", None) or error.__cause__ or error
        if _is_taken_away(cause):
            raise Conflict(say("Something that this refers to has just been removed. Read it again.")) from error
        name = type(cause).__name__
        if name in _UNREADABLE:
            raise Damaged(say("The database file is damaged, or is not a database.")) from error
        if name in _BUSY:
            raise Unavailable(say("Others are writing just now; please try again.")) from error
        if name in _UNWRITABLE:
            raise Unwritable(say("The database cannot write just now.")) from error
        if _is_lost(name, error):
            raise Unanswered(say("The database does not answer just now.")) from error
        raise


def _is_taken_away(cause: BaseException) -> bool:
    """Whether a foreign key failed: the row that is referred to is not there, or not any longer."""
    extended = getattr(cause, "extendedresult", None)
    return isinstance(cause, psycopg.errors.ForeignKeyViolation) or extended == apsw.SQLITE_CONSTRAINT_FOREIGNKEY


def _is_lost(name: str, error: Exception) -> bool:
    """Whether there is no connection, or no longer: psycopg has one class for one that failed and one that was lost."""
    has_words = any(words in str(error).lower() for words in ("connection", "resolve host"))
    return name in _UNREACHABLE or (name in {"OperationalError", "InterfaceError"} and has_words)
