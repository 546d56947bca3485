from __future__ import annotations

import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.content.pictures import storage, stores
from api.content.pictures.folders import Folder
from api.content.pictures.objects import Objects
from api.content.pictures.renditions import MASTER, Rendition
from api.content.pictures.stores import Missing, Store
from api.platform import ids
from api.platform.errors import Unavailable
from tests.content.pictures import bucket
from tests.content.pictures.shelf import actor, add
from tests.content.pictures.specimens import jpeg
from tests.newsroom import Newsroom


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """Run moto's server, with a bucket; gives its address."""
    with bucket.served() as address:
        yield address


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Give an empty store of each kind."""
    if request.param == "folder":
        return storage.of(str(tmp_path / "pictures"))
    address = request.getfixturevalue("s3")
    return storage.of(bucket.place(address))


def test_files_are_kept_listed_and_forgotten(store: Store) -> None:
    """What was put is got, written anew and listed; a picture is forgotten whole, and twice does no harm."""
    one, other = ids.new(), ids.new()
    master, small = Rendition(MASTER, 96, "png"), Rendition("1x1", 320, "webp")
    for picture_id in (one, other):
        for rendition in (master, small):
            store.put(stores.name_of(picture_id, rendition), b"x")
    store.put(stores.name_of(one, master), b"longer")
    assert store.get(stores.name_of(one, master)) == b"longer"
    assert {found.name: found.size for found in store.listing()} == {
        stores.name_of(one, master): 6,
        stores.name_of(one, small): 1,
        stores.name_of(other, master): 1,
        stores.name_of(other, small): 1,
    }
    assert all(found.written_at.tzinfo is not None for found in store.listing())
    store.forget(one)
    store.forget(one)
    for name in ("320.jpg", "640.jpg"):
        store.put(f"{stores.folder_of(other)}/{name}", b"x")
    unwanted = [f"{stores.folder_of(other)}/{name}" for name in ("320.jpg", "480.jpg", "640.jpg")]
    store.remove(stores.name_of(other, small), *unwanted)  # one of them is not there
    store.remove(stores.name_of(other, small))
    assert [found.name for found in store.listing()] == [stores.name_of(other, master)]
    with pytest.raises(Missing):
        store.get(stores.name_of(one, master))


def test_no_name_of_a_stranger_names_a_file() -> None:
    """Only an id, a crop, a width and a format do."""
    for picture_id, rendition in (
        ("../../etc/passwd", Rendition("", 320, "jpg")),
        (ids.new().upper(), Rendition("", 320, "jpg")),
        (ids.new(), Rendition("../x", 320, "jpg")),
        (ids.new(), Rendition("", 320, "sh")),
    ):
        with pytest.raises(ValueError, match=r"."):
            stores.name_of(picture_id, rendition)


def test_a_folder_is_for_its_user_alone(tmp_path: Path) -> None:
    """Neither folders nor files can be read by others, and no draft stays."""
    name = stores.name_of(ids.new(), Rendition("", 320, "jpg"))
    Folder(tmp_path / "pictures").put(name, b"x")
    for path in (tmp_path / "pictures").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["320.jpg"]


def test_a_disk_that_is_full_is_told_and_leaves_what_was_there(tmp_path: Path) -> None:
    """Where a file can only be written in part, the caller is told, the former one stands, and no draft stays."""
    program = (
        "import resource, signal, sys\nfrom pathlib import Path\n"
        "from api.content.pictures.folders import Folder\nfrom api.platform.errors import Unavailable\n"
        "store = Folder(Path(sys.argv[1]))\nstore.put('a/b/c.jpg', b'before')\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try:\n    store.put('a/b/c.jpg', b'x' * 5000)\nexcept Unavailable:\n    print('told')\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "told\n"
    (left,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left.read_bytes() == b"before"


def test_a_store_that_is_away_slow_or_without_its_bucket_is_told_in_time(s3: str) -> None:
    """Nobody waits longer than the limit, and each is the same clear problem."""
    name = stores.name_of(ids.new(), Rendition("", 320, "jpg"))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)  # it takes connections and never answers
        for address, name_of_bucket in (
            (f"http://127.0.0.1:{silent.getsockname()[1]}", "polyweek-pictures"),
            (f"http://127.0.0.1:{bucket.free_port()}", "polyweek-pictures"),
            (s3, "no-such-bucket"),
        ):
            found = Objects(f"s3://key:secret@{name_of_bucket}/x?endpoint={address}", seconds=0.3)
            began = time.monotonic()
            for work in (lambda found=found: found.put(name, b"x"), lambda found=found: list(found.listing())):
                with pytest.raises(Unavailable):
                    work()
            assert time.monotonic() - began < 15


def test_a_store_that_acknowledges_and_keeps_nothing_is_found_out(sqlite_newsroom: Newsroom) -> None:
    """An upload to it fails, and no picture stands."""
    with socket.socket() as liar:
        liar.bind(("127.0.0.1", 0))
        liar.listen(8)
        threading.Thread(target=_acknowledge, args=(liar,), daemon=True).start()
        address = f"http://127.0.0.1:{liar.getsockname()[1]}"
        store = Objects(f"s3://key:secret@polyweek-pictures/x?endpoint={address}", seconds=1)
        with pytest.raises(Unavailable):
            add(jpeg(), store, by=actor())


def _acknowledge(liar: socket.socket) -> None:
    """Answer every request with 200 and nothing."""
    while True:
        try:
            connection, _ = liar.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(1)
            try:
                connection.recv(1_000_000)
                connection.sendall(
                    b'HTTP/1.1 200 OK\r\nETag: "x"\r\nLast-Modified: Thu, 14 Sep 2017 09:00:00 GMT\r\n'
                    b"Content-Length: 0\r\nConnection: close\r\n\r\n"
                )
            except OSError:
                continue
