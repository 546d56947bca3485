"""Databases that cannot be written to, each for a reason that happens to real ones."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from api.platform import db


@contextmanager
def failing(table: str) -> Iterator[None]:
    """Let commits that have changed rows of a table fail in the block.

    SQLite's files may not grow, as on a full disk; of PostgreSQL, the connection breaks while it commits.
    """
    with _broken(table) if db.is_postgres() else _full():
        yield


@contextmanager
def unwritable(url: str) -> Iterator[None]:
    """Let the database at an address be read and not written in the block: a full disk, or a standby."""
    with _standby(url) if db.is_postgres() else _full():
        yield


@contextmanager
def _standby(url: str) -> Iterator[None]:
    _set(url, "SET default_transaction_read_only = on")
    try:
        yield
    finally:
        _set(url, "RESET default_transaction_read_only")


def _set(url: str, what: str) -> None:
    """Change what the database's connections begin with, and let those that there are be made anew."""
    with psycopg.connect(url, autocommit=True, options="-c default_transaction_read_only=off") as connection:
        connection.execute(f'ALTER DATABASE "{connection.info.dbname}" {what}')
    db.release_connection()
    db.database.obj.close_all()


@contextmanager
def _full() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def _broken(table: str) -> Iterator[None]:
    _run(_FUNCTION, _TRIGGER.format(table=table))
    try:
        yield
    finally:
        db.release_connection()
        _run(f"DROP TRIGGER breaks ON {table}", "DROP FUNCTION breaks()")


def _run(*statements: str) -> None:
    with db.transaction():
        for statement in statements:
            db.database.execute_sql(statement)


_FUNCTION = """
CREATE FUNCTION breaks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_terminate_backend(pg_backend_pid());
    RETURN NULL;
END $$
"""

_TRIGGER = """
CREATE CONSTRAINT TRIGGER breaks AFTER INSERT OR UPDATE ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION breaks()
"""
