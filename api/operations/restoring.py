"""Restoring a backup into an empty database: checked whole before anything is touched, loaded in one transaction.

The files of pictures are written inside that transaction, so that what was cut off has left none that a row names.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import apsw
import psycopg

from api.operations import archive, carrying, tables, values
from api.operations.archive import Reader, Row
from api.operations.manifest import Manifest
from api.operations.tables import Kind, Step
from api.platform import clock, db, holding, migrate
from api.platform.errors import Conflict, MalformedFile, NotFound, say
from api.platform.settings import Settings

# A cache may hold what is past the backup's last generation: what is published from now on must come after it, and an
# instance does not publish a million times between a backup and its use.
_AHEAD = 1_000_000

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_TOLD_EVERY = 500  # rows
_HOLD = "outbound_hold"


def restore(settings: Settings, path: Path, *, step: Step) -> Manifest:
    """Fill the empty database that the settings name from a backup, then bring it up to this version.

    Empty is a database without tables, or with tables and nothing in them; the store of pictures may hold files of this
    backup, which are written anew. The generation is raised far above the backup's, so that no cache takes the old for
    the new, and another epoch of the journal begins, so that its cursors end. Nothing goes out from it until somebody
    says so (`outgoing`): whether it is the real one now, no backup knows. Gives what the backup holds.

    Raises:
        NotFound: there is no such file.
        MalformedFile: it is no backup, was cut or was changed; nothing was done.
        Conflict: the database or the store of pictures is not empty, or the backup is of a newer version; nothing was
            done.
        Unavailable: the store does not take the pictures; the database is as empty as before.
    """
    with _opened(path) as file:
        manifest = archive.verify(file)
        _require_known(manifest)
        db.open_database(settings)
        _require_empty()
        _bring_tables_to(manifest.head.migrations)
        with db.transaction():
            reader = archive.Reader(file)
            _load(reader, step)
            if manifest.files is None:
                list(reader.files())  # none, but the last line is read by it
            else:
                carrying.put_back(settings, manifest.files, reader.files(), step)
            _finish(manifest)
            if has_epoch := _has_epoch():  # else the backup is of a version whose journal had none
                begin_epoch()
            if can_hold := _HOLD in _all():  # else of one that could not hold what goes out
                holding.hold(at=clock.now())
        migrate.up()
        if not (has_epoch and can_hold):
            with db.transaction():
                if not has_epoch:
                    begin_epoch()
                holding.hold(at=clock.now())
    return manifest


def begin_epoch() -> None:
    """End all cursors of the journal: no entry will ever tell who holds one what it does not know. A step."""
    db.require_transaction()
    db.rows("UPDATE generation SET epoch = ? RETURNING epoch", (secrets.token_hex(8),))


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise NotFound(say("{path} cannot be read: {reason}.", path=path, reason=error.strerror)) from None


def _require_known(manifest: Manifest) -> None:
    wanted = manifest.head.migrations
    if not wanted or migrate.known()[: len(wanted)] != wanted:
        version = manifest.head.version
        raise Conflict(say("The backup is of version {version}, whose tables this one does not know.", version=version))


def _require_empty() -> None:
    for name in _existing():
        if name != "generation" and db.row(f'SELECT 1 FROM "{name}" LIMIT 1'):  # noqa: S608 - a name the database gave
            raise Conflict(say("The database is not empty: there is something in {table}.", table=name))


def _existing() -> list[str]:
    """Give the names of the tables that stand, but for those that nobody would miss."""
    return sorted(_all() - {tables.HISTORY} - tables.PASSING)


def _all() -> set[str]:
    found = db.rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        if db.is_postgres()
        else "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    return {name for (name,) in found}


def _bring_tables_to(wanted: Sequence[str]) -> None:
    """Have the tables of the backup's version, whatever version made those that stand."""
    applied = migrate.applied()
    if applied != wanted:
        if applied:
            migrate.down(applied[0])
        migrate.up(wanted[-1])


