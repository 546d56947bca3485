from __future__ import annotations

from pathlib import Path

import peewee
import pytest

from api.partners.sandboxes import entering, files
from api.platform import bindings, db, ids
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


def test_a_copy_that_cannot_be_made_leaves_nothing(newsroom: Newsroom) -> None:
    """A seed that is no database, because a disk has lost it, is not what a sandbox begins as."""
    folder = newsroom.settings.sandboxes
    folder.mkdir(parents=True)
    (folder / f"seed-{files._version()}.db").write_bytes(b"no database" * 1000)  # as it is found when it is there
    with pytest.raises(Unavailable):
        files.database(ids.new(), 1)
    assert sorted(path.name for path in folder.glob("*[!k]") if "seed" not in path.name) == []
    assert _open_files(".draft-") == []


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
