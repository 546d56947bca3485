"""The sandbox of the tests of partners: raised once in a run, for all its processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.newsroom import Newsroom
from tests.partners import sandboxes


@pytest.fixture(scope="session")
def kept_seed(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Give where the seed of sandboxes is kept for all tests."""
    base = tmp_path_factory.getbasetemp()
    return (base if worker_id == "master" else base.parent) / "sandbox_seed"


@pytest.fixture
def with_seed(sqlite_newsroom: Newsroom, kept_seed: Path) -> Newsroom:
    """Give a newsroom on SQLite whose sandboxes begin at once."""
    sandboxes.copy_seed(sqlite_newsroom, kept_seed)
    return sqlite_newsroom
