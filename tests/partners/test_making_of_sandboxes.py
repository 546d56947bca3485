from __future__ import annotations

import dataclasses
import logging
import shutil
from contextlib import ExitStack
from pathlib import Path

import peewee
import pytest

from api.partners.sandboxes import entering, files
from api.platform import bindings, db, ids, instance, places
from api.platform.errors import Unavailable
from tests.newsroom import Newsroom


def test_a_seed_that_cannot_be_raised_leaves_nothing(newsroom: Newsroom) -> None:
    """Neither a file nor a connection, which would end a server's process together with the thread that has it."""
    folder = newsroom.settings.sandboxes
    folder.mkdir(parents=True)
    (folder / "pictures").touch()  # where a folder is to be
    with pytest.raises(Unavailable):
        files.prepare()
    assert [path.name for path in folder.glob(".draft-*")] == []
    assert _open_files(".draft-") == []


def test_a_copy_that_cannot_be_made_leaves_nothing(sqlite_newsroom: Newsroom) -> None:
    """A seed that is no database, because a disk has lost it, is not what a sandbox begins as."""
    folder = sqlite_newsroom.settings.sandboxes
    folder.mkdir(parents=True)
    (folder / "pictures").touch()  # so that another cannot be raised either
    (folder / f"seed-{files._version()}.db").write_bytes(b"no database" * 1000)  # as it is found when it is there
    with pytest.raises(Unavailable):
        files.database(ids.new(), 1)
    assert sorted(path.name for path in folder.glob("*[!k]") if path.suffix != ".damaged") == ["pictures"]
    assert _open_files(".draft-") == []


@pytest.mark.parametrize("damage", ["no database", "nothing", "half", "a page"])
def test_a_damaged_seed_is_put_aside_and_raised_again(
    with_seed: Newsroom, kept_seed: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    """Else no sandbox could begin, and none could be mended, until the next version; the log tells of it once."""
    name = f"seed-{files._version()}.db"
    seed = with_seed.settings.sandboxes / name
    whole = seed.read_bytes()
    spoiled = {
        "no database": b"no database" * 1000,
        "nothing": b"",
        "half": whole[: len(whole) // 2],
        "a page": whole[: 100 * 4096] + b"\xff" * 4096 + whole[101 * 4096 :],
    }[damage]
    seed.write_bytes(spoiled)
    monkeypatch.setattr(files, "_raise", lambda path: shutil.copyfile(kept_seed / name, path))  # it takes seconds
    with caplog.at_level(logging.WARNING, "polyweek"):
        for partner in (ids.new(), ids.new()):
            with files.inside(files.database(partner, 1)):
                files.require_whole()
                assert len(db.rows("SELECT id FROM article")) == 9
    assert seed.read_bytes() == whole
    assert seed.with_name(f"{name}.damaged").read_bytes() == spoiled
    assert [record.message for record in caplog.records if "seed" in record.message] == [
        "the seed of sandboxes was damaged: it is put aside and raised again"
    ]


def test_a_sandbox_that_cannot_be_brought_up_to_date_leaves_nothing(with_seed: Newsroom) -> None:
    """Each request that comes tries again, and none of them keeps the file open."""
    partner = ids.new()
    files.database(partner, 1)
    files.forget()
    instance.use(dataclasses.replace(with_seed.settings, base_url="https://moved.example"))
    with ExitStack() as busy:
        for _ in range(places.WRITERS.number):
            busy.enter_context(places.WRITERS.held())
        with pytest.raises(Unavailable):
            files.database(partner, 1)
        assert _open_files(partner) == []


def test_a_sandbox_that_is_let_go_while_somebody_is_in_it_is_closed_by_them(with_seed: Newsroom) -> None:
    """The seventeenth closes the one used longest ago; who is in that ends their work, and then its file is free."""
    partner = ids.new()
    first = files.database(partner, 1)
    with files.inside(first):
        db.rows("SELECT 1 FROM article")
        files.forget()
        assert len(db.rows("SELECT id FROM article")) == 9
        assert _open_files(partner) != []
    assert _open_files(partner) == []
    assert with_seed is not None


def test_a_thread_leaves_its_sandbox_whatever_happens(with_seed: Newsroom) -> None:
    """The next request of the thread is not answered from it, even where its connection cannot be given back."""
    assert with_seed is not None
    bindings.bind(files.database(ids.new(), 1))
    held = db.database.transaction()
    held.__enter__()
    sandbox = bindings.bound()
    with pytest.raises(peewee.OperationalError):
        entering.leave()
    assert bindings.bound() is None
    with bindings.on(sandbox):
        held.__exit__(None, None, None)
        db.release_connection()


def _open_files(part: str) -> list[str]:
    """Give the files that this process has open whose names have a part."""
    found = []
    for path in Path("/proc/self/fd").iterdir():
        try:
            name = str(path.readlink())
        except FileNotFoundError:  # that by which we look
            continue
        if part in name:
            found.append(name)
    return found
