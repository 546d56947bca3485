"""What keeps the files of pictures, whatever it is: what a store does, and how the files in it are called.

A file is called by its picture's id, its crop, width and format, and by nothing that anybody sent. It appears whole
or not at all, and is kept when `put` returns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from api.content.pictures import renditions
from api.content.pictures.renditions import Rendition
from api.platform import ids
from api.platform.errors import Unavailable, say

_CROPS = {"", renditions.MASTER, *renditions.CROPS}


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


def unavailable() -> Unavailable:
    """Give the problem of a store that does not do what it should."""
    return Unavailable(say("Pictures cannot be kept or read now. Try again later."), retry_after=30)
