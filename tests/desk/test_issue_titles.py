from __future__ import annotations

from typing import Any

from api.platform import db, migrate
from tests.newsroom import ISSUE, Newsroom

PATH = f"/v1/desk/issues/{ISSUE}"
BODY = "One paragraph."
TITLES = {"be": "Паром", "en": "The ferry"}


def _change(newsroom: Newsroom, data: Any, query: str = "") -> Any:
    return newsroom.call("PATCH", PATH + query, "editor", etag=newsroom.etag(PATH), json=data)


def test_an_issue_is_called_in_each_readers_language(sqlite_newsroom: Newsroom) -> None:
    """A reader gets the title in their language or the first of its chain that has one, and is told which."""
    sqlite_newsroom.publish("ru", "en", source_language="be", body=BODY)
    shown = _change(sqlite_newsroom, {"titles": TITLES})
    assert (shown.status_code, shown.get_json()["titles"]) == (200, TITLES)
    for language, title, of in (("be", "Паром", "be"), ("ru", "Паром", "be"), ("en", "The ferry", "en")):
        for issue in (
            sqlite_newsroom.get(f"/v1/issues/{ISSUE}?lang={language}"),
            sqlite_newsroom.get(f"/v1/issues?lang={language}")["data"][0],
            sqlite_newsroom.get(f"/v1/site?lang={language}")["current_issue"],
        ):
            assert (issue["title"], issue["title_language"]) == (title, of)


def test_a_title_of_another_language_changes_what_readers_of_its_chain_get(sqlite_newsroom: Newsroom) -> None:
    """Changing and taking away a title makes another ETag of the issue, exactly where it is read."""
    sqlite_newsroom.publish("ru", "en", source_language="be", body=BODY)
    _change(sqlite_newsroom, {"titles": TITLES})
    paths = [f"/v1/issues/{ISSUE}?lang={language}" for language in ("be", "ru", "en")]
    before = [sqlite_newsroom.call("GET", path).headers["ETag"] for path in paths]
    assert _change(sqlite_newsroom, {"titles": {"be": None, "ru": "Паром вернули"}}).get_json()["titles"] == {
        "ru": "Паром вернули",
        "en": "The ferry",
    }
    after = [sqlite_newsroom.call("GET", path).headers["ETag"] for path in paths]
    assert [old != new for old, new in zip(before, after, strict=True)] == [True, True, False]
    assert sqlite_newsroom.get(paths[0])["title"] == "Паром вернули", "a name in any language is better than none"


def test_an_issue_is_planned_with_its_titles(sqlite_newsroom: Newsroom) -> None:
    """`titles` are by language; `title` alone is in the caller's, and read back so."""
    path = "/v1/desk/issues"
    made = sqlite_newsroom.post(path, "editor", {"key": "2017-W38", "titles": TITLES})
    assert (made["titles"], made["title"]) == (TITLES, "The ferry")
    made = sqlite_newsroom.post(f"{path}?lang=ru", "editor", {"key": "2017-W39", "title": "Паром"})
    assert (made["titles"], made["title"]) == ({"ru": "Паром"}, "Паром")
    assert sqlite_newsroom.post(path, "editor", {"key": "2017-W40", "title": None})["titles"] == {}
    assert sqlite_newsroom.post(path, "editor", {"key": "2017-W41"})["title"] is None
    listed = sqlite_newsroom.get(f"{path}?lang=be", "editor")["data"]
    assert {issue["key"]: issue["title"] for issue in listed} == {
        "2017-W38": "Паром",
        "2017-W39": "Паром",
        "2017-W40": None,
        "2017-W41": None,
        ISSUE: None,
    }


def test_a_single_title_is_changed_in_the_callers_language(sqlite_newsroom: Newsroom) -> None:
    """PATCH of `title` leaves the other languages as they are; null takes the one away. The board says it too."""
    _change(sqlite_newsroom, {"titles": TITLES})
    assert _change(sqlite_newsroom, {"title": "Паром вярнуўся"}, "?lang=be").get_json()["titles"] == {
        "be": "Паром вярнуўся",
        "en": "The ferry",
    }
    assert sqlite_newsroom.get(f"{PATH}/board?lang=be", "editor")["issue"]["title"] == "Паром вярнуўся"
    assert _change(sqlite_newsroom, {"title": None}, "?lang=be").get_json()["titles"] == {"en": "The ferry"}


def test_titles_that_cannot_be_are_refused_at_their_place(newsroom: Newsroom) -> None:
    """A language that there is not, a title that is none, or two for one: 422 at its place, and nothing changes."""
    before = newsroom.get(PATH, "editor")
    cases: list[tuple[dict[str, Any], str]] = [
        ({"titles": {"xx": "Ferry"}}, "/titles/xx"),
        ({"titles": {"be": ""}}, "/titles/be"),
        ({"titles": {"be": "x" * 301}}, "/titles/be"),
        ({"titles": "Ferry"}, "/titles"),
        ({"titles": {"be": "Паром"}, "title": "Ferry"}, "/title"),
    ]
    for way in (
        lambda data: _change(newsroom, data),
        lambda data: newsroom.call("POST", "/v1/desk/issues", "editor", json={"key": "2017-W38", **data}),
    ):
        refused = [way(data) for data, _ in cases]
        assert [response.status_code for response in refused] == [422] * len(cases)
        assert [response.get_json()["errors"][0]["pointer"] for response in refused] == [at for _, at in cases]
    assert newsroom.get(PATH, "editor") == before
    assert newsroom.call("GET", "/v1/desk/issues/2017-W38", "editor").status_code == 404


def test_a_title_of_before_is_the_default_languages(newsroom: Newsroom) -> None:
    """The migration keeps each title as that of the first language, and what readers have is made anew."""
    article = newsroom.publish(body=BODY)
    migrate.down("0013_issue_titles")
    with db.transaction():
        db.database.execute_sql("UPDATE issue SET title = 'Паром'")
        db.database.execute_sql("DELETE FROM pending_rebuild")
    migrate.up()
    assert newsroom.get(PATH, "editor")["titles"] == {"be": "Паром"}
    assert db.rows("SELECT article_id FROM pending_rebuild") == [(article,)]
    migrate.down("0013_issue_titles")
    assert db.rows("SELECT title FROM issue") == [("Паром",)]
    migrate.up()
