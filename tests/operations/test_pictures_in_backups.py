"""Pictures in backups: their files come back with their rows, and what is lacking is told."""

from __future__ import annotations

import dataclasses
import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.content.pictures import folders, pictures, rendering, storage, stores, upkeep
from api.content.pictures.models import PictureFile
from api.content.pictures.redactions import Redaction
from api.operations import archive, backups
from api.operations.manifest import Lack, Manifest
from api.platform import db
from api.platform.errors import Conflict, Unavailable
from api.platform.preconditions import ANY
from api.platform.settings import Settings
from api.publishing import pictures as shown_pictures
from api.publishing.models import Generation
from tests import databases
from tests.content.pictures import bucket
from tests.content.pictures.shelf import Memory, actor, add
from tests.content.pictures.specimens import CANARY, jpeg, planted_jpeg
from tests.newsroom import NOW, Newsroom
from tests.operations import instances


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """Run a store that speaks S3; gives its address."""
    with bucket.served() as address:
        yield address


@pytest.fixture
def shown(newsroom: Newsroom) -> str:
    """Give a picture of the newsroom that has all of its sizes, beside one that waits for them."""
    return _shelved()


def _shelved() -> str:
    picture_id = add(jpeg(200, 100), storage.current()).picture_id
    assert rendering.make(picture_id, store=storage.current())
    add(jpeg(), storage.current())
    return picture_id


def _files(settings: Settings) -> dict[str, bytes]:
    store = storage.of(settings.pictures)
    return {found.name: store.get(found.name) for found in store.listing()}


def _whys(made: Manifest) -> set[str]:
    return {lack.why for lack in made.lacks}


def _of(settings: Settings, picture_id: str, ending: str) -> Path:
    (found,) = Path(settings.pictures).glob(f"*/{picture_id}/*{ending}")
    return found


def test_files_come_back_with_their_rows(newsroom: Newsroom, shown: str, tmp_path: Path) -> None:
    """Each file of each picture is there again, byte by byte, and the manifest tells how many they are."""
    made = instances.backup(newsroom.settings, tmp_path / "a.backup")
    before = _files(newsroom.settings)
    assert made.files is not None
    assert (made.files.carried, made.files.bytes) == (len(before), sum(map(len, before.values())))
    assert (made.files.lacking, made.lacks) == (0, [])
    other = instances.sqlite(tmp_path)
    assert instances.restore(other, tmp_path / "a.backup") == made
    assert _files(other) == before
    assert list(upkeep.check(storage.of(other.pictures))) == []
    assert pictures.get(shown).is_rendered
    db.close_database()


def test_files_are_carried_from_a_folder_to_a_bucket_and_back(
    sqlite_newsroom: Newsroom, tmp_path: Path, s3: str
) -> None:
    """A store that speaks S3 is filled from a backup and backed up like a folder; both archives agree."""
    _shelved()
    instances.backup(sqlite_newsroom.settings, tmp_path / "folder.backup")
    away = dataclasses.replace(instances.sqlite(tmp_path), given_pictures=bucket.place(s3))
    instances.restore(away, tmp_path / "folder.backup")
    assert _files(away) == _files(sqlite_newsroom.settings)
    made = instances.backup(away, tmp_path / "bucket.backup")
    with (tmp_path / "folder.backup").open("rb") as file:
        assert archive.verify(file).files == made.files
    db.close_database()


def test_the_same_rows_and_files_make_the_same_bytes_on_both_databases(
    sqlite_newsroom: Newsroom, tmp_path: Path, postgres: databases.Server
) -> None:
    """What was restored on PostgreSQL and what was restored on SQLite are one archive, byte by byte."""
    _shelved()
    instances.backup(sqlite_newsroom.settings, tmp_path / "a.backup")
    file = instances.sqlite(tmp_path)
    instances.restore(file, tmp_path / "a.backup")
    Generation.update(epoch="").execute()  # each restore begins another
    instances.backup(file, tmp_path / "file.backup")
    with postgres.database() as url:
        server = databases.settings(tmp_path / "server", url)
        instances.restore(server, tmp_path / "a.backup")
        Generation.update(epoch="").execute()
        instances.backup(server, tmp_path / "server.backup")
        db.close_database()
    assert (tmp_path / "file.backup").read_bytes() == (tmp_path / "server.backup").read_bytes()


