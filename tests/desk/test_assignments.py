"""Assignments over HTTP: who has a version in hand, and until when."""

from __future__ import annotations

from typing import Any

import pytest

from api.accounts import grants, people, suspensions, tokens
from api.accounts.roles import Granted
from api.platform import clock, db
from tests.newsroom import Newsroom, token

DUE = "2017-09-15T18:00:00Z"


def person_id(newsroom: Newsroom, login: str) -> str:
    """Give a person's id."""
    return str(newsroom.get("/v1/desk/me", login)["id"])


def assign(newsroom: Newsroom, article: str, language: str, by: str, person: str | None, **options: Any) -> Any:
    """Assign a version by its ETag as it stands."""
    path = f"/v1/desk/articles/{article}/versions/{language}"
    data = {"person_id": person_id(newsroom, person) if person else None, "due_at": DUE, **options}
    return newsroom.call("PUT", f"{path}/assignment", by, etag=newsroom.etag(path), json=data)


def test_an_editor_gives_a_version_to_a_translator_and_takes_it_back(newsroom: Newsroom) -> None:
    """The version shows who has it and until when; each change is another ETag; null and DELETE clear both."""
    article = newsroom.write()
    path = f"/v1/desk/articles/{article}/versions/ru"
    before = newsroom.etag(path)
    shown = assign(newsroom, article, "ru", "editor", "translator-ru")
    assert shown.status_code == 200
    assert (shown.get_json()["assignee"]["name"], shown.get_json()["due_at"]) == ("Translator-Ru", DUE)
    assert shown.headers["ETag"] not in {None, before}
    cleared = assign(newsroom, article, "ru", "editor", None).get_json()
    assert (cleared["assignee"], cleared["due_at"]) == (None, None)
    assign(newsroom, article, "ru", "editor", "translator-ru")
    etag = newsroom.etag(path)
    assert newsroom.call("DELETE", f"{path}/assignment", "editor", etag=etag).status_code == 204
    assert newsroom.version(article, "ru")["assignee"] is None


def test_the_same_again_changes_nothing(sqlite_newsroom: Newsroom) -> None:
    """An assignment repeated leaves the ETag as it is, so nobody's edit becomes stale."""
    article = sqlite_newsroom.write()
    first = assign(sqlite_newsroom, article, "ru", "editor", "translator-ru")
    assert assign(sqlite_newsroom, article, "ru", "editor", "translator-ru").headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize(
    ("language", "person"),
    [("ru", "translator-en"), ("ru", "admin"), ("en", "translator-en")],
)
def test_a_person_is_given_only_what_they_may_work_on(sqlite_newsroom: Newsroom, language: str, person: str) -> None:
    """Another language, no work at the desk, or a source for who does not write: 422 at person_id."""
    article = sqlite_newsroom.write()
    response = assign(sqlite_newsroom, article, language, "editor", person)
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/person_id"
    assert sqlite_newsroom.version(article, language)["assignee"] is None


def test_a_person_who_is_unknown_or_suspended_is_given_nothing(sqlite_newsroom: Newsroom) -> None:
    """Both are refused in the same words."""
    article = sqlite_newsroom.write()
    unknown = assign(sqlite_newsroom, article, "ru", "editor", None, person_id="nobody")
    somebody = person_id(sqlite_newsroom, "translator-ru")
    db.database.execute_sql(f"UPDATE person SET suspended_at = '{DUE}' WHERE id = '{somebody}'")
    suspended = assign(sqlite_newsroom, article, "ru", "editor", None, person_id=somebody)
    for response in (unknown, suspended):
        assert response.status_code == 422
        assert response.get_json()["errors"][0]["code"] == "unknown_person"


def test_translators_take_what_nobody_has(sqlite_newsroom: Newsroom) -> None:
    """A translator takes a free version and gives it back, but neither gives it to another nor takes another's."""
    article = sqlite_newsroom.write()
    assert assign(sqlite_newsroom, article, "ru", "translator-ru", "translator-ru").status_code == 200
    assert assign(sqlite_newsroom, article, "ru", "reviewer-ru", "reviewer-ru").status_code == 403
    assert assign(sqlite_newsroom, article, "ru", "translator-ru", "reviewer-ru").status_code == 403
    assert sqlite_newsroom.version(article, "ru")["assignee"]["name"] == "Translator-Ru"
    assert assign(sqlite_newsroom, article, "ru", "translator-ru", None).status_code == 200
    assert assign(sqlite_newsroom, article, "ru", "translator-en", "translator-en").status_code == 403


