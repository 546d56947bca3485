"""Previews: a draft version for who holds its token, for a while, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from api.content.trees import leaves
from api.platform import db
from api.publishing import bodies
from tests.contract.described import Described
from tests.desk.previews import preview
from tests.newsroom import NOW, Newsroom


def test_a_preview_shows_the_draft_as_readers_would_get_it(newsroom: Newsroom) -> None:
    """A full article in the version's language, what is not translated in the source's words, and marked as preview."""
    article = newsroom.publish("en")
    full = newsroom.get(f"/v1/articles/{article}?lang=en")
    newsroom.revise(article, title="Not public yet")
    newsroom.translate(article, "ru")
    path = preview(newsroom, article, "ru", by="translator-ru")
    response = newsroom.call("GET", path)
    shown = response.get_json()
    assert set(shown) == {*full, "is_preview", "progress"}
    assert (shown["title"], shown["language"], shown["is_preview"]) == ("RU Not public yet", "ru", True)
    assert "RU The council met" in shown["body"]["content"]
    assert (shown["topic"]["name"], shown["trend"]["value"], shown["revision"]) == ("Общество", "worsened", 2)
    assert newsroom.get(preview(newsroom, article, "be"))["title"] == "Not public yet"
    assert newsroom.get(f"/v1/articles/{article}?lang=en")["title"] == full["title"]


def test_a_preview_claims_nothing_of_what_is_not_translated(sqlite_newsroom: Newsroom) -> None:
    """Where nothing is, it is a fallback; where something is missing, blocks say which, and the head how far it is."""
    article = sqlite_newsroom.write()
    path = preview(sqlite_newsroom, article, "ru")
    nothing = sqlite_newsroom.get(f"{path}?body=blocks")
    head = ("language", "requested_language", "is_fallback", "freshness", "freshness_label")
    assert [nothing[name] for name in head] == ["en", "ru", True, None, None]
    assert nothing["progress"]["percent"] == 0
    assert {leaf["is_untranslated"] for leaf in leaves(nothing["body"]["content"])} == {True}
    third = sqlite_newsroom.messages(article, "ru")[2]["id"]
    translated(sqlite_newsroom, article, third, "Совет собрался.")
    some = sqlite_newsroom.get(f"{path}?body=blocks")
    assert [some[name] for name in head] == ["ru", "ru", False, None, None]
    assert {leaf["id"]: leaf["is_untranslated"] for leaf in leaves(some["body"]["content"])}[third] is False
    html = sqlite_newsroom.get(path)["body"]["content"]
    assert html.count("data-untranslated") == len(list(leaves(some["body"]["content"]))) - 1
    sqlite_newsroom.translate(article, "ru")
    whole = sqlite_newsroom.get(f"{path}?body=blocks")
    assert [whole[name] for name in head[:4]] == ["ru", "ru", False, "current"]
    assert whole["progress"]["percent"] == 100


def test_a_preview_tells_what_is_stale(sqlite_newsroom: Newsroom) -> None:
    """A translation whose source has changed is outdated, in the head, in its block and in HTML."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru")
    sqlite_newsroom.revise(article, body="The council met on Tuesday and put the vote off.\n", weight="meaning")
    path = preview(sqlite_newsroom, article, "ru")
    shown = sqlite_newsroom.get(f"{path}?body=blocks")
    assert (shown["freshness"], [leaf["is_stale"] for leaf in leaves(shown["body"]["content"])]) == ("outdated", [True])
    assert 'data-stale=""' in sqlite_newsroom.get(path)["body"]["content"]


