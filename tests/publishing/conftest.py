"""The shelf of published articles, filled once on each database and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.platform.settings import Settings
from tests import databases
from tests.newsroom import Newsroom
from tests.publishing import shelf as shelves
from tests.publishing.shelf import Shelf


@dataclass(frozen=True)
class Filled:
    """A database with the shelf in it: a file's path, or a database's name on the server."""

    shelf: Shelf
    where: str
    server: databases.Server | None = None

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Settings]:
        """Give a copy, for one test."""
        if self.server is None:
            shutil.copy(self.where, folder / "polyweek.db")
            yield databases.settings(folder, f"sqlite:///{folder / 'polyweek.db'}")
        else:
            with self.server.database(self.where) as url:
                yield databases.settings(folder, url)


@pytest.fixture(scope="session")
def sqlite_shelf(sqlite_template: databases.SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """Fill the shelf on SQLite."""
    folder = tmp_path_factory.mktemp("shelf")
    with sqlite_template.copy(folder) as settings:
        return Filled(_fill(settings), str(settings.sqlite_path))


@pytest.fixture(scope="session")
def postgresql_shelf(
    postgresql_template: databases.PostgresTemplate,
    postgres: databases.Server,
    tmp_path_factory: pytest.TempPathFactory,
) -> Filled:
    """Fill the shelf on PostgreSQL."""
    name = postgres.create(postgresql_template._name)
    settings = databases.settings(tmp_path_factory.mktemp("shelf"), postgres.url(name))
    return Filled(_fill(settings), name, postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Newsroom, Shelf]]:
    """Give a newsroom with the shelf in it, on each database."""
    found: Filled = request.getfixturevalue(f"{request.param}_shelf")
    with found.copy(tmp_path) as settings:
        room = Newsroom(settings)
        yield room, found.shelf
        room.close()


def _fill(settings: Settings) -> Shelf:
    room = Newsroom(settings)
    shelf = shelves.fill(room)
    room.close()
    return shelf