def test_an_assignment_wants_the_version_as_it_was_read(sqlite_newsroom: Newsroom) -> None:
    """Without If-Match 428; after another's assignment 412; an unknown language 404."""
    article = sqlite_newsroom.write()
    path = f"/v1/desk/articles/{article}/versions/ru/assignment"
    stale = sqlite_newsroom.etag(path.removesuffix("/assignment"))
    assign(sqlite_newsroom, article, "ru", "editor", "translator-ru")
    data = {"person_id": None}
    assert sqlite_newsroom.call("PUT", path, "editor", json=data).status_code == 428
    assert sqlite_newsroom.call("PUT", path, "editor", json=data, etag=stale).status_code == 412
    assert sqlite_newsroom.call("DELETE", path, "editor", etag=stale).status_code == 412
    unknown = path.replace("/ru/", "/xx/")
    assert sqlite_newsroom.call("PUT", unknown, "editor", json=data, etag="*").status_code == 404


def test_the_first_assignment_needs_no_etag(sqlite_newsroom: Newsroom) -> None:
    """Where nobody has the version yet there is nothing to overwrite."""
    article = sqlite_newsroom.write()
    path = f"/v1/desk/articles/{article}/versions/ru/assignment"
    data = {"person_id": person_id(sqlite_newsroom, "translator-ru")}
    assert sqlite_newsroom.call("PUT", path, "translator-ru", json=data).status_code == 200
    assert sqlite_newsroom.call("PUT", path, "editor", json={"person_id": None}).status_code == 428


def leave(how: str, login: str) -> None:
    """Take somebody from their work: out of the house, or their role for Russian alone."""
    person = people.id_of(login)
    if how == "suspended":
        suspensions.suspend(person, by=None, at=clock.now())
        return
    (held,) = grants.of([person])[person]
    grants.give(person, Granted("reviewer", "en"), by=None, at=clock.now())
    grants.take(person, held["id"], by=None, at=clock.now())


@pytest.mark.parametrize("how", ["suspended", "without the role"])
def test_who_may_not_work_any_longer_has_nothing_in_hand(newsroom: Newsroom, how: str) -> None:
    """The version, the board and the queue of the others show nobody; an editor's due time stays; one takes it."""
    article = newsroom.write(title="Vote")
    assign(newsroom, article, "ru", "editor", "translator-ru")
    leave(how, "translator-ru")
    shown = newsroom.version(article, "ru")
    assert (shown["assignee"], shown["due_at"]) == (None, DUE)
    _, board, _ = newsroom.get("/v1/desk/issues/2017-W37/board", "editor")["languages"]
    assert (board["articles"][0]["assignee"], board["articles"][0]["due_at"]) == (None, DUE)
    people.add(
        login="second-ru",
        name="Second",
        password="correct horse battery",
        locale="en",
        grants=[Granted("translator", "ru")],
        at=clock.now(),
    )
    second = people.id_of("second-ru")
    with db.transaction():
        tokens.issue(second, name="t", at=clock.now(), expires_at=None, text=token("second-ru"))
    (task,) = newsroom.get("/v1/desk/queue", "second-ru")["data"]
    assert (task["action"], task["assignee"], task["due_at"]) == ("translate", None, DUE)
    path = f"/v1/desk/articles/{article}/versions/ru/assignment"
    taken = newsroom.call("PUT", path, "second-ru", json={"person_id": second})
    assert (taken.status_code, taken.get_json()["assignee"]["name"], taken.get_json()["due_at"]) == (200, "Second", DUE)


def test_who_comes_back_has_what_nobody_took(sqlite_newsroom: Newsroom) -> None:
    """A suspension ended gives back what is still in their name, and only that."""
    kept, lost = sqlite_newsroom.write(), sqlite_newsroom.write(title="Another")
    for article in (kept, lost):
        assign(sqlite_newsroom, article, "ru", "editor", "translator-ru")
    leave("suspended", "translator-ru")
    assert assign(sqlite_newsroom, lost, "ru", "reviewer-ru", "reviewer-ru", due_at=None).status_code == 200
    suspensions.resume(people.id_of("translator-ru"), by=None, at=clock.now())
    names = [sqlite_newsroom.version(article, "ru")["assignee"]["name"] for article in (kept, lost)]
    assert names == ["Translator-Ru", "Reviewer-Ru"]


