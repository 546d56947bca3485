"""Rows that a verb is about to change: locked, and as their caller has read them."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from api.platform import db
from api.platform.errors import NotFound, Phrase
from api.platform.preconditions import ANY, Expected

Row = TypeVar("Row", bound=db.Model)


def lock(model: type[Row], *chosen: Any, missing: Phrase, expected: Expected = ANY) -> Row:  # noqa: ANN401 - peewee's
    """Give the one row of these conditions, locked until the transaction ends. A step inside a transaction.

    `expected` is held against its `serial`; who has another tag checks it.

    Raises:
        NotFound: there is none; `missing` says so.
        PreconditionFailed: it has changed since the caller read it.
    """
    db.require_transaction()
    found = db.for_update(model.select().where(*chosen)).get_or_none()
    if found is None:
        raise NotFound(missing)
    expected.check(found.serial)
    return cast("Row", found)
