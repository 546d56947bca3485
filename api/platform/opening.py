"""Opening the database that the settings name: made where it is missing, or only where there is one."""

from __future__ import annotations

from api.platform import db, locales, migrate
from api.platform.errors import Conflict, NotFound, say
from api.platform.settings import Settings


def make(found: Settings) -> list[str]:
    """Open the database, made if it is missing and migrated to this version; gives the migrations that were applied.

    The secret is made with a new database only: if it is missing later, it has been lost.

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


def open_existing(found: Settings) -> None:
    """Open a database that has this version's tables; nothing is made, so that a mistyped place stays empty.

    Raises:
        NotFound: there is none, or it has no tables.
        Conflict: its tables are of another version.
    """
    require_file(found)
    db.open_database(found)
    locales.use(found.locales)
    applied = migrate.applied()
    if not applied:
        raise none_found(found)
    if applied != migrate.known():
        raise Conflict(say("The database is not of this version. Run polyweek migrate first, with this version."))


def require_file(found: Settings) -> None:
    """Check that the file of an SQLite database is there, since opening it would make one.

    Raises:
        NotFound: it is not there.
    """
    if not found.is_postgres and not found.sqlite_path.exists():
        raise none_found(found)


def none_found(found: Settings) -> NotFound:
    """Give the error that there is no newsroom: where it was looked for, and what to do."""
    return NotFound(
        say(
            "There is no newsroom at {place}. If it is elsewhere, set POLYWEEK_DATA_DIR or POLYWEEK_DATABASE_URL;"
            " to make one here, run polyweek migrate.",
            place=found.database_place,
        )
    )
