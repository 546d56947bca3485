"""What the worker does for pictures again and again: safe to be killed anywhere, and beside a store that fails."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api import duties
from api.content.pictures import files, folders, pictures, rendering, renditions, storage, stores, upkeep
from api.content.pictures.models import Picture
from api.content.pictures.redactions import Redaction
from api.platform.errors import Unavailable
from api.platform.preconditions import ANY
from api.publishing import pictures as shown_pictures
from tests.content.pictures.shelf import Memory, actor, add
from tests.content.pictures.specimens import jpeg
from tests.newsroom import NOW, Newsroom

_ALL = Redaction(0, 0, 1, 1)


def _redact(picture_id: str, store: stores.Store) -> str:
    return shown_pictures.redact(picture_id, [_ALL], store=store, expected=ANY, by=actor(), at=NOW)


class _Stubborn(Memory):
    """A store that forgets nothing while it is `away`."""

    away = True

    def forget(self, picture_id: str) -> None:
        if self.away:
            raise stores.unavailable()
        super().forget(picture_id)


def test_what_was_redacted_goes_as_soon_as_the_store_answers(newsroom: Newsroom) -> None:
    """The picture is replaced although its files still stand; the duty fails until it can remove them."""
    store = _Stubborn()
    former = add(jpeg(), store).picture_id
    with pytest.raises(Unavailable):
        _redact(former, store)
    assert pictures.get(former).replaced_by is not None
    assert store.of(former)
    with pytest.raises(Unavailable):
        upkeep.clear_gone(store)
    store.away = False
    assert upkeep.clear_gone(store) == 1
    assert (store.of(former), upkeep.clear_gone(store)) == ([], 0)
    assert list(upkeep.check(store)) == []


def test_a_removal_that_was_cut_off_is_ended(newsroom: Newsroom, tmp_path: Path) -> None:
    """A folder that was half removed, or that is gone while its row says otherwise, ends the work all the same."""
    store = folders.Folder(tmp_path / "shelf")
    former = [add(jpeg(size, size), store).picture_id for size in (32, 64)]
    for picture_id in former:
        _redact(picture_id, store)
    Picture.update(has_files=True).where(Picture.id.in_(former)).execute()  # as a kill before the row would leave it
    half = tmp_path / "shelf" / stores.folder_of(former[0])
    half.mkdir(parents=True)
    (half / "master.jpg").write_bytes(b"x")
    assert upkeep.clear_gone(store) == 2
    assert not half.exists()
    assert list(upkeep.check(store)) == []


def test_the_sweep_takes_only_what_is_old_and_has_no_row(newsroom: Newsroom, tmp_path: Path) -> None:
    """What rows name stays, however old; what is young stays, whoever it is of; drafts and strays go, twice as once."""
    store = folders.Folder(tmp_path / "shelf")
    picture_id = add(jpeg(), store).picture_id
    kept = {found.name for found in store.listing()}
    folder = tmp_path / "shelf" / stores.folder_of(picture_id)
    (folder / ".draft-00ff").write_bytes(b"half")
    (folder / "1x1-320.webp").write_bytes(b"of a size whose row was never written")
    (tmp_path / "shelf" / "young.jpg").write_bytes(b"x")
    now = datetime.now(UTC)
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    assert [upkeep.sweep(store, at=now), upkeep.sweep(store, at=now)] == [2, 0]
    assert {found.name for found in store.listing()} == kept | {"young.jpg"}


def test_a_sweep_that_meets_a_failing_store_goes_on_the_next_time(newsroom: Newsroom) -> None:
    """What it removed is gone, what it did not is found again."""
    store = Memory()
    store.files = {f"{number}.jpg": b"x" for number in range(3)}
    store.left = 1
    with pytest.raises(Unavailable):
        upkeep.sweep(store, at=NOW)
    store.left = None
    assert upkeep.sweep(store, at=NOW) == 2
    assert store.files == {}


@pytest.mark.parametrize("calls", [0, 1, 4])
def test_sizes_that_a_store_takes_half_of_are_made_by_the_next_turn(newsroom: Newsroom, calls: int) -> None:
    """The failure is counted, no row names what was written, and the next turn makes all."""
    store = Memory()
    picture_id = add(jpeg(200, 100), store).picture_id
    store.left = calls
    assert not rendering.make(picture_id, store=store)
    assert (len(files.of(picture_id)), Picture.get().tries) == (2, 1)
    store.left = None
    assert rendering.run_pending(store, at=NOW) == 1
    assert set(renditions.wanted(200, 100)) < set(files.of(picture_id))
    assert (list(upkeep.check(store)), rendering.pending()) == ([], [])


def test_a_worker_that_is_killed_between_files_and_rows_leaves_no_harm(
    sqlite_newsroom: Newsroom, tmp_path: Path
) -> None:
    """The picture still waits for its sizes; what lies there is written again by the next worker, or swept."""
    store = folders.Folder(tmp_path / "shelf")
    picture_id = add(jpeg(200, 100), store).picture_id
    program = (
        "import os\n"
        "from pathlib import Path\n"
        "from api.content.pictures import files, folders, rendering\n"
        "from api.platform import db\n"
        "from tests import databases\n"
        f"db.open_database(databases.settings(Path({str(tmp_path)!r}), {sqlite_newsroom.settings.database_url!r}))\n"
        "files.append = lambda *given: os.kill(os.getpid(), 9)\n"
        f"rendering.make({picture_id!r}, store=folders.Folder(Path({str(tmp_path / 'shelf')!r})))\n"
    )
    environ = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    died = subprocess.run([sys.executable, "-c", program], check=False, env=environ, capture_output=True)
    assert died.returncode == -9, died.stderr
    assert len(files.of(picture_id)) == 2
    assert len(list(store.listing())) > 2
    assert rendering.pending() == [picture_id]
    assert rendering.make(picture_id, store=store)
    assert list(upkeep.check(store)) == []
    assert upkeep.sweep(store, at=datetime.now(UTC) + timedelta(hours=2)) == 0


def test_a_check_does_not_miss_what_is_redacted_under_it(newsroom: Newsroom) -> None:
    """Files that were named when it began and are replaced when it comes to them are no fault."""
    store, by = Memory(), actor()
    former = add(jpeg(), store).picture_id
    add(jpeg(32, 32), store)

    def step() -> None:
        if pictures.get(former).replaced_by is None:
            shown_pictures.redact(former, [_ALL], store=store, expected=ANY, by=by, at=NOW)

    assert {found.wrong for found in upkeep.check(store, step=step)} <= {"too_much"}
    assert list(upkeep.check(store)) == []


def test_the_duties_work_on_the_store_that_the_settings_name(sqlite_newsroom: Newsroom) -> None:
    """Sizes are made, replaced pictures cleared, and strays swept, each by a duty of its name."""
    named = {duty.name: duty for duty in duties.of(sqlite_newsroom.settings)}
    picture_id = add(jpeg(200, 100), storage.current()).picture_id
    assert named["picture_sizes"].run(NOW) == 1
    assert pictures.get(picture_id).is_rendered
    Picture.update(replaced_by="another").execute()
    assert named["gone_pictures"].run(NOW) == 1
    assert named["stray_pictures"].run(NOW) == 0
    assert not list(storage.current().listing())
