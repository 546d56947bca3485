"""People and grants as administrators keep them over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from api.accounts import grants, people
from api.accounts.models import Person
from api.platform.preconditions import ANY
from api.publishing import languages
from tests.newsroom import NOW, PASSWORD, Newsroom

NEW = {"login": "new", "name": "New", "password": PASSWORD, "grants": [{"role": "translator", "language": "ru"}]}


def _path(login: str) -> str:
    return f"/v1/admin/people/{people.id_of(login)}"


def test_a_person_is_added_shown_and_may_log_in(newsroom: Newsroom) -> None:
    """The answer is the person with Location and ETag, and the person gets in with the password."""
    made = newsroom.call("POST", "/v1/admin/people", "admin", json=NEW)
    assert made.status_code == 201
    shown = newsroom.call("GET", made.headers["Location"], "admin")
    assert (shown.get_json(), shown.headers["ETag"]) == (made.get_json(), made.headers["ETag"])
    assert [(grant["role"], grant["language"]) for grant in shown.get_json()["grants"]] == [("translator", "ru")]
    assert newsroom.call("POST", "/v1/auth/login", json={"login": "new", "password": PASSWORD}).status_code == 201


@pytest.mark.parametrize(
    ("extra", "pointer"),
    [
        ({"suspended_at": None}, "/suspended_at"),
        ({"id": "x"}, "/id"),
        ({"password_hash": "x"}, "/password_hash"),
        ({"grants": [{"role": "translator", "language": "ru", "id": "x"}]}, "/grants/0/id"),
    ],
)
def test_no_field_comes_in_that_is_not_asked_for(sqlite_newsroom: Newsroom, extra: Any, pointer: str) -> None:
    """A field that the table has and the wire has not is refused at every depth, and nobody is added."""
    refused = sqlite_newsroom.call("POST", "/v1/admin/people", "admin", json=NEW | extra)
    assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (422, pointer)
    assert not Person.select().where(Person.login == "new").exists()


def test_people_are_listed_page_by_page(newsroom: Newsroom) -> None:
    """Following `next` gives everybody once, in the order of their logins, and `prev` leads back."""
    address, seen = "/v1/admin/people?limit=3", []
    while address:
        page = newsroom.get(address, "admin")
        seen += [row["login"] for row in page["data"]]
        last, address = page, page["links"]["next"]
    assert seen == sorted(row.login for row in Person.select())
    assert [row["login"] for row in newsroom.get(last["links"]["prev"], "admin")["data"]] == seen[3:6]


def test_a_change_needs_the_etag_that_was_read(sqlite_newsroom: Newsroom) -> None:
    """Without If-Match 428, with a stale one 412 and nothing changed, with the right one the person is changed."""
    tag = sqlite_newsroom.etag(_path("editor"), "admin")
    statuses = [
        sqlite_newsroom.call("PATCH", _path("editor"), "admin", etag=etag, json={"name": name}).status_code
        for etag, name in ((None, "One"), (tag, "Two"), (tag, "Three"))
    ]
    assert statuses == [428, 200, 412]
    assert sqlite_newsroom.get(_path("editor"), "admin")["name"] == "Two"


def test_a_suspension_is_put_and_taken_away(sqlite_newsroom: Newsroom) -> None:
    """A suspended person's requests are 401 at once; let in again, the password works and the old token does not."""
    path = f"{_path('editor')}/suspension"
    assert sqlite_newsroom.call("PUT", path, "admin").get_json()["suspended_at"] is not None
    assert sqlite_newsroom.call("GET", "/v1/desk/me", "editor").status_code == 401
    assert sqlite_newsroom.call("PUT", path, "admin").status_code == 200
    assert (
        sqlite_newsroom.call("DELETE", path, "admin", etag=sqlite_newsroom.etag(_path("editor"), "admin")).status_code
        == 204
    )
    assert sqlite_newsroom.call("GET", "/v1/desk/me", "editor").status_code == 401
    assert (
        sqlite_newsroom.call("POST", "/v1/auth/login", json={"login": "editor", "password": PASSWORD}).status_code
        == 201
    )
    assert sqlite_newsroom.call("DELETE", path, "admin", etag="*").status_code == 404


def test_the_last_administrator_can_do_everything_but_leave(sqlite_newsroom: Newsroom) -> None:
    """Suspending oneself or giving up the role is 409 while nobody else administers."""
    grant = sqlite_newsroom.get(_path("admin"), "admin")["grants"][0]["id"]
    assert sqlite_newsroom.call("PUT", f"{_path('admin')}/suspension", "admin").status_code == 409
    assert sqlite_newsroom.call("DELETE", f"{_path('admin')}/grants/{grant}", "admin", etag="*").status_code == 409
    assert sqlite_newsroom.call("GET", "/v1/admin/people", "admin").status_code == 200


