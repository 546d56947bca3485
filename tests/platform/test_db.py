from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import peewee
import psycopg
import pytest

from api.platform import db, drivers, migrate
from api.platform.errors import Conflict, Unavailable
from api.platform.models import Lease
from api.platform.settings import Settings
from tests import databases

AT = datetime(2017, 9, 14, 9, 0, 0, 123_456, tzinfo=UTC)


@pytest.fixture
def tables(empty: Settings) -> Iterator[Settings]:
    """Give an opened database with all tables, on each kind of database."""
    db.open_database(empty)
    migrate.up()
    yield empty
    db.close_database()


def test_a_transaction_that_fails_keeps_nothing(tables: Settings) -> None:
    """What a verb wrote before it raised is not there afterwards."""

    @db.transaction()
    def fail() -> None:
        _write("one")
        raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert _names() == []


def test_a_dry_run_does_the_work_and_keeps_nothing(tables: Settings) -> None:
    """Inside a dry run the row is seen; afterwards it is not."""
    with db.transaction(dry_run=True):
        _write("one")
        assert _names() == ["one"]
    assert _names() == []


def test_a_verb_inside_a_verb_is_refused(tables: Settings) -> None:
    """One verb is one transaction: a second one inside would end the first one's promise."""
    with db.transaction():
        _write("one")
        with pytest.raises(RuntimeError, match="inside another"), db.transaction():
            pass
    assert _names() == ["one"]


def test_a_step_outside_of_a_transaction_is_refused(tables: Settings) -> None:
    """A step that stood alone could leave half of its verb's work."""
    with pytest.raises(RuntimeError, match="outside of a transaction"):
        db.require_transaction()
    with pytest.raises(RuntimeError, match="outside of a transaction"):
        db.put(Lease, [{"name": "one", "holder": "x", "until": AT}], key=("name",))


def test_verbs_called_together_stand_or_fall_together(tables: Settings) -> None:
    """Two verbs in one `together` are both kept, or neither; afterwards each is alone again."""

    def do(*names: str) -> None:
        with db.together():
            for name in names:
                with db.transaction():
                    _write(name)

    with pytest.raises(peewee.IntegrityError):
        do("one", "two", "one")
    assert _names() == []
    do("one", "two")
    with db.transaction():
        db.require_transaction()
    assert _names() == ["one", "two"]


def test_rows_are_put_in_batches_and_replaced_by_key(tables: Settings) -> None:
    """A thousand rows are written, and a second writing replaces those of the same key."""
    for holder in ("first", "second"):
        with db.transaction():
            records = [{"name": f"{number:04}", "holder": holder, "until": AT} for number in range(1_000)]
            db.put(Lease, records, key=("name",))
    assert db.row("SELECT COUNT(*), MIN(holder), MAX(holder) FROM lease") == (1_000, "second", "second")


def test_times_keep_microseconds_and_utc(tables: Settings) -> None:
    """A moment written in any zone is read as the same moment, in UTC, by models and by plain SQL."""
    zones = (UTC, timezone(timedelta(hours=3)), timezone(-timedelta(hours=9, minutes=30)))
    for number, zone in enumerate(zones):
        with db.transaction():
            _write(str(number), AT.astimezone(zone))
    for lease in Lease.select():
        assert (lease.until, lease.until.tzinfo) == (AT, UTC)
    found = db.rows("SELECT until FROM lease WHERE until = ?", (db.write_time(AT),))
    assert [db.read_time(until) for (until,) in found] == [AT] * len(zones)
    assert db.rows("SELECT 1 FROM lease WHERE until > ?", (db.write_time(AT),)) == []


def test_a_time_without_a_zone_is_refused(tables: Settings) -> None:
    """Nobody could say which moment it is."""
    with pytest.raises(ValueError, match="time zone"), db.transaction():
        _write("one", AT.replace(tzinfo=None))


def test_times_at_the_ends_of_a_second_sort_as_they_came(tables: Settings) -> None:
    """A whole second sorts before its first microsecond, though its text could be shorter."""
    moments = [AT.replace(microsecond=0), AT.replace(microsecond=1), AT.replace(microsecond=999_999)]
    with db.transaction():
        for number, moment in enumerate(reversed(moments)):
            _write(str(number), moment)
    assert [lease.until for lease in Lease.select().order_by(Lease.until)] == moments


