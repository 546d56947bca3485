"""The archive of a backup: one gzip stream of JSON lines, the same for both databases.

It holds a head, then for each table a line with its columns, one line a row in the order of the key, and a line with
the count and the SHA-256 of its rows. Then come the files of pictures, each a line with its key, size and SHA-256 and
behind it the bytes, and a line for each that the store did not give. Last is the manifest, so that a file cut anywhere
is known for one. It names no paths. A line is bounded, and so are a picture's file and what all may inflate to: reading
an archive never takes more memory than a row or a picture's file does.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import IO, Any, cast, get_args

import orjson

from api.operations.manifest import (
    FORMAT,
    File,
    Head,
    Lack,
    Manifest,
    Place,
    Sum,
    Tally,
    Why,
    changed,
    last_line,
    line_of,
)
from api.operations.tables import Table
from api.platform.errors import MalformedFile, say

_LEVEL = 4  # five times as fast as 6 on prose, for a sixth more of bytes
_STORED = 0  # a picture is as small as it gets
_LONGEST_LINE = 32 * 1024 * 1024  # bytes
_FREE = 16 * 1024 * 1024  # bytes that any file may inflate to
_RATIO = 200  # what texts may shrink by; gzip could 1,030 times
_LARGEST_FILE = 64 * 1024 * 1024  # bytes; as large as the decoder may make one

Row = list[Any]


class Writer:
    """Writes an archive into a file that is open for bytes; `finish` ends it."""

    def __init__(self, file: IO[bytes], head: Head) -> None:
        # No name and no time in the gzip header: the same data makes the same bytes.
        self._stream = gzip.GzipFile("", "wb", _LEVEL, file, mtime=0)
        self._file = file
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

    def files(self, found: Iterable[File | Lack]) -> None:
        """Write the files of pictures behind the last table, in the order of their keys, and then what is lacking."""
        self._stream.close()
        self._stream = gzip.GzipFile("", "wb", _STORED, self._file, mtime=0)
        tally = Tally()
        for one in found:
            line = self._line(line_of(one))
            tally.add(one, line)
            if isinstance(one, File):
                self._stream.write(one.data)
        self._manifest = tally.closing(self._manifest)

    def finish(self) -> Manifest:
        """Write the manifest and give it. The file itself stays open."""
        self._line(last_line(self._manifest))
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
        self._manifest = Manifest(_head(_parsed_object(self._bytes())))
        self._behind = b""  # the first line behind the tables

    @property
    def manifest(self) -> Manifest:
        """What has been read and found right: all of it once the files are done."""
        return self._manifest

    def tables(self) -> Iterator[tuple[str, dict[str, str], Iterator[Row]]]:
        """Give the name, the columns with their kinds, and the rows of each table; take all rows before the next."""
        while "table" in (line := _parsed_object(text := self._bytes())):
            name, columns = line.get("table"), line.get("columns")
            if not isinstance(name, str) or not isinstance(columns, dict) or name in self._manifest.tables:
                raise changed()
            yield name, columns, self._rows(name, len(columns))
        self._behind = text

    def files(self) -> Iterator[File | Lack]:
        """Give the files of pictures, then what is lacking; once the tables are done, and to the end of the archive."""
        text, tally = self._behind, Tally()
        while "manifest" not in (line := _parsed_object(text)):
            one = self._one(line)
            tally.add(one, text)
            yield one
            text = self._bytes()
        said = line["manifest"]
        if isinstance(said, dict) and "files" in said:
            self._manifest = tally.closing(self._manifest)
        elif not tally.is_empty:
            raise changed()
        if line != last_line(self._manifest) or self._next():
            raise changed()

    def _one(self, line: Mapping[str, Any]) -> File | Lack:
        if line.keys() == {"lacks", "why"} and line["why"] in get_args(Why):
            return Lack(_place(line["lacks"]), line["why"])
        size = line.get("bytes")
        if line.keys() != {"file", "bytes", "sha256"} or type(size) is not int or not 0 <= size <= _LARGEST_FILE:
            raise changed()
        found = File(_place(line["file"]), line["sha256"], self._exactly(size))
        if hashlib.sha256(found.data).hexdigest() != found.sha256:
            raise changed()
        return found

    def _rows(self, name: str, width: int) -> Iterator[Row]:
        digest, count = hashlib.sha256(), 0
        while isinstance(row := _parsed(line := self._bytes()), list):
            if len(row) != width:
                raise changed()
            digest.update(line)
            count += 1
            yield row
        found = self._manifest.tables[name] = Sum(count, digest.hexdigest())
        if row != {"end": name, **asdict(found)}:
            raise changed()

    def _bytes(self) -> bytes:
        line = self._next()
        if not line.endswith(b"\n"):
            raise _cut()
        return line

    def _next(self) -> bytes:
        line = self._read(lambda: self._stream.readline(_LONGEST_LINE))
        if len(line) == _LONGEST_LINE:
            raise _inflating()
        return line

    def _exactly(self, size: int) -> bytes:
        data = self._read(lambda: self._stream.read(size))
        if len(data) != size:
            raise _cut()
        return data

    def _read(self, work: Callable[[], bytes]) -> bytes:
        try:
            found = work()
        except EOFError:
            raise _cut() from None
        except (OSError, zlib.error):
            raise MalformedFile(say("The file is not a backup of Polyweek, or it is damaged.")) from None
        self._inflated += len(found)
        if self._inflated > _FREE + _RATIO * self._file.tell():
            raise _inflating()
        return found


def verify(file: IO[bytes]) -> Manifest:
    """Read a whole archive and check every row against its sums; gives the manifest.

    Raises:
        MalformedFile: as `Reader` does.
    """
    reader = Reader(file)
    for _name, _columns, rows in reader.tables():
        for _row in rows:
            pass
    for _one in reader.files():
        pass
    return reader.manifest


def _place(value: object) -> Place:
    """Give the key of a file's row; whether it can be one, `stores.name_of` tells, and whether it is, the row."""
    kinds = (str, str, int, str)
    if not isinstance(value, list) or len(value) != len(kinds) or [type(part) for part in value] != list(kinds):
        raise changed()
    return cast("Place", tuple(value))


def _parsed_object(line: bytes) -> dict[str, Any]:
    value = _parsed(line)
    if not isinstance(value, dict):
        raise changed()
    return value


def _parsed(line: bytes) -> Row | dict[str, Any] | None:
    try:
        return cast("Row | dict[str, Any] | None", orjson.loads(line))
    except orjson.JSONDecodeError:
        raise MalformedFile(say("The file is not a backup of Polyweek, or it is damaged.")) from None


def _head(line: Mapping[str, Any]) -> Head:
    if "polyweek_backup" not in line:
        raise MalformedFile(say("The file is not a backup of Polyweek, or it is damaged."))
    if line["polyweek_backup"] not in range(1, FORMAT + 1):
        raise MalformedFile(say("The backup was made by a newer version of Polyweek. Restore it with that one."))
    texts = ("made_at", "version", "secret_mark")
    lists = ("migrations", "left_out")
    if line.keys() != {"polyweek_backup", *texts, *lists}:
        raise changed()
    if not all(isinstance(line[name], str) for name in texts) or not all(_is_texts(line[name]) for name in lists):
        raise changed()
    return Head(**line)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _cut() -> MalformedFile:
    return MalformedFile(say("The backup has been cut: its end is missing."))


def _inflating() -> MalformedFile:
    return MalformedFile(say("The file inflates to more than a backup does."))
