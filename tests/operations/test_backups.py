"""Backups: what they hold, and what they never do."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from api.accounts import audit
from api.operations import archive, backups, tables
from api.platform import db
from api.platform.errors import Conflict, Problem, Unavailable
from tests import databases
from tests.newsroom import NOW, Newsroom
from tests.operations import instances


def test_every_table_is_kept_or_named_as_left_out(newsroom: Newsroom) -> None:
    """No table of the database is forgotten: it is in the backup, or its name is among those left out."""
    of_databases = ("schema_migration", "sqlite_", "search_index_")  # the last are what FTS5 is made of
    found = {name for name in db.database.get_tables() if not name.startswith(of_databases)}
    assert found == {table.name for table in tables.lasting()} | tables.PASSING


def test_every_column_is_kept(newsroom: Newsroom) -> None:
    """No column of a kept table is forgotten."""
    for table in tables.lasting():
        assert {column.name for column in db.database.get_columns(table.name)} == set(table.columns), table.name


def test_parents_stand_before_their_children() -> None:
    """In the order of the tables, what a row refers to is there before it."""
    names = [table.name for table in tables.lasting()]
    assert names.index("language") < names.index("article") < names.index("publication") < names.index("change")


def test_a_backup_says_what_it_holds_and_is_for_its_owner_alone(newsroom: Newsroom, tmp_path: Path) -> None:
    """The file has mode 0600, its manifest counts the rows of each table, and no draft of it is left behind."""
    newsroom.publish("en", "ru")
    path = tmp_path / "out" / "week.backup"
    path.parent.mkdir()
    made = instances.backup(newsroom.settings, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (made.tables["article"].rows, made.tables["language"].rows, made.tables["reading"].rows) == (1, 3, 2)
    with path.open("rb") as file:
        assert archive.verify(file) == made
    assert [file.name for file in path.parent.iterdir()] == ["week.backup"]


def test_the_secret_and_what_passes_are_not_in_it(newsroom: Newsroom, tmp_path: Path) -> None:
    """Neither the secret nor a table of passing things is in the archive, and it names what it left out."""
    made = instances.backup(newsroom.settings, tmp_path / "a.backup")
    assert not set(made.tables) & tables.PASSING
    assert made.head.left_out == sorted(tables.PASSING)
    assert databases.SECRET.encode() not in archive.gzip.decompress((tmp_path / "a.backup").read_bytes())


def test_a_backup_takes_no_other_files_place(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """A file that stands is not touched, and the refusal names it."""
    path = tmp_path / "a.backup"
    path.write_text("precious")
    with pytest.raises(Conflict, match=r"a\.backup already exists"):
        instances.backup(sqlite_newsroom.settings, path)
    assert path.read_text() == "precious"


def test_a_file_that_appears_meanwhile_is_not_replaced(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """Who makes a file of the same name while the backup is written keeps it."""
    path = tmp_path / "a.backup"

    def step(_table: str, _rows: int) -> None:
        path.write_text("precious")

    with pytest.raises(Conflict):
        backups.make(sqlite_newsroom.settings, path, version="0.1.0", at=NOW, step=step)
    assert path.read_text() == "precious"
    assert not list(tmp_path.glob(".*.part"))


def test_a_backup_that_fails_leaves_nothing(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """Where there is no such folder, the refusal says so, and nothing is written anywhere."""
    with pytest.raises(Unavailable, match=r"cannot be written: No such file or directory"):
        instances.backup(sqlite_newsroom.settings, tmp_path / "missing" / "a.backup")


def test_a_damaged_database_is_named_as_such(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """A database file that is none gives a sentence, no traceback, and no backup."""
    sqlite_newsroom.close()
    path = sqlite_newsroom.settings.sqlite_path
    for name in path.parent.glob("polyweek.db-*"):
        name.unlink()
    path.write_bytes(b"rubbish" * 4096)
    with pytest.raises(Problem, match="cannot be read"):
        instances.backup(sqlite_newsroom.settings, tmp_path / "a.backup")
    assert not list(tmp_path.glob("*.backup"))


def test_a_database_of_another_version_is_not_backed_up(newsroom: Newsroom, tmp_path: Path) -> None:
    """Where migrations wait, columns would be lost: the refusal says what to run."""
    db.database.execute_sql("DELETE FROM schema_migration WHERE name = (SELECT MAX(name) FROM schema_migration)")
    with pytest.raises(Conflict, match="polyweek migrate"):
        instances.backup(newsroom.settings, tmp_path / "a.backup")


def test_a_backup_is_of_one_moment_while_a_writer_writes(newsroom: Newsroom, tmp_path: Path) -> None:
    """What is committed after the backup began is in none of its tables, and nobody waits for the other."""
    person = str(db.rows("SELECT id FROM person WHERE login = ?", ("admin",))[0][0])
    written = threading.Event()

    def write() -> None:
        for number in range(20):
            with db.transaction():
                db.database.execute_sql(_ISSUE.replace("?", "%s") if db.is_postgres() else _ISSUE, _issue(number))
                audit.note("issue.add", by=person, at=NOW, thing="issue", thing_id=str(number))
        db.release_connection()
        written.set()

    def step(table: str, _rows: int) -> None:
        if table == first and not written.is_set():
            writer.start()
            assert written.wait(20), "the backup keeps the writer waiting"

    first = tables.lasting()[0].name
    before = db.rows("SELECT (SELECT COUNT(*) FROM issue), (SELECT COUNT(*) FROM audit_entry)")[0]
    writer = threading.Thread(target=write)
    made = backups.make(newsroom.settings, tmp_path / "a.backup", version="0.1.0", at=NOW, step=step)
    writer.join()
    assert (made.tables["issue"].rows, made.tables["audit_entry"].rows) == before
    assert db.row("SELECT COUNT(*) FROM issue") == (before[0] + 20,)


_ISSUE = "INSERT INTO issue (id, key, created_at, serial) VALUES (?, ?, ?, 1)"


def _issue(number: int) -> tuple[str, str, str]:
    return (f"issue-{number}", f"2018-W{number + 1:02}", db.write_time(NOW))
