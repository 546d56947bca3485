"""Which pages of other sites may do what (CORS): what is public is for all, the desk for those that were named."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.databases import SqliteTemplate
from tests.newsroom import Newsroom

DESK = "https://desk.example"
STRANGE = "https://evil.example"
_EXPOSED = {"ETag", "Link", "Location", "Retry-After", "X-Request-Id"}


@pytest.fixture
def opened(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Newsroom]:
    """Give a newsroom whose desk a page of one origin may use."""
    with sqlite_template.copy(tmp_path) as found:
        room = Newsroom(dataclasses.replace(found, desk_origins=frozenset({DESK})))
        yield room
        room.close()


@pytest.mark.parametrize(
    "path", ["/v1/articles?lang=be", "/v1/articles/nothing", "/v1/preview/pv_x", "/openapi.json", "/docs", "/nothing"]
)
def test_a_page_of_any_site_may_read_what_is_public(opened: Newsroom, path: str) -> None:
    """It is told so before and with the answer, a refusal included, and may send what makes a request conditional."""
    asked = _preflight(opened, path, STRANGE, "GET")
    assert asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in asked.headers["Access-Control-Allow-Methods"].split(", ")
    allowed = asked.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"If-None-Match", "If-Modified-Since", "Accept-Language"} <= set(allowed)
    assert int(asked.headers["Access-Control-Max-Age"]) > 0
    answer = opened.call("GET", path, headers={"Origin": STRANGE})
    assert answer.headers.getlist("Access-Control-Allow-Origin") == ["*"]
    assert set(answer.headers["Access-Control-Expose-Headers"].split(", ")) >= _EXPOSED
    assert "Origin" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize("path", ["/v1/desk/me", "/v1/auth/login", "/v1/admin/people", "/v1/desk/nothing"])
def test_the_desk_is_for_the_pages_that_were_named(opened: Newsroom, path: str) -> None:
    """A named origin is named back, and caches keep it apart; any other is told nothing."""
    method = "POST" if path.endswith("login") else "GET"
    asked = _preflight(opened, path, DESK, method)
    assert asked.headers["Access-Control-Allow-Origin"] == DESK
    assert method in asked.headers["Access-Control-Allow-Methods"].split(", ")
    allowed = set(asked.headers["Access-Control-Allow-Headers"].split(", "))
    assert {"Authorization", "Content-Type", "Idempotency-Key", "If-Match"} <= allowed
    answer = opened.call(method, path, headers={"Origin": DESK})
    assert answer.status_code >= 400
    assert answer.headers["Access-Control-Allow-Origin"] == DESK
    assert set(answer.headers["Access-Control-Expose-Headers"].split(", ")) >= _EXPOSED
    for origin in (STRANGE, "null", DESK.upper(), f"{DESK}:444", f"{DESK}.evil.example", "http://desk.example"):
        for response in (
            _preflight(opened, path, origin, method),
            opened.call(method, path, headers={"Origin": origin}),
        ):
            assert not [name for name, _ in response.headers if name.startswith("Access-Control")], origin
            assert "Origin" in response.headers["Vary"]


def test_without_a_setting_the_desk_is_for_no_page(sqlite_newsroom: Newsroom) -> None:
    """By default no other site's page works at the desk; what no browser asks for is answered as ever."""
    for origin in (DESK, "null", "*", ""):
        assert "Access-Control-Allow-Origin" not in _preflight(sqlite_newsroom, "/v1/desk/me", origin, "GET").headers
        headers = {"Origin": origin}
        answer = sqlite_newsroom.call("GET", "/v1/desk/me", "editor", headers=headers)
        assert (answer.status_code, "Access-Control-Allow-Origin" in answer.headers) == (200, False)


def test_no_page_uses_a_readers_credentials(opened: Newsroom) -> None:
    """No answer allows credentials that a browser would send by itself."""
    for path in ("/v1/articles", "/v1/desk/me", "/v1/auth/login", "/openapi.json"):
        for response in (_preflight(opened, path, DESK, "GET"), opened.call("GET", path, headers={"Origin": DESK})):
            assert "Access-Control-Allow-Credentials" not in response.headers


def test_a_preflight_costs_and_changes_nothing(opened: Newsroom) -> None:
    """No guard, no query and no body is looked at; a plain OPTIONS tells the methods, as before."""
    for path in ("/v1/articles?no=such", "/v1/desk/articles", "/v1/articles/%00"):
        asked = _preflight(opened, path, DESK, "POST")
        assert (asked.status_code, asked.data) == (204, b"")
    plain = opened.call("OPTIONS", "/v1/articles", headers={"Origin": DESK})
    assert (plain.status_code, set(plain.headers["Allow"].split(", "))) == (200, {"GET", "HEAD", "OPTIONS"})


def test_a_304_may_be_seen_too(opened: Newsroom) -> None:
    """A page whose copy still holds is told so, and may read that it was told."""
    first = opened.call("GET", "/v1/languages", headers={"Origin": STRANGE})
    headers = {"Origin": STRANGE, "If-None-Match": first.headers["ETag"]}
    again = opened.call("GET", "/v1/languages", headers=headers)
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")


def _preflight(newsroom: Newsroom, path: str, origin: str, method: str) -> TestResponse:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "if-none-match",
    }
    response = newsroom.call("OPTIONS", path, headers=headers)
    assert response.status_code == 204
    return response
