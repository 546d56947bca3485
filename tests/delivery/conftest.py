"""What tests of reading share: the same done on both databases, to be compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from tests import databases
from tests.newsroom import Newsroom

T = TypeVar("T")


@pytest.fixture
def on_both(
    sqlite_template: databases.Template, postgresql_template: databases.Template, tmp_path: Path
) -> Callable[[Callable[[Newsroom], T]], list[T]]:
    """Give what does something in a newsroom on SQLite and in one on PostgreSQL, and gives both results."""

    def do(act: Callable[[Newsroom], T]) -> list[T]:
        found = []
        for kind, template in (("sqlite", sqlite_template), ("postgresql", postgresql_template)):
            folder = tmp_path / kind
            folder.mkdir()
            with template.copy(folder) as settings:
                room = Newsroom(settings)
                found.append(act(room))
                room.close()
        return found

    return do