def test_a_preview_has_the_form_that_the_reference_describes(sqlite_newsroom: Newsroom) -> None:
    """Untranslated, in part, stale and whole, with every form of the body: what only a release decides is null."""
    described = Described(sqlite_newsroom.get("/openapi.json"))
    article = sqlite_newsroom.write()
    path = preview(sqlite_newsroom, article, "ru")
    translated(sqlite_newsroom, article, sqlite_newsroom.messages(article, "ru")[2]["id"], "Совет собрался.")
    shown = [sqlite_newsroom.get(path)]
    sqlite_newsroom.translate(article, "ru")
    shown += [sqlite_newsroom.get(f"{path}?body={form}") for form in bodies.FORMS]
    sqlite_newsroom.revise(article, body="The council met on Tuesday.\n", weight="meaning")
    shown.append(sqlite_newsroom.get(path))
    assert [found["freshness"] for found in shown] == [None, *["current"] * len(bodies.FORMS), None]
    assert not [fault for found in shown for fault in described.faults("showPreview", 200, found)]
    assert {name for name, value in shown[0].items() if value is None} == {
        *("slug", "published_at", "updated_at", "freshness", "freshness_label", "picture", "previous", "next")
    }


def test_a_preview_comes_in_every_form(sqlite_newsroom: Newsroom) -> None:
    """A front end tries its pages with what it will get later; a form that there is not is refused."""
    article = sqlite_newsroom.publish("en")
    path = preview(sqlite_newsroom, article, "en")
    for form in ("html", "blocks", "text", "markdown", "none"):
        shown = sqlite_newsroom.get(f"{path}?body={form}")["body"]
        published = sqlite_newsroom.get(f"/v1/articles/{article}?lang=en&body={form}")["body"]
        if form == "blocks":
            for leaf in leaves(shown["content"]):
                del leaf["is_untranslated"]
        assert shown == published
    assert sqlite_newsroom.call("GET", f"{path}?body=pdf").status_code == 422


def translated(newsroom: Newsroom, article: str, message: str, text: str) -> None:
    """Translate one message into Russian."""
    path = f"/v1/desk/articles/{article}/versions/ru/messages/{message}"
    response = newsroom.call("PATCH", path, "translator-ru", etag="*", json={"translation": text})
    assert response.status_code == 200


def test_a_preview_names_a_topic_as_readers_will_find_it(sqlite_newsroom: Newsroom) -> None:
    """A topic without a name in any language of the chain has the first name there is, before the release as after."""
    sqlite_newsroom.post("/v1/desk/topics", "editor", {"key": "ice", "names": {"en": {"name": "Ice"}}})
    article = sqlite_newsroom.write(topic="ice")
    sqlite_newsroom.translate(article, "ru")
    shown = sqlite_newsroom.get(preview(sqlite_newsroom, article, "ru"))["topic"]
    for language in ("en", "ru"):
        sqlite_newsroom.approve(article, language)
    sqlite_newsroom.release(article, "en", "ru")
    assert shown == sqlite_newsroom.get(f"/v1/articles/{article}?lang=ru")["topic"] == {"key": "ice", "name": "Ice"}


def test_a_preview_is_never_kept_or_indexed(sqlite_newsroom: Newsroom) -> None:
    """No cache keeps it, no search engine lists it, no address of it leaks through a link."""
    headers = sqlite_newsroom.call("GET", preview(sqlite_newsroom, sqlite_newsroom.write(), "en")).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"].startswith("noindex")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "ETag" not in headers


def test_unknown_tampered_and_empty_tokens_are_all_404(sqlite_newsroom: Newsroom) -> None:
    """Each with the same words, and the token itself stands nowhere in the database."""
    path = preview(sqlite_newsroom, sqlite_newsroom.write(), "en")
    text = path.rpartition("/")[2]
    others = [text[:-1], text + "A", text.swapcase(), "pv_" + "A" * 43, "x" * 5000, "ж"]
    answers = [sqlite_newsroom.call("GET", f"/v1/preview/{other}") for other in others]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.get_json()["detail"] for answer in answers}) == 1
    assert text not in str(db.rows("SELECT * FROM preview_token"))


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
    text = first.get_json()["url"].rpartition("/")[2]
    again = sqlite_newsroom.call("POST", path, "editor", json={}, headers=headers)
    assert text not in again.get_data(as_text=True)
    assert len(db.rows("SELECT id FROM preview_token")) == 1
    assert text not in str(db.rows("SELECT * FROM idempotency_record"))
