"""The one door to the database: SQLite through apsw, PostgreSQL through psycopg 3, and `transaction()` for every write.

`transaction()` begins IMMEDIATE on SQLite, so that two writers queue instead of failing at their first write, and
READ COMMITTED on PostgreSQL, where rows that decide something are locked by `for_update`. A verb is one transaction;
what it calls asserts that it stands inside one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import peewee

from api.platform import bindings, instance, lenses, places
from api.platform.drivers import Postgres, Sqlite, meaning
from api.platform.errors import Unanswered, say

if TYPE_CHECKING:
    from api.platform.settings import Settings

database = bindings.database


class _Joined(threading.local):
    """The state of this thread: whether its verbs join one transaction (`together`), and the hooks of `watched`."""

    active = False
    has_place = False
    reading = False
    first: Callable[[], None] | None = None
    last: Callable[[], None] | None = None


_joined = _Joined()

_UNCERTAIN = say(
    "The database stopped answering at the very end, so this may have been done or not. "
    "Ask again with the same Idempotency-Key, or look."
)

if TYPE_CHECKING:
    _Field = peewee.Field[Any]
else:
    _Field = peewee.Field  # the real one takes no type parameter


class Model(peewee.Model):
    """The base of every table."""

    class Meta:
        database = database
        legacy_table_names = False


class TimeField(_Field):
    """A moment in UTC with microseconds, on both databases: TIMESTAMPTZ on PostgreSQL, sortable text on SQLite.

    peewee's own field drops the offset on PostgreSQL and leaves the value unbound with apsw.
    """

    field_type = "UTC"

    def db_value(self, value: datetime | None) -> str | None:
        """Write a moment; one without a zone is refused, since nobody could say which moment it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return write_time(value)

    def python_value(self, value: str | datetime | None) -> datetime | None:
        """Read a moment back, always in UTC."""
        return read_time(value) if value is not None else None


def write_time(moment: datetime) -> str:
    """Write a moment as a parameter of plain SQL, in the form in which SQLite keeps and compares it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read_time(value: str | datetime) -> datetime:
    """Read a moment as either database gives it in a plain SQL answer."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(UTC)


def open_database(settings: Settings) -> None:
    """Point every table at the database that the settings name. A process works with one."""
    close_database()
    instance.use(settings)
    size, timeout = settings.pool_size, settings.pool_timeout
    is_postgres, url = settings.is_postgres, settings.database_url
    database.initialize(Postgres(url, size=size, timeout=timeout) if is_postgres else Sqlite(settings.sqlite_path))


def close_database() -> None:
    """Close the database, before the process opens another."""
    if database.obj is None:
        return
    if not database.is_closed():
        database.close()
    database.obj.close_all()


def release_connection() -> None:
    """Give the thread's connection back to the pool, after a request or a duty."""
    if not database.is_closed():
        database.close()


def is_postgres() -> bool:
    """Whether the present thread works on PostgreSQL."""
    return isinstance(database.obj, Postgres)


@contextmanager
def transaction(*, dry_run: bool = False, aside: bool = False) -> Iterator[None]:
    """Run the block in one transaction. Transactions do not nest: one verb, one transaction.

    With `dry_run` the work is done and then rolled back, so that its answer is that of the real call. With `aside` the
    hooks of `watched` are not called: for bookkeeping that is no part of the caller's write, such as counting a try.

    Raises:
        Unavailable: the database stayed locked, could not be reached, or too many writers wait already; nothing was
            written. Unanswered, where the connection was lost at the commit: it may have been written, and says so.
    """
    if _joined.active and not dry_run:
        yield
        return
    if database.in_transaction():
        raise RuntimeError("A verb was called inside another verb's transaction.")
    is_at_commit = False
    try:
        with place(), meaning(), database.transaction() as held:
            if _joined.first is not None and not aside:
                _joined.first()
            yield
            if dry_run:
                held.rollback(False)  # noqa: FBT003 - peewee's "begin no new one"
            elif _joined.last is not None and not aside:
                _joined.last()
            is_at_commit = not dry_run
    except Unanswered as error:
        if is_at_commit:
            raise Unanswered(_UNCERTAIN) from error
        raise


