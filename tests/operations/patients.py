"""What tests of the doctor share: how an instance is looked at, and made ill."""

from __future__ import annotations

from pathlib import Path

from api.operations import doctor
from api.operations.findings import Finding
from api.platform import db
from api.platform.settings import Settings
from tests import databases
from tests.newsroom import NOW


def look(environ: dict[str, str]) -> dict[str, Finding]:
    """Give what the doctor finds, by what it is about."""
    return {finding.about: finding for finding in doctor.examine(environ, at=NOW)}


def levels(environ: dict[str, str]) -> dict[str, str]:
    """Give how ill each thing is that is not well."""
    return {about: found.level for about, found in look(environ).items() if found.level != "well"}


def settings(environ: dict[str, str]) -> Settings:
    """Give the settings of such an instance."""
    return databases.settings(Path(environ["POLYWEEK_DATA_DIR"]), environ["POLYWEEK_DATABASE_URL"])


def run(environ: dict[str, str], sql: str) -> None:
    """Change something in its database."""
    db.open_database(settings(environ))
    db.database.execute_sql(sql)
    db.close_database()
