from __future__ import annotations

import gzip
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.test import TestResponse

from api.platform import db, strict
from api.platform.problems import CODES
from tests import databases
from tests.faults import processes
from tests.newsroom import Newsroom, token

_ARTICLE = {"source_language": "en", "topic": "society", "title": "Title", "summary": "Summary.", "body": "Body."}
_JSON = {"Content-Type": "application/json"}


def _with(**changes: Any) -> bytes:
    return json.dumps({**_ARTICLE, **changes}).encode()


# A body, then the status, code, fault and place with which it is refused.
_BODIES: list[tuple[bytes, int, str, str, dict[str, object]]] = [
    (b"", 400, "malformed_json", "malformed_json", {"line": 1}),
    (b'{"title":\n', 400, "malformed_json", "malformed_json", {"line": 2}),
    (b'{"title": NaN}', 400, "malformed_json", "malformed_json", {"line": 1}),
    (b"\xef\xbb\xbf" + _with(), 400, "malformed_json", "malformed_json", {"line": 1}),
    (_with().decode().encode("utf-16"), 400, "malformed_json", "malformed_json", {"line": 1}),
    (_with(title="x").replace(b'"x"', b'"\xff"'), 400, "malformed_json", "malformed_json", {"line": 1}),
    (_with()[:-1] + b',"title":"Other"}', 422, "invalid_body", "duplicate_field", {"pointer": "/title"}),
    (_with(trend=1)[:-1] + b"1" * 5_000 + b"}", 422, "invalid_body", "out_of_range", {"pointer": ""}),
    (_with(title=None).replace(b"null", b"[" * 50_000), 422, "invalid_body", "too_deep", {"line": 1}),
    (_with(title="\ud800"), 422, "invalid_body", "invalid_text", {"pointer": "/title"}),
    (_with(title="a\0b"), 422, "invalid_body", "invalid_text", {"pointer": "/title"}),
    (_with(bylines=["a", "\udfff"]), 422, "invalid_body", "invalid_text", {"pointer": "/bylines/1"}),
    (b"[]", 422, "invalid_body", "invalid_type", {"pointer": ""}),
    (b"null", 422, "invalid_body", "invalid_type", {"pointer": ""}),
    (b'"text"', 422, "invalid_body", "invalid_type", {"pointer": ""}),
    (_with(unknown=1), 422, "invalid_body", "unknown_field", {"pointer": "/unknown"}),
    (_with(**{"a/b~c": 1}), 422, "invalid_body", "unknown_field", {"pointer": "/a~1b~0c"}),
    (_with(title=7), 422, "invalid_body", "invalid_type", {"pointer": "/title"}),
    (_with(title=None), 422, "invalid_body", "required", {"pointer": "/title"}),
    (_with(title=""), 422, "invalid_body", "invalid_length", {"pointer": "/title"}),
    (_with(title=" \t "), 422, "invalid_body", "invalid_length", {"pointer": "/title"}),
    (_with(title="x" * 301), 422, "invalid_body", "invalid_length", {"pointer": "/title"}),
    (_with(source_language="xx"), 422, "invalid_body", "unknown_language", {"pointer": "/source_language"}),
    (_with(topic="nope"), 422, "invalid_body", "unknown_topic", {"pointer": "/topic"}),
    (_with(issue="2018-W53"), 422, "invalid_body", "unknown_issue", {"pointer": "/issue"}),
    (_with(bylines="hanna"), 422, "invalid_body", "invalid_type", {"pointer": "/bylines"}),
    (_with(bylines=["hanna", 1]), 422, "invalid_body", "invalid_type", {"pointer": "/bylines/1"}),
    (_with(bylines=["hanna"] * 21), 422, "invalid_body", "too_many", {"pointer": "/bylines"}),
    (_with(trend="better"), 422, "invalid_body", "invalid_choice", {"pointer": "/trend"}),
    (b'{"source_language": "en"}', 422, "invalid_body", "required", {"pointer": "/topic"}),
]