@contextmanager
def place() -> Iterator[None]:
    """Hold one of the few places for writers (`places.WRITERS`) during the block, once for all transactions inside.

    So threads and connections are left for readers, however many writers wait for a lock.

    Raises:
        Unavailable: none is free.
    """
    if _joined.has_place:
        yield
        return
    with places.WRITERS.held():
        _joined.has_place = True
        try:
            yield
        finally:
            _joined.has_place = False


@contextmanager
def snapshot() -> Iterator[None]:
    """Read with several statements from one state of the database, whatever others commit meanwhile.

    A deferred transaction on SQLite, REPEATABLE READ and READ ONLY on PostgreSQL; neither makes a writer wait. Inside a
    transaction or another snapshot, that one is used. Neither verbs nor steps may be called inside.

    Raises:
        Unavailable: as `transaction`.
    """
    if database.in_transaction():
        yield
        return
    kind = "REPEATABLE READ READ ONLY" if is_postgres() else "DEFERRED"
    with meaning(), database.transaction(kind):
        _joined.reading = True
        try:
            yield
        finally:
            _joined.reading = False


@contextmanager
def watched(*, first: Callable[[], None] | None = None, last: Callable[[], None] | None = None) -> Iterator[None]:
    """Call hooks in each transaction that this thread's verbs begin in the block: `first`, and `last` before commit.

    For what must be decided in the same transaction as the write: that the caller still may, and that the request is
    marked as done. An exception in a hook rolls the transaction back. `last` is not called for a dry run.
    """
    before = _joined.first, _joined.last
    _joined.first, _joined.last = first or before[0], last or before[1]
    try:
        yield
    finally:
        _joined.first, _joined.last = before


@contextmanager
def together() -> Iterator[None]:
    """Join all verbs called in the block in one transaction, such as those that make the demo, with its hooks once."""
    with transaction():
        _joined.active = True
        try:
            yield
        finally:
            _joined.active = False


def alone(what: str) -> None:
    """Take the exclusive advisory lock of this name until the transaction ends; SQLite has one writer anyway."""
    require_transaction()
    if is_postgres():
        rows("SELECT pg_advisory_xact_lock(hashtext(?))::text", (what,))


def beside(what: str) -> None:
    """Take the advisory lock of this name, shared with all but `alone`, until the transaction ends."""
    require_transaction()
    if is_postgres():
        rows("SELECT pg_advisory_xact_lock_shared(hashtext(?))::text", (what,))


def require_transaction() -> None:
    """Assert that a step is called inside a transaction."""
    if _joined.reading or not database.in_transaction():
        raise RuntimeError("A step was called outside of a transaction.")


def for_update(query: Any, *, keeps_key: bool = False) -> Any:  # noqa: ANN401 - peewee's queries have no common type
    """Make a query lock the rows that it reads until the transaction ends; on SQLite the one writer has them all.

    With `keeps_key` other rows may refer to them meanwhile, as they may not to what is about to be removed.
    """
    return query.for_update("FOR NO KEY UPDATE" if keeps_key else "FOR UPDATE") if is_postgres() else query


def keep(sql: str, params: Sequence[object], *, only_key: bool = False) -> list[tuple[Any, ...]]:
    """Give the rows that a statement reads, locked against changes until the transaction ends, shared (FOR SHARE).

    With `only_key` as a foreign key locks its parent (FOR KEY SHARE): against removal, and behind those who have it for
    an update. On SQLite the one writer has them all. A step inside a transaction.
    """
    require_transaction()
    return rows(f"{sql} FOR {'KEY SHARE' if only_key else 'SHARE'}" if is_postgres() else sql, params)


