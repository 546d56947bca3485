from __future__ import annotations

from typing import Any

import pytest

from api.platform import db
from api.publishing import journal
from tests.newsroom import ISSUE, Newsroom

PATH = f"/v1/desk/issues/{ISSUE}"
BODY = "One paragraph."


def _change(newsroom: Newsroom, data: Any, etag: str | None = None, by: str = "editor") -> Any:
    return newsroom.call("PATCH", PATH, by, etag=etag or newsroom.etag(PATH), json=data)


def _public_order(newsroom: Newsroom) -> list[str]:
    return [article["title"] for article in newsroom.get(f"/v1/issues/{ISSUE}?lang=en")["articles"]]


def test_issues_are_listed_as_they_are_planned(newsroom: Newsroom) -> None:
    """The newest week first, with the articles planned for each, one page after the other and back."""
    article = newsroom.write()
    for key in ("2017-W38", "2018-W01"):
        newsroom.post("/v1/desk/issues", "editor", {"key": key, "title": f"On {key}"})
    first = newsroom.get("/v1/desk/issues?limit=2", "translator-ru")
    second = newsroom.get(first["links"]["next"], "translator-ru")
    assert [issue["key"] for issue in first["data"] + second["data"]] == ["2018-W01", "2017-W38", ISSUE]
    assert second["data"] == [newsroom.get(PATH, "editor")]
    assert second["data"][0]["articles"] == [article]
    assert newsroom.get(second["links"]["prev"], "translator-ru")["data"] == first["data"]


def test_a_new_title_and_order_reach_readers_at_once(newsroom: Newsroom) -> None:
    """What an editor changes stands in the public issue with the next answer, which is of another generation."""
    articles = [newsroom.publish(title=title, body=BODY) for title in ("First", "Second", "Third")]
    generation = journal.generation()
    response = _change(newsroom, {"title": "The ferry", "articles": articles[::-1]})
    assert response.status_code == 200
    assert response.get_json()["articles"] == articles[::-1]
    assert response.headers["ETag"] == newsroom.etag(PATH)
    assert _public_order(newsroom) == ["Third", "Second", "First"]
    assert newsroom.get(f"/v1/issues/{ISSUE}?lang=en")["title"] == "The ferry"
    assert journal.generation() == generation + 1


def test_an_order_holds_for_articles_yet_to_be_released(sqlite_newsroom: Newsroom) -> None:
    """An article that is released later takes the place that it was given."""
    first = sqlite_newsroom.publish(title="First", body=BODY)
    second = sqlite_newsroom.write(title="Second", body=BODY)
    third = sqlite_newsroom.publish(title="Third", body=BODY)
    assert _change(sqlite_newsroom, {"articles": [third, second, first]}).status_code == 200
    sqlite_newsroom.approve(second, "en")
    sqlite_newsroom.release(second, "en")
    assert _public_order(sqlite_newsroom) == ["Third", "Second", "First"]


def test_an_order_moves_only_what_readers_find_in_this_issue(newsroom: Newsroom) -> None:
    """An article published elsewhere and planned for this issue keeps its place there until it is released here."""
    newsroom.post("/v1/desk/issues", "editor", {"key": "2017-W38"})
    elsewhere = [newsroom.publish(issue="2017-W38", title=title, body=BODY) for title in ("One", "Two")]
    here = newsroom.publish(title="Here", body=BODY)
    path = f"/v1/desk/articles/{elsewhere[0]}"
    newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json={"issue": ISSUE})
    before = newsroom.get("/v1/issues/2017-W38?lang=en")
    assert _change(newsroom, {"articles": [here, elsewhere[0]]}).status_code == 200
    assert newsroom.get("/v1/issues/2017-W38?lang=en") == before


def test_a_deadline_is_set_and_taken_away(newsroom: Newsroom) -> None:
    """The hour by which an issue must be ready is a moment or null."""
    assert _change(newsroom, {"deadline_at": "2017-09-15T12:00:00+03:00"}).get_json()["deadline_at"] == (
        "2017-09-15T09:00:00Z"
    )
    assert _change(newsroom, {"deadline_at": None}).get_json()["deadline_at"] is None


def test_another_article_makes_another_etag(sqlite_newsroom: Newsroom) -> None:
    """Who has read the issue before an article came into it must read it again before changing it."""
    tag = sqlite_newsroom.etag(PATH)
    sqlite_newsroom.write()
    assert sqlite_newsroom.etag(PATH) != tag
    assert _change(sqlite_newsroom, {"title": "Late"}, tag).status_code == 412
    assert sqlite_newsroom.call("PATCH", PATH, "editor", json={"title": "Late"}).status_code == 428
    assert sqlite_newsroom.get(PATH, "editor")["title"] is None


@pytest.mark.parametrize(
    ("order", "code", "pointer"),
    [
        ("b", "missing_article", "/articles"),
        ("bab", "duplicate", "/articles/2"),
        ("bax", "unknown_article", "/articles/2"),
        ("ba?", "unknown_article", "/articles/2"),
        ("", "missing_article", "/articles"),
    ],
)
def test_an_order_names_exactly_the_articles_of_the_issue(
    newsroom: Newsroom, order: str, code: str, pointer: str
) -> None:
    """One left out, named twice, of another issue or unknown: refused at its place, and title and order stay."""
    newsroom.post("/v1/desk/issues", "editor", {"key": "2017-W38"})
    ids = {letter: newsroom.publish(title=letter, body=BODY) for letter in "ab"}
    ids |= {"x": newsroom.write(issue="2017-W38"), "?": "nothing"}
    response = _change(newsroom, {"title": "New", "articles": [ids[letter] for letter in order]})
    assert response.status_code == 422
    assert (code, pointer) in [(fault["code"], fault["pointer"]) for fault in response.get_json()["errors"]]
    assert newsroom.get(PATH, "editor")["title"] is None
    assert _public_order(newsroom) == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"title": "x" * 301}, "/title"),
        ({"title": "a\u0000b"}, None),
        ({"key": "2017-W39"}, "/key"),
        ({"articles": "all"}, "/articles"),
        ({"articles": [1]}, "/articles/0"),
        ({"deadline_at": "tomorrow"}, "/deadline_at"),
        ({"deadline_at": "0001-01-01T00:00:00Z"}, "/deadline_at"),
        ({"deadline_at": "2018-09-19T00:00:00Z"}, "/deadline_at"),
        ([], ""),
    ],
)
def test_a_bad_change_is_refused_at_its_place(sqlite_newsroom: Newsroom, data: Any, pointer: str | None) -> None:
    """A change that cannot be says where, and changes nothing."""
    before = sqlite_newsroom.get(PATH, "editor")
    response = _change(sqlite_newsroom, data)
    assert response.status_code == 422
    if pointer:
        assert response.get_json()["errors"][0]["pointer"] == pointer
    assert sqlite_newsroom.get(PATH, "editor") == before


def test_only_editors_change_an_issue(sqlite_newsroom: Newsroom) -> None:
    """A translator and a reviewer are refused, a reader is asked for a credential."""
    for by in ("translator-ru", "reviewer-en"):
        assert _change(sqlite_newsroom, {"title": "Mine"}, "*", by).status_code == 403
    assert sqlite_newsroom.call("PATCH", PATH, etag="*", json={"title": "Mine"}).status_code == 401


def test_a_change_stands_in_the_audit(sqlite_newsroom: Newsroom) -> None:
    """Who changed the issue is written down with it."""
    _change(sqlite_newsroom, {"title": "Ours"})
    assert db.row("SELECT COUNT(*) FROM audit_entry WHERE action = 'issue.change'") == (1,)
