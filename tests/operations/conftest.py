"""A newsroom with something in most tables, and a backup of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.accounts import audit
from api.platform import db
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
