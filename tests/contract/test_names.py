"""Names and reasons over HTTP: each has something to be seen, and a name is one line, wherever it is given."""

from __future__ import annotations

from typing import Any

import pytest

from tests.newsroom import PASSWORD, Newsroom

PERSON = {"login": "new", "password": PASSWORD, "name": "New"}
LANGUAGE = {"code": "pl", "native_name": "polski"}
WORDS = {"name": "Neman", "tagline": "Weekly", "about": "About."}
ANY_ETAG = "*"

LINES = [
    ("POST", "/v1/admin/people", PERSON, "/name"),
    ("POST", "/v1/admin/partners", {"name": "New", "contact": "a@radio.example"}, "/name"),
    ("POST", "/v1/admin/partners", {"name": "New", "contact": "a@radio.example"}, "/attribution/be"),
    ("POST", "/v1/admin/languages", LANGUAGE, "/native_name"),
    ("PATCH", "/v1/admin/languages/be", {}, "/native_name"),
    ("PUT", "/v1/admin/site", {"be": WORDS}, "/be/name"),
    ("PUT", "/v1/admin/site", {"be": WORDS}, "/be/tagline"),
    ("PATCH", "/v1/desk/me", {}, "/name"),
    ("POST", "/v1/desk/me/tokens", {}, "/name"),
    ("POST", "/v1/desk/issues", {"key": "2017-W40"}, "/title"),
    ("POST", "/v1/desk/topics", {"key": "new", "names": {"be": {}}}, "/names/be/name"),
    ("POST", "/v1/desk/bylines", {"key": "new", "names": {}}, "/names/be"),
]
TEXTS = [
    ("PUT", "/v1/admin/site", {"be": WORDS}, "/be/about"),
    ("POST", "{article}/versions/en/approval", {}, "/override_reason"),
    ("POST", "{article}/versions/en/change-request", {}, "/note"),
    ("POST", "{article}/versions/en/withdrawal", {}, "/reason"),
    ("POST", "{article}/versions/en/comments", {}, "/text"),
    ("POST", "{article}/revisions", {"weight": "typo", "title": "New"}, "/note"),
    ("POST", "{article}/releases", {"languages": ["en"]}, "/notes/en"),
]


def _with(data: Any, pointer: str, value: str) -> Any:
    first, _, rest = pointer.removeprefix("/").partition("/")
    return data | {first: _with(data.get(first, {}), rest, value) if rest else value}


def _faults(newsroom: Newsroom, method: str, path: str, data: Any) -> tuple[int, list[str]]:
    by = "admin" if path.startswith("/v1/admin") else "editor"
    refused = newsroom.call(method, path, by, etag=ANY_ETAG, json=data)
    return refused.status_code, [fault.get("pointer") for fault in (refused.get_json() or {}).get("errors", [])]


@pytest.mark.parametrize("name", ["\u200b", "a\nb", "a\tb", "a\u202eb", "\u3164"])
def test_a_name_is_one_visible_line(sqlite_newsroom: Newsroom, name: str) -> None:
    """A name that has no visible character or more than one line is refused at its place, on every route."""
    for method, path, data, pointer in LINES:
        assert _faults(sqlite_newsroom, method, path, _with(data, pointer, name)) == (422, [pointer]), path


OPTIONAL = ("/override_reason", "/notes/en", "revisions/note")


@pytest.mark.parametrize("text", ["\u200b", "a\x07", "pay \u202egnp\u202c", "a\u2066b", "a\ufeffb", "\n", ""])
def test_a_reason_can_be_seen(sqlite_newsroom: Newsroom, text: str) -> None:
    """A note, a reason or a remark without a visible character is refused at its place, on every route."""
    article = f"/v1/desk/articles/{sqlite_newsroom.write()}"
    for method, path, data, pointer in TEXTS:
        address = path.format(article=article)
        is_left_out = not text.strip() and f"{path.rpartition('/')[2]}{pointer}".endswith(OPTIONAL)
        if (pointer, text) != ("/be/about", "") and not is_left_out:
            assert _faults(sqlite_newsroom, method, address, _with(data, pointer, text)) == (422, [pointer]), path


@pytest.mark.parametrize("blank", ["", " \n\t", "\xa0"])
def test_a_blank_note_is_none(sqlite_newsroom: Newsroom, blank: str) -> None:
    """A form sends what nobody filled in: note, reason of an override and notes of a release are then left out."""
    article = f"/v1/desk/articles/{sqlite_newsroom.write()}"
    changes = {"title": "The vote is put off", "weight": "correction", "note": blank, "override_reason": blank}
    assert sqlite_newsroom.post(f"{article}/revisions", "editor", changes, etag="*")["note"] is None
    version = f"{article}/versions/en"
    sqlite_newsroom.post(f"{version}/submission", "editor", {}, etag="*")
    data = {"override_reason": blank}
    refused = sqlite_newsroom.call("POST", f"{version}/approval", "editor", etag="*", json=data)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "four_eyes")
    sqlite_newsroom.post(f"{version}/approval", "reviewer-en", data, etag="*")
    notes = {"en": blank, "ru": blank}
    sqlite_newsroom.post(f"{article}/releases", "editor", {"languages": ["en"], "notes": notes})


def test_what_is_wrong_with_a_key_stands_at_the_key(sqlite_newsroom: Newsroom) -> None:
    """Of an object by language, a complaint about a key or about its value has the place of that language."""
    article = f"/v1/desk/articles/{sqlite_newsroom.write()}"
    data = {"languages": ["en"], "notes": {"x" * 36: "", "en": "\u200b", "ru": "Fine."}}
    assert _faults(sqlite_newsroom, "POST", f"{article}/releases", data) == (422, [f"/notes/{'x' * 36}", "/notes/en"])
    assert _faults(sqlite_newsroom, "POST", f"{article}/releases", {"languages": ["en"], "notes": 1})[1] == ["/notes"]
    names = {"be": {"name": "Рака", "key": "x"}, "ru": 7}
    answer = _faults(sqlite_newsroom, "POST", "/v1/desk/topics", {"key": "new", "names": names})
    assert answer == (422, ["/names/be/key", "/names/ru"])


def test_a_login_that_fails_is_called_so(sqlite_newsroom: Newsroom) -> None:
    """The refusal of a password speaks of logging in and not of a token, in the caller's language; the code stays."""
    refused = sqlite_newsroom.call(
        "POST", "/v1/auth/login?lang=be", json={"login": "editor", "password": "a wrong password"}
    )
    problem = refused.get_json()
    assert (refused.status_code, problem["code"]) == (401, "unauthenticated")
    assert problem["title"] == "Увайсці не ўдалося"


def test_a_desk_path_names_a_language_in_any_case(sqlite_newsroom: Newsroom) -> None:
    """A version and a language are found by their tag in upper case too, and answer with the conventional one."""
    article = f"/v1/desk/articles/{sqlite_newsroom.write()}"
    shown = sqlite_newsroom.get(f"{article}/versions/RU", "translator-ru")
    assert shown == sqlite_newsroom.get(f"{article}/versions/ru", "translator-ru")
    assert sqlite_newsroom.get("/v1/admin/languages/BE", "admin")["code"] == "be"