def _load(reader: Reader, step: Step) -> None:
    """Load every table. A step inside a transaction, in which the emptiness is asked once more."""
    names = _existing()
    if db.is_postgres():
        listed = ", ".join(f'"{name}"' for name in names)
        db.database.execute_sql(f"LOCK TABLE {listed} IN ACCESS EXCLUSIVE MODE")
    else:
        db.database.execute_sql("PRAGMA defer_foreign_keys = ON")
    _require_empty()
    db.database.execute_sql("DELETE FROM generation")
    for name, columns, rows in reader.tables():
        _require_table(name, columns, names)
        kinds = cast("dict[str, Kind]", columns)
        read = values.from_archive(list(kinds.values()))
        with _fitting(name):
            _insert(name, list(kinds), _told(map(read, rows), name, step))


def _require_table(name: str, columns: Mapping[str, str], existing: Sequence[str]) -> None:
    """Refuse what is not exactly a table of ours: its name and columns go into SQL."""
    known = {column.name for column in db.database.get_columns(name)} if name in existing else set()
    if not known or columns.keys() != known or not all(_NAME.fullmatch(text) for text in (name, *columns)):
        raise MalformedFile(say("The backup has a table that does not fit this version: {table}.", table=name))
    if not set(columns.values()) <= values.KINDS:
        raise MalformedFile(say("The backup has a table that does not fit this version: {table}.", table=name))


def _told(rows: Iterator[Row], name: str, step: Step) -> Iterator[Row]:
    untold = 0
    for row in rows:
        yield row
        untold += 1
        if untold == _TOLD_EVERY:
            step(name, untold)
            untold = 0
    step(name, untold)


@contextmanager
def _fitting(name: str) -> Iterator[None]:
    """Say that a table's rows do not fit together, where the database finds so."""
    try:
        yield
    except (apsw.ConstraintError, psycopg.IntegrityError, psycopg.DataError):
        raise MalformedFile(say("The backup's rows do not fit together in {table}.", table=name)) from None


def _insert(name: str, columns: Sequence[str], rows: Iterator[Row]) -> None:
    listed = ", ".join(f'"{column}"' for column in columns)
    connection: Any = db.database.connection()
    if db.is_postgres():
        # One statement, so that rows which refer to others of their own table may come in any order.
        with connection.cursor() as cursor, cursor.copy(f'COPY "{name}" ({listed}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    connection.cursor().executemany(f'INSERT INTO "{name}" ({listed}) VALUES ({marks})', rows)  # noqa: S608 - checked names


def _finish(manifest: Manifest) -> None:
    """Check that all refers to what is there, let counted ids go on after the last, and raise the generation."""
    if db.is_postgres():
        for name in manifest.tables:
            _go_on_counting(name)
    elif dangling := db.row("SELECT * FROM pragma_foreign_key_check"):
        raise MalformedFile(say("The backup's rows do not fit together in {table}.", table=dangling[0]))
    db.database.execute_sql(f"UPDATE generation SET value = value + {_AHEAD}")  # noqa: S608 - our own number
    if "search_pending" in _all():  # the worker makes the index of search anew
        db.database.execute_sql("INSERT INTO search_pending (article_id) SELECT DISTINCT article_id FROM publication")
    for name in {"preview_token", "issue_preview"} & set(manifest.tables):
        # Who has ended one since, means it; another is one call away.
        db.database.execute_sql(f"DELETE FROM {name}")  # noqa: S608 - our own names


def _has_epoch() -> bool:
    return "epoch" in {column.name for column in db.database.get_columns("generation")}


def _go_on_counting(name: str) -> None:
    for column in db.database.get_columns(name):
        sequence = db.row("SELECT pg_get_serial_sequence(?, ?)", (f'"{name}"', column.name))
        if sequence and sequence[0]:
            db.rows(
                f'SELECT setval(?, COALESCE(MAX("{column.name}"), 0) + 1, false)::text FROM "{name}"',  # noqa: S608 - the database's names
                (sequence[0],),
            )