def test_an_editor_who_may_not_write_any_longer_has_no_source_in_hand(sqlite_newsroom: Newsroom) -> None:
    """A source waits for whoever writes, also where its assignee still translates."""
    article = sqlite_newsroom.write()
    assign(sqlite_newsroom, article, "en", "editor", "editor2")
    leave("without the role", "editor2")
    assert sqlite_newsroom.version(article, "en")["assignee"] is None
    assert [task["language"] for task in sqlite_newsroom.get("/v1/desk/queue", "editor")["data"]] == ["en"]


def test_a_due_time_of_an_editor_is_changed_by_editors_alone(sqlite_newsroom: Newsroom) -> None:
    """A translator who takes or gives back keeps it, and may not move it; an editor moves or clears it."""
    article = sqlite_newsroom.write()
    assign(sqlite_newsroom, article, "ru", "editor", "translator-ru")
    later = "2017-09-16T18:00:00Z"
    assert assign(sqlite_newsroom, article, "ru", "translator-ru", "translator-ru", due_at=later).status_code == 403
    again = assign(sqlite_newsroom, article, "ru", "translator-ru", "translator-ru", due_at=None)
    assert (again.status_code, again.get_json()["due_at"]) == (200, DUE)
    given_back = assign(sqlite_newsroom, article, "ru", "translator-ru", None, due_at=None).get_json()
    assert (given_back["assignee"], given_back["due_at"]) == (None, DUE)
    taken = assign(sqlite_newsroom, article, "ru", "reviewer-ru", "reviewer-ru", due_at=None).get_json()
    assert (taken["assignee"]["name"], taken["due_at"]) == ("Reviewer-Ru", DUE)
    path = f"/v1/desk/articles/{article}/versions/ru"
    assert sqlite_newsroom.call("DELETE", f"{path}/assignment", "reviewer-ru", etag="*").status_code == 204
    assert sqlite_newsroom.version(article, "ru")["due_at"] == DUE
    moved = assign(sqlite_newsroom, article, "ru", "editor2", "translator-ru", due_at=later).get_json()
    assert moved["due_at"] == later
    assert assign(sqlite_newsroom, article, "ru", "editor2", "translator-ru", due_at=None).get_json()["due_at"] is None


def test_a_due_time_of_ones_own_is_ones_own(sqlite_newsroom: Newsroom) -> None:
    """Who took a version with an hour of their own moves it, and takes it along; an editor makes it firm."""
    article = sqlite_newsroom.write()
    later = "2017-09-16T18:00:00Z"
    assert assign(sqlite_newsroom, article, "ru", "translator-ru", "translator-ru").get_json()["due_at"] == DUE
    moved = assign(sqlite_newsroom, article, "ru", "translator-ru", "translator-ru", due_at=later)
    assert (moved.status_code, moved.get_json()["due_at"]) == (200, later)
    assert assign(sqlite_newsroom, article, "ru", "translator-ru", None).get_json()["due_at"] is None
    assign(sqlite_newsroom, article, "ru", "translator-ru", "translator-ru")
    assign(sqlite_newsroom, article, "ru", "editor", "translator-ru")
    assert assign(sqlite_newsroom, article, "ru", "translator-ru", "translator-ru", due_at=later).status_code == 403


def test_what_a_suspended_person_was_given_does_not_keep_a_language(sqlite_newsroom: Newsroom) -> None:
    """An empty version in somebody's hand keeps its language; in the hand of who left, not."""
    language = {"code": "pl", "native_name": "polski", "fallback": None}
    sqlite_newsroom.post("/v1/admin/languages", "admin", language)
    assign(sqlite_newsroom, sqlite_newsroom.write(), "pl", "editor", "editor2")
    assert sqlite_newsroom.call("DELETE", "/v1/admin/languages/pl", "admin", etag="*").status_code == 409
    leave("suspended", "editor2")
    assert sqlite_newsroom.call("DELETE", "/v1/admin/languages/pl", "admin", etag="*").status_code == 204
