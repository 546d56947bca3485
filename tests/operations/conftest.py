"""A newsroom with something in most tables, a backup of it, and the environment of an instance that is well."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.accounts import audit
from api.platform import db, duties
from tests import databases
from tests.newsroom import NOW, Newsroom
from tests.operations import instances


@pytest.fixture
def full(newsroom: Newsroom) -> Newsroom:
    """Give a newsroom with something in most tables: published, revised since, and withdrawn."""
    article = newsroom.publish("en", "ru")
    newsroom.revise(article, title="The vote is off", weight="meaning")
    newsroom.publish("en", title="Another text")
    person = str(db.rows("SELECT id FROM person WHERE login = ?", ("admin",))[0][0])
    for number in range(3):
        with db.transaction():
            audit.note("person.suspend", by=person, at=NOW, thing="person", thing_id=str(number))
    return newsroom


@pytest.fixture
def archived(full: Newsroom, tmp_path: Path) -> Path:
    """Give a backup of the full newsroom."""
    path = tmp_path / "full.backup"
    instances.backup(full.settings, path)
    return path


@pytest.fixture
def port() -> int:
    """Give a port that is free."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@pytest.fixture
def environ(newsroom: Newsroom, tmp_path: Path, port: int) -> Iterator[dict[str, str]]:
    """Give the environment of a healthy instance, with a worker at work."""
    tmp_path.chmod(0o700)
    duties.take("scheduled_releases", "worker", at=NOW)
    url = newsroom.settings.database_url
    newsroom.close()
    yield {
        "POLYWEEK_DATA_DIR": str(tmp_path),
        "POLYWEEK_DATABASE_URL": url,
        "POLYWEEK_BASE_URL": "https://news.example",
        "POLYWEEK_TRUSTED_PROXIES": "1",
        "POLYWEEK_SECRET": databases.SECRET,
        "PORT": str(port),
    }
    db.close_database()
