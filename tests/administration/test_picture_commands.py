"""The picture library from the command line: adding, and reading every file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api import cli
from api.content.pictures import decoding, pictures, rendering, storage, stores
from api.content.pictures.models import Picture
from api.platform import db
from tests import databases
from tests.content.pictures.shelf import add
from tests.content.pictures.specimens import CANARY, jpeg, planted_jpeg
from tests.newsroom import Newsroom


@pytest.fixture
def folder(newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the data folder of a newsroom whose settings the command finds."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("POLYWEEK_DATABASE_URL", newsroom.settings.database_url)
    monkeypatch.setenv("POLYWEEK_SECRET", databases.SECRET)
    return tmp_path


def _typed(room: Newsroom, *words: str) -> Result:
    """Type a command, and open the database again behind it."""
    try:
        return CliRunner().invoke(cli.main, ["picture", *words])
    finally:
        db.open_database(room.settings)


def _only(folder: Path, pattern: str) -> Path:
    (found,) = (folder / "pictures").rglob(pattern)
    return found


def test_a_picture_is_added_once(newsroom: Newsroom, folder: Path) -> None:
    """The command says its id, and that the same file was there already; nothing of what stood beside pixels stays."""
    (folder / "photo.jpg").write_bytes(planted_jpeg())
    line = ("add", str(folder / "photo.jpg"), "--by", "editor", "--credit", "Zosia", "--note", "from the fair")
    first, again = _typed(newsroom, *line), _typed(newsroom, *line)
    (picture,) = Picture.select()
    assert (first.exit_code, first.output) == (0, f"{picture.id} is added.\n")
    assert (again.exit_code, again.output) == (0, f"{picture.id} was there already.\n")
    assert (picture.credit, picture.note) == ("Zosia", "from the fair")
    assert not [path for path in (folder / "pictures").rglob("*.*") if CANARY in path.read_bytes()]


@pytest.mark.parametrize(
    ("data", "by", "told"),
    [
        (b"GIF89a" + bytes(40), "editor", "not taken as a picture"),
        (b"", "editor", "The picture is empty."),
        (jpeg()[:200], "editor", "broken"),
        (jpeg(), "translator-ru", "Error:"),
        (jpeg(), "nobody", "Error:"),
    ],
)
def test_what_cannot_be_added_is_told_in_a_sentence(
    newsroom: Newsroom, folder: Path, data: bytes, by: str, told: str
) -> None:
    """No traceback, the exit status 1, no picture and no file."""
    (folder / "photo.jpg").write_bytes(data)
    found = _typed(newsroom, "add", str(folder / "photo.jpg"), "--by", by)
    assert found.exit_code == 1
    assert told in found.stderr
    assert "Traceback" not in found.output
    assert Picture.select().count() == 0
    assert not list((folder / "pictures").rglob("*.*"))


def test_a_file_that_is_too_large_is_not_even_read(newsroom: Newsroom, folder: Path) -> None:
    """Its size is told by the folder; nobody waits for gigabytes."""
    with (folder / "photo.jpg").open("wb") as file:
        file.truncate(decoding.LARGEST + 1)
    found = _typed(newsroom, "add", str(folder / "photo.jpg"), "--by", "editor")
    assert found.exit_code == 1
    assert "larger than" in found.stderr


def test_a_library_in_order_is_said_to_be(newsroom: Newsroom, folder: Path) -> None:
    """The check tells what it has read, ends with 0, and writes no bar where there is no terminal."""
    picture_id = add(jpeg(200, 100), storage.current()).picture_id
    rendering.make(picture_id, store=storage.current())
    add(jpeg(), storage.current())
    count = len(list((folder / "pictures").rglob("*.*")))
    found = _typed(newsroom, "check")
    assert (found.exit_code, found.stdout) == (0, f"All is well: {count} files of 2 pictures were read.\n")
    assert found.stderr == ""


def test_everything_that_is_wrong_is_named(newsroom: Newsroom, folder: Path) -> None:
    """What is missing, changed, not to be read or too much has a line each, the last counts them; it ends with 1."""
    picture_id = add(jpeg(200, 100), storage.current()).picture_id
    rendering.make(picture_id, store=storage.current())
    _only(folder, "1x1-100.avif").unlink()
    _only(folder, "1x1-100.webp").write_bytes(b"rubbish")
    odd = _only(folder, "1x1-100.jpg")
    odd.unlink()
    odd.mkdir()  # cannot be read as a file, whoever reads
    stray = folder / "pictures" / "stray.jpg"
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    found = _typed(newsroom, "check")
    beneath = f"{stores.folder_of(picture_id)}/1x1-100"
    assert found.exit_code == 1
    assert sorted(found.stdout.splitlines()) == sorted(
        [
            "4 to look at.",
            f"{beneath}.avif is missing.",
            f"{beneath}.jpg cannot be read.",
            f"{beneath}.webp has other bytes than were written.",
            "stray.jpg belongs to no picture (the worker removes it).",
        ]
    )


def test_what_a_row_claims_and_is_nowhere_is_named(newsroom: Newsroom, folder: Path) -> None:
    """A picture without a master, and one whose substitute or successor no row has."""
    headless, replaced = add(jpeg(), storage.current()).picture_id, add(jpeg(32, 32), storage.current()).picture_id
    with db.transaction():
        db.rows("DELETE FROM picture_file WHERE picture_id = ? AND crop = 'master' RETURNING 1", (headless,))
        Picture.update(substitute="nobody").where(Picture.id == replaced).execute()
    _only(folder, f"{headless}/master.jpg").unlink()
    found = _typed(newsroom, "check")
    assert found.exit_code == 1
    assert found.stdout.splitlines() == [
        f"{headless} is a picture without a master: no sizes can be made of it.",
        f"{replaced} is a picture whose place is taken by one that is nowhere.",
        "2 to look at.",
    ]


def test_a_store_that_cannot_be_reached_is_told_in_a_sentence(
    newsroom: Newsroom, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no file can be read at all, the command does not name thousands; it says what is wrong and ends with 1."""
    for size in (32, 64):
        add(jpeg(size, size), storage.current())
    for path in list((folder / "pictures").rglob("*.jpg")):
        path.unlink()
        path.mkdir()
    found = _typed(newsroom, "check")
    assert (found.exit_code, found.stdout) == (1, "")
    assert "Pictures cannot be kept or read now" in found.stderr
    assert pictures.get(str(Picture.select().first().id)).has_files
