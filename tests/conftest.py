"""What all tests share: both databases, each test with its own, and a newsroom to work in."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.platform import logs
from api.platform.settings import Settings
from tests import databases
from tests.newsroom import Newsroom

os.environ.setdefault("TZ", "UTC")


# These take longest; begun first, they do not keep the other processes waiting at the end.
_LONGEST = {"test_state_machine", "test_kill", "test_schemathesis", "test_tour", "test_processes_at_once"}


def pytest_configure(config: pytest.Config) -> None:
    """Keep the folders of tests in memory, where nobody waits for a disk; TMPDIR or --basetemp say otherwise."""
    if (folder := databases.memory()) is not None and "TMPDIR" not in os.environ:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests."""
    items.sort(key=lambda item: item.path.stem not in _LONGEST)


@pytest.fixture(autouse=True)
def _the_log_as_it_was() -> Iterator[None]:
    """Undo what a command under test did to this process's log."""
    root, access = logging.getLogger(), logs.access
    before = (root.level, root.handlers[:], access.handlers[:], access.propagate)
    yield
    level, root.handlers[:], access.handlers[:], access.propagate = before
    root.setLevel(level)


@pytest.fixture(scope="session")
def postgres() -> Iterator[databases.Server]:
    """Run a PostgreSQL server of our own for this test process."""
    with databases.postgres() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Give settings of a database without any table, on each kind of database."""
    if request.param == "sqlite":
        yield databases.settings(tmp_path, f"sqlite:///{tmp_path / 'polyweek.db'}")
        return
    server: databases.Server = request.getfixturevalue("postgres")
    with server.database() as url:
        yield databases.settings(tmp_path, url)


@pytest.fixture(params=["sqlite", "postgresql"])
def newsroom(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Newsroom]:
    """Give a newsroom with three languages, people for every role, topics, bylines and an issue, on each database."""
    yield from _newsroom(request, tmp_path, request.param)


@pytest.fixture
def sqlite_newsroom(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Newsroom]:
    """Give the newsroom on SQLite only: for what does not depend on the database."""
    yield from _newsroom(request, tmp_path, "sqlite")


def _newsroom(request: pytest.FixtureRequest, tmp_path: Path, kind: str) -> Iterator[Newsroom]:
    template: databases.Template = request.getfixturevalue(f"{kind}_template")
    with template.copy(tmp_path) as settings:
        room = Newsroom(settings)
        yield room
        room.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> databases.Template:
    """Raise the newsroom once on SQLite; tests copy its file."""
    return databases.SqliteTemplate(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory, postgres: databases.Server) -> databases.Template:
    """Raise the newsroom once on PostgreSQL; tests copy its database."""
    return databases.PostgresTemplate(postgres, tmp_path_factory.mktemp("template"))
