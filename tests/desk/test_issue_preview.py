"""Previews of a whole issue: as it would be released now, for who holds the token, and for nobody else."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from api.accounts import people
from api.platform import clock
from api.publishing import issue_previews
from tests.desk.previews import opened
from tests.newsroom import ISSUE, NOW, Newsroom
from tests.publishing.test_transliterations import declare
from tests.statements import counted


def made(newsroom: Newsroom, language: str = "ru", by: str = "editor", **data: Any) -> str:
    """Make a preview of the issue and give its path."""
    asked = {"language": language, **data}
    return str(newsroom.post(f"/v1/desk/issues/{ISSUE}/preview", by, asked)["url"]).removeprefix(
        "http://127.0.0.1:8000"
    )


def test_an_issue_is_shown_as_it_would_be_released_now(newsroom: Newsroom) -> None:
    """All articles in the editor's order, drafts and published ones, with what keeps each from going out."""
    ready, begun, untouched = (newsroom.write(title=title) for title in ("First", "Second", "Third"))
    for language in ("en", "ru"):
        if language == "ru":
            newsroom.translate(ready, "ru")
        newsroom.approve(ready, language)
    newsroom.translate(begun, "ru")
    path = f"/v1/desk/issues/{ISSUE}"
    order = {"articles": [begun, ready, untouched], "titles": {"ru": "Река и совет"}}
    newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json=order)
    preview = made(newsroom)
    response = newsroom.call("GET", preview)
    shown = response.get_json()
    assert (shown["key"], shown["title"], shown["title_language"], shown["language"]) == (
        ISSUE,
        "Река и совет",
        "ru",
        "ru",
    )
    assert shown["period_label"] == "11–17 сентября 2017\xa0г."
    assert [(each["title"], each["is_ready"], each["blockers"]) for each in shown["articles"]] == [
        ("RU Second", False, ["not_approved"]),
        ("RU First", True, []),
        ("Third", False, ["missing"]),
    ]
    assert [each["is_fallback"] for each in shown["articles"]] == [False, False, True]
    assert [each["progress"]["percent"] for each in shown["articles"]] == [100, 100, 0]
    assert {each["body"] for each in shown["articles"]} == {None}
    assert shown["left_out"] == []
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    for name in ("Translator", "editor", "person"):
        assert name not in response.get_data(as_text=True), "nobody's name"


