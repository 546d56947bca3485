"""A shelf of pictures for tests: the verbs with what every call needs, and stores that fail as real ones do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from api.accounts import tokens
from api.accounts.roles import Actor
from api.content.pictures import pictures, storage, stores
from api.content.pictures.facts import Facts
from api.content.pictures.models import Picture
from api.content.pictures.pictures import Added
from api.content.pictures.redactions import Redaction
from api.content.pictures.stores import Store, Stored
from api.platform import db, ids
from tests.content.pictures.specimens import jpeg
from tests.newsroom import NOW, token

SECRET = b"a secret of the tests, long enough to be one"


def actor(login: str = "editor") -> Actor:
    """Give a person of the newsroom, as verbs are given one."""
    return tokens.actor_of(token(login), at=NOW)


def add(
    data: bytes, store: Store, *shapes: Redaction, told: Facts | None = None, by: Actor | None = None, **other: Any
) -> Added:
    """Add a picture as the editor."""
    options = {"secret": SECRET, "at": NOW} | other
    return pictures.add(data, shapes, told or {}, store=store, by=by or actor(), **options)


def picture() -> str:
    """Add a picture to the library of the newsroom that stands; gives its id."""
    return add(jpeg(), storage.current()).picture_id


def hung(**columns: Any) -> str:
    """Put a picture into the library of the newsroom that stands, as its row alone, without any file; gives its id."""
    picture_id = ids.new()
    row = {"width": 96, "height": 64, "thumbhash": "", "colour": "#a1b2c3", "created_at": NOW, "created_by": actor().id}
    with db.transaction():
        Picture.create(id=picture_id, **row | columns)
    return picture_id


class Memory:
    """A store in memory, which can be made to fail after some calls, or to lie."""

    def __init__(self, *, fails_after: int | None = None, lies: bool = False) -> None:
        self.files: dict[str, bytes] = {}
        self.calls: list[tuple[str, str]] = []
        self.left, self.lies = fails_after, lies

    def put(self, name: str, data: bytes) -> None:
        """Keep a file, or fail."""
        self._call("put", name)
        self.files[name] = data

    def get(self, name: str) -> bytes:
        """Give a file, or other bytes."""
        self._call("get", name)
        if name not in self.files:
            raise stores.Missing(name)
        return self.files[name][::-1] if self.lies else self.files[name]

    def remove(self, *names: str) -> None:
        """Remove files."""
        for name in names:
            self._call("remove", name)
            self.files.pop(name, None)

    def forget(self, picture_id: str) -> None:
        """Remove the files of a picture."""
        self._call("forget", picture_id)
        for name in [name for name in self.files if picture_id in name]:
            del self.files[name]

    def listing(self) -> Iterator[Stored]:
        """Give the files, all of them written long ago."""
        yield from [Stored(name, len(data), NOW.replace(year=2000)) for name, data in self.files.items()]

    def of(self, picture_id: str) -> Sequence[str]:
        """Give the names of a picture's files."""
        return sorted(name for name in self.files if picture_id in name)

    def _call(self, what: str, name: str) -> None:
        self.calls.append((what, name))
        if self.left is not None:
            if self.left == 0:
                raise stores.unavailable()
            self.left -= 1
