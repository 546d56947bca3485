"""What an archive says of itself: its head, its last line, and what it tells of the files of pictures."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from api.platform.errors import MalformedFile, say

FORMAT = 2  # 1 carried no files of pictures

Place = tuple[str, str, int, str]  # a picture's id, a crop, a width and a format: the key of a file's row
Why = Literal["missing", "changed", "unreadable", "removed"]


@dataclass(frozen=True, slots=True)
class Head:
    """What an archive says of itself: when it was made, by which version, and with which migrations applied.

    `secret_mark` tells two secrets apart and gives neither away.
    """

    made_at: str
    version: str
    migrations: list[str]
    secret_mark: str
    left_out: list[str]
    polyweek_backup: int = FORMAT


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and the SHA-256 of their lines."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class File:
    """A picture's file, with all of its bytes."""

    place: Place
    sha256: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lack:
    """A file that a row names and the store did not give. `removed`: when all was written, no row named it any more."""

    place: Place
    why: Why


@dataclass(frozen=True, slots=True)
class Files:
    """How many files an archive carries, how many bytes they have, how many it lacks; the SHA-256 of their lines."""

    carried: int
    bytes: int
    lacking: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds, as its last line says: its head, the sum of each table, and of the files if it has them.

    `lacks` are the files that it lacks; in the archive they stand before the manifest.
    """

    head: Head
    tables: dict[str, Sum] = field(default_factory=dict)
    files: Files | None = None
    lacks: list[Lack] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(found.rows for found in self.tables.values())


class Tally:
    """Counts files as they are written or read, and sees that each comes once, in order, and what is lacking last."""

    def __init__(self) -> None:
        """Begin with none."""
        self._digest, self._carried, self._bytes = hashlib.sha256(), 0, 0
        self._lacks: list[Lack] = []
        self._last: tuple[bool, Place] | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether there has been none."""
        return self._last is None

    def add(self, one: File | Lack, line: bytes) -> None:
        """Count one, by what it is and by its line.

        Raises:
            MalformedFile: it has come before, or too late.
        """
        rank = (isinstance(one, Lack), one.place)
        if self._last is not None and rank <= self._last:
            raise changed()
        self._last = rank
        self._digest.update(line)
        if isinstance(one, Lack):
            self._lacks.append(one)
        else:
            self._carried += 1
            self._bytes += len(one.data)

    def closing(self, manifest: Manifest) -> Manifest:
        """Give a manifest that has all that were counted."""
        files = Files(self._carried, self._bytes, len(self._lacks), self._digest.hexdigest())
        return replace(manifest, files=files, lacks=self._lacks)


def line_of(one: File | Lack) -> dict[str, Any]:
    """Give the line that stands before a file's bytes, or in the place of a file."""
    if isinstance(one, Lack):
        return {"lacks": one.place, "why": one.why}
    return {"file": one.place, "bytes": len(one.data), "sha256": one.sha256}


def last_line(manifest: Manifest) -> dict[str, Any]:
    """Give the line of a manifest. One without files has no word of them, as all of format 1."""
    said = asdict(manifest)
    del said["lacks"]
    if manifest.files is None:
        del said["files"]
    return {"manifest": said}


def changed() -> MalformedFile:
    """Give the problem of an archive that is not as it was written."""
    return MalformedFile(say("The backup has been changed since it was made: its contents and its sums differ."))
