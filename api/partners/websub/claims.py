"""Claims of the hub's workers: a row that is due is one worker's until a time, and comes free by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from api.partners.websub.models import WebsubIntent, WebsubSubscription
from api.platform import db

Claimed = TypeVar("Claimed", WebsubIntent, WebsubSubscription)


def free(sql: str, params: Sequence[object], busy: Sequence[str]) -> list[tuple[Any, ...]]:
    """Give rows to claim, those of busy hosts left out: their marks are `{busy}`, the last of `sql`."""
    busy = ["", *busy]  # PostgreSQL knows no empty list
    return db.rows(sql.format(busy=",".join("?" * len(busy))), (*params, *busy))


def take(
    table: type[Claimed], ids: Sequence[str], *, by: str, at: datetime, until: datetime, **changes: object
) -> list[Claimed]:
    """Claim those of some rows that still are due and nobody's, with other changes to them; one transaction."""
    now, lock = db.write_time(at), "FOR UPDATE SKIP LOCKED" if db.is_postgres() else ""
    sql = _DUE.format(table=table._meta.table_name, marks=",".join("?" * len(ids)), lock=lock)  # noqa: SLF001 - peewee's
    with db.transaction():
        mine = table.id.in_([id_ for (id_,) in db.rows(sql, (*ids, now, now))])
        table.update(claimed_by=by, claimed_until=until, **changes).where(mine).execute()
        return list(table.select().where(mine))


def give_up(table: type[Claimed], ids: Sequence[str], *, by: str, **changes: object) -> None:
    """Give up claims that a worker has, with other changes to their rows; one transaction."""
    with db.transaction():
        mine = table.id.in_(list(ids)) & (table.claimed_by == by)
        table.update(claimed_by=None, claimed_until=None, **changes).where(mine).execute()


_DUE = """
SELECT id
  FROM {table}
 WHERE id IN ({marks}) AND due_at <= ? AND (claimed_until IS NULL OR claimed_until <= ?) {lock}
"""
