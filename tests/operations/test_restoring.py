"""Restoring: all comes back, on either database, or nothing is touched."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.accounts import audit
from api.accounts.models import AuditEntry
from api.operations import snapshot
from api.platform import db, migrate
from api.platform.errors import Conflict, MalformedFile, NotFound
from api.platform.settings import Settings
from tests import databases
from tests.newsroom import NOW, Newsroom
from tests.operations import instances


@pytest.fixture
def full(newsroom: Newsroom) -> Newsroom:
    """Give a newsroom with something in most tables: published, revised since, and withdrawn."""
    article = newsroom.publish("en", "ru")
    newsroom.revise(article, title="The vote is off", weight="meaning")
    newsroom.publish("en", title="Another text")
    person = str(db.rows("SELECT id FROM person WHERE login = ?", ("admin",))[0][0])
    for number in range(3):
        with db.transaction():
            audit.note("person.suspend", by=person, at=NOW, thing="person", thing_id=str(number))
    return newsroom


@pytest.fixture
def archived(full: Newsroom, tmp_path: Path) -> Path:
    """Give a backup of the full newsroom."""
    path = tmp_path / "full.backup"
    instances.backup(full.settings, path)
    return path


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


def test_a_database_that_holds_something_is_refused(full: Newsroom, archived: Path) -> None:
    """Restoring never overwrites: the refusal names a table that is not empty, and every row is as it was."""
    before = instances.everything(full.settings)
    with pytest.raises(Conflict, match="not empty: there is something in"):
        instances.restore(full.settings, archived)
    assert instances.everything(full.settings) == before


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _without_its_last_bytes(data: bytes) -> bytes:
    return data[:-9]


def _lines(data: bytes) -> list[bytes]:
    return gzip.decompress(data).splitlines(keepends=True)


def _ends_early(data: bytes) -> bytes:
    return gzip.compress(b"".join(_lines(data)[:-1]))


def _with_a_flipped_byte(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def _with_another_title(data: bytes) -> bytes:
    return gzip.compress(gzip.decompress(data).replace(b"Nobody was surprised.", b"Everyone was hurt!!!!", 1))


def _with_a_row_less(data: bytes) -> bytes:
    lines = _lines(data)
    row = next(number for number, line in enumerate(lines) if line.startswith(b"["))
    return gzip.compress(b"".join(lines[:row] + lines[row + 1 :]))


def _with_something_after(data: bytes) -> bytes:
    return gzip.compress(gzip.decompress(data) + b'["more"]\n')


def _of_something_else(_data: bytes) -> bytes:
    return gzip.compress(b'{"name": "something else"}\n')


def _of_no_archive(_data: bytes) -> bytes:
    return b"PK\x03\x04 a zip of another program"


def _of_a_newer_format(data: bytes) -> bytes:
    return gzip.compress(gzip.decompress(data).replace(b'"polyweek_backup":1', b'"polyweek_backup":2'))


def _that_inflates(_data: bytes) -> bytes:
    return gzip.compress(b"[" + b" " * 40_000_000)


def _of_many_small_lines(data: bytes) -> bytes:
    lines = _lines(data)
    return gzip.compress(b"".join([*lines[:2], b'["be",null]\n' * 5_000_000]))


def _of_deep_json(_data: bytes) -> bytes:
    return gzip.compress(b"[" * 100_000 + b"\n")


@pytest.mark.parametrize(
    "spoil",
    [
        _cut,
        _without_its_last_bytes,
        _ends_early,
        _with_a_flipped_byte,
        _with_another_title,
        _with_a_row_less,
        _with_something_after,
        _of_something_else,
        _of_no_archive,
        _of_a_newer_format,
        _that_inflates,
        _of_many_small_lines,
        _of_deep_json,
    ],
)
def test_a_spoilt_archive_is_refused(
    spoil: Callable[[bytes], bytes], sqlite_newsroom: Newsroom, tmp_path: Path
) -> None:
    """A file that was cut or changed, or is none of ours, gets a sentence, and no database is even made."""
    sqlite_newsroom.write()
    instances.backup(sqlite_newsroom.settings, tmp_path / "a.backup")
    spoilt = tmp_path / "spoilt.backup"
    spoilt.write_bytes(spoil((tmp_path / "a.backup").read_bytes()))
    other = instances.sqlite(tmp_path)
    with pytest.raises(MalformedFile):
        instances.restore(other, spoilt)
    assert not other.sqlite_path.exists()


def _signed(lines: list[Any]) -> bytes:
    """Write an archive whose sums are right, whatever it says."""
    out, sums, digest, count = [], {}, hashlib.sha256(), 0
    for line in lines:
        if isinstance(line, list):
            text = orjson.dumps(line) + b"\n"
            digest.update(text)
            count += 1
        elif "end" in line:
            sums[line["end"]] = {"rows": count, "sha256": digest.hexdigest()}
            text = orjson.dumps({"end": line["end"], **sums[line["end"]]}) + b"\n"
            digest, count = hashlib.sha256(), 0
        elif "manifest" in line:
            manifest = {"manifest": {"head": lines[0], "tables": sums}}
            text = orjson.dumps(manifest) + b"\n"
        else:
            text = orjson.dumps(line) + b"\n"
        out.append(text)
    return gzip.compress(b"".join(out))


def _foreign_table(lines: list[Any]) -> None:
    lines[1:1] = [{"table": "sqlite_master", "columns": {"name": "text"}}, ["x"], {"end": "sqlite_master"}]


def _sql_for_a_name(lines: list[Any]) -> None:
    lines[1:1] = [{"table": 'person"; DROP TABLE person; --', "columns": {"id": "text"}}, {"end": 'person"; DROP'}]
    lines[2]["end"] = lines[1]["table"]


def _foreign_column(lines: list[Any]) -> None:
    lines[1]["columns"]["extra"] = "text"
    for line in lines[2:]:
        if not isinstance(line, list):
            break
        line.append("x")


def _unknown_kind(lines: list[Any]) -> None:
    lines[1]["columns"][next(iter(lines[1]["columns"]))] = "function"


def _start_of(name: str, lines: list[Any]) -> int:
    return next(number for number, line in enumerate(lines) if isinstance(line, dict) and line.get("table") == name)


def _child_without_parent(lines: list[Any]) -> None:
    start = _start_of("grant", lines)
    lines[start + 1][list(lines[start]["columns"]).index("person_id")] = "nobody"


def _twice_the_same(lines: list[Any]) -> None:
    start = _start_of("person", lines)
    lines.insert(start + 1, lines[start + 1])


def _text_for_a_time(lines: list[Any]) -> None:
    start = _start_of("person", lines)
    lines[start + 1][list(lines[start]["columns"]).index("created_at")] = "yesterday"


@pytest.mark.parametrize(
    "forge",
    [
        _foreign_table,
        _sql_for_a_name,
        _foreign_column,
        _unknown_kind,
        _child_without_parent,
        _twice_the_same,
        _text_for_a_time,
    ],
)
def test_a_forged_archive_changes_nothing(
    forge: Callable[[list[Any]], None], sqlite_newsroom: Newsroom, tmp_path: Path, empty: Settings
) -> None:
    """An archive whose sums are right but which does not fit is refused with a sentence, and leaves no row behind."""
    instances.backup(sqlite_newsroom.settings, tmp_path / "a.backup")
    sqlite_newsroom.close()
    lines = [json.loads(line) for line in _lines((tmp_path / "a.backup").read_bytes())]
    forge(lines)
    (tmp_path / "forged.backup").write_bytes(_signed(lines))
    other = empty if empty.is_postgres else instances.sqlite(tmp_path)
    with pytest.raises(MalformedFile):
        instances.restore(other, tmp_path / "forged.backup")
    rows = instances.everything(other)
    assert not any(rows.values())
    with snapshot.of(other) as moment:
        assert list(moment.rows("SELECT value FROM generation")) == [(0,)]
    db.close_database()


def test_a_backup_of_a_newer_version_is_refused(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """A backup with migrations that this version does not have names its version, and no database is made."""
    instances.backup(sqlite_newsroom.settings, tmp_path / "a.backup")
    lines = [json.loads(line) for line in _lines((tmp_path / "a.backup").read_bytes())]
    lines[0]["migrations"].append("9999_from_the_future")
    lines[0]["version"] = "9.0"
    (tmp_path / "newer.backup").write_bytes(_signed(lines))
    other = instances.sqlite(tmp_path)
    with pytest.raises(Conflict, match=r"version 9\.0"):
        instances.restore(other, tmp_path / "newer.backup")
    assert not other.sqlite_path.exists()


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
    (tmp_path / "old.backup").write_bytes(_signed(lines))
    instances.restore(empty, tmp_path / "old.backup")
    assert migrate.pending() == []
    assert db.rows("SELECT code, serial FROM language") == [("be", 1)]
    assert db.row("SELECT value FROM generation") == (1_000_007,)
    db.close_database()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A wrong name gives a sentence with that name."""
    with pytest.raises(NotFound, match=r"nothing\.backup cannot be read"):
        instances.restore(instances.sqlite(tmp_path), tmp_path / "nothing.backup")
