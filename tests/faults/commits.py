"""Commits that fail, on each database for a reason that happens to real ones."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from api.platform import db


@contextmanager
def failing(table: str) -> Iterator[None]:
    """Let commits that have changed rows of a table fail in the block.

    SQLite's files may not grow, as on a full disk; of PostgreSQL, the connection breaks while it commits.
    """
    with _broken(table) if db.is_postgres() else _full():
        yield


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
