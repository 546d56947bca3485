from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

import api
from api.platform import db, migrate
from api.platform.settings import Settings
from api.translation import tallies
from tests.newsroom import Newsroom

Shape = dict[str, Any]


@pytest.fixture
def opened(empty: Settings) -> Iterator[Settings]:
    """Give an opened database without any table, on each kind of database."""
    db.open_database(empty)
    yield empty
    db.close_database()


def test_migrations_go_up_from_empty_and_down_to_nothing(opened: Settings) -> None:
    """Every migration can be applied and taken back, and applied again to the very same tables."""
    names = migrate.up()
    assert names == sorted(names)
    assert (migrate.up(), migrate.pending()) == ([], [])
    before = _shapes()
    assert migrate.down(names[0]) == names[::-1]
    assert _shapes() == {}
    assert migrate.pending() == names
    assert migrate.up() == names
    assert _shapes() == before


def test_each_migration_can_be_taken_back_alone(opened: Settings) -> None:
    """Down and up again from each migration leads to the same tables."""
    names = migrate.up()
    before = _shapes()
    for name in reversed(names):
        migrate.down(name)
        migrate.up()
        assert _shapes() == before


def test_tables_and_migrations_agree(opened: Settings) -> None:
    """Columns, types, nullability, keys, indexes and foreign keys are what the models of every room say."""
    models = _models()
    assert len(models) > 25
    first, *_ = migrate.up()
    migrated = _shapes()
    migrate.down(first)
    db.database.create_tables(models)
    modelled = _shapes()
    assert sorted(migrated) == sorted(modelled)
    for table, shape in modelled.items():
        assert migrated[table] == shape, table


def _models() -> list[type[db.Model]]:
    """Import every module of the package, and give all tables that the rooms define."""
    for module in pkgutil.walk_packages(api.__path__, "api."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [model for model in db.Model.__subclasses__() if model.__module__.startswith("api.")]


def _shapes() -> dict[str, Shape]:
    """Give the shape of every table of ours, by name."""
    return _postgres_shapes() if db.is_postgres() else _sqlite_shapes()


def _sqlite_shapes() -> dict[str, Shape]:
    with db.transaction():  # foreign keys off would need a connection of its own; reading needs none
        tables = db.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> ?",
            (_HISTORY,),
        )
        return {table: _sqlite_shape(table) for (table,) in tables}


def _sqlite_shape(table: str) -> Shape:
    columns = db.rows(f'PRAGMA table_info("{table}")')
    indexes = db.rows(f'PRAGMA index_list("{table}")')
    keys = db.rows(f'PRAGMA foreign_key_list("{table}")')
    return {
        "columns": {
            name: (kind.upper(), bool(required), place) for _, name, kind, required, _default, place in columns
        },
        "indexes": sorted(
            (bool(unique), origin, [column for _, _, column in db.rows(f'PRAGMA index_info("{name}")')])
            for _, name, unique, origin, _ in indexes
        ),
        "foreign keys": sorted((own, parent, their, deleted) for _, _, parent, own, their, _, deleted, _ in keys),
    }


def _postgres_shapes() -> dict[str, Shape]:
    tables = db.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ?", (_HISTORY,))
    return {
        table: {
            "columns": {name: rest for name, *rest in db.rows(_COLUMNS, (table,))},
            "indexes": sorted(db.rows(_INDEXES, (table,))),
            "foreign keys": sorted(db.rows(_FOREIGN_KEYS, (table,))),
        }
        for (table,) in tables
    }


_HISTORY = "schema_migration"  # the runner's own
_COLUMNS = """
SELECT column_name, data_type, is_nullable, collation_name
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ?
"""
_INDEXES = """
SELECT indisunique, indisprimary,
       ARRAY(SELECT pg_get_indexdef(indexrelid, place, true) FROM generate_series(1, indnatts) AS place ORDER BY place)
  FROM pg_index JOIN pg_class ON pg_class.oid = indrelid WHERE relname = ?
"""
_FOREIGN_KEYS = """
SELECT pg_get_constraintdef(pg_constraint.oid)
  FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid WHERE contype = 'f' AND relname = ?
"""


def test_an_approval_of_an_older_version_stands_behind_its_messages(newsroom: Newsroom) -> None:
    """Its step was written before its events: after the migration it comes last all the same, and settles them."""
    newsroom.approve(newsroom.write(issue=None), "en")
    migrate.down("0009_step_serial")
    with db.transaction():
        db.database.execute_sql("UPDATE step SET id = '00000000-0000-7000-8000-000000000000' WHERE kind = 'approval'")
    assert migrate.up()[0] == "0009_step_serial"
    (after,) = db.rows("SELECT serial FROM step WHERE kind = 'approval'")
    (last,) = db.rows("SELECT MAX(serial) FROM message_event WHERE action = 'approved'")
    assert after == last
    assert last[0] is not None


def test_versions_of_before_are_counted(newsroom: Newsroom) -> None:
    """What a database of before says of its versions is counted by the migration as it would be kept now."""
    published = newsroom.publish("ru", "en", issue=None)
    newsroom.revise(published, body="Another text.", weight="meaning")
    newsroom.translate(newsroom.write(issue=None), "ru")
    returned = newsroom.write(issue=None)
    newsroom.submit(returned, "en")
    newsroom.post(f"/v1/desk/articles/{returned}/versions/en/change-request", "reviewer-en", {"note": "No."}, etag="*")
    before = db.rows("SELECT * FROM version ORDER BY id")
    assert migrate.down("0018_tallies")[-1] == "0018_tallies"
    assert "0018_tallies" in migrate.up()
    assert db.rows("SELECT * FROM version ORDER BY id") == before
    assert list(tallies.differences()) == []
