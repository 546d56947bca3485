from __future__ import annotations

import pytest
from werkzeug.test import Client

from tests.delivery.edge_stage import BODY, PUBLIC, Stage, answer


def test_what_is_hot_never_reaches_the_application() -> None:
    """A public answer is made once, and given again with the same bytes and headers, but for age and request id."""
    stage = Stage()
    first, second, third = (stage.call() for _ in range(3))
    assert (first.data, second.data, third.data) == (BODY, BODY, BODY)
    assert stage.count() == 1
    apart = {"Age", "X-Request-Id"}
    told = [[pair for pair in each.headers if pair[0] not in apart] for each in (first, second, third)]
    assert told[0] == told[1] == told[2]
    assert ("Age" in first.headers, second.headers["Age"]) == (False, "0")
    assert len({each.headers["X-Request-Id"] for each in (first, second, third)}) == 3


def test_each_path_and_query_is_one() -> None:
    """Path and query are told apart byte by byte, and from one another."""
    stage = Stage()
    places = ("/v1/x", "/v1/x?", "/v1/x?a=1", "/v1/x?A=1", "/v1/x?a=1&b=2", "/v1/x?b=2&a=1", "/v1/x%3Fa=1", "/v1/X")
    for number, place in enumerate(places):
        stage.otherwise = answer(b"%d" % number)
        assert stage.call(place).data in {b"%d" % number, b"0" if place == "/v1/x?" else b"%d" % number}
    for number, place in enumerate(places):
        assert stage.call(place).data == (b"0" if place == "/v1/x?" else b"%d" % number), place


NEVER = {
    "private": answer(cache="private, no-store"),
    "not said": ("200 OK", [("Content-Type", "application/json")], b"{}"),
    "no-store": answer(cache="public, no-store"),
    "to be asked for anew": answer(cache="public, no-cache"),
    "both": answer(cache="public, private"),
    "a cookie": answer(BODY, ("Set-Cookie", "a=1")),
    "varies by Cookie": answer(vary="Accept-Language, Cookie"),
    "varies by Origin": answer(vary="Origin"),
    "varies by all": answer(vary="*"),
    "packed by others": answer(BODY, ("Content-Encoding", "gzip")),
    "a part": answer(BODY, ("Content-Range", "bytes 0-9/10"), status="206 PARTIAL CONTENT"),
    "a picture": ("200 OK", [("Cache-Control", PUBLIC), ("Content-Type", "image/webp")], b"RIFF"),
    "private though missing": answer(status="404 NOT FOUND", cache="private"),
    **{
        status: answer(status=status)
        for status in (
            "201 CREATED",
            "302 FOUND",
            "400 BAD REQUEST",
            "401 UNAUTHORIZED",
            "403 FORBIDDEN",
            "405 METHOD NOT ALLOWED",
            "422 UNPROCESSABLE ENTITY",
            "429 TOO MANY REQUESTS",
            "500 INTERNAL SERVER ERROR",
            "503 SERVICE UNAVAILABLE",
        )
    },
}


@pytest.mark.parametrize("kind", NEVER)
def test_nothing_private_and_no_error_enters(kind: str) -> None:
    """Only what is marked public, whole and the same for all is kept: no error, cookie, part, picture or secret."""
    stage = Stage({"/v1/x": NEVER[kind]})
    for _ in range(3):
        found = stage.call(Accept_Encoding="br, gzip")
        assert (found.status, found.get_data()) == (NEVER[kind][0], NEVER[kind][2])
    assert stage.count() == 3
    assert not stage.store.entries


@pytest.mark.parametrize("header", ["Authorization", "Cookie"])
def test_a_credential_passes_by(header: str) -> None:
    """Who sends a credential is answered by the application alone, with what they sent, and leaves nothing behind."""
    stage = Stage()
    stage.call(**{header: "Bearer pw_x"})
    assert not stage.store.entries
    stage.call()
    stage.otherwise = answer(b"private", cache="private, no-store")
    for method in ("GET", "HEAD"):
        assert stage.call(method=method, **{header: "Bearer pw_x"}).headers["Cache-Control"] == "private, no-store"
        assert stage.asked[-1][f"HTTP_{header.upper()}"] == "Bearer pw_x"
    assert stage.call().data == BODY


@pytest.mark.parametrize("path", ["desk/me", "auth/login", "admin/people", "preview/abc", "partner/me", "changes"])
def test_private_paths_pass_by(path: str) -> None:
    """Nothing of the desk, login, administration, previews and partners is kept, whatever it says of itself."""
    stage = Stage()
    for _ in range(2):
        stage.call(f"/v1/{path}")
    for other in ("/metrics", "/healthz", "/readyz", "/", "/docs", "/media/1/2.webp", "//v1/x"):
        stage.call(other)
        stage.call(other)
    assert stage.count(f"/v1/{path}") == 2
    assert len(stage.asked) == 16
    assert not stage.store.entries


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "PROPFIND"])
def test_only_reading_is_answered_from_memory(method: str) -> None:
    """Any method but GET and HEAD is the application's."""
    stage = Stage()
    stage.call()
    stage.call(method=method)
    assert stage.asked[-1]["REQUEST_METHOD"] == method
    assert stage.count() == 2


