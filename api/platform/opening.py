"""Opening the database that the settings name: where it may be made, and where a newsroom must stand already."""

from __future__ import annotations

from api.platform import db, locales, migrate
from api.platform.errors import Conflict, NotFound, say
from api.platform.settings import Settings


def made(found: Settings) -> list[str]:
    """Open the database, made and brought up to this version where it is not; gives the migrations that were applied.

    A new one gets its secret at once: one that is missing later has been lost.

    Raises:
        BadSettings: the data folder cannot be made, or not be written to.
    """
    found.prepare()
    db.open_database(found)
    locales.use(found.locales)
    applied = migrate.up()
    if applied == migrate.known():
        _ = found.secret
    return applied


def existing(found: Settings) -> None:
    """Open a database with this version's tables; nothing is made, so that a mistyped place stays empty.

    Raises:
        NotFound: there is none, or it has no tables.
        Conflict: its tables are of another version.
    """
    require_file(found)
    db.open_database(found)
    locales.use(found.locales)
    applied = migrate.applied()
    if not applied:
        raise nothing(found)
    if applied != migrate.known():
        raise Conflict(say("The database is not of this version. Run polyweek migrate first, with this version."))


def require_file(found: Settings) -> None:
    """Let SQLite pass where its file is; to open it would make one.

    Raises:
        NotFound: it is not there.
    """
    if not found.is_postgres and not found.sqlite_path.exists():
        raise nothing(found)


def nothing(found: Settings) -> NotFound:
    """Say that there is no newsroom, where it was looked for, and what to do."""
    return NotFound(
        say(
            "There is no newsroom at {place}. If it is elsewhere, set POLYWEEK_DATA_DIR or POLYWEEK_DATABASE_URL;"
            " to make one here, run polyweek migrate.",
            place=found.database_place,
        )
    )
