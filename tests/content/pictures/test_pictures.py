from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.content.pictures import files, folders, library, pictures, rendering, renditions, upkeep
from api.content.pictures.facts import Facts
from api.content.pictures.models import Picture, PictureFile
from api.content.pictures.redactions import Redaction
from api.content.pictures.renditions import MASTER
from api.platform import db
from api.platform.errors import Forbidden, Invalid, NotFound, PreconditionFailed, Unavailable
from api.platform.preconditions import ANY, Expected
from api.publishing import pictures as shown_pictures
from tests.at_once import at_once
from tests.content.pictures.shelf import SECRET, Memory, actor, add
from tests.content.pictures.specimens import CANARY, jpeg, planted_jpeg, png
from tests.newsroom import NOW, Newsroom

BLACK = Redaction(0.25, 0.25, 0.5, 0.5)


def test_an_upload_is_kept_with_its_first_size_and_facts(newsroom: Newsroom) -> None:
    """It can be used at once: a master, JPEG, size, likeness, facts; its time is cut to the minute."""
    store = Memory()
    at = datetime(2017, 9, 14, 9, 5, 42, 123, tzinfo=UTC)
    told: Facts = {"credit": "Zosia", "has_people": True, "consent": "given", "focal_point": {"x": 0.25, "y": 1}}
    added = add(jpeg(), store, told=told, at=at)
    found = pictures.get(added.picture_id)
    assert added.is_new
    assert (found.width, found.height, found.credit, found.consent) == (96, 64, "Zosia", "given")
    assert (found.focal_x, found.focal_y) == (2500, 10_000)
    assert found.created_at == at.replace(second=0, microsecond=0)
    assert sorted((one.crop, one.width, one.format) for one in files.of(found.id)) == [
        ("", 96, "jpg"),
        (MASTER, 96, "jpg"),
    ]
    assert list(upkeep.check(store)) == []


def test_the_same_bytes_give_the_same_picture(newsroom: Newsroom) -> None:
    """Twice the same upload is one picture; with something redacted it is another, and so with another secret."""
    store = Memory()
    first = add(jpeg(), store)
    again = add(jpeg(), store)
    assert (again.picture_id, again.is_new) == (first.picture_id, False)
    assert add(jpeg(), store, BLACK).is_new
    assert add(jpeg(), store, secret=b"x" * 32).is_new


def test_two_who_upload_the_same_at_once_get_one_picture(newsroom: Newsroom) -> None:
    """Both are answered alike, and nothing of the second stays in the store."""
    store, by = Memory(), actor()
    found = at_once(*[lambda: add(jpeg(), store, by=by)] * 2)
    assert {one.picture_id for one in found} == {found[0].picture_id}
    assert sorted(one.is_new for one in found) == [False, True]
    assert len(store.files) == 2
    assert list(upkeep.check(store)) == []


def test_neither_files_nor_database_hold_what_stood_beside_the_pixels(newsroom: Newsroom, tmp_path: Path) -> None:
    """Canaries of an upload are in no file, no column and no page of the database; nor is a plain hash of it."""
    store = folders.Folder(tmp_path / "pictures")
    picture_id = add(planted_jpeg(), store).picture_id
    assert rendering.make(picture_id, store=store)
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    written += [
        repr(db.rows(f"SELECT * FROM {table}")).encode() for table in ("picture", "picture_file", "audit_entry")
    ]
    assert len(written) > 12
    assert not [text for text in written if CANARY in text]


def test_who_does_not_write_adds_changes_and_redacts_nothing(newsroom: Newsroom) -> None:
    """A translator is refused before anything is opened."""
    store, by = Memory(), actor("translator-ru")
    picture_id = add(jpeg(), store).picture_id
    with pytest.raises(Forbidden):
        add(png(), store, by=by)
    with pytest.raises(Forbidden):
        shown_pictures.change(picture_id, {"credit": "x"}, expected=ANY, by=by, at=NOW)
    with pytest.raises(Forbidden):
        shown_pictures.redact(picture_id, [BLACK], store=store, expected=ANY, by=by, at=NOW)