UNKEYED = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-For": "10.0.0.1",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "1",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Server": "evil.example",
    "X-Real-Ip": "10.0.0.1",
    "Forwarded": "host=evil.example;proto=https",
    "X-Host": "evil.example",
    "X-Original-Url": "/v1/desk/me",
    "X-Rewrite-Url": "/v1/desk/me",
    "X-Http-Method-Override": "DELETE",
    "X-Http-Method": "DELETE",
    "X-Method-Override": "DELETE",
    "X-Request-Id": "evil",
    "Origin": "https://evil.example",
    "Referer": "https://evil.example/",
    "User-Agent": "evil",
    "Accept": "text/html",
    "Accept-Charset": "koi8-r",
    "Content-Type": "application/x-www-form-urlencoded",
    "Range": "bytes=0-1",
    "If-Range": '"abc"',
    "If-Match": '"none"',
    "If-Unmodified-Since": "Thu, 14 Sep 2000 09:01:00 GMT",
    "Prefer": "return=minimal",
    "Via": "1.1 evil",
    "Te": "trailers",
    "Upgrade": "h2c",
    "Save-Data": "on",
    "Idempotency-Key": "evil",
    "Proxy-Authorization": "Basic x",
    "X-Api-Key": "x",
    "Script-Name": "/evil",
}


def test_a_header_outside_the_key_changes_nothing() -> None:
    """The application is not even told of one when it makes an answer that others will get."""
    for name, value in UNKEYED.items():
        stage = Stage()
        first = stage.call(**{name: value})
        (asked,) = stage.asked
        assert {key for key in asked if key.startswith("HTTP_")} <= {"HTTP_ACCEPT_LANGUAGE"}, name
        assert not [key for key, told in asked.items() if told == value], name
        assert (first.status_code, first.data, stage.call().data, stage.count()) == (200, BODY, BODY, 1), name
        again = stage.call(**{name: value})
        assert (again.status_code, again.data, stage.count()) == (200, BODY, 1), name


def test_a_body_that_comes_with_a_get_changes_nothing() -> None:
    """The body of a GET is no part of what the application is asked."""
    stage = Stage()
    Client(stage.edge).get("/v1/x", data=b"lang=ru", content_type="application/x-www-form-urlencoded")
    assert stage.asked[0]["wsgi.input"].read() == b""
    assert "CONTENT_LENGTH" not in stage.asked[0]


def test_languages_are_told_apart_only_where_the_answer_is() -> None:
    """What does not vary by Accept-Language is one for all; what does is one for each language that it comes to."""
    stage = Stage()
    for header in ("ru", "en", "de"):
        stage.call(Accept_Language=header)
    assert stage.count() == 1
    stage.answers["/v1/y"] = answer(vary="Accept-Language")
    for header in ("ru", "ru-RU, en;q=0.5", "de, ru;q=0.1"):
        found = stage.call("/v1/y", Accept_Language=header)
        assert found.headers["Vary"] == "Accept-Language, Accept-Encoding"
    assert stage.count("/v1/y") == 1
    stage.answers["/v1/y"] = answer(b"[en]", vary="Accept-Language")
    assert stage.call("/v1/y", Accept_Language="en").data == b"[en]"
    assert stage.call("/v1/y", Accept_Language="ru").data == BODY


def test_head_is_get_without_its_body() -> None:
    """HEAD has all headers of GET, and one that comes first leaves the answer for those who GET."""
    for first in ("GET", "HEAD"):
        stage = Stage()
        stage.call(method=first)
        get, head = stage.call(), stage.call(method="HEAD")
        assert (get.data, head.data, stage.count()) == (BODY, b"", 1)
        assert [pair for pair in get.headers if pair[0] != "X-Request-Id"] == [
            pair for pair in head.headers if pair[0] != "X-Request-Id"
        ]


def test_a_former_slug_leads_on_from_memory() -> None:
    """308 is kept: those who follow old links are many."""
    stage = Stage({"/v1/x": ("308 PERMANENT REDIRECT", [("Location", "/v1/y"), ("Cache-Control", PUBLIC)], b"")})
    found = [stage.call(If_None_Match="*") for _ in range(2)]
    assert [(each.status_code, each.headers["Location"]) for each in found] == [(308, "/v1/y")] * 2
    assert stage.count() == 1


@pytest.mark.parametrize("status", ["404 NOT FOUND", "410 GONE"])
def test_dead_links_stay_a_few_seconds(status: str) -> None:
    """What is not there is asked for once in five seconds; each answer has an id of its own, in header and body."""
    problem = answer(b'{"request_id":"mine"}', status=status, cache="no-store")
    stage = Stage({"/v1/x": problem})
    found = [stage.call() for _ in range(3)]
    assert stage.count() == 1
    told = [each.headers["X-Request-Id"] for each in found]
    assert [each.get_json()["request_id"] for each in found] == told
    assert len(set(told)) == 3
    assert {each.headers["Cache-Control"] for each in found} == {"no-store"}
    stage.call(Accept_Language="ru")
    assert stage.count() == 2, "problems are told in the reader's language"
    stage.now += 5
    stage.call()
    assert stage.count() == 3


def test_answers_are_made_anew_when_they_say_so() -> None:
    """Nothing is kept longer than shared caches may keep it."""
    stage = Stage()
    stage.call()
    stage.now += 299
    stage.call()
    assert stage.count() == 1
    stage.now += 1
    stage.call()
    assert stage.count() == 2


def test_answers_from_memory_are_counted() -> None:
    """Each is noted with its method, route and status; those that the application made, it has counted."""
    stage = Stage({"/v1/y": answer(status="404 NOT FOUND")})
    stage.call()
    assert not stage.noted
    stage.call()
    stage.call(method="HEAD")
    stage.call(If_None_Match='"abc"')
    stage.call("/v1/y")
    stage.call("/v1/y")
    assert stage.noted == [
        ("GET", "none", "200"),
        ("HEAD", "none", "200"),
        ("GET", "none", "304"),
        ("GET", "none", "404"),
    ]
