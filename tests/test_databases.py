"""The database that test after test is lent on PostgreSQL is the template's each time, whatever was done in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.databases import PostgresTemplate

_INSERT = """
INSERT INTO audit_entry (at, person_id, action, thing, thing_id, details)
SELECT now(), id, 'person.suspend', 'person', id, '{}' FROM person
"""


@pytest.mark.parametrize("left", ["", "DROP TABLE frame_change", "ALTER TABLE person ADD COLUMN age INTEGER"])
def test_what_a_test_leaves_is_not_there_for_the_next(
    postgresql_template: PostgresTemplate, tmp_path: Path, left: str
) -> None:
    """Rows added and removed, numbers taken, other tables, an open transaction: none of it goes on."""
    with postgresql_template.copy(tmp_path) as settings, psycopg.connect(settings.database_url) as connection:
        before = _everything(connection)
    with postgresql_template.copy(tmp_path) as settings:
        with psycopg.connect(settings.database_url) as connection:
            connection.execute("DELETE FROM site_text")
            connection.execute(_INSERT)
            if left:
                connection.execute(left)
        waiting = psycopg.connect(settings.database_url)
        waiting.execute("SELECT * FROM person FOR UPDATE")
    with postgresql_template.copy(tmp_path) as settings, psycopg.connect(settings.database_url) as connection:
        assert _everything(connection) == before
    waiting.close()


def _everything(connection: psycopg.Connection[Any]) -> dict[str, list[Any]]:
    names = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    found = {name: sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in names}
    columns = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    return found | {
        "columns": sorted(connection.execute(columns).fetchall()),
        "numbers": sorted(connection.execute("SELECT sequencename, last_value FROM pg_sequences").fetchall()),
    }
