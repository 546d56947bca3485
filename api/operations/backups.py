"""Making a backup: a consistent moment of all that lasts in one file, verified before it gets its name."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from api.operations import archive, carrying, snapshot, tables, values
from api.operations.archive import Row, Writer
from api.operations.manifest import Head, Manifest
from api.operations.snapshot import Snapshot
from api.operations.tables import Step, Table
from api.platform import clock, migrate
from api.platform.errors import Conflict, Unavailable, say
from api.platform.settings import Settings

_TOLD_EVERY = 500  # rows


def make(
    settings: Settings, path: Path, *, version: str, at: datetime, step: Step, has_pictures: bool = True
) -> Manifest:
    """Write a backup to `path`, mode 0600, while the instance may work on; gives what is in it.

    The instance's secret is not in it, nor leases, counters and remembered answers; with `has_pictures` the files of
    pictures are, but for those that the manifest calls lacking. The file appears whole, read again and verified, or not
    at all.

    Raises:
        Conflict: a file of that name stands already, or the database waits for its migrations.
        Unavailable: the database cannot be read, or the file not be written.
    """
    if path.exists():
        raise _stands(path)
    with _draft(path) as (file, name):
        with snapshot.of(settings) as moment:
            head = Head(clock.to_wire(at), version, _migrations(moment), secret_mark(settings), sorted(tables.PASSING))
            writer = _rows_written(file, head, moment, step)
            named = carrying.named(moment) if has_pictures else None
        if named is not None:
            writer.files(carrying.read(settings, named, step))
        manifest = _finish(writer, file)
        if archive.verify(file) != manifest:
            raise Unavailable(say("The backup was written and could not be read again; the disk may be failing."))
        _name(name, path)
    return manifest


def secret_mark(settings: Settings) -> str:
    """Give a mark by which two instances' secrets can be told apart: 32 bits of a keyed hash."""
    return hmac.new(settings.secret, b"polyweek backup", hashlib.sha256).hexdigest()[:8]


def _migrations(moment: Snapshot) -> list[str]:
    applied = [str(name) for (name,) in moment.rows("SELECT name FROM schema_migration ORDER BY name")]
    if applied != migrate.known():
        raise Conflict(say("The database is not of this version. Run polyweek migrate first, with this version."))
    return applied


def _rows_written(file: IO[bytes], head: Head, moment: Snapshot, step: Step) -> Writer:
    writer = Writer(file, head)
    for table in tables.lasting():
        writer.table(table, _rows(table, moment, step))
    return writer


def _rows(table: Table, moment: Snapshot, step: Step) -> Iterator[Row]:
    write = values.to_archive(list(table.columns.values()))
    untold = 0
    for row in moment.rows(snapshot.select(table)):
        yield write(row)
        untold += 1
        if untold == _TOLD_EVERY:
            step(table.name, untold)
            untold = 0
    step(table.name, untold)


def _finish(writer: Writer, file: IO[bytes]) -> Manifest:
    manifest = writer.finish()
    file.flush()
    os.fsync(file.fileno())
    return manifest


@contextmanager
def _draft(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """Open a file beside the one that is to be, for this user alone; it is gone afterwards."""
    name = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            yield file, name
    except OSError as error:
        raise Unavailable(say("{path} cannot be written: {reason}.", path=path, reason=error.strerror)) from None
    finally:
        name.unlink(missing_ok=True)


def _name(draft: Path, path: Path) -> None:
    """Give the finished file its name, never in the place of another."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise _stands(path) from None
    except OSError:  # a file system without links, as on many USB sticks
        if path.exists():
            raise _stands(path) from None
        draft.rename(path)
    with suppress(OSError):  # not every file system lets a folder be synced
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _stands(path: Path) -> Conflict:
    return Conflict(say("{path} already exists; a backup does not overwrite a file.", path=path))
