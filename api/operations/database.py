"""What the doctor looks at in the database itself: whether it keeps what it is given, and has our tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import apsw

from api.operations.findings import Finding, fault, note, well
from api.platform import db, migrate
from api.platform.errors import Problem
from api.platform.settings import Settings

_OLDEST_POSTGRES = 130_000
_FULL = 2  # PRAGMA synchronous: what is acknowledged is on the disk
_LARGE_WAL = 256 * 1024 * 1024  # bytes
_SKEW = 2.0  # seconds between two clocks


def look(settings: Settings, *, at: datetime) -> Iterator[Finding]:
    """Look at the open database."""
    yield from _postgres(settings, at=at) if db.is_postgres() else _sqlite(settings)
    yield _tables()


def has_tables() -> bool:
    """Tell whether the tables are those of this version, so that they can be read."""
    return migrate.applied() == migrate.known()


def is_damage(problem: Problem) -> bool:
    """Tell whether SQLite's file is damaged, or is none."""
    error = problem.__cause__
    found = getattr(error, "orig", None) or getattr(error, "__cause__", None) or error
    return isinstance(found, apsw.NotADBError | apsw.CorruptError)


def damaged(settings: Settings, says: str, *, about: str = "database") -> Finding:
    """Say that SQLite's file is damaged, and how to have it back."""
    advice = (
        f"Stop the instance, move {settings.sqlite_path} and its -wal and -shm elsewhere, and type"
        " polyweek restore FILE with the last backup."
    )
    return fault(about, says, advice)


def _sqlite(settings: Settings) -> Iterator[Finding]:
    version = _one("SELECT sqlite_version()")
    journal, synchronous = _one("PRAGMA journal_mode"), _one("PRAGMA synchronous")
    if journal != "wal" or synchronous != _FULL:
        says = f"SQLite {version} with journal {journal} and synchronous {synchronous}"
        yield fault("database", says, "Move the data folder to a local disk; on some network file systems WAL fails.")
    else:
        yield well("database", f"SQLite {version}, WAL, every commit on the disk")
    check = _one("PRAGMA quick_check(1)")
    if check == "ok":
        yield well("contents", "undamaged")
    else:
        yield damaged(settings, f"{settings.sqlite_path} is damaged: {' '.join(check.split())}", about="contents")
    wal = settings.sqlite_path.with_name(settings.sqlite_path.name + "-wal")
    if wal.exists() and wal.stat().st_size > _LARGE_WAL:
        says = f"the WAL has grown to {wal.stat().st_size // 1024 // 1024} MiB"
        yield note("contents", says, "Something reads for very long; end it, or restart the instance.")


def _postgres(settings: Settings, *, at: datetime) -> Iterator[Finding]:
    number = int(_one("SELECT current_setting('server_version_num')"))
    version = _one("SELECT current_setting('server_version')")
    if number < _OLDEST_POSTGRES:
        yield fault("database", f"PostgreSQL {version}", "Take version 13 or newer.")
    elif unsafe := [name for name in ("fsync", "full_page_writes", "synchronous_commit") if _setting(name) == "off"]:
        says = f"PostgreSQL {version} loses acknowledged writes in a power cut: {', '.join(unsafe)} off"
        yield fault("database", says, f"Set {unsafe[0]} = on.")
    else:
        yield well("database", f"PostgreSQL {version}, every commit on the disk")
    encoding = _one("SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()")
    if encoding != "UTF8":
        advice = "Make a database with ENCODING 'UTF8', and restore a backup into it."
        yield fault("encoding", f"the database's is {encoding}", advice)
    else:
        yield well("encoding", "UTF8")
    if _one("SELECT pg_is_in_recovery()"):
        yield note("role", "this is a standby: it can only be read", "Point POLYWEEK_DATABASE_URL at the primary.")
    yield _connections(settings)
    yield _clock(at)


def _connections(settings: Settings) -> Finding:
    """Compare what all processes may open at most with what the server admits."""
    offered = int(_setting("max_connections")) - int(_setting("superuser_reserved_connections"))
    wanted = settings.pool_size * (settings.workers + 1)
    says = f"{wanted} wanted by {settings.workers} server processes and a worker, {offered} offered"
    if wanted > offered:
        return fault("connections", says, f"Raise max_connections to {wanted + 10}, or lower POLYWEEK_WORKERS.")
    return well("connections", says)


def _clock(at: datetime) -> Finding:
    skew = abs((db.read_time(_one("SELECT clock_timestamp()")) - at).total_seconds())
    if skew > _SKEW:
        says = f"this machine's and the database's differ by {skew:.0f} s"
        return fault("clock", says, "Have both take their time by NTP: releases go by it.")
    return well("clock", "the same here and in the database")


def _tables() -> Finding:
    applied, known = migrate.applied(), migrate.known()
    if unknown := sorted(set(applied) - set(known)):
        says = f"the database is of a newer version ({unknown[-1]})"
        return fault("tables", says, "Run that version, or restore a backup of this one.")
    if pending := [name for name in known if name not in applied]:
        return fault("tables", f"migrations wait: {', '.join(pending)}", "Make a backup, then run polyweek migrate.")
    return well("tables", f"up to date ({known[-1]})")


def _setting(name: str) -> str:
    return str(_one("SELECT current_setting(?)", name))


def _one(sql: str, *params: object) -> Any:  # noqa: ANN401 - whatever the database says
    found = db.row(sql, params)
    return found[0] if found else None