_LARGE_CHUNKS = b"1388\r\n" + b" " * 5_000 + b"\r\n2\r\n{}\r\n0\r\n\r\n"  # a little more than a stranger may send


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve an empty instance as operators do; gives the port."""
    found = databases.settings(folder := tmp_path_factory.mktemp("served"), f"sqlite:///{folder / 'polyweek.db'}")
    with processes.serving(found) as server:
        yield server.port


def test_a_body_that_cannot_be_accepted_changes_nothing(sqlite_newsroom: Newsroom) -> None:
    """Each gets its pinned status and code, a fault at its place, and leaves the database as it was."""
    before = _everything(sqlite_newsroom)
    for body, status, code, fault, place in _BODIES:
        response = sqlite_newsroom.call("POST", "/v1/desk/articles", "editor", data=body, headers=_JSON)
        entry = _refused(response, status, code)["errors"][0]
        assert entry["code"] == fault, body[:80]
        assert entry.items() >= place.items(), body[:80]
    assert _everything(sqlite_newsroom) == before


def test_a_body_is_bounded_whatever_it_says_of_its_length(sqlite_newsroom: Newsroom) -> None:
    """A byte too many is too large, with a length or in chunks."""
    body = _with(body="x" * strict.LARGEST_BODY)
    path = "/v1/desk/articles"
    _refused(sqlite_newsroom.call("POST", path, "editor", data=body, headers=_JSON), 413, "too_large")
    chunked = {**_JSON, "Transfer-Encoding": "chunked"}
    response = sqlite_newsroom.call(
        "POST", path, "editor", data=body, headers=chunked, environ_overrides={"wsgi.input_terminated": True}
    )
    _refused(response, 413, "too_large")


def test_a_body_of_another_type_is_refused(sqlite_newsroom: Newsroom) -> None:
    """Neither forms nor texts, other charsets or compressed bodies are taken for JSON."""
    body, path = _with(), "/v1/desk/articles"
    for headers in (
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json; charset=utf-16"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": "junk;;;=\x01"},
    ):
        data = gzip.compress(body) if "Content-Encoding" in headers else body
        response = sqlite_newsroom.call("POST", path, "editor", data=data, headers=headers)
        _refused(response, 415, "unsupported_media_type")
    for content_type in ("application/json; charset=UTF-8", "Application/JSON"):
        response = sqlite_newsroom.call("POST", path, "editor", data=body, headers={"Content-Type": content_type})
        assert response.status_code == 201, content_type


# A query, then the code of its fault and the parameter that it names.
_QUERIES = [
    ("foo=1", "unknown_parameter", "foo"),
    ("limit=1&limit=2", "repeated", "limit"),
    ("limit=1_0", "invalid_type", "limit"),
    ("limit=%D9%A1", "invalid_type", "limit"),
    ("limit=1.0", "invalid_type", "limit"),
    ("limit=%201", "invalid_type", "limit"),
    ("limit=", "invalid_type", "limit"),
    ("limit=0", "out_of_range", "limit"),
    ("limit=101", "out_of_range", "limit"),
    ("limit=" + "9" * 5_000, "invalid_type", "limit"),
    ("limit=%00", "invalid_text", "limit"),
    ("limit=%FF", "invalid_text", "limit"),
    ("%FF=1", "invalid_text", "\N{REPLACEMENT CHARACTER}"),
    ("cursor=abc", "invalid_cursor", "cursor"),
    ("cursor=%F0%9F%98%80", "invalid_cursor", "cursor"),
    ("cursor=", "invalid_length", "cursor"),
]


def test_a_query_that_cannot_be_accepted_is_refused(sqlite_newsroom: Newsroom) -> None:
    """On a public and on a desk route alike, the fault names the parameter."""
    for path, by in (("/v1/articles", None), ("/v1/desk/articles", "editor")):
        for query, fault, parameter in _QUERIES:
            response = sqlite_newsroom.call("GET", f"{path}?{query}", by)
            entry = _refused(response, 422, "invalid_parameter")["errors"][0]
            assert (entry["code"], entry["parameter"]) == (fault, parameter), query
        _refused(sqlite_newsroom.call("GET", f"{path}?a={'x' * 100_000}", by), 413, "too_large")


def test_no_route_ignores_a_parameter(sqlite_newsroom: Newsroom) -> None:
    """Every route that can be called refuses a parameter that it does not know, or asks for a token first."""
    for rule in sqlite_newsroom.app.url_map.iter_rules():
        if not rule.rule.startswith("/v1/"):
            continue
        path = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
        assert path is not None
        method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        response = sqlite_newsroom.call(method, f"{path[1]}?no_such_parameter=1", json={} if method != "GET" else None)
        if response.status_code != 401:
            entries = _refused(response, 422, "invalid_parameter")["errors"]
            told = {(entry["code"], entry["parameter"]) for entry in entries if entry["code"] != "required"}
            assert told == {("unknown_parameter", "no_such_parameter")}, rule


def test_every_route_takes_a_language_to_speak(sqlite_newsroom: Newsroom) -> None:
    """`lang` says in which language to answer, on routes that have nothing else to choose by it too."""
    for path in ("/v1/desk/me", "/v1/desk/articles", "/v1/articles"):
        assert sqlite_newsroom.call("GET", f"{path}?lang=be", "editor").status_code == 200
    refused = sqlite_newsroom.call("GET", "/v1/desk/me?lang=be&x=1", "editor")
    assert _refused(refused, 422, "invalid_parameter")["title"] == "Недапушчальны параметр"


def test_a_path_that_names_nothing_is_not_found(newsroom: Newsroom) -> None:
    """NUL, bytes that are no UTF-8, numbers beyond any column and slashes in disguise are 404, never 500."""
    article = newsroom.write()
    for path in (
        "/v1/articles/%00",
        "/v1/articles/%ff",
        "/v1/articles/" + "a" * 10_000,
        "/v1/articles/..%2f..%2fetc",
        "/v1/articles/",
        "/v1//articles",
        "/v1/articles/%F0%9F%98%80",
        "/v1/desk/articles/%00",
        "/v1/desk/articles/a%00b/versions/en",
        f"/v1/desk/articles/{article}/versions/%00",
        f"/v1/desk/articles/{article}/versions/en/messages/%00",
        f"/v1/desk/articles/{article}/versions/en/messages/%ff",
        f"/v1/desk/articles/{article}/revisions/99999999999999999999",
        f"/v1/desk/articles/{article}/revisions/2147483648",
        f"/v1/desk/articles/{article}/revisions/-1",
        f"/v1/desk/articles/{article}/revisions/0",
        "/v1/desk/issues/%00",
        "/v1/desk/issues/9999-W99",
        "/v1/desk/releases/%00",
        "/%00",
        "/%",
    ):
        _refused(newsroom.call("GET", path, "editor"), 404, "not_found")


def test_credentials_that_are_none_are_refused(newsroom: Newsroom) -> None:
    """Junk, other schemes, cut and lengthened tokens get the same 401, which says what is wanted."""
    good = token("editor")
    for value in (
        "Basic ZWRpdG9yOg==",
        "Bearer",
        "Bearer  ",
        "Bearer x",
        f"Bearer {good} x",
        f"Bearer {good[:-1]}",
        f"Bearer {good}x",
        f"Bearer {good[:-1]}\N{ARABIC-INDIC DIGIT ONE}".encode().decode("latin-1"),
        "Bearer pw_\xe9",
        "Bearer \x00",
        "Bearer " + "x" * 100_000,
        f"Token {good}",
    ):
        response = newsroom.call("GET", "/v1/desk/me", headers={"Authorization": value})
        _refused(response, 401, "unauthenticated")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert newsroom.call("GET", "/v1/desk/me", headers={"Authorization": f"bearer {good}"}).status_code == 200


def test_another_role_is_refused_and_changes_nothing(sqlite_newsroom: Newsroom) -> None:
    """Who may not write is told so, by the pinned code, before the body is looked at."""
    before = _everything(sqlite_newsroom)
    for by in ("translator-ru", "reviewer-be", "admin"):
        _refused(sqlite_newsroom.call("POST", "/v1/desk/articles", by, json=_ARTICLE), 403, "forbidden")
    _refused(sqlite_newsroom.call("POST", "/v1/desk/articles", json=_ARTICLE), 401, "unauthenticated")
    assert _everything(sqlite_newsroom) == before


def test_a_write_needs_what_was_read(sqlite_newsroom: Newsroom) -> None:
    """Without If-Match 428, with a stale, weak or garbled one 412, each naming the header, and nothing is changed."""
    path = f"/v1/desk/articles/{sqlite_newsroom.write()}"
    etag = sqlite_newsroom.etag(path)
    before = _everything(sqlite_newsroom)
    for value, status, code in (
        (None, 428, "precondition_required"),
        ("", 428, "precondition_required"),
        (" ", 428, "precondition_required"),
        ('"stale"', 412, "precondition_failed"),
        (f"W/{etag}", 412, "precondition_failed"),
        (f"w/{etag}", 412, "precondition_failed"),
        (f"tag{etag}", 412, "precondition_failed"),
        (etag.strip('"'), 412, "precondition_failed"),
        (etag[:-1], 412, "precondition_failed"),
        ("**", 412, "precondition_failed"),
        ('"\xe9"', 412, "precondition_failed"),
        ('"' * 10_001, 412, "precondition_failed"),
        (", ,", 412, "precondition_failed"),
    ):
        response = sqlite_newsroom.call("PATCH", path, "editor", etag=value, json={"trend": "improved"})
        assert _refused(response, status, code)["errors"][0]["header"] == "If-Match", value
    assert _everything(sqlite_newsroom) == before
    for value in ("*", f'"other", {etag}'):
        etag = sqlite_newsroom.etag(path) if value == "*" else etag
        response = sqlite_newsroom.call("PATCH", path, "editor", etag=value, json={})
        assert response.status_code == 200, value


def test_a_language_header_of_any_kind_is_read(sqlite_newsroom: Newsroom) -> None:
    """Junk in Accept-Language falls back to the default language and costs no more than its length."""
    for value in (
        "",
        ";;;,,,=",
        "be;q=2",
        "be;q=abc",
        "ru;q=1e400",
        "be;q=" + "9" * 5_000,
        "\xff",
        "x" * 100_000,
        "a-" * 50_000,
        "be," * 33_000,
        "*;q=0",
    ):
        for path in ("/v1/articles", "/v1/articles/nothing"):
            response = sqlite_newsroom.call("GET", path, headers={"Accept-Language": value})
            assert response.status_code in {200, 404}, value[:40]


def test_a_refusal_speaks_the_callers_language(sqlite_newsroom: Newsroom) -> None:
    """By `lang`, else Accept-Language, else the person's own; the code is the same in all."""
    path, body = "/v1/desk/articles", b'{"title": 1}'
    titles = set()
    for query, header in (("", "be"), ("", "ru-RU, en;q=0.5"), ("?lang=be", "ru"), ("", "")):
        headers = {**_JSON, "Accept-Language": header}
        response = sqlite_newsroom.call("POST", path + query, "editor", data=body, headers=headers)
        titles.add(_refused(response, 422, "invalid_body")["title"])
    assert len(titles) == 3