def test_nothing_that_stood_beside_the_pixels_of_an_upload_is_in_a_backup(newsroom: Newsroom, tmp_path: Path) -> None:
    """Canaries in EXIF, XMP, profile, comment, thumbnail and behind the end are in no byte of an archive."""
    picture_id = add(planted_jpeg(), storage.current()).picture_id
    rendering.make(picture_id, store=storage.current())
    made = instances.backup(newsroom.settings, tmp_path / "a.backup")
    assert made.files is not None
    assert made.files.carried > 2
    data = (tmp_path / "a.backup").read_bytes()
    assert CANARY in planted_jpeg()
    assert CANARY not in data
    assert CANARY not in gzip.decompress(data)


def test_a_file_that_is_missing_or_changed_is_told_and_all_else_is_kept(
    newsroom: Newsroom, shown: str, tmp_path: Path
) -> None:
    """The archive names both; after a restore the worker makes the sizes anew from the master."""
    settings = newsroom.settings
    before = _files(settings)
    _of(settings, shown, "1x1-100.webp").unlink()
    _of(settings, shown, "1x1-100.avif").write_bytes(b"rubbish")
    made = instances.backup(settings, tmp_path / "a.backup")
    assert made.lacks == [
        Lack((shown, "1x1", 100, "avif"), "changed"),
        Lack((shown, "1x1", 100, "webp"), "missing"),
    ]
    other = instances.sqlite(tmp_path)
    instances.restore(other, tmp_path / "a.backup")
    store = storage.of(other.pictures)
    assert list(upkeep.check(store)) == []
    assert not pictures.get(shown).is_rendered
    assert rendering.make(shown, store=store)
    assert _files(other).keys() == before.keys()
    db.close_database()


def test_a_master_that_is_missing_goes_on_to_be_told(newsroom: Newsroom, shown: str, tmp_path: Path) -> None:
    """What cannot be made anew is not forgotten: after the restore, too, it is named as missing."""
    _of(newsroom.settings, shown, "master.jpg").unlink()
    _of(newsroom.settings, shown, "1x1-100.webp").unlink()
    assert _whys(instances.backup(newsroom.settings, tmp_path / "a.backup")) == {"missing"}
    other = instances.sqlite(tmp_path)
    instances.restore(other, tmp_path / "a.backup")
    found = {finding.name.rpartition("/")[2] for finding in upkeep.check(storage.of(other.pictures))}
    assert found == {"master.jpg", "1x1-100.webp"}
    db.close_database()


def test_a_picture_that_is_redacted_meanwhile_breaks_no_backup(newsroom: Newsroom, shown: str, tmp_path: Path) -> None:
    """Its rows are of the backup's moment, its files are gone: they are lacking, and nobody needs to be called."""

    def step(table: str, _count: int) -> None:
        if table == "language":  # long before the files, and after the moment has begun
            shape = [Redaction(0, 0, 1, 1)]
            if pictures.get(shown).replaced_by is None:
                shown_pictures.redact(shown, shape, store=storage.current(), expected=ANY, by=by, at=NOW)

    by = actor()
    made = backups.make(newsroom.settings, tmp_path / "a.backup", version="0.1.0", at=NOW, step=step)
    assert _whys(made) == {"removed"}
    assert {lack.place[0] for lack in made.lacks} == {shown}


def test_sizes_that_are_made_meanwhile_are_of_the_next_backup(newsroom: Newsroom, tmp_path: Path) -> None:
    """The rows of the moment decide: what came later is neither carried nor missed."""
    picture_id = add(jpeg(200, 100), storage.current()).picture_id

    def step(table: str, _count: int) -> None:
        if table == "pictures":
            rendering.make(picture_id, store=storage.current())

    made = backups.make(newsroom.settings, tmp_path / "a.backup", version="0.1.0", at=NOW, step=step)
    assert made.files is not None
    assert (made.files.carried, made.lacks) == (2, [])
    other = instances.sqlite(tmp_path)
    instances.restore(other, tmp_path / "a.backup")
    assert rendering.pending() == [picture_id]
    db.close_database()


class _Away(Memory):
    """A store that answers nothing."""

    def get(self, name: str) -> bytes:
        self.calls.append(("get", name))
        raise stores.unavailable()


