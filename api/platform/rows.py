"""Rows: a page of what a statement selects or of what has been sorted already, and the one that a verb changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

from api.platform import db, paging
from api.platform.errors import NotFound, Phrase
from api.platform.preconditions import ANY, Expected

Row = TypeVar("Row", bound=db.Model)


def page(
    sql: str,
    values: Sequence[object],
    cursor: paging.Cursor | None,
    limit: int,
    *,
    by: tuple[str, ...],
    descending: bool = False,
) -> paging.Page:
    """Give one page of the rows that a fixed statement selects, in the order of the columns `by`; one statement.

    The statement selects these columns first, ends with its WHERE, and has a mark for each of `values`.
    """

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        beyond = _beyond(by, down=descending != backwards, begins=place is None)
        return db.rows(sql + beyond, (*values, *(place or ()), count))

    return paging.page(fetch, cursor, limit, lambda row: [_as_json(value) for value in row[: len(by)]])


def page_of(rows: Sequence[tuple[Any, ...]], cursor: paging.Cursor | None, limit: int, *, by: int) -> paging.Page:
    """Give one page of rows that stand in the order of their first `by` values, which tell each from the others."""

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        if backwards:
            return [row for row in reversed(rows) if place is None or row[:by] < place][:count]
        return [row for row in rows if place is None or row[:by] > place][:count]

    return paging.page(fetch, cursor, limit, lambda row: row[:by])


def lock(
    model: type[Row],
    *chosen: Any,  # noqa: ANN401 - peewee's
    missing: Phrase,
    expected: Expected = ANY,
    keeps_key: bool = False,
) -> Row:
    """Give the one row of these conditions, locked until the transaction ends. A step inside a transaction.

    `expected` is held against its `serial`; who has another tag checks it. With `keeps_key` others may refer to the row
    meanwhile (`db.for_update`).

    Raises:
        NotFound: there is none; `missing` says so.
        PreconditionFailed: it has changed since the caller read it.
    """
    db.require_transaction()
    found = db.for_update(model.select().where(*chosen), keeps_key=keeps_key).get_or_none()
    if found is None:
        raise NotFound(missing)
    expected.check(found.serial)
    return cast("Row", found)


@lru_cache(maxsize=256)
def _beyond(by: tuple[str, ...], *, down: bool, begins: bool) -> str:
    """Write the end of a statement: from where on, in which order, how many rows."""
    columns, marks = ", ".join(by), ", ".join("?" * len(by))
    start = "" if begins else f" AND ({columns}) {'<' if down else '>'} ({marks})"
    order = ", ".join(f"{column} {'DESC' if down else 'ASC'}" for column in by)
    return f"{start} ORDER BY {order} LIMIT ?"


def _as_json(value: Any) -> Any:  # noqa: ANN401
    """Write a sort value as a cursor can hold it; PostgreSQL gives moments, SQLite their text."""
    return db.write_time(value) if isinstance(value, datetime) else value
