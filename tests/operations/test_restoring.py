"""Restoring: all comes back, on either database, or nothing is touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.accounts import audit
from api.accounts.models import AuditEntry
from api.platform import db, migrate
from api.platform.errors import NotFound
from api.platform.settings import Settings
from api.publishing import journal
from tests import databases
from tests.newsroom import NOW, Newsroom
from tests.operations import instances


def _read(settings: Settings) -> list[tuple[str, str, bytes]]:
    room = Newsroom(settings)
    detail = "/v1/articles/river-council-delays-the-vote?lang=en"
    paths = ("/v1/articles?lang=en", detail, "/v1/articles?lang=ru", "/v1/languages")
    answers = [(path, room.call("GET", path)) for path in paths]
    room.close()
    assert {answer.status_code for _path, answer in answers} == {200}
    return [(path, answer.headers.get("ETag", ""), answer.data) for path, answer in answers]


def test_what_is_restored_is_the_same_row_by_row(full: Newsroom, archived: Path, tmp_path: Path) -> None:
    """Every row of every table comes back as it was, and readers get the same bytes under the same ETags."""
    before, read = instances.everything(full.settings), _read(full.settings)
    other = instances.sqlite(tmp_path)
    instances.restore(other, archived)
    back = tmp_path / "back.backup"
    instances.backup(other, back)
    assert instances.sums(back) == instances.sums(archived)
    assert _read(other) == read
    if not full.settings.is_postgres:
        assert instances.everything(other) == before


def test_an_instance_moves_to_postgresql_and_back(
    full: Newsroom, archived: Path, tmp_path: Path, postgres: databases.Server
) -> None:
    """From either database to PostgreSQL and on to SQLite, each table keeps its sum."""
    with postgres.database() as url:
        server = databases.settings(tmp_path, url)
        instances.restore(server, archived)
        instances.backup(server, tmp_path / "server.backup")
        db.close_database()
    file = instances.sqlite(tmp_path)
    instances.restore(file, tmp_path / "server.backup")
    instances.backup(file, tmp_path / "file.backup")
    first, second, third = (instances.sums(tmp_path / f"{name}.backup") for name in ("full", "server", "file"))
    assert first == second == third


def test_counted_ids_go_on_after_the_last(
    full: Newsroom, archived: Path, tmp_path: Path, postgres: databases.Server
) -> None:
    """The next entry of the audit gets a number that none had before, on PostgreSQL too."""
    with postgres.database() as url:
        for other in (databases.settings(tmp_path, url), instances.sqlite(tmp_path)):
            instances.restore(other, archived)
            last = max(entry.id for entry in AuditEntry.select())
            with db.transaction():
                audit.note("person.add", by=audit.OPERATOR, at=NOW, thing="person", thing_id="p")
            assert max(entry.id for entry in AuditEntry.select()) == last + 1
            db.close_database()


def test_the_generation_is_raised_far_above(full: Newsroom, archived: Path, tmp_path: Path) -> None:
    """Nothing that is published from now on comes before a cursor which somebody got after the backup was made."""
    before = db.row("SELECT value FROM generation")
    instances.restore(instances.sqlite(tmp_path), archived)
    assert before is not None
    assert db.row("SELECT value FROM generation") == (before[0] + 1_000_000,)


def test_followers_of_the_journal_begin_anew(newsroom: Newsroom, tmp_path: Path) -> None:
    """Each cursor from before a restore ends, also one from before the backup; who begins anew can go on."""
    article = newsroom.publish("ru")
    path = tmp_path / "with.backup"
    early = newsroom.get("/v1/changes?initial=true&limit=1")["meta"]["cursor"]
    instances.backup(newsroom.settings, path)
    newsroom.post(f"/v1/desk/articles/{article}/versions/ru/withdrawal", "editor", {"reason": "Wrong."})
    late = newsroom.get("/v1/changes")["meta"]["cursor"]
    newsroom.close()
    for name in ("once", "twice"):
        instances.restore(instances.sqlite(tmp_path, name), path)
        room = Newsroom(instances.sqlite(tmp_path, name))
        for cursor in (early, late):
            answer = room.call("GET", f"/v1/changes?since={cursor}")
            assert (answer.status_code, answer.get_json()["errors"][0]["code"]) == (422, "invalid_cursor")
            assert "initial=true" in answer.get_json()["detail"]
        late = room.get("/v1/changes?initial=true")["meta"]["cursor"]
        assert room.get(f"/v1/changes?since={late}")["data"] == []
        room.close()


def test_previews_end_with_a_restore(newsroom: Newsroom, tmp_path: Path) -> None:
    """One that was ended since the backup does not open again; who wants another makes it."""
    article = newsroom.write()
    preview = newsroom.post(f"/v1/desk/articles/{article}/versions/en/preview", "editor", {})["url"]
    path = tmp_path / "with.backup"
    instances.backup(newsroom.settings, path)
    newsroom.close()
    instances.restore(instances.sqlite(tmp_path), path)
    assert Newsroom(instances.sqlite(tmp_path)).call("GET", preview).status_code == 404


def test_the_restored_newsroom_works_on(full: Newsroom, archived: Path, tmp_path: Path) -> None:
    """People log in with their tokens and publish the next text, which readers get."""
    instances.restore(instances.sqlite(tmp_path), archived)
    room = Newsroom(instances.sqlite(tmp_path))
    article = room.publish("en", title="A new text")
    assert room.get(f"/v1/articles/{article}?lang=en")["title"] == "A new text"


def test_an_empty_database_with_tables_is_filled(empty: Settings, tmp_path: Path) -> None:
    """A server that has been started on the new database already is no hindrance, as long as nothing was written."""
    source = instances.sqlite(tmp_path, "source")
    db.open_database(source)
    migrate.up()
    instances.backup(source, tmp_path / "a.backup")
    db.open_database(empty)
    migrate.up()
    instances.restore(empty, tmp_path / "a.backup")
    assert db.row("SELECT value FROM generation") == (1_000_000,)
    db.close_database()


def test_a_backup_of_an_older_version_is_brought_up(empty: Settings, tmp_path: Path) -> None:
    """The tables of the backup's version are made, filled, and then migrated to this version's."""
    source = instances.sqlite(tmp_path, "source")
    db.open_database(source)
    migrate.up(migrate.known()[0])
    with db.transaction():
        db.database.execute_sql(
            "INSERT INTO language (code, native_name, position) VALUES ('be', 'беларуская', 0)",
        )
    columns = [column.name for column in db.database.get_columns("language")]
    rows = [list(row) for row in db.rows(f"SELECT {', '.join(columns)} FROM language")]
    db.close_database()
    lines: list[Any] = [
        {
            "polyweek_backup": 1,
            "made_at": "2017-09-14T09:00:00Z",
            "version": "0.0.1",
            "migrations": migrate.known()[:1],
            "secret_mark": "00000000",
            "left_out": [],
        },
        {"table": "language", "columns": {name: "integer" if name == "position" else "text" for name in columns}},
        *rows,
        {"end": "language"},
        {"table": "generation", "columns": {"id": "integer", "value": "integer"}},
        [1, 7],
        {"end": "generation"},
        {"manifest": None},
    ]
    (tmp_path / "old.backup").write_bytes(instances.signed(lines))
    instances.restore(empty, tmp_path / "old.backup")
    assert migrate.pending() == []
    assert db.rows("SELECT code, serial FROM language") == [("be", 1)]
    assert db.row("SELECT value FROM generation") == (1_000_007,)
    assert journal.epoch()
    db.close_database()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A wrong name gives a sentence with that name."""
    with pytest.raises(NotFound, match=r"nothing\.backup cannot be read"):
        instances.restore(instances.sqlite(tmp_path), tmp_path / "nothing.backup")