def test_a_role_is_given_and_taken(sqlite_newsroom: Newsroom) -> None:
    """A given role works with the next request and is gone after it was taken; both change the person's ETag."""
    before = sqlite_newsroom.etag(_path("translator-en"), "admin")
    given = sqlite_newsroom.call(
        "POST", f"{_path('translator-en')}/grants", "admin", json={"role": "editor", "language": None}
    )
    assert given.status_code == 201
    assert given.headers["ETag"] != before
    assert sqlite_newsroom.call("POST", "/v1/desk/issues", "translator-en", json={"key": "2017-W38"}).status_code == 201
    assert given.headers["Location"] == _path("translator-en")
    (grant,) = (one["id"] for one in given.get_json()["grants"] if one["role"] == "editor")
    path = f"{_path('translator-en')}/grants/{grant}"
    assert sqlite_newsroom.call("DELETE", path, "admin", etag=before).status_code == 412
    assert sqlite_newsroom.call("DELETE", path, "admin", etag=given.headers["ETag"]).status_code == 204
    assert sqlite_newsroom.call("POST", "/v1/desk/issues", "translator-en", json={"key": "2017-W39"}).status_code == 403


@pytest.mark.parametrize(
    ("grant", "status", "pointer"),
    [
        ({"role": "king"}, 422, "/role"),
        ({"role": "translator", "language": "xx"}, 422, "/language"),
        ({"role": "editor", "language": "ru"}, 422, "/language"),
        ({"role": "editor", "language": None}, 409, None),
    ],
)
def test_a_role_that_cannot_be_given_is_refused(
    sqlite_newsroom: Newsroom, grant: Any, status: int, pointer: str | None
) -> None:
    """An unknown role or language, a language where there is none to choose, a role held already: nothing changes."""
    before = sqlite_newsroom.get(_path("editor"), "admin")
    refused = sqlite_newsroom.call("POST", f"{_path('editor')}/grants", "admin", json=grant)
    places = [fault.get("pointer") for fault in refused.get_json()["errors"]] or [None]
    assert (refused.status_code, places[0]) == (status, pointer)
    assert sqlite_newsroom.get(_path("editor"), "admin") == before


def test_a_reset_password_ends_every_token(sqlite_newsroom: Newsroom) -> None:
    """After a reset the tokens are dead, and the new password works."""
    data = {"password": "another battery staple"}
    reset = sqlite_newsroom.call(
        "PUT", f"{_path('editor')}/password", "admin", etag=sqlite_newsroom.etag(_path("editor"), "admin"), json=data
    )
    assert reset.status_code == 204
    assert sqlite_newsroom.call("GET", "/v1/desk/me", "editor").status_code == 401
    assert sqlite_newsroom.call("POST", "/v1/auth/login", json={"login": "editor"} | data).status_code == 201


def test_the_audit_is_read_by_person_action_and_time(newsroom: Newsroom) -> None:
    """Filters narrow it, `next` goes on through it, and a cursor of one question does not fit another."""
    for name in ("One", "Two", "Three"):
        newsroom.call("PATCH", _path("editor"), "admin", etag="*", json={"name": name})
    address = f"/v1/admin/audit?person={people.id_of('admin')}&action=person.change&limit=2"
    page = newsroom.get(address, "admin")
    rest = newsroom.get(page["links"]["next"], "admin")
    assert [len(page["data"]), len(rest["data"]), rest["links"]["next"]] == [2, 1, None]
    entry = page["data"][0]
    assert (entry["person"]["name"], entry["thing"], entry["thing_id"]) == ("Admin", "person", people.id_of("editor"))
    assert entry["at"].endswith(":00Z")
    assert newsroom.get("/v1/admin/audit?since=2999-01-01T00:00:00Z", "admin")["data"] == []
    cursor = page["links"]["next"].split("cursor=")[1]
    assert newsroom.call("GET", f"/v1/admin/audit?cursor={cursor}", "admin").status_code == 422


def test_a_change_is_judged_by_what_it_changes(sqlite_newsroom: Newsroom) -> None:
    """Who has a name from before the rule for names may still change their language, and not to such a name."""
    Person.update(name="a\tb").where(Person.login == "editor").execute()
    assert sqlite_newsroom.call("PATCH", _path("editor"), "admin", etag="*", json={"locale": "be"}).status_code == 200
    assert sqlite_newsroom.call("PATCH", _path("editor"), "admin", etag="*", json={"name": "a\nb"}).status_code == 422


def test_the_audit_shows_people_by_id_and_name_alone(sqlite_newsroom: Newsroom) -> None:
    """What names a person in an entry is not their login."""
    sqlite_newsroom.call("PATCH", _path("editor"), "admin", etag="*", json={"name": "One"})
    assert sqlite_newsroom.get("/v1/admin/audit", "admin")["data"][0]["person"] == {
        "id": people.id_of("admin"),
        "name": "Admin",
    }


def test_a_role_in_a_language_that_goes_meanwhile_is_a_conflict(
    sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the deed another removes the language: the role is refused, and nothing is ours to blame."""
    languages.add("uk", native_name="українська", fallback=None, by=None, at=NOW)
    look = grants.faults

    def then_gone(*asked: Any) -> Any:
        found = look(*asked)
        languages.remove("uk", expected=ANY, by=None, at=NOW)
        return found

    monkeypatch.setattr(grants, "faults", then_gone)
    path = f"/v1/admin/people/{people.id_of('editor')}/grants"
    given = sqlite_newsroom.call("POST", path, "admin", json={"role": "translator", "language": "uk"})
    assert (given.status_code, given.get_json()["code"]) == (409, "conflict")
