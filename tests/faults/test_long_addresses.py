"""How long an address may be on a real server, as docs/front-ends.md says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.faults import processes
from tests.newsroom import Newsroom


@pytest.fixture
def port(sqlite_newsroom: Newsroom) -> Iterator[int]:
    """Serve a newsroom."""
    sqlite_newsroom.close()
    with processes.serving(sqlite_newsroom.settings, POLYWEEK_THREADS="2") as server:
        yield server.port


def _call(port: int, query: str) -> tuple[int, bytes]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", f"/v1/search?q={query}")
        response = connection.getresponse()
        return response.status, response.read()


def test_what_is_too_long_is_told_with_or_without_a_problem(port: int) -> None:
    """Up to 65,534 bytes (hyper's `Uri`) it is ours to refuse; beyond there is a status and no more."""
    status, body = _call(port, "a" * 65_000)
    assert (status, json.loads(body)["code"]) == (413, "too_large")
    for length in (66_000, 100_000):
        assert _call(port, "a" * length) == (414, b"")