def insert(model: type[Model], **columns: object) -> bool:
    """Insert a row, unless there is one of its key; tells whether it did. A step inside a transaction.

    To look first is not enough: on PostgreSQL two callers who add the same key at once would both find nothing.
    """
    require_transaction()
    return bool(model.insert(**columns).on_conflict_ignore().as_rowcount().execute())


def put(model: type[Model], records: Sequence[Mapping[str, object]], *, key: Sequence[str]) -> None:
    """Insert rows, or replace those of the same key. A step inside a transaction.

    All records name the same columns. The statement is written by hand and of one row: peewee's builder takes longer
    for it than the database does, and so does psycopg to read one of many rows.
    """
    require_transaction()
    if not records:
        return
    fresh = {name: value for name, value in _defaults(model).items() if name not in records[0]}
    fields = [model._meta.fields[name] for name in (*records[0], *fresh)]  # noqa: SLF001 - peewee's documented place
    sql = _upsert(model, fields, [*key, *fresh], key)
    values = [[field.db_value({**fresh, **record}[field.name]) for field in fields] for record in records]
    with meaning(), peewee.__exception_wrapper__:  # type: ignore[attr-defined]  # as around a single statement
        database.cursor().executemany(_in_dialect(sql), values)


def append(model: type[Model], records: Sequence[Mapping[str, object]]) -> None:
    """Insert rows with new keys. A step inside a transaction, which fails if a key is taken.

    All records name the same columns.
    """
    require_transaction()
    if not records:
        return
    fields = [model._meta.fields[name] for name in records[0]]  # noqa: SLF001 - peewee's documented place
    values = [[field.db_value(record[field.name]) for field in fields] for record in records]
    with meaning(), peewee.__exception_wrapper__:  # type: ignore[attr-defined]  # as around a single statement
        database.cursor().executemany(_in_dialect(_insert(model, fields)), values)


def write_each(sql: str, records: Sequence[Sequence[object]]) -> None:
    """Run one fixed SQL statement, written with `?`, for each of some rows. A step inside a transaction."""
    require_transaction()
    if records:
        with meaning(), peewee.__exception_wrapper__:  # type: ignore[attr-defined]  # as around a single statement
            database.cursor().executemany(_in_dialect(sql), records)


def _defaults(model: type[Model]) -> dict[str, object]:
    """Give the default values of a table's columns, by name."""
    return {field.name: value for field, value in model._meta.defaults.items()}  # noqa: SLF001 - as above


def _upsert(model: type[Model], fields: Sequence[Any], stays: Sequence[str], key: Sequence[str]) -> str:
    columns = {field.name: f'"{field.column_name}"' for field in fields}
    kept = ", ".join(f"{column} = excluded.{column}" for name, column in columns.items() if name not in stays)
    return f"{_insert(model, fields)} ON CONFLICT ({', '.join(columns[name] for name in key)}) DO UPDATE SET {kept}"


def _insert(model: type[Model], fields: Sequence[Any]) -> str:
    columns = ", ".join(f'"{field.column_name}"' for field in fields)
    marks = ", ".join("?" * len(fields))
    return f'INSERT INTO "{model._meta.table_name}" ({columns}) VALUES ({marks})'  # noqa: S608, SLF001 - our own names


def rows(sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Run one fixed SQL statement, written with `?`, and give its rows. For reads that must cost nothing more."""
    lens = lenses.held.lens
    with meaning():
        found = cast("list[tuple[Any, ...]]", _execute(sql if lens is None else lens.narrow(sql), params).fetchall())
    return found if lens is None else lenses.read(lens, found)


def row(sql: str, params: Sequence[object] = ()) -> tuple[Any, ...] | None:
    """Run one fixed SQL statement and give its first row, or nothing."""
    found = rows(sql, params)
    return found[0] if found else None


def _execute(sql: str, params: Sequence[object]) -> Any:  # noqa: ANN401 - a cursor of either driver
    return database.execute_sql(_in_dialect(sql), params)


def _in_dialect(sql: str) -> str:
    return sql.replace("?", "%s") if is_postgres() else sql
