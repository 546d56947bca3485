"""Where the files of pictures lie: a folder, or a store that speaks S3 (`objects`). What is in them, nobody asks here.

A file is called by its picture's id, its crop, width and format, and by nothing that anybody sent. It appears whole
or not at all, and is on the disk when `put` returns.
"""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from api.content.pictures import renditions
from api.content.pictures.renditions import Rendition
from api.platform import ids
from api.platform.errors import Unavailable, say

_CROPS = {"", renditions.MASTER, *renditions.CROPS}
_DRAFT = ".draft-"  # how a file begins that is being written; the sweep removes what was left so


class Missing(Exception):
    """There is no such file."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is there: its name in the store, how many bytes it has, and when it was written."""

    name: str
    size: int
    written_at: datetime


class Store(Protocol):
    """What keeps files. Each call ends in bounded time.

    Every one may raise Unavailable: the store cannot be reached or written to.
    """

    def put(self, name: str, data: bytes) -> None:
        """Write a file, or write it anew."""
        ...

    def get(self, name: str) -> bytes:
        """Read a file.

        Raises:
            Missing: there is none.
        """
        ...

    def remove(self, *names: str) -> None:
        """Remove those of some files that are there."""
        ...

    def forget(self, picture_id: str) -> None:
        """Remove all files of a picture, whatever they are."""
        ...

    def listing(self) -> Iterator[Stored]:
        """Give every file there is, in no order."""
        ...


def folder_of(picture_id: str) -> str:
    """Give where the files of a picture lie: by the end of its id, since all of one day begin alike."""
    if not ids.is_id(picture_id):
        raise ValueError("This is no id.")
    return f"{picture_id[-2:]}/{picture_id}"


def name_of(picture_id: str, rendition: Rendition) -> str:
    """Give a file's name in the store: `5f/019…5f/16x9-640.webp`, `…/640.webp` for the whole, `…/master.png`."""
    if rendition.crop not in _CROPS or rendition.format not in renditions.MEDIA_TYPES:
        raise ValueError("There is no such rendition.")
    size = int(rendition.width)
    called = rendition.crop if rendition.crop == renditions.MASTER else f"{rendition.crop}-{size}".lstrip("-")
    return f"{folder_of(picture_id)}/{called}.{rendition.format}"


def is_draft(name: str) -> bool:
    """Tell whether a name is of a file that is being written, or was when the writer was killed."""
    return name.rpartition("/")[2].startswith(_DRAFT)


def of(place: str) -> Store:
    """Give the store that the setting names: the path of a folder, or `s3://…`."""
    if not place.startswith("s3://"):
        return Folder(Path(place))
    from api.content.pictures.objects import Objects  # noqa: PLC0415 - who keeps a folder need not load the library

    return Objects(place)


def use(place: str) -> None:
    """Choose the store of this process, by what the setting names."""
    global _place  # noqa: PLW0603 - one for the whole process, as its database
    _place = place


def current() -> Store:
    """Give the store that `use` chose, or the one to which the present thread is bound."""
    return _bound.store or _opened(_place)


def bound() -> Store | None:
    """Give the store to which the present thread is bound; None where it uses that of the process."""
    return _bound.store


def bind(store: Store | None) -> None:
    """Let the present thread use another store from now on, or (None) that of the process again."""
    _bound.store = store


@functools.lru_cache(maxsize=1)
def _opened(place: str) -> Store:
    return of(place)


class _Bound(threading.local):
    store: Store | None = None


_bound = _Bound()
_place = ""


class Folder:
    """Files in a folder of this machine."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, name: str, data: bytes) -> None:
        """Write a file beside its place, force it to the disk, and put it there."""
        place = self._path / name
        draft = place.with_name(f"{_DRAFT}{secrets.token_hex(8)}")
        with _failures():
            self._make(place.parent)
            try:
                descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(place)
                _sync(place.parent)
            except OSError:
                draft.unlink(missing_ok=True)
                raise

    def get(self, name: str) -> bytes:
        """Read a file."""
        with _failures():
            try:
                return (self._path / name).read_bytes()
            except FileNotFoundError:
                raise Missing(name) from None

    def remove(self, *names: str) -> None:
        """Remove those of some files that are there, and a folder with its last."""
        places = [self._path / name for name in names]
        with _failures():
            for place in places:
                place.unlink(missing_ok=True)
            for folder in {place.parent for place in places}:
                with contextlib.suppress(FileNotFoundError):
                    _sync(folder)
                with contextlib.suppress(OSError):  # other files are in it
                    folder.rmdir()

    def forget(self, picture_id: str) -> None:
        """Remove the folder of a picture; a second try finds it half gone and ends the work."""
        with _failures(), contextlib.suppress(FileNotFoundError):
            place = self._path / folder_of(picture_id)
            shutil.rmtree(place)
            _sync(place.parent)

    def listing(self) -> Iterator[Stored]:
        """Give every file there is."""
        with _failures():
            for folder, _, files in os.walk(self._path, onerror=_raise):
                for name in files:
                    place = Path(folder, name)
                    with contextlib.suppress(FileNotFoundError):  # removed while we look
                        found = place.lstat()
                        at = datetime.fromtimestamp(found.st_mtime, UTC)
                        yield Stored(place.relative_to(self._path).as_posix(), found.st_size, at)

    def _make(self, folder: Path) -> None:
        """Make a folder with those above it, for this user alone, and force their names to the disk."""
        if folder.is_dir():
            return
        self._make(folder.parent)
        with contextlib.suppress(FileExistsError):  # another made it meanwhile
            folder.mkdir(mode=0o700)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    """Force what a folder names to the disk (a rename is in the folder, not in the file)."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _raise(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    """Name what a disk refuses: it is full, or not to be written to."""
    try:
        yield
    except OSError as error:
        raise unavailable() from error


def unavailable() -> Unavailable:
    """Give the problem of a store that does not do what it should."""
    return Unavailable(say("Pictures cannot be kept or read now. Try again later."), retry_after=30)
