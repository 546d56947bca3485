"""The files of a picture: written to the store before a row names them, and never believed without their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from api.content.pictures import renditions, stores
from api.content.pictures.models import PictureFile
from api.content.pictures.renditions import Rendition
from api.content.pictures.stores import Missing, Store
from api.platform import db, places
from api.platform.errors import NotFound, say


@dataclass(frozen=True, slots=True)
class File:
    """A file as its row has it."""

    rendition: Rendition
    size: int
    sha256: str


def put(store: Store, picture_id: str, made: Mapping[Rendition, bytes]) -> list[File]:
    """Write files to the store; gives what their rows will say.

    Raises:
        Unavailable: the store does not take them; some may be there, without a row.
    """
    for rendition, data in made.items():
        store.put(stores.name_of(picture_id, rendition), data)
    return [File(one, len(data), hashlib.sha256(data).hexdigest()) for one, data in made.items()]


def append(picture_id: str, found: Sequence[File]) -> None:
    """Name files that are in the store. A step inside a transaction."""
    rows = [
        {
            "picture": picture_id,
            "crop": file.rendition.crop,
            "width": file.rendition.width,
            "format": file.rendition.format,
            "bytes": file.size,
            "sha256": file.sha256,
        }
        for file in found
    ]
    db.put(PictureFile, rows, key=["picture", "crop", "width", "format"])


def of(picture_id: str) -> dict[Rendition, File]:
    """Give the files of a picture, by what they are; one statement."""
    return of_all([picture_id])[picture_id]


def of_all(picture_ids: Sequence[str]) -> dict[str, dict[Rendition, File]]:
    """Give the files of several pictures, by what they are; one statement."""
    found: dict[str, dict[Rendition, File]] = {picture_id: {} for picture_id in picture_ids}
    for row in PictureFile.select().where(PictureFile.picture.in_(picture_ids)):
        rendition = Rendition(row.crop, row.width, row.format)
        found[row.picture_id][rendition] = File(rendition, row.bytes, row.sha256)
    return found


def jpegs(picture_ids: Sequence[str]) -> dict[tuple[str, int], int]:
    """Give the bytes of the JPEG files of some whole pictures, by picture and width; one statement at most."""
    if not picture_ids:
        return {}
    sql = _JPEGS.format(marks=",".join("?" * len(picture_ids)))
    return {(picture_id, width): size for picture_id, width, size in db.rows(sql, picture_ids)}


_JPEGS = """
SELECT picture_id, width, bytes FROM picture_file WHERE picture_id IN ({marks}) AND crop = '' AND format = 'jpg'
"""


def find(picture_id: str, rendition: Rendition) -> File | None:
    """Give one file of a picture, if its row is there; one statement."""
    found = db.row(_FILE, (picture_id, rendition.crop, rendition.width, rendition.format))
    return File(rendition, *found) if found is not None else None


_FILE = "SELECT bytes, sha256 FROM picture_file WHERE picture_id = ? AND crop = ? AND width = ? AND format = ?"


def fetch(store: Store, picture_id: str, file: File) -> bytes:
    """Give the bytes that were written. Outside of a transaction the database is let go before a slow store is asked.

    Raises:
        Unavailable: the store does not answer or gives other bytes, or too many are waiting for it already.
    """
    if not db.database.in_transaction():
        db.release_connection()
    with places.FILES.held():
        try:
            data = store.get(stores.name_of(picture_id, file.rendition))
        except Missing as error:
            raise stores.unavailable() from error
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise stores.unavailable()
        return data


def read(store: Store, picture_id: str, rendition: Rendition) -> tuple[bytes, File]:
    """Give a file with its row, whose hash is its ETag.

    Raises:
        NotFound: the picture has no such file (yet).
        Unavailable: as `fetch`.
    """
    file = find(picture_id, rendition)
    if file is None:
        raise NotFound(say("There is no such picture."))
    return fetch(store, picture_id, file), file


def master_of(store: Store, picture_id: str) -> tuple[str, bytes]:
    """Give the format and the bytes of a picture's master.

    Raises:
        NotFound, Unavailable: as `read`.
    """
    for rendition in of(picture_id):
        if rendition.crop == renditions.MASTER:
            return rendition.format, read(store, picture_id, rendition)[0]
    raise NotFound(say("There is no such picture."))


def drop(picture_id: str, unwanted: Iterable[Rendition] | None = None) -> None:
    """Forget the rows of some files of a picture, or of all. A step inside a transaction."""
    db.require_transaction()
    own = PictureFile.picture == picture_id
    if unwanted is None:
        PictureFile.delete().where(own).execute()
        return
    db.write_each(_DROP, [(picture_id, one.crop, one.width, one.format) for one in unwanted])


_DROP = "DELETE FROM picture_file WHERE picture_id = ? AND crop = ? AND width = ? AND format = ?"
