"""Backups that were forged: no file of a picture is believed that its row, its name and its sums do not bear out."""

from __future__ import annotations

import gzip
import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from api.content.pictures import storage, upkeep
from api.content.pictures.models import Picture
from api.platform import db
from api.platform.errors import MalformedFile
from tests import databases
from tests.content.pictures.shelf import add
from tests.content.pictures.specimens import jpeg
from tests.newsroom import Newsroom
from tests.operations import instances

_Carried = tuple[dict[str, Any], bytes]  # a file's line, and its bytes


def _taken_apart(data: bytes) -> tuple[bytes, list[_Carried], bytes]:
    """Take an archive apart: what stands before its files, each file's line with its bytes, and the manifest."""
    text = gzip.decompress(data)
    begin = text.index(b'{"file":')
    head, rest, found = text[:begin], text[begin:], []
    while rest.startswith(b'{"file":'):
        line, _, rest = rest.partition(b"\n")
        told = orjson.loads(line)
        found.append((told, rest[: told["bytes"]]))
        rest = rest[told["bytes"] :]
    return head, found, rest


def _forged(data: bytes, forge: Callable[[list[_Carried]], None]) -> bytes:
    """Change files of an archive and put its sums right."""
    head, found, end = _taken_apart(data)
    forge(found)
    return _put_together(head, found, orjson.loads(end))


def _put_together(head: bytes, found: list[_Carried], manifest: dict[str, Any]) -> bytes:
    lines = [(orjson.dumps(told) + b"\n", body) for told, body in found]
    manifest["manifest"]["files"] = {
        "carried": len(found),
        "bytes": sum(len(body) for _, body in found),
        "lacking": 0,
        "sha256": hashlib.sha256(b"".join(line for line, _ in lines)).hexdigest(),
    }
    return gzip.compress(head + b"".join(line + body for line, body in lines) + orjson.dumps(manifest) + b"\n")


def _upwards(found: list[_Carried]) -> None:
    found[0][0]["file"] = ["../../../etc", "", 320, "jpg"]


def _absolute(found: list[_Carried]) -> None:
    found[0][0]["file"] = ["/etc/passwd", "", 320, "jpg"]


def _another_crop(found: list[_Carried]) -> None:
    found[0][0]["file"][1] = "../x"


def _another_format(found: list[_Carried]) -> None:
    found[0][0]["file"][3] = "sh"


def _a_path(found: list[_Carried]) -> None:
    found[0][0]["file"] = "5f/master.jpg"


def _a_width_that_is_none(found: list[_Carried]) -> None:
    found[0][0]["file"][2] = True


def _a_picture_that_has_no_row(found: list[_Carried]) -> None:
    found[0][0]["file"][0] = "00000000-0000-7000-8000-000000000000"


def _other_bytes(found: list[_Carried]) -> None:
    body = b"<script>"
    found[0] = (found[0][0] | {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}, body)


def _a_wrong_sum(found: list[_Carried]) -> None:
    found[0] = (found[0][0], bytes(len(found[0][1])))


def _one_less(found: list[_Carried]) -> None:
    del found[0]


def _one_twice(found: list[_Carried]) -> None:
    found.insert(0, found[0])


def _a_size_beyond_all(found: list[_Carried]) -> None:
    found[0][0]["bytes"] = 2**40


def _a_size_below_nothing(found: list[_Carried]) -> None:
    found[0][0]["bytes"] = -1


_FORGERIES = [
    _upwards,
    _absolute,
    _another_crop,
    _another_format,
    _a_path,
    _a_width_that_is_none,
    _a_picture_that_has_no_row,
    _other_bytes,
    _a_wrong_sum,
    _one_less,
    _one_twice,
    _a_size_beyond_all,
    _a_size_below_nothing,
]


@pytest.fixture(scope="module")
def small(sqlite_template: databases.Template, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the bytes of an archive with one picture of two files."""
    folder = tmp_path_factory.mktemp("small")
    with sqlite_template.copy(folder) as settings:
        room = Newsroom(settings)
        add(jpeg(), storage.current())
        instances.backup(settings, folder / "a.backup")
        room.close()
    return (folder / "a.backup").read_bytes()


@pytest.mark.parametrize("forge", _FORGERIES)
def test_a_forged_file_is_refused_and_nothing_is_written(
    forge: Callable[[list[_Carried]], None], small: bytes, tmp_path: Path
) -> None:
    """No name of a stranger's becomes a file, no row stands, and no more memory is taken than a picture has."""
    (tmp_path / "forged.backup").write_bytes(_forged(small, forge))
    other = instances.sqlite(tmp_path)
    with pytest.raises(MalformedFile):
        instances.restore(other, tmp_path / "forged.backup")
    if other.sqlite_path.exists():
        assert not any(instances.everything(other).values())
    assert [path.name for path in tmp_path.rglob("*.*") if path.is_file() and "polyweek.db" not in path.name] == [
        "forged.backup"
    ]
    db.close_database()


def test_what_is_put_together_again_restores(small: bytes, tmp_path: Path) -> None:
    """The forgeries are refused for what they change, not for how they are put together."""
    (tmp_path / "same.backup").write_bytes(_forged(small, lambda _found: None))
    other = instances.sqlite(tmp_path)
    instances.restore(other, tmp_path / "same.backup")
    assert Picture.select().count() == 1
    assert list(upkeep.check(storage.of(other.pictures))) == []
    db.close_database()


def test_a_row_by_which_no_file_can_be_called_is_refused(small: bytes, tmp_path: Path) -> None:
    """A forged row with an id that leads upwards meets the one place where names are made."""
    head, found, _ = _taken_apart(small)
    lines = [orjson.loads(line) for line in head.splitlines()]
    for table, column in (("picture", "id"), ("picture_file", "picture_id")):
        begin = next(n for n, line in enumerate(lines) if isinstance(line, dict) and line.get("table") == table)
        for row in itertools.takewhile(lambda line: isinstance(line, list), lines[begin + 1 :]):
            row[list(lines[begin]["columns"]).index(column)] = _UPWARDS
    for told, _ in found:
        told["file"][0] = _UPWARDS
    text = gzip.decompress(instances.signed([*lines, {"manifest": None}]))
    end = text.rindex(b'{"manifest"')
    (tmp_path / "forged.backup").write_bytes(_put_together(text[:end], found, orjson.loads(text[end:])))
    other = instances.sqlite(tmp_path)
    with pytest.raises(MalformedFile, match="changed since it was made"):
        instances.restore(other, tmp_path / "forged.backup")
    assert not any(instances.everything(other).values())
    db.close_database()


_UPWARDS = "../../../../tmp/x"