def test_facts_are_changed_by_who_has_read_them(newsroom: Newsroom) -> None:
    """With the serial that was read it is changed and counted; with an older one it is refused."""
    picture_id = add(jpeg(), Memory()).picture_id
    read = Expected(frozenset({"1"}))
    shown_pictures.change(picture_id, {"credit": "Zosia", "syndication": False}, expected=read, by=actor(), at=NOW)
    found = pictures.get(picture_id)
    assert (found.credit, found.syndication, found.serial) == ("Zosia", False, 2)
    with pytest.raises(PreconditionFailed):
        shown_pictures.change(picture_id, {"credit": "Other"}, expected=read, by=actor(), at=NOW)
    with pytest.raises(NotFound):
        shown_pictures.change("../../etc", {"credit": "x"}, expected=ANY, by=actor(), at=NOW)


_BAD_FACTS: list[tuple[Any, str]] = [
    ({"credit": "x" * 201}, "/credit"),
    ({"focal_point": {"x": 1.01, "y": 0}}, "/focal_point/x"),
    ({"focal_point": {"x": 0, "y": float("nan")}}, "/focal_point/y"),
    ({"licence_url": "javascript:alert(1)"}, "/licence_url"),
    ({"licence_url": "https://[::1"}, "/licence_url"),
    ({"has_people": True}, "/consent"),
    ({"consent": "given"}, "/consent"),
]


@pytest.mark.parametrize(("told", "pointer"), _BAD_FACTS)
def test_facts_that_cannot_be_are_refused_with_their_place(newsroom: Newsroom, told: Facts, pointer: str) -> None:
    """The fault points at the field, and nothing is kept."""
    store = Memory()
    with pytest.raises(Invalid) as caught:
        add(jpeg(), store, told=told)
    assert caught.value.faults[0].pointer == f"/facts{pointer}"
    assert store.calls == []


def test_a_consent_goes_with_the_people(newsroom: Newsroom) -> None:
    """A picture that is said to have nobody in it any more has no consent either."""
    picture_id = add(jpeg(), Memory(), told={"has_people": True, "consent": "given"}).picture_id
    shown_pictures.change(picture_id, {"has_people": False}, expected=ANY, by=actor(), at=NOW)
    assert pictures.get(picture_id).consent is None


def test_another_focal_point_makes_the_crops_anew(newsroom: Newsroom) -> None:
    """Crops of the old one are named no more; the worker makes those of the new, and the whole stays as it was."""
    store = Memory()
    picture_id = add(jpeg(400, 100), store).picture_id
    assert rendering.run_pending(store, at=NOW) == 1
    assert rendering.run_pending(store, at=NOW) == 0
    before = files.of(picture_id)
    assert set(before) - {one for one in before if one.crop == MASTER} == set(renditions.wanted(400, 100))
    told: Facts = {"focal_point": {"x": 0, "y": 0.5}}
    shown_pictures.change(picture_id, told, expected=ANY, by=actor(), at=NOW)
    assert {one.crop for one in files.of(picture_id)} == {"", MASTER}
    assert rendering.run_pending(store, at=NOW) == 1
    after = files.of(picture_id)
    changed = {one.crop for one in after if after[one].sha256 != before[one].sha256}
    assert changed == {"1x1", "16x9", "1200x630"}
    assert list(upkeep.check(store)) == []


def test_a_focal_point_that_moves_while_crops_are_made_is_the_one_that_counts(newsroom: Newsroom) -> None:
    """What was made around the old one is not named, and the picture waits for its sizes again."""
    store, by = Memory(), actor()
    picture_id = add(jpeg(400, 100), store).picture_id

    class Meddling(Memory):
        def put(self, name: str, data: bytes) -> None:
            if not self.calls:
                told: Facts = {"focal_point": {"x": 0, "y": 0}}
                shown_pictures.change(picture_id, told, expected=ANY, by=by, at=NOW)
            super().put(name, data)
            self.calls.append(("put", name))

        def get(self, name: str) -> bytes:
            return store.get(name)

    assert not rendering.make(picture_id, store=Meddling())
    assert {one.crop for one in files.of(picture_id)} == {"", MASTER}
    assert rendering.pending() == [picture_id]
    assert rendering.make(picture_id, store=store)
    assert list(upkeep.check(store)) == []


def test_sizes_that_cannot_be_made_are_tried_a_few_times(newsroom: Newsroom) -> None:
    """A picture whose master has been changed in the store does not keep the worker busy for ever."""
    store = Memory()
    picture_id = add(jpeg(), store).picture_id
    store.lies = True
    assert [rendering.make(picture_id, store=store) for _ in range(rendering.MOST_TRIES)] == [False] * 5
    assert rendering.pending() == []