def test_a_store_that_is_away_costs_no_backup(
    newsroom: Newsroom, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All rows are kept, every file is told as lacking, and the store is not waited for a thousand times."""
    away = _Away()
    monkeypatch.setattr(storage, "of", lambda _place: away)
    made = instances.backup(newsroom.settings, tmp_path / "a.backup")
    assert made.tables["picture"].rows == 2
    assert made.files is not None
    assert (made.files.carried, made.files.lacking) == (0, PictureFile.select().count())
    assert _whys(made) == {"unreadable"}
    assert len(away.calls) == 3


def test_a_backup_may_leave_pictures_out(newsroom: Newsroom, shown: str, tmp_path: Path) -> None:
    """Who copies the folder in another way restores the rows and puts it in place, before or after."""
    path = tmp_path / "a.backup"
    made = instances.backup(newsroom.settings, path, has_pictures=False)
    assert (made.files, made.lacks) == (None, [])
    other = instances.sqlite(tmp_path)
    shutil.copytree(newsroom.settings.pictures, other.pictures)
    assert instances.restore(other, path).files is None
    assert list(upkeep.check(storage.of(other.pictures))) == []
    db.close_database()


def test_an_archive_of_before_restores(newsroom: Newsroom, shown: str, tmp_path: Path) -> None:
    """One of format 1, which knew no files, is taken as it was."""
    path = tmp_path / "a.backup"
    instances.backup(newsroom.settings, path, has_pictures=False)
    old = gzip.decompress(path.read_bytes()).replace(b'"polyweek_backup":2', b'"polyweek_backup":1')
    (tmp_path / "old.backup").write_bytes(gzip.compress(old))
    other = instances.sqlite(tmp_path)
    assert instances.restore(other, tmp_path / "old.backup").head.polyweek_backup == 1
    assert PictureFile.select().count() > 2
    db.close_database()


def test_a_store_of_another_instance_is_refused(newsroom: Newsroom, shown: str, tmp_path: Path) -> None:
    """A trial that names the store of the newsroom at work is stopped: its worker would sweep what it does not know."""
    instances.backup(newsroom.settings, tmp_path / "a.backup")
    add(jpeg(32, 32), storage.current())
    before = _files(newsroom.settings)
    trial = dataclasses.replace(instances.sqlite(tmp_path), given_pictures=newsroom.settings.pictures)
    with pytest.raises(Conflict, match="store of pictures is not empty"):
        instances.restore(trial, tmp_path / "a.backup")
    assert _files(newsroom.settings) == before
    assert not any(instances.everything(trial).values())
    db.close_database()


def test_a_store_that_fails_half_way_leaves_an_empty_database(
    newsroom: Newsroom, shown: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is believed of what was written so far, and the next try succeeds."""
    instances.backup(newsroom.settings, tmp_path / "a.backup")
    other, store = instances.sqlite(tmp_path), Memory(fails_after=3)
    with monkeypatch.context() as patched:
        patched.setattr(storage, "of", lambda _place: store)
        with pytest.raises(Unavailable):
            instances.restore(other, tmp_path / "a.backup")
        assert not any(instances.everything(other).values())
        store.left = None
        instances.restore(other, tmp_path / "a.backup")
        assert list(upkeep.check(store)) == []
    db.close_database()


def test_a_restore_that_is_killed_in_the_middle_can_be_tried_again(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """The database is as empty as before; the files that lie there are written once more, a draft is no hindrance."""
    _shelved()
    instances.backup(sqlite_newsroom.settings, tmp_path / "a.backup")
    sqlite_newsroom.close()
    other = instances.sqlite(tmp_path)
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from api import app\n"
        "from tests.operations import instances\n"
        "left = [4]\n"
        "replace = Path.replace\n"
        "def die(draft, place):\n"
        "    left[0] -= 1\n"
        "    if not left[0]:\n"
        "        os.kill(os.getpid(), 9)\n"
        "    return replace(draft, place)\n"
        "Path.replace = die\n"
        "folder = Path(sys.argv[1])\n"
        "instances.restore(instances.sqlite(folder), folder / 'a.backup')\n"
    )
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    died = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False, env=environ, capture_output=True)
    assert died.returncode == -9, died.stderr
    assert len(_files(other)) == 4  # three and a draft
    assert not any(instances.everything(other).values())
    instances.restore(other, tmp_path / "a.backup")
    wrong = [(finding.wrong, folders.is_draft(finding.name)) for finding in upkeep.check(storage.of(other.pictures))]
    assert wrong == [("too_much", True)]
    db.close_database()
