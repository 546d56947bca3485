from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from api.platform import db
from tests.newsroom import Newsroom

BODY = "One paragraph."


@contextmanager
def _counted() -> Iterator[list[str]]:
    statements: list[str] = []
    database: Any = db.database.obj
    run = database.execute_sql

    def noted(sql: str, params: Any = None) -> Any:
        statements.append(sql)
        return run(sql, params)

    database.execute_sql = noted
    yield statements
    del database.execute_sql


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/v1/issues?lang=en", 4),
        ("/v1/issues/2017-W37?lang=en", 7),
        ("/v1/issues/latest?lang=en", 7),
        ("/v1/topics?lang=en", 4),
        ("/v1/bylines?lang=en", 4),
        ("/v1/site?lang=en", 7),
    ],
)
def test_a_frame_costs_few_statements_however_much_there_is(newsroom: Newsroom, path: str, most: int) -> None:
    """The number of statements is small, and the same for one article as for several."""
    counts = []
    for title in ("First", "Second", "Third"):
        newsroom.publish("ru", title=title, body=BODY)
        with _counted() as statements:
            newsroom.get(path)
        counts.append(len(statements))
    assert counts[0] == counts[-1]
    assert counts[0] <= most
