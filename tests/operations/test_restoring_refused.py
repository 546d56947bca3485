"""What is not restored: a spoilt or forged archive, one of a newer version, and over what is there."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.operations import snapshot
from api.platform import db
from api.platform.errors import Conflict, MalformedFile
from api.platform.settings import Settings
from tests.newsroom import Newsroom
from tests.operations import instances


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
    return gzip.compress(gzip.decompress(data).replace(b'"polyweek_backup":2', b'"polyweek_backup":3'))


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
    (tmp_path / "forged.backup").write_bytes(instances.signed(lines))
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
    (tmp_path / "newer.backup").write_bytes(instances.signed(lines))
    other = instances.sqlite(tmp_path)
    with pytest.raises(Conflict, match=r"version 9\.0"):
        instances.restore(other, tmp_path / "newer.backup")
    assert not other.sqlite_path.exists()