@pytest.mark.parametrize("form", ["html", "markdown", "text", "blocks", "none"])
def test_each_article_is_reachable_in_each_form(sqlite_newsroom: Newsroom, form: str) -> None:
    """Under the same token, as a preview of its own shows it; or all bodies come with the issue."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru")
    preview = made(sqlite_newsroom)
    (listed,) = sqlite_newsroom.get(f"{preview}?body={form}")["articles"]
    whole = sqlite_newsroom.get(f"{listed['links']['self']}?body={form}")
    single = sqlite_newsroom.post(f"/v1/desk/articles/{article}/versions/ru/preview", "editor", {})["url"]
    alone = sqlite_newsroom.get(f"/v1/preview/{single.rpartition('/')[2]}?body={form}")
    assert {**whole, "links": None} == {**alone, "links": None}
    assert listed["body"] == whole["body"]
    assert (listed["body"] is None) == (form == "none")
    assert sqlite_newsroom.call("GET", f"{preview}?body=pdf").status_code == 422


def test_too_many_bodies_are_asked_for_one_by_one(sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """More articles than one answer may have are listed without their bodies only."""
    monkeypatch.setattr(issue_previews, "MOST_WITH_BODIES", 1)
    for _ in range(2):
        sqlite_newsroom.write()
    preview = made(sqlite_newsroom)
    assert opened(sqlite_newsroom, preview, f"{preview}?body=html") == [200, 422]


def test_who_works_in_the_language_previews_the_issue_in_it(sqlite_newsroom: Newsroom) -> None:
    """Editors, and the reviewers and translators of the language; not those of another, nor who administers."""
    sqlite_newsroom.write()
    path = f"/v1/desk/issues/{ISSUE}/preview"
    statuses = {
        login: sqlite_newsroom.call("POST", path, login, json={"language": "ru"}).status_code
        for login in ("editor", "translator-ru", "reviewer-ru", "translator-en", "reviewer-be", "admin")
    }
    assert statuses == {
        "editor": 201,
        "translator-ru": 201,
        "reviewer-ru": 201,
        "translator-en": 403,
        "reviewer-be": 403,
        "admin": 403,
    }
    refused = sqlite_newsroom.call("POST", path, "editor", json={"language": "fr"})
    assert (refused.status_code, refused.get_json()["errors"][0]["code"]) == (422, "unknown_language")
    for wrong in ({}, {"language": "ru", "expires_at": "2001-01-01T00:00:00Z"}):
        assert sqlite_newsroom.call("POST", path, "editor", json=wrong).status_code == 422


def test_a_transliteration_has_no_preview(sqlite_newsroom: Newsroom) -> None:
    """It has no drafts: whoever asks for it is told in which language they are, as with the preview of a version."""
    declare(sqlite_newsroom)
    sqlite_newsroom.write(source_language="be")
    refused = sqlite_newsroom.call("POST", f"/v1/desk/issues/{ISSUE}/preview", "editor", json={"language": "be-Latn"})
    told = refused.get_json()
    assert (refused.status_code, told["errors"][0]["code"], told["errors"][0]["pointer"]) == (
        422,
        "transliteration",
        "/language",
    )
    assert told["detail"] == "Belarusian (Latin) is written by itself from Belarusian: work there instead."


def test_when_it_was_made_is_not_told(sqlite_newsroom: Newsroom) -> None:
    """Its holder learns to the minute until when it lives, its maker exactly."""
    sqlite_newsroom.write()
    with time_machine.travel(NOW.replace(second=41, microsecond=123456), tick=False):
        made_now = sqlite_newsroom.post(f"/v1/desk/issues/{ISSUE}/preview", "editor", {"language": "ru"})
        shown = sqlite_newsroom.get(f"/v1/preview/issues/{made_now['url'].rpartition('/')[2]}")
    assert ":41" in made_now["expires_at"]
    assert shown["expires_at"] == f"{made_now['expires_at'][:16]}:00Z"


def test_what_was_withdrawn_is_told_by_its_id_alone(newsroom: Newsroom) -> None:
    """Nothing else shows it, be it withdrawn itself or the source whose words would stand in it."""
    own, source, kept = (newsroom.publish("ru", title=title) for title in ("Own", "Source", "Kept"))
    fallback = newsroom.publish(title="Falls back")
    preview = made(newsroom)
    for article, language in ((own, "ru"), (source, "en"), (fallback, "en")):
        withdrawal = f"/v1/desk/articles/{article}/versions/{language}/withdrawal"
        newsroom.post(withdrawal, "editor", {"reason": "It harms somebody."})
    shown = newsroom.get(preview)
    assert {each["id"] for each in shown["left_out"]} == {own, fallback}
    assert {each["id"] for each in shown["articles"]} == {source, kept}
    assert opened(newsroom, *(f"{preview}/articles/{id_}" for id_ in (own, fallback, source))) == [404, 404, 200]
    assert "Own" not in str(shown)


def test_only_articles_of_the_issue_are_shown(sqlite_newsroom: Newsroom) -> None:
    """One of another issue, of none, or none at all is 404 under the token, and so are other tokens."""
    other = sqlite_newsroom.write(issue=None)
    preview = made(sqlite_newsroom)
    assert opened(
        sqlite_newsroom,
        f"{preview}/articles/{other}",
        f"{preview}/articles/none",
        "/v1/preview/issues/pi_none",
        f"/v1/preview/{preview.rpartition('/')[2]}",
    ) == [404, 404, 404, 404]
    assert opened(sqlite_newsroom, preview) == [200], "an issue without articles is one too"


def test_it_expires_is_listed_and_ended(newsroom: Newsroom) -> None:
    """After its hour it is 404 and forgotten; who made it ends it by its ETag, and so does an editor; it is audited."""
    with time_machine.travel(NOW, tick=False):
        short = made(newsroom, expires_at="2017-09-14T09:01:00Z")
    with time_machine.travel("2017-09-14T09:01:00Z", tick=False):
        assert opened(newsroom, short) == [404]
        assert issue_previews.prune(at=clock.now()) == 1
    mine, yours = made(newsroom, by="translator-ru"), made(newsroom, by="editor")
    path = f"/v1/desk/issues/{ISSUE}/previews"
    listed = newsroom.get(path, "reviewer-be")["data"]
    assert [(each["language"], each["by"]["name"]) for each in listed] == [("ru", "Editor"), ("ru", "Translator-Ru")]
    assert "pi_" not in str(listed)
    ours, theirs = listed
    assert newsroom.call("DELETE", f"{path}/{ours['id']}", "translator-ru", etag=ours["etag"]).status_code == 403
    assert newsroom.call("DELETE", f"{path}/{theirs['id']}", "editor", etag='"other"').status_code == 412
    assert newsroom.call("DELETE", f"{path}/{theirs['id']}", "editor", etag=theirs["etag"]).status_code == 204
    assert opened(newsroom, mine, yours) == [404, 200]
    entries = newsroom.get("/v1/admin/audit?action=issue.preview_end", "admin")["data"]
    assert [entry["thing_id"] for entry in entries] == [newsroom.get(f"/v1/desk/issues/{ISSUE}", "editor")["id"]]


def test_it_ends_for_good_with_the_right_of_its_maker(newsroom: Newsroom) -> None:
    """With the grant for the language it goes, though the person still reads; a role given back opens it no more."""
    preview, person = made(newsroom, by="translator-ru"), people.id_of("translator-ru")
    grants = f"/v1/admin/people/{person}/grants"
    newsroom.post(grants, "admin", {"role": "translator", "language": "be"})
    (russian,) = [
        each for each in newsroom.get(f"/v1/admin/people/{person}", "admin")["grants"] if each["language"] == "ru"
    ]
    newsroom.call("DELETE", f"{grants}/{russian['id']}", "admin", etag="*")
    assert opened(newsroom, preview) == [404]
    newsroom.post(grants, "admin", {"role": "translator", "language": "ru"})
    assert opened(newsroom, preview) == [404]
    again = made(newsroom, by="translator-ru")
    assert newsroom.call("PUT", f"/v1/admin/people/{person}/suspension", "admin").status_code == 200
    assert opened(newsroom, again) == [404]
    newsroom.call("DELETE", f"/v1/admin/people/{person}/suspension", "admin", etag="*")
    assert opened(newsroom, again) == [404]


def test_it_ends_with_its_language(sqlite_newsroom: Newsroom) -> None:
    """A language that is removed takes the previews in it along."""
    sqlite_newsroom.post("/v1/admin/languages", "admin", {"code": "pl", "native_name": "polski"})
    preview = made(sqlite_newsroom, "pl")
    assert sqlite_newsroom.call("DELETE", "/v1/admin/languages/pl", "admin", etag="*").status_code == 204
    sqlite_newsroom.post("/v1/admin/languages", "admin", {"code": "pl", "native_name": "polski"})
    assert opened(sqlite_newsroom, preview) == [404]


def test_an_article_more_is_a_statement_more(sqlite_newsroom: Newsroom) -> None:
    """The issue's articles are read together, but for the text of each."""
    newsroom = sqlite_newsroom
    newsroom.write()
    preview, counts = made(newsroom), []
    for _ in range(2):
        with counted() as statements:
            newsroom.get(preview)
        counts.append(len(statements))
        for _ in range(3):
            newsroom.write()
    assert counts[1] - counts[0] <= 3
