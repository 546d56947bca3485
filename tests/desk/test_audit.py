"""What the desk's deeds leave in the audit."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from api.platform import clock, db
from api.publishing import schedule
from tests.newsroom import ISSUE, PASSWORD, Newsroom


def _done(newsroom: Newsroom, method: str, path: str, data: Any) -> list[tuple[str, str]]:
    """Do something as an editor, and give what was noted of it: actions, and the names of who did them."""
    before = db.rows("SELECT MAX(id) FROM audit_entry")[0][0] or 0
    answer = newsroom.call(method, path, "editor", etag="*", json=data)
    assert answer.status_code < 300, answer.get_data(as_text=True)
    return db.rows(
        "SELECT audit_entry.action, person.login FROM audit_entry JOIN person ON person.id = audit_entry.person_id"
        " WHERE audit_entry.id > ? ORDER BY audit_entry.id",
        (before,),
    )


def test_planning_stands_in_the_audit(sqlite_newsroom: Newsroom) -> None:
    """Who plans an issue, or says what an article is about, is written down with it; an empty change is no deed."""
    assert _done(sqlite_newsroom, "POST", "/v1/desk/issues", {"key": "2017-W38"}) == [("issue.add", "editor")]
    article = f"/v1/desk/articles/{sqlite_newsroom.write()}"
    assert _done(sqlite_newsroom, "PATCH", article, {"issue": "2017-W38"}) == [("article.change", "editor")]
    assert _done(sqlite_newsroom, "PATCH", article, {}) == []


def test_another_address_stands_in_the_audit(sqlite_newsroom: Newsroom) -> None:
    """Who gives a public version another address is written down; the same address again is no deed."""
    path = f"/v1/desk/articles/{sqlite_newsroom.publish()}/versions/en/slug"
    assert _done(sqlite_newsroom, "PUT", path, {"slug": "elsewhere"}) == [("version.address", "editor")]
    assert _done(sqlite_newsroom, "PUT", path, {"slug": "elsewhere"}) == []


def test_what_went_out_stands_in_the_audit(newsroom: Newsroom) -> None:
    """A release is noted with what it is of; each version that it put out, once, with its article."""
    article = newsroom.publish("en", "ru")
    release = newsroom.release(article, "en", "ru")["id"]  # readers have it already
    newsroom.revise(article, title="It is otherwise")
    newsroom.approve(article, "en")
    newsroom.post(f"/v1/desk/issues/{ISSUE}/releases", "editor", {"languages": ["en"]})
    assert [
        (entry["language"], entry["details"]["revision"], entry["details"]["change"])
        for entry in _read(newsroom, thing_id=article, action="version.publish")
    ] == [("en", 2, "updated"), ("ru", 1, "published"), ("en", 1, "published")]
    whole, again, first = _read(newsroom, action="release.publish")
    assert again["thing_id"] == release
    assert whole["details"] == {"issue": ISSUE, "languages": "en", "versions": 1}
    assert again["details"] == first["details"] == {"article": article, "languages": "en ru", "versions": 2}


def test_a_scheduled_release_stands_in_the_audit_as_of_who_ordered_it(newsroom: Newsroom) -> None:
    """Its order, its cancelling and what the worker put out of it each have an entry with a person."""
    article = newsroom.write(issue=None)
    newsroom.approve(article, "en")
    order = {"languages": ["en"], "at": clock.to_wire(clock.now() + timedelta(days=1))}
    ids = [newsroom.post(f"/v1/desk/articles/{article}/releases", "editor2", order)["id"] for _ in range(2)]
    newsroom.call("DELETE", f"/v1/desk/releases/{ids[0]}", "editor", etag="*")
    schedule.publish_due(at=clock.now() + timedelta(days=2))
    assert [
        [(entry["action"], entry["person"]["name"]) for entry in _read(newsroom, thing_id=release)] for release in ids
    ] == [
        [("release.cancel", "Editor"), ("release.schedule", "Editor2")],
        [("release.publish", "Editor2"), ("release.schedule", "Editor2")],
    ]
    (out,) = _read(newsroom, thing_id=article, action="version.publish")
    assert (out["person"]["name"], out["details"]["release"]) == ("Editor2", ids[1])


def test_an_edit_stands_in_the_audit_without_its_words(sqlite_newsroom: Newsroom) -> None:
    """A message written, returned to an earlier state, or spoken of: who and which message, never what it says."""
    article = sqlite_newsroom.write()
    message = sqlite_newsroom.messages(article, "ru")[0]["id"]
    path = f"/v1/desk/articles/{article}/versions/ru"
    written = {"translation": "Тайное слово"}
    assert _done(sqlite_newsroom, "PATCH", f"{path}/messages/{message}", written) == [("version.edit", "editor")]
    assert _done(sqlite_newsroom, "PATCH", f"{path}/messages/{message}", written) == [], "the same again is no deed"
    _done(sqlite_newsroom, "PATCH", f"{path}/messages/{message}", {"translation": "Другое"})
    history = sqlite_newsroom.get(f"{path}/messages/{message}/history", "editor")["data"]
    event = {"event_id": history[-1]["id"]}
    assert _done(sqlite_newsroom, "POST", f"{path}/messages/{message}/reversion", event) == [("version.edit", "editor")]
    comment = {"text": "Тайное слово", "message_id": message}
    assert _done(sqlite_newsroom, "POST", f"{path}/comments", comment) == [("version.comment", "editor")]
    entries = [entry for entry in _read(sqlite_newsroom, thing_id=article) if entry["language"] == "ru"]
    assert [entry["details"] for entry in entries] == [{"message": message}] * 4
    assert "слово" not in json.dumps(entries, ensure_ascii=False)


def test_who_comes_and_goes_stands_in_the_audit(sqlite_newsroom: Newsroom) -> None:
    """A log-in and a log-out have an entry each; a log-in that fails has none, since nobody did it."""
    for password, status in (("not the password", 401), (PASSWORD, 201)):
        data = {"login": "editor", "password": password}
        session = sqlite_newsroom.call("POST", "/v1/auth/login", json=data)
        assert session.status_code == status
    bearer = {"Authorization": f"Bearer {session.get_json()['token']}"}
    assert sqlite_newsroom.call("POST", "/v1/auth/logout", headers=bearer).status_code == 204
    person = sqlite_newsroom.get("/v1/desk/me", "editor")["id"]
    assert [entry["action"] for entry in _read(sqlite_newsroom, person=person)] == ["person.log_out", "person.log_in"]


def test_a_change_says_what_of(sqlite_newsroom: Newsroom) -> None:
    """The entry of a change names the fields, and not what they say."""
    article = sqlite_newsroom.write()
    for path, by, data in (
        ("/v1/desk/me", "editor", {"name": "Somebody", "locale": "be"}),
        (f"/v1/desk/articles/{article}", "editor", {"trend": None}),
        (f"/v1/desk/issues/{ISSUE}", "editor", {"title": "Somebody"}),
    ):
        assert sqlite_newsroom.call("PATCH", path, by, etag="*", json=data).status_code == 200
    changes = [entry["details"] for entry in _read(sqlite_newsroom) if entry["action"].endswith(".change")]
    assert changes == [{"changed": "titles"}, {"changed": "trend"}, {"changed": "locale name"}]


def _read(newsroom: Newsroom, **query: str) -> Any:
    """Read the audit as an administrator, the latest first."""
    return newsroom.get("/v1/admin/audit", "admin", query_string=query)["data"]