def test_methods_that_a_route_lacks_are_refused_with_those_it_has(sqlite_newsroom: Newsroom) -> None:
    """405 names the allowed methods (RFC 9110 section 15.5.6), for made-up methods too."""
    for method in ("POST", "DELETE", "PATCH", "PUT", "TRACE", "BREW"):
        response = sqlite_newsroom.call(method, "/v1/articles")
        _refused(response, 405, "method_not_allowed")
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("start", "body", "is_cut", "status"),
    [
        (b"POST /v1/auth/login HTTP/1.1\r\nContent-Length: 50", b"{}", True, 400),
        (b"POST /v1/auth/login HTTP/1.1\r\nContent-Length: -1", b"{}", False, 400),
        (b"POST /v1/auth/login HTTP/1.1\r\nContent-Length: 4194305", b"{}", False, 413),
        (b"POST /v1/auth/login HTTP/1.1\r\nTransfer-Encoding: chunked", b"2\r\n{}\r\n0\r\n\r\n", False, 422),
        (b"POST /v1/auth/login HTTP/1.1\r\nTransfer-Encoding: chunked", _LARGE_CHUNKS, False, 413),
        (b"GET /v1/articles/%00 HTTP/1.1", b"", False, 404),
        (b"GET /v1/articles/\xff HTTP/1.1", b"", False, 400),
    ],
)
def test_what_lies_on_the_wire_is_refused(served: int, start: bytes, body: bytes, *, is_cut: bool, status: int) -> None:
    """A body that ends before its length, one too large in chunks, or bytes that are no address: never 500."""
    headers = b"\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", served), timeout=20) as connection:
        connection.sendall(start + headers + body)
        if is_cut:
            connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65_536)
    assert int(answer.split()[1]) == status, answer


def _refused(response: TestResponse, status: int, code: str) -> Any:
    """Check that an answer is the problem of this status and code, whole and in form; gives it."""
    text = response.get_data(as_text=True)
    assert response.status_code == status, text
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "no-store" in response.headers["Cache-Control"]
    problem = response.get_json()
    assert list(problem)[:7] == ["type", "title", "status", "detail", "code", "request_id", "errors"]
    assert list(problem)[7:] in ([], ["alternates"])  # those of an article
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, f"/docs/problems#{code}")
    assert CODES[code][0] == status
    assert problem["request_id"] == response.headers["X-Request-Id"]
    for entry in problem["errors"]:
        assert len({"pointer", "parameter", "header", "line"} & set(entry)) == 1, entry
        assert entry["code"]
        assert entry["detail"]
    return problem


def _everything(newsroom: Newsroom) -> dict[str, list[tuple[Any, ...]]]:
    """Give all rows of all tables, after the day's use of every token has been noted."""
    for login in ("editor", "admin", "translator-ru", "reviewer-be"):
        newsroom.get("/v1/desk/me", login)
    return {table: sorted(db.rows(f'SELECT * FROM "{table}"'), key=repr) for table in db.database.get_tables()}
