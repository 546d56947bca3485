"""Migrations: numbered scripts run once, in order, under a lock, so that processes starting together migrate once.

Without the lock, two migrators at once fail: both see an empty history and the second creates tables that stand.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

from playhouse.migrations import Migration, Runner

from api.platform import db
from api.platform.locks import only_one

DIRECTORY = Path(__file__).parent.parent / "migrations"


def up(target: str | None = None) -> list[str]:
    """Apply every migration that is pending, or those through `target`.

    Gives their names, oldest first, none if another process did.
    """
    with only_one("migrating"):
        return cast("list[str]", _runner().up(target))


def down(target: str) -> list[str]:
    """Revert applied migrations back through `target`; gives their names, newest first."""
    with only_one("migrating"):
        return cast("list[str]", _runner().down(target))


def pending() -> list[str]:
    """Give the names of the migrations that have not been applied."""
    return [m.name for m in _runner().status() if not m.applied]


def known() -> list[str]:
    """Give the names of this version's migrations, in order."""
    return [m.name for m in Migration.load_directory(str(DIRECTORY))]


def applied() -> list[str]:
    """Give the names of the migrations that have been applied, in order; none of an empty database."""
    return [m.name for m in _runner().status() if m.applied]


def _runner() -> Runner:
    return Runner(db.database.obj, str(DIRECTORY))