def test_texts_sort_byte_by_byte(tables: Settings) -> None:
    """Both databases sort capitals before small letters and Latin before Cyrillic, whatever the machine's locale."""
    with db.transaction():
        for name in ("б", "a", "Б", "B", "_", "1"):
            _write(name)
    assert [name for (name,) in db.rows("SELECT name FROM lease ORDER BY name")] == ["1", "B", "_", "a", "Б", "б"]


def test_foreign_keys_are_held(tables: Settings) -> None:
    """A row that names a parent which is not there is refused as a conflict: others may just have removed it."""
    with pytest.raises(Conflict), db.transaction():
        db.database.execute_sql(
            "INSERT INTO site_text (language, name, tagline, about, serial) VALUES ('xx', '', '', '', 1)"
        )


def test_sqlite_waits_for_the_disk(tmp_path: Path) -> None:
    """An acknowledged write survives a power cut: WAL, synchronous=FULL, and an SQLite without the WAL-reset bug."""
    db.open_database(databases.settings(tmp_path, f"sqlite:///{tmp_path}/polyweek.db"))
    try:
        pragmas = {name: db.rows(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "foreign_keys")}
        assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
        assert drivers.Sqlite.server_version >= drivers.OLDEST_SQLITE
    finally:
        db.close_database()


def test_an_sqlite_that_is_too_old_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than lose what it is given, the process does not start."""
    monkeypatch.setattr(drivers.Sqlite, "server_version", (3, 51, 2))
    with pytest.raises(Unavailable, match=r"3\.51\.2 is too old"):
        db.open_database(databases.settings(tmp_path, f"sqlite:///{tmp_path}/polyweek.db"))


def test_two_writers_of_one_sqlite_queue(tables: Settings) -> None:
    """A transaction that begins by reading and then writes never fails because another wrote in between."""
    with db.transaction():
        Lease.create(name="counter", holder="0", until=AT)

    def count() -> None:
        for _ in range(20):
            with db.transaction():
                lease = db.for_update(Lease.select().where(Lease.name == "counter")).get()
                Lease.update(holder=str(int(lease.holder) + 1)).where(Lease.name == "counter").execute()
        db.database.close()

    threads = [threading.Thread(target=count) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Lease.get().holder == "60"


def test_a_connection_that_the_server_ended_is_replaced(postgres: databases.Server, tmp_path: Path) -> None:
    """After PostgreSQL has ended an idle connection, the next request neither fails nor waits."""
    with _opened(postgres, tmp_path) as url:
        (pid,) = db.row("SELECT pg_backend_pid()") or (0,)
        db.release_connection()
        _end(url, pid)
        assert db.row("SELECT pg_backend_pid()") not in {None, (pid,)}
        db.release_connection()


def test_a_connection_that_ends_under_a_transaction_is_told(postgres: databases.Server, tmp_path: Path) -> None:
    """The verb fails as unavailable, keeps nothing, and the next one works."""
    with _opened(postgres, tmp_path) as url:

        @db.transaction()
        def lose() -> None:
            _write("one")
            (pid,) = db.row("SELECT pg_backend_pid()") or (0,)
            _end(url, pid)
            _write("two")

        with pytest.raises(Unavailable):
            lose()
        db.release_connection()
        assert _names() == []


def test_a_database_that_cannot_be_reached_is_told_without_its_password(tmp_path: Path) -> None:
    """Nothing of the address, least of all the password, reaches the sentence."""
    db.open_database(databases.settings(tmp_path, "postgresql://u:hunter2@127.0.0.1:1/news"))
    with pytest.raises(Unavailable, match="does not answer") as caught:
        db.row("SELECT 1")
    assert "hunter2" not in str(caught.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """A file of something else is left as it is."""
    path = tmp_path / "polyweek.db"
    path.write_bytes(b"This is a letter." * 100)
    db.open_database(databases.settings(tmp_path, f"sqlite:///{path}"))
    with pytest.raises(Unavailable, match="damaged"):
        db.row("SELECT 1")
    assert path.read_bytes().startswith(b"This is a letter.")


def _write(name: str, until: datetime = AT) -> None:
    Lease.create(name=name, holder="somebody", until=until)


def _names() -> list[str]:
    return [name for (name,) in db.rows("SELECT name FROM lease ORDER BY name")]


@contextmanager
def _opened(server: databases.Server, folder: Path) -> Iterator[str]:
    with server.database() as url:
        db.open_database(databases.settings(folder, url))
        migrate.up()
        db.release_connection()
        yield url
        db.close_database()


def _end(url: str, pid: int) -> None:
    """End a connection from the server's side, and wait until it has gone."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
