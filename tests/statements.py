"""What a test asks of the database, counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from api.platform import db


@contextmanager
def counted() -> Iterator[list[str]]:
    """Give a list that grows by each statement that is sent to the database in this block."""
    statements: list[str] = []
    database: Any = db.database.obj
    run = database.execute_sql

    def noted(sql: str, params: Any = None) -> Any:
        statements.append(sql)
        return run(sql, params)

    database.execute_sql = noted
    try:
        yield statements
    finally:
        del database.execute_sql
