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


# These take longest, the first of them longer than any other.
_LONGEST = (
    "test_state_machine",
    "test_kill",
    "test_lost_rights",
    "test_schemathesis",
    "test_tour",
    "test_processes_at_once",
    "test_migrate",
    "test_commands_beside_a_server",
    "test_busy_database",
)


def pytest_configure(config: pytest.Config) -> None:
    """Keep the folders of tests in memory, where nobody waits for a disk; TMPDIR or --basetemp say otherwise."""
    if (folder := databases.memory()) is not None and "TMPDIR" not in os.environ:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


@pytest.hookimpl(trylast=True)  # when those that are left out have gone
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each process begin with its share of the longest tests, so that none of them is what all wait for at the end.

    xdist gives each process a run of the whole list, and whoever is ready takes from the end of another's.
    """
    ranks = {stem: rank for rank, stem in enumerate(_LONGEST)}
    longest = sorted((item for item in items if item.path.stem in ranks), key=lambda item: ranks[item.path.stem])
    others = [item for item in items if item.path.stem not in ranks]
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    total, dealt = len(items), list[pytest.Item]()
    for process in range(processes):
        own = longest[process::processes]
        size = max((total - len(dealt)) // (processes - process) - len(own), 0)
        dealt += own + others[:size]
        others = others[size:]
    items[:] = dealt


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
