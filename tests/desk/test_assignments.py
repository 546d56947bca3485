"""Assignments over HTTP: who has a version in hand, and until when."""

from __future__ import annotations

from typing import Any

import pytest

from api.platform import db
from tests.newsroom import Newsroom

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


def test_the_first_assignment_needs_no_etag(newsroom: Newsroom) -> None:
    """Where nobody has the version yet there is nothing to overwrite."""
    article = newsroom.write()
    path = f"/v1/desk/articles/{article}/versions/ru/assignment"
    data = {"person_id": person_id(newsroom, "translator-ru")}
    assert newsroom.call("PUT", path, "translator-ru", json=data).status_code == 200
    assert newsroom.call("PUT", path, "editor", json={"person_id": None}).status_code == 428
