"""Looking after the store: what no row names is swept, what rows name is checked byte by byte."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from api.content.pictures import pictures, renditions, stores
from api.content.pictures.models import Picture
from api.content.pictures.renditions import Rendition
from api.content.pictures.stores import Missing, Store
from api.platform import db
from api.platform.errors import Unavailable

GRACE = timedelta(hours=1)  # a file may be there for so long before a row names it

_MOST_UNREADABLE = 3  # files in a row, before a whole store is said not to answer


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a file or, where `name` is a picture's id, with what its row claims.

    A file is missing, has other bytes than were written, cannot be read, or belongs to nothing. A picture has no master
    (its sizes cannot be made), or names another that is nowhere: one that took its place, or stands in for it.
    """

    wrong: Literal["missing", "changed", "unreadable", "too_much", "no_master", "nowhere"]
    name: str


def check(store: Store, *, at: datetime | None = None, step: Callable[[], None] = lambda: None) -> Iterator[Finding]:
    """Compare the store with the rows: every file there, every hash right, nothing too much. Reads all bytes.

    With `at`, what is younger than an hour is not too much: somebody may be at work on it. What was replaced while the
    files were read is not missed. `step` is called behind each file.

    Raises:
        Unavailable: the store does not answer.
    """
    claimed = named()
    wrong = [(Finding(found, name), sha256) for name, sha256, found in _looked(store, claimed, step) if found != "well"]
    still = named() if wrong else {}
    yield from (finding for finding, sha256 in wrong if still.get(finding.name) == sha256)
    for found in list(store.listing()):
        if found.name not in claimed and (at is None or found.written_at < at - GRACE):
            yield Finding("too_much", found.name)
    yield from (Finding("no_master", picture_id) for (picture_id,) in db.rows(_NO_MASTER, (renditions.MASTER,)))
    yield from (Finding("nowhere", picture_id) for (picture_id,) in db.rows(_NOWHERE))


def counted() -> tuple[int, int]:
    """Give how many pictures stand, and how many files rows name."""
    standing = "SELECT COUNT(*) FROM picture WHERE replaced_by IS NULL AND deleted_at IS NULL"
    pictures_standing = db.rows(standing)[0][0]
    return int(pictures_standing), int(db.rows("SELECT COUNT(*) FROM picture_file")[0][0])


def missing(store: Store) -> int:
    """Count the files that rows name and the store does not have, without reading any.

    Raises:
        Unavailable: the store does not answer.
    """
    lacking = named().keys() - {found.name for found in store.listing()}
    return len(lacking & named().keys()) if lacking else 0  # what was replaced meanwhile is not missed


def sweep(store: Store, *, at: datetime) -> int:
    """Remove files that no row names: those of an upload or a change that a crash cut off; gives how many. For a duty.

    What is younger than an hour may be of one that is under way.

    Raises:
        Unavailable: the store does not answer.
    """
    old = [found for found in store.listing() if found.written_at < at - GRACE]
    claimed = named() if old else {}
    unnamed = [found.name for found in old if found.name not in claimed]
    for name in unnamed:
        store.remove(name)
    return len(unnamed)


def clear_gone(store: Store) -> int:
    """Remove the files of pictures that were replaced or deleted and whose files still stand; gives how many.

    For a duty.

    Raises:
        Unavailable: the store does not answer.
    """
    left = Picture.select(Picture.id).where(
        ~Picture.replaced_by.is_null() | ~Picture.deleted_at.is_null(), Picture.has_files
    )
    cleared = [row.id for row in left]
    for picture_id in cleared:
        pictures.clear(picture_id, store=store)
    return len(cleared)


def named() -> dict[str, str]:
    """Give the SHA-256 of every file that a row names, by its name in the store.

    Raises:
        ValueError: a row is none that this program writes.
    """
    return {
        stores.name_of(picture_id, Rendition(crop, width, format_)): sha256
        for picture_id, crop, width, format_, sha256 in db.rows(_NAMED)
    }


def _looked(
    store: Store, claimed: Mapping[str, str], step: Callable[[], None]
) -> Iterator[tuple[str, str, Literal["well", "missing", "changed", "unreadable"]]]:
    """Read each file and give its name, the hash that it should have, and how it is."""
    unreadable = 0
    for name, sha256 in claimed.items():
        try:
            found: Literal["well", "changed"] = "well" if _sha256(store.get(name)) == sha256 else "changed"
            yield name, sha256, found
            unreadable = 0
        except Missing:
            yield name, sha256, "missing"
        except Unavailable:
            unreadable += 1
            if unreadable == _MOST_UNREADABLE:
                raise
            yield name, sha256, "unreadable"
        step()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


_NO_MASTER = """
SELECT id
  FROM picture
 WHERE replaced_by IS NULL AND deleted_at IS NULL AND has_files
   AND NOT EXISTS (SELECT 1 FROM picture_file WHERE picture_id = picture.id AND crop = ?)
 ORDER BY id
"""

_NOWHERE = """
SELECT id
  FROM picture
 WHERE (replaced_by IS NOT NULL AND replaced_by NOT IN (SELECT id FROM picture))
    OR (substitute IS NOT NULL AND substitute NOT IN (SELECT id FROM picture))
 ORDER BY id
"""

_NAMED = "SELECT picture_id, crop, width, format, sha256 FROM picture_file"
