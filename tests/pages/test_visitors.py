"""What browsers and crawlers ask for by themselves."""

from __future__ import annotations

from urllib.robotparser import RobotFileParser

import pytest

from tests.newsroom import Newsroom


@pytest.mark.parametrize(
    ("path", "is_open"),
    [
        ("/", True),
        ("/docs", True),
        ("/openapi.json", True),
        ("/v1/articles/river-council-delays-the-vote", True),
        ("/v1/changes", True),
        ("/v1/desk/articles", False),
        ("/v1/admin/people", False),
        ("/v1/preview/some-token", False),
        ("/v1/auth/login", False),
    ],
)
def test_crawlers_read_what_is_public_and_nothing_else(sqlite_newsroom: Newsroom, path: str, is_open: bool) -> None:  # noqa: FBT001
    """robots.txt leaves readers' addresses open and closes those that need a token or are one."""
    response = sqlite_newsroom.call("GET", "/robots.txt")
    assert response.mimetype == "text/plain"
    rules = RobotFileParser()
    rules.parse(response.get_data(as_text=True).splitlines())
    assert rules.can_fetch("Anybot", path) == is_open


def test_browsers_get_an_icon_wherever_they_come_in(sqlite_newsroom: Newsroom) -> None:
    """Who opens JSON in a browser has the icon too, and keeps it."""
    first = sqlite_newsroom.call("GET", "/favicon.ico")
    assert (first.status_code, first.mimetype) == (200, "image/svg+xml")
    assert first.data.startswith(b"<svg")
    again = {"If-None-Match": first.headers["ETag"]}
    assert sqlite_newsroom.call("GET", "/favicon.ico", headers=again).status_code == 304
