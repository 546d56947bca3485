"""Which database a thread works on: that of the process, or one to which it is bound, as in a partner's sandbox.

Every table goes through `database`, which is asked at each statement; so nothing needs to know of it, and nothing can
read in one what belongs to the other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import peewee

from api.platform.drivers import Sqlite


class _Bound(threading.local):
    database: Sqlite | None = None


_bound = _Bound()


class Databases(peewee.DatabaseProxy):
    """The database of the process, or the one to which the present thread is bound."""

    __slots__ = ("_own",)
    __setattr__ = object.__setattr__  # type: ignore[assignment]  # the proxy's own knows no other attributes

    @property
    def obj(self) -> Any:  # noqa: ANN401 - either database, or None before one is opened
        """The database that the present thread works on."""
        return self._own if _bound.database is None else _bound.database

    @obj.setter
    def obj(self, database: object) -> None:
        self._own = database


database = Databases()


def bound() -> Sqlite | None:
    """Give the database to which the present thread is bound; None where it works on the process's own."""
    return _bound.database


def bind(other: Sqlite | None) -> None:
    """Let the present thread work on another database from now on, or (None) on the process's own again."""
    _bound.database = other


@contextmanager
def on(other: Sqlite | None) -> Iterator[None]:
    """Let the present thread work on another database in the block, or (None) on the process's own.

    Each has its own connections and transactions, so what is done in the block is no part of a transaction around it.
    """
    before = _bound.database
    _bound.database = other
    try:
        yield
    finally:
        _bound.database = before
