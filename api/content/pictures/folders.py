"""Files of pictures in a folder of this machine, on the disk when `put` returns."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from api.content.pictures import stores
from api.content.pictures.stores import Missing, Stored

_DRAFT = ".draft-"  # how a file begins that is being written; the sweep removes what was left so


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
            place = self._path / stores.folder_of(picture_id)
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


def is_draft(name: str) -> bool:
    """Tell whether a name is of a file that is being written, or was when the writer was killed."""
    return name.rpartition("/")[2].startswith(_DRAFT)


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
        raise stores.unavailable() from error