@pytest.mark.parametrize("calls", [0, 1])
def test_a_store_that_fails_half_way_leaves_no_picture(newsroom: Newsroom, calls: int) -> None:
    """The caller is told to come back; no row stands, the sweep removes what lies there, and a second try succeeds."""
    store = Memory(fails_after=calls)
    with pytest.raises(Unavailable):
        add(jpeg(), store)
    assert (Picture.select().count(), PictureFile.select().count()) == (0, 0)
    store.left = None
    assert upkeep.sweep(store, at=NOW) == calls
    assert store.files == {}
    assert add(jpeg(), store).is_new


def test_a_store_that_lies_is_not_believed(newsroom: Newsroom) -> None:
    """Other bytes than were written are never given to anybody, and the check names them."""
    store = Memory()
    picture_id = add(jpeg(), store).picture_id
    store.lies = True
    first = renditions.first(96, 64)
    with pytest.raises(Unavailable):
        files.read(store, picture_id, first)
    assert {finding.wrong for finding in upkeep.check(store)} == {"changed"}
    store.files.clear()
    assert {finding.wrong for finding in upkeep.check(store)} == {"missing"}
    store.files["x/y/z.jpg"] = b""
    assert [finding.name for finding in upkeep.check(store) if finding.wrong == "too_much"] == ["x/y/z.jpg"]


def test_a_crash_before_the_row_leaves_nothing_half_there(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """A server that is killed when the files are written and the row is not: no picture, and files that are swept."""
    folder = tmp_path / "pictures"
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from api.content.pictures import files, folders, pictures\n"
        "from api.platform import db\n"
        "from tests.content.pictures.shelf import add\n"
        "from tests import databases\n"
        f"db.open_database(databases.settings(Path({str(tmp_path)!r}), {sqlite_newsroom.settings.database_url!r}))\n"
        "put = files.put\n"
        "def die(*given):\n"
        "    put(*given)\n"
        "    os.kill(os.getpid(), 9)\n"
        "files.put = die\n"
        f"add(open({str(tmp_path / 'upload')!r}, 'rb').read(), folders.Folder(Path({str(folder)!r})))\n"
    )
    (tmp_path / "upload").write_bytes(jpeg())
    root = Path(__file__).parents[3]
    environ = os.environ | {"PYTHONPATH": str(root)}
    died = subprocess.run([sys.executable, "-c", program], check=False, env=environ, capture_output=True)
    assert died.returncode == -9, died.stderr
    store = folders.Folder(folder)
    assert Picture.select().count() == 0
    assert len(list(store.listing())) == 2
    later = datetime.now(UTC) + timedelta(hours=2)
    assert upkeep.sweep(store, at=datetime.now(UTC)) == 0
    assert upkeep.sweep(store, at=later) == 2
    assert add(jpeg(), store).is_new
    assert list(upkeep.check(store)) == []


def test_pictures_are_found_by_what_stands_beside_them(newsroom: Newsroom) -> None:
    """All words must be in credit, source, holder or note, in any case and alphabet; the newest stands first."""
    store = Memory()
    ids = [
        add(
            jpeg(20 + number, 20), store, told={"credit": credit, "note": note}, at=NOW + timedelta(hours=number)
        ).picture_id
        for number, (credit, note) in enumerate([("Ганна Чарот", "рака"), ("100%", "мост"), ("Zosia", "")])
    ]
    assert [one.id for one in library.page(None, 10)[1]] == ids[::-1]
    for words, expected in {"ЧАРОТ рАка": [ids[0]], "%": [ids[1]], "_": [], "zosia мост": [], "ZOS": [ids[2]]}.items():
        assert [one.id for one in library.page(None, 10, words=words)[1]] == expected, words
    page, first = library.page(None, 2)
    assert page.next is not None
    _, second = library.page(page.next, 2)
    assert [one.id for one in (*first, *second)] == ids[::-1]
    back, again = library.page(library.page(page.next, 2)[0].prev, 2)
    assert [one.id for one in again] == [one.id for one in first]
    shown_pictures.redact(ids[0], [BLACK], store=store, expected=ANY, by=actor(), at=NOW)
    assert ids[0] not in [one.id for one in library.page(None, 10)[1]]
    assert SECRET not in repr(back).encode()
