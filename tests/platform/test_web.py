from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import flask
import marshmallow as ma
import pytest

from api.platform import doors, logs
from api.platform.problems import CODES
from tests.newsroom import Newsroom, token


@pytest.fixture
def own_newsroom(sqlite_newsroom: Newsroom) -> Iterator[Newsroom]:
    """Give a newsroom whose application is for this test alone, to be broken."""
    room = Newsroom(sqlite_newsroom.settings, is_alone=True)
    yield room
    room.close()


def test_an_unforeseen_failure_is_noted_and_told_without_a_word_of_it(
    own_newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer is `internal` 500 in the caller's language with the id under which the log has the failure."""
    _break(own_newsroom, RuntimeError("the secret plan of hunter2"))
    headers = {"X-Request-Id": "mine"}
    response = own_newsroom.call("GET", "/v1/articles?lang=be", "editor", headers=headers)
    problem = response.get_json()
    assert (response.status_code, problem["code"], problem["errors"]) == (500, "internal", [])
    assert problem["title"] != str(CODES["internal"][1])
    assert "hunter2" not in response.get_data(as_text=True)
    (record,) = [record for record in caplog.records if record.name == "polyweek"]
    assert record.__dict__["request_id"] == problem["request_id"] == response.headers["X-Request-Id"]
    assert record.exc_info is not None
    assert "hunter2" in str(record.exc_info[1])


def test_a_failure_behind_the_view_is_ours_too(own_newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """What goes wrong once the answer is made is no fault of the caller, and no log has the token of the address."""

    @own_newsroom.app.after_request
    def fail(response: flask.Response) -> flask.Response:
        if response.status_code < 500:
            raise ZeroDivisionError
        return response

    response = own_newsroom.call("GET", "/v1/preview/pv_hunter2")
    assert (response.status_code, response.get_json()["code"]) == (500, "internal")
    assert caplog.records
    assert "hunter2" not in caplog.text


def test_a_request_that_fails_leaves_no_transaction_open(own_newsroom: Newsroom) -> None:
    """The next request, in the same thread, works as if nothing had been."""
    view = own_newsroom.app.view_functions["delivery.list_articles"]
    _break(own_newsroom, ZeroDivisionError())
    assert own_newsroom.call("GET", "/v1/articles").status_code == 500
    own_newsroom.app.view_functions["delivery.list_articles"] = view
    own_newsroom.get("/v1/articles")
    own_newsroom.write()


@pytest.mark.parametrize(
    "path", ["//v1/articles", "///v1/articles", "/v1//articles", "//", "//docs", "//healthz", "//x"]
)
def test_an_address_has_its_slashes_and_no_more(sqlite_newsroom: Newsroom, path: str) -> None:
    """Doubled ones lead nowhere, at the beginning too: whoever is answered there would never be from memory."""
    response = sqlite_newsroom.app.test_client().get("/", environ_overrides={"PATH_INFO": path})
    assert (response.status_code, response.get_json()["code"]) == (404, "not_found")


def test_a_request_is_named_by_us(sqlite_newsroom: Newsroom) -> None:
    """Each answer has an id of its own; what a caller sends as one is not taken over, so nobody can forge the log."""
    first, second = (
        sqlite_newsroom.call("GET", "/v1/articles", headers={"X-Request-Id": "\xffevil\tline"}).headers["X-Request-Id"]
        for _ in range(2)
    )
    assert first != second
    assert "evil" not in first


def test_every_answer_says_what_browsers_and_caches_may_not_do(sqlite_newsroom: Newsroom) -> None:
    """No answer is sniffed for another type, and none is kept unless it says that it is public."""
    for path, status in (("/v1/articles", 200), ("/nothing", 404), ("/v1/desk/me", 401), ("/healthz", 200)):
        response = sqlite_newsroom.call("GET", path)
        assert (response.status_code, response.headers["X-Content-Type-Options"]) == (status, "nosniff")
        assert response.headers["Cache-Control"].startswith("public") or "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(("length", "read"), [(100, 1), (600, 2)])
def test_only_short_queries_are_remembered(length: int, read: int) -> None:
    """A query asked again is not read again, unless it is longer than an honest one: strangers fill no memory."""
    seen = []

    class Query(ma.Schema):
        name = ma.fields.String()

        @ma.post_load
        def _note(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
            seen.append(data)
            return data

    view = doors.Door("door", __name__).query(Query)(lambda query: query["name"])
    name = "n" * length
    for _ in range(2):
        with flask.Flask("app").test_request_context(f"/?name={name}"):
            assert view() == name
    assert len(seen) == read


def test_a_person_is_spoken_to_in_their_own_language(sqlite_newsroom: Newsroom) -> None:
    """Without `lang` and Accept-Language, a refusal is said in the locale of the person whose token it is."""
    person = {"login": "yanka", "name": "Yanka", "password": "correct horse battery", "locale": "be", "grants": []}
    sqlite_newsroom.post("/v1/admin/people", "admin", person)
    session = sqlite_newsroom.post("/v1/auth/login", None, {"login": "yanka", "password": person["password"]})
    headers = {"Authorization": f"Bearer {session['token']}"}
    own = sqlite_newsroom.call("GET", "/v1/desk/articles", headers=headers).get_json()
    asked = sqlite_newsroom.call("GET", "/v1/desk/articles?lang=en", headers=headers).get_json()
    assert asked["title"] == str(CODES["forbidden"][1])
    assert own["title"] != asked["title"]


def test_a_request_is_logged_without_who_asked_for_what(
    sqlite_newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    """Method, route, status and time are logged; no slug, query, token or address."""
    logger = logging.getLogger("polyweek.access")
    caplog.set_level(logging.INFO, logger.name)
    article = sqlite_newsroom.publish("en")
    slug = sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")["slug"]
    caplog.clear()
    sqlite_newsroom.call("GET", f"/v1/articles/{slug}?lang=en", "editor")
    sqlite_newsroom.call("GET", "/nothing/of/this/name?secret=1")
    lines = [_fields(record) for record in caplog.records if record.name == logger.name]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/v1/articles/<slug_or_id>", 200),
        ("GET", None, 404),
    ]
    assert all(0 <= line["ms"] < 60_000 for line in lines)
    text = json.dumps(lines)
    for private in (slug, article, "lang=", "secret", token("editor"), "127.0.0.1"):
        assert private not in text


def test_requests_are_logged_only_where_the_log_was_set_up(
    sqlite_newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    """A process that did not ask for the log, such as a test, gets no line for each request."""
    assert not logs.access.isEnabledFor(logging.INFO)
    sqlite_newsroom.get("/v1/articles")
    assert [record for record in caplog.records if record.name == "polyweek.access"] == []


def _break(newsroom: Newsroom, error: Exception) -> None:
    def fail(**_: Any) -> None:
        raise error

    newsroom.app.view_functions["delivery.list_articles"] = fail


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: record.__dict__[name] for name in ("request_id", "method", "route", "status", "ms")}
