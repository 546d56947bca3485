"""What the tests of this room share: an empty instance of each kind, backups, and all rows of a database."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import Any

import orjson

from api.operations import archive, backups, restoring, snapshot, tables
from api.operations.manifest import Manifest, Sum
from api.platform.settings import Settings
from tests import databases
from tests.newsroom import NOW


def sqlite(folder: Path, name: str = "other") -> Settings:
    """Give settings of an instance on SQLite that has nothing yet."""
    return databases.settings(folder / name, f"sqlite:///{folder / name / 'polyweek.db'}")


def backup(settings: Settings, path: Path, *, has_pictures: bool = True) -> Manifest:
    """Make a backup, without telling anybody."""
    options = {"version": "0.1.0", "at": NOW, "has_pictures": has_pictures}
    return backups.make(settings, path, step=lambda _table, _rows: None, **options)


def restore(settings: Settings, path: Path) -> Manifest:
    """Restore a backup, without telling anybody."""
    return restoring.restore(settings, path, step=lambda _table, _rows: None)


def sums(path: Path) -> dict[str, Sum]:
    """Give the sums of a backup's tables, the generation's apart, which restoring raises."""
    with path.open("rb") as file:
        found = archive.verify(file).tables
    return {name: found[name] for name in found if name != "generation"}


def everything(settings: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """Give every row of every lasting table but the generation, read without the code under test's writers."""
    with snapshot.of(settings) as moment:
        return {
            table.name: [tuple(row) for row in moment.rows(snapshot.select(table))]
            for table in tables.lasting()
            if table.name != "generation"
        }


def signed(lines: list[Any]) -> bytes:
    """Write an archive whose sums are right, whatever it says."""
    out, sums, digest, count = [], {}, hashlib.sha256(), 0
    for line in lines:
        if isinstance(line, list):
            text = orjson.dumps(line) + b"\n"
            digest.update(text)
            count += 1
        elif "end" in line:
            sums[line["end"]] = {"rows": count, "sha256": digest.hexdigest()}
            text = orjson.dumps({"end": line["end"], **sums[line["end"]]}) + b"\n"
            digest, count = hashlib.sha256(), 0
        elif "manifest" in line:
            manifest = {"manifest": {"head": lines[0], "tables": sums}}
            text = orjson.dumps(manifest) + b"\n"
        else:
            text = orjson.dumps(line) + b"\n"
        out.append(text)
    return gzip.compress(b"".join(out))
