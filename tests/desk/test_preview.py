"""Previews: a draft version for who holds its token, for a while, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from api.platform import clock, db
from api.publishing import previews
from tests.newsroom import NOW, Newsroom


def preview(newsroom: Newsroom, article: str, language: str, by: str = "editor", **data: Any) -> str:
    """Make a preview and give its path."""
    path = f"/v1/desk/articles/{article}/versions/{language}/preview"
    return str(newsroom.post(path, by, data)["url"]).removeprefix("http://127.0.0.1:8000")


def test_a_preview_shows_the_draft_as_readers_would_get_it(newsroom: Newsroom) -> None:
    """A full article in the version's language, what is not translated in the source's words, and marked as preview."""
    article = newsroom.publish("en")
    full = newsroom.get(f"/v1/articles/{article}?lang=en")
    newsroom.revise(article, title="Not public yet")
    newsroom.translate(article, "ru")
    path = preview(newsroom, article, "ru", by="translator-ru")
    response = newsroom.call("GET", path)
    shown = response.get_json()
    assert set(shown) == {*full, "is_preview"}
    assert (shown["title"], shown["language"], shown["is_preview"]) == ("RU Not public yet", "ru", True)
    assert "RU The council met" in shown["body"]["content"]
    assert (shown["topic"]["name"], shown["trend"]["value"], shown["revision"]) == ("Общество", "worsened", 2)
    assert newsroom.get(preview(newsroom, article, "be"))["title"] == "Not public yet"
    assert newsroom.get(f"/v1/articles/{article}?lang=en")["title"] == full["title"]


def test_a_preview_names_a_topic_as_readers_will_find_it(newsroom: Newsroom) -> None:
    """A topic without a name in any language of the chain has the first name there is, before the release as after."""
    newsroom.post("/v1/desk/topics", "editor", {"key": "ice", "names": {"en": {"name": "Ice"}}})
    article = newsroom.write(topic="ice")
    newsroom.translate(article, "ru")
    shown = newsroom.get(preview(newsroom, article, "ru"))["topic"]
    for language in ("en", "ru"):
        newsroom.approve(article, language)
    newsroom.release(article, "en", "ru")
    assert shown == newsroom.get(f"/v1/articles/{article}?lang=ru")["topic"] == {"key": "ice", "name": "Ice"}


def test_a_preview_is_never_kept_or_indexed(sqlite_newsroom: Newsroom) -> None:
    """No cache keeps it, no search engine lists it, no address of it leaks through a link."""
    headers = sqlite_newsroom.call("GET", preview(sqlite_newsroom, sqlite_newsroom.write(), "en")).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"].startswith("noindex")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in headers


def test_a_preview_expires(newsroom: Newsroom) -> None:
    """Two days where nobody says otherwise; a moment after its hour it is 404, and forgotten when it is pruned."""
    with time_machine.travel(NOW, tick=False):
        article = newsroom.write()
        path, short = (
            preview(newsroom, article, "en"),
            preview(newsroom, article, "en", expires_at="2017-09-14T09:01:00Z"),
        )
    for moment, status, short_status in (
        ("2017-09-14T09:00:59Z", 200, 200),
        ("2017-09-14T09:01:00Z", 200, 404),
        ("2017-09-16T09:00:01Z", 404, 404),
    ):
        with time_machine.travel(moment, tick=False):
            assert newsroom.call("GET", path).status_code == status
            assert newsroom.call("GET", short).status_code == short_status
    with time_machine.travel("2017-09-15T09:00:00Z", tick=False):
        assert previews.prune(at=clock.now()) == 1
    assert len(db.rows("SELECT id FROM preview_token")) == 1


def test_unknown_tampered_and_empty_tokens_are_all_404(sqlite_newsroom: Newsroom) -> None:
    """Each with the same words, and the token itself stands nowhere in the database."""
    path = preview(sqlite_newsroom, sqlite_newsroom.write(), "en")
    token = path.rpartition("/")[2]
    others = [token[:-1], token + "A", token.swapcase(), "pv_" + "A" * 43, "x" * 5000, "ж"]
    answers = [sqlite_newsroom.call("GET", f"/v1/preview/{other}") for other in others]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.get_json()["detail"] for answer in answers}) == 1
    assert token not in str(db.rows("SELECT * FROM preview_token"))


def test_a_preview_dies_with_the_suspension_of_its_maker(sqlite_newsroom: Newsroom) -> None:
    """Suspended, the maker's previews are 404 at once; others' stay."""
    article = sqlite_newsroom.write()
    mine, yours = preview(sqlite_newsroom, article, "en"), preview(sqlite_newsroom, article, "en", by="editor2")
    db.database.execute_sql("UPDATE person SET suspended_at = '2017-09-14T09:00:00.000000Z' WHERE login = 'editor'")
    assert sqlite_newsroom.call("GET", mine).status_code == 404
    assert sqlite_newsroom.call("GET", yours).status_code == 200


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"expires_at": "2017-09-14T09:00:00Z"}, "/expires_at"),
        ({"expires_at": "2017-09-28T09:00:01Z"}, "/expires_at"),
        ({"expires_at": "soon"}, "/expires_at"),
        ({"forever": True}, "/forever"),
    ],
)
def test_a_preview_lives_a_fortnight_at_most(sqlite_newsroom: Newsroom, data: Any, pointer: str) -> None:
    """An hour that has passed, lies too far away or is none is refused with its place, and no token is made."""
    with time_machine.travel(NOW, tick=False):
        path = f"/v1/desk/articles/{sqlite_newsroom.write()}/versions/en/preview"
        response = sqlite_newsroom.call("POST", path, "editor", json=data)
    assert (response.status_code, response.get_json()["errors"][0]["pointer"]) == (422, pointer)
    assert db.rows("SELECT id FROM preview_token") == []


def test_only_who_reads_at_the_desk_makes_previews(sqlite_newsroom: Newsroom) -> None:
    """Without a token 401, without work here 403, of an unknown language 404."""
    path = f"/v1/desk/articles/{sqlite_newsroom.write()}/versions"
    assert sqlite_newsroom.call("POST", f"{path}/en/preview", json={}).status_code == 401
    assert sqlite_newsroom.call("POST", f"{path}/en/preview", "admin", json={}).status_code == 403
    assert sqlite_newsroom.call("POST", f"{path}/xx/preview", "editor", json={}).status_code == 404


def test_a_repeated_request_does_not_keep_the_token(sqlite_newsroom: Newsroom) -> None:
    """Sent twice with one Idempotency-Key, a preview is made once, and its token is stored nowhere to be said again."""
    path = f"/v1/desk/articles/{sqlite_newsroom.write()}/versions/en/preview"
    headers = {"Idempotency-Key": "one"}
    first = sqlite_newsroom.call("POST", path, "editor", json={}, headers=headers)
    assert first.status_code == 201
    token = first.get_json()["url"].rpartition("/")[2]
    again = sqlite_newsroom.call("POST", path, "editor", json={}, headers=headers)
    assert token not in again.get_data(as_text=True)
    assert len(db.rows("SELECT id FROM preview_token")) == 1
    assert token not in str(db.rows("SELECT * FROM idempotency_record"))
