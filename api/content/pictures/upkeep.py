"""Looking after the store: what no row names is swept, what rows name is checked byte by byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from api.content.pictures import pictures, storage
from api.content.pictures.models import Picture
from api.content.pictures.renditions import Rendition
from api.content.pictures.storage import Missing, Store
from api.platform import db

GRACE = timedelta(hours=1)  # a file may be there for so long before a row names it


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a file: it is missing, has other bytes than were written, or belongs to nothing."""

    wrong: Literal["missing", "changed", "too_much"]
    name: str


def check(store: Store, *, at: datetime | None = None) -> Iterator[Finding]:
    """Compare the store with the rows: every file there, every hash right, nothing too much. Reads all bytes.

    With `at`, what is younger than an hour is not too much: somebody may be at work on it.

    Raises:
        Unavailable: the store does not answer.
    """
    named = _named()
    for name, sha256 in named.items():
        try:
            data = store.get(name)
        except Missing:
            yield Finding("missing", name)
            continue
        if hashlib.sha256(data).hexdigest() != sha256:
            yield Finding("changed", name)
    for found in list(store.listing()):
        if found.name not in named and (at is None or found.written_at < at - GRACE):
            yield Finding("too_much", found.name)


def missing(store: Store) -> int:
    """Count the files that rows name and the store does not have, without reading any.

    Raises:
        Unavailable: the store does not answer.
    """
    return len(_named().keys() - {found.name for found in store.listing()})


def sweep(store: Store, *, at: datetime) -> int:
    """Remove files that no row names: those of an upload or a change that a crash cut off; gives how many. For a duty.

    What is younger than an hour may be of one that is under way.

    Raises:
        Unavailable: the store does not answer.
    """
    old = [found for found in store.listing() if found.written_at < at - GRACE]
    named = _named() if old else {}
    unnamed = [found.name for found in old if found.name not in named]
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


def _named() -> dict[str, str]:
    """Give the hash of every file that a row names, by its name in the store."""
    return {
        storage.name_of(picture_id, Rendition(crop, width, format_)): sha256
        for picture_id, crop, width, format_, sha256 in db.rows(_NAMED)
    }


_NAMED = "SELECT picture_id, crop, width, format, sha256 FROM picture_file"
