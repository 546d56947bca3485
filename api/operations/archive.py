"""The archive of a backup: one gzip stream of JSON lines, the same for both databases.

It holds a head, then for each table a line with its columns, one line a row in the order of the key, and a line with
the count and the SHA-256 of its rows, and last the manifest, so that a file cut anywhere is known for one. It names
no paths. A line is bounded, and so is what a file may inflate to: reading one never takes more memory than a row does.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import IO, Any, cast

import orjson

from api.operations.tables import Table
from api.platform.errors import MalformedFile, say

FORMAT = 1

_LEVEL = 4  # five times as fast as 6 on prose, for a sixth more of bytes
_LONGEST_LINE = 32 * 1024 * 1024  # bytes
_FREE = 16 * 1024 * 1024  # bytes that any file may inflate to
_RATIO = 200  # what texts may shrink by; gzip could 1,030 times

Row = list[Any]


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
class Manifest:
    """What an archive holds, as its last line says: its head, and the sum of each table."""

    head: Head
    tables: dict[str, Sum] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(found.rows for found in self.tables.values())


class Writer:
    """Writes an archive into a file that is open for bytes; `finish` ends it."""

    def __init__(self, file: IO[bytes], head: Head) -> None:
        # No name and no time in the gzip header: the same data makes the same bytes.
        self._stream = gzip.GzipFile("", "wb", _LEVEL, file, mtime=0)
        self._manifest = Manifest(head)
        self._line(asdict(head))

    def table(self, table: Table, rows: Iterable[Row]) -> None:
        """Write a table and its rows."""
        self._line({"table": table.name, "columns": table.columns})
        digest, count = hashlib.sha256(), 0
        for row in rows:
            digest.update(self._line(row))
            count += 1
        found = self._manifest.tables[table.name] = Sum(count, digest.hexdigest())
        self._line({"end": table.name, **asdict(found)})

    def finish(self) -> Manifest:
        """Write the manifest and give it. The file itself stays open."""
        self._line({"manifest": asdict(self._manifest)})
        self._stream.close()
        return self._manifest

    def _line(self, value: object) -> bytes:
        line = orjson.dumps(value) + b"\n"
        self._stream.write(line)
        return line


class Reader:
    """Reads an archive out of a file that is open for bytes, from its beginning, and checks it as it goes.

    Raises, from everything it does:
        MalformedFile: the file is no backup, is of a newer format, was cut, or was changed.
    """

    def __init__(self, file: IO[bytes]) -> None:
        file.seek(0)
        self._file = file
        self._stream = gzip.GzipFile("", "rb", fileobj=file)
        self._inflated = 0
        self._manifest = Manifest(_head(self._object()))

    @property
    def manifest(self) -> Manifest:
        """What has been read and found right: all of it once the last table is done."""
        return self._manifest

    def tables(self) -> Iterator[tuple[str, dict[str, str], Iterator[Row]]]:
        """Give the name, the columns with their kinds, and the rows of each table; take all rows before the next."""
        while "manifest" not in (line := self._object()):
            name, columns = line.get("table"), line.get("columns")
            if not isinstance(name, str) or not isinstance(columns, dict) or name in self._manifest.tables:
                raise _changed()
            yield name, columns, self._rows(name, len(columns))
        if line != {"manifest": asdict(self._manifest)} or self._next():
            raise _changed()

    def _rows(self, name: str, width: int) -> Iterator[Row]:
        digest, count = hashlib.sha256(), 0
        while isinstance(row := _parsed(line := self._bytes()), list):
            if len(row) != width:
                raise _changed()
            digest.update(line)
            count += 1
            yield row
        found = self._manifest.tables[name] = Sum(count, digest.hexdigest())
        if row != {"end": name, **asdict(found)}:
            raise _changed()

    def _object(self) -> dict[str, Any]:
        value = _parsed(self._bytes())
        if not isinstance(value, dict):
            raise _changed()
        return value

    def _bytes(self) -> bytes:
        line = self._next()
        if not line.endswith(b"\n"):
            raise MalformedFile(say("The backup has been cut: its end is missing."))
        return line

    def _next(self) -> bytes:
        try:
            line = self._stream.readline(_LONGEST_LINE)
        except EOFError:
            raise MalformedFile(say("The backup has been cut: its end is missing.")) from None
        except (OSError, zlib.error):
            raise MalformedFile(say("The file is not a backup of Polyweek, or it is damaged.")) from None
        self._inflated += len(line)
        if len(line) == _LONGEST_LINE or self._inflated > _FREE + _RATIO * self._file.tell():
            raise MalformedFile(say("The file inflates to more than a backup does."))
        return line


def verify(file: IO[bytes]) -> Manifest:
    """Read a whole archive and check every row against its sums; gives the manifest.

    Raises:
        MalformedFile: as `Reader` does.
    """
    reader = Reader(file)
    for _name, _columns, rows in reader.tables():
        for _row in rows:
            pass
    return reader.manifest


def _parsed(line: bytes) -> Row | dict[str, Any] | None:
    try:
        return cast("Row | dict[str, Any] | None", orjson.loads(line))
    except orjson.JSONDecodeError:
        raise MalformedFile(say("The file is not a backup of Polyweek, or it is damaged.")) from None


def _head(line: Mapping[str, Any]) -> Head:
    if "polyweek_backup" not in line:
        raise MalformedFile(say("The file is not a backup of Polyweek, or it is damaged."))
    if line["polyweek_backup"] != FORMAT:
        raise MalformedFile(say("The backup was made by a newer version of Polyweek. Restore it with that one."))
    texts = ("made_at", "version", "secret_mark")
    lists = ("migrations", "left_out")
    if line.keys() != {"polyweek_backup", *texts, *lists}:
        raise _changed()
    if not all(isinstance(line[name], str) for name in texts) or not all(_is_texts(line[name]) for name in lists):
        raise _changed()
    return Head(**line)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _changed() -> MalformedFile:
    return MalformedFile(say("The backup has been changed since it was made: its contents and its sums differ."))
