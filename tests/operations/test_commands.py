"""The commands, typed as an operator types them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from api import app, cli
from api.content.pictures import storage
from api.operations import archive
from tests import databases
from tests.content.pictures.shelf import add
from tests.content.pictures.specimens import jpeg
from tests.newsroom import Newsroom
from tests.operations import instances


def _type(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str, secret: str = databases.SECRET) -> Result:
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(folder))
    monkeypatch.setenv("POLYWEEK_SECRET", secret)
    return CliRunner().invoke(cli.main, list(words))


def test_a_newsroom_is_carried_from_one_machine_to_another(
    sqlite_newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`backup` and `restore` say what they did, and what an operator must know of the secret."""
    sqlite_newsroom.publish("en")
    before = instances.everything(sqlite_newsroom.settings)
    sqlite_newsroom.close()
    path = tmp_path / "week.backup"
    made = _type(monkeypatch, tmp_path, "backup", str(path))
    assert made.exit_code == 0, made.output
    assert "read again and verified" in made.stdout
    assert "The secret is not in it" in made.stdout
    assert made.stderr == ""
    restored = _type(monkeypatch, tmp_path / "new", "restore", str(path))
    assert restored.exit_code == 0, restored.output
    assert "another secret" not in restored.stdout
    assert stat.S_IMODE((tmp_path / "new" / "polyweek.db").stat().st_mode) == 0o600
    assert instances.everything(databases.settings(tmp_path, f"sqlite:///{tmp_path / 'new' / 'polyweek.db'}")) == before
    with path.open("rb") as file:
        assert archive.verify(file).head.version == app.VERSION


def test_another_secret_is_noticed(sqlite_newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator who forgot the secret learns it when restoring, not when something cannot be unsealed."""
    sqlite_newsroom.close()
    _type(monkeypatch, tmp_path, "backup", str(tmp_path / "a.backup"))
    told = _type(monkeypatch, tmp_path / "new", "restore", str(tmp_path / "a.backup"), secret="another secret " * 3)
    assert told.exit_code == 0
    assert "another secret than the one backed up" in told.stdout


def test_a_backup_that_lacks_a_picture_says_so_and_is_kept(
    sqlite_newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends with 1 and names the file, everything else is in the archive; restored, it is named once more."""
    add(jpeg(), storage.current())
    sqlite_newsroom.close()
    master = next((tmp_path / "pictures").rglob("master.jpg"))
    master.unlink()
    path = tmp_path / "a.backup"
    made = _type(monkeypatch, tmp_path, "backup", str(path))
    assert made.exit_code == 1
    assert "and 1 files of pictures (" in made.stdout
    name = master.relative_to(tmp_path / "pictures")
    assert made.stderr == f"Lacking: {name} is not in the store.\n"
    restored = _type(monkeypatch, tmp_path / "new", "restore", str(path))
    assert restored.exit_code == 0, restored.output
    assert f"Lacking: {name}" in restored.stderr


def test_a_backup_without_pictures_says_what_to_do(
    sqlite_newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who leaves them out is told at the restore that they are to be put in their place."""
    add(jpeg(), storage.current())
    sqlite_newsroom.close()
    made = _type(monkeypatch, tmp_path, "backup", "--without-pictures", str(tmp_path / "a.backup"))
    assert (made.exit_code, "files of pictures" in made.stdout) == (0, False)
    restored = _type(monkeypatch, tmp_path / "new", "restore", str(tmp_path / "a.backup"))
    assert "It has no files of pictures: put their folder or store in its place" in restored.stdout


@pytest.mark.parametrize("words", [("restore", "none.backup"), ("backup", "missing/a.backup")])
def test_what_goes_wrong_is_said_in_a_sentence(
    words: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback: what is wrong, and the exit status 1."""
    told = _type(monkeypatch, tmp_path / "new", words[0], str(tmp_path / words[1]))
    assert (told.exit_code, told.stderr[:6]) == (1, "Error:")
    assert "Traceback" not in told.output
