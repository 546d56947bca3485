"""Releases over HTTP: an issue or an article goes out whole, or not at all, and why."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from api.platform import clock, db
from api.publishing import schedule
from tests.newsroom import ISSUE, NOW, Newsroom

HOUR = "2017-09-15T06:00:00Z"


def prepared(newsroom: Newsroom, title: str, *languages: str) -> str:
    """Write an article and bring it to approval in some languages."""
    article = newsroom.write(title=title)
    newsroom.approve(article, "en")
    for language in languages:
        newsroom.translate(article, language)
        newsroom.approve(article, language)
    return article


def released(newsroom: Newsroom, **data: Any) -> Any:
    """Release the issue."""
    return newsroom.post(f"/v1/desk/issues/{ISSUE}/releases", "editor", {"languages": ["en", "ru"], **data})


def public(newsroom: Newsroom) -> list[Any]:
    """Give all that readers could see, and all that says so."""
    tables = ("generation", "publication", "reading", "change", "slug", "correction", "release_item", "release")
    return [sorted(map(str, db.rows(f'SELECT * FROM "{table}"'))) for table in tables]


def listed(newsroom: Newsroom, language: str) -> list[str]:
    """Give the titles that readers of a language find."""
    return [article["title"] for article in newsroom.get(f"/v1/articles?lang={language}&fallback=none")["data"]]


def test_an_issue_goes_out_in_every_language_at_once(newsroom: Newsroom) -> None:
    """All articles of the issue in all languages are public after one call, as one generation of the journal."""
    for title in ("First", "Second"):
        prepared(newsroom, title, "ru")
    release = released(newsroom)
    assert (release["state"], release["left_out"], release["failure"]) == ("published", [], None)
    assert {(item["language"], item["revision"]) for item in release["items"]} == {("en", 1), ("ru", 1)}
    assert len(release["items"]) == 4
    assert sorted(listed(newsroom, "ru")) == ["RU First", "RU Second"]
    assert sorted(listed(newsroom, "en")) == ["First", "Second"]
    assert len(db.rows("SELECT DISTINCT generation FROM change")) == 1


def test_one_unready_version_holds_all_back(newsroom: Newsroom) -> None:
    """Each unready version is named with its article, language and reason, and nothing at all goes out."""
    prepared(newsroom, "First", "ru")
    second = prepared(newsroom, "Second")
    third = newsroom.write(title="Third")
    before = public(newsroom)
    response = newsroom.call("POST", f"/v1/desk/issues/{ISSUE}/releases", "editor", json={"languages": ["en", "ru"]})
    assert (response.status_code, response.get_json()["code"]) == (409, "not_ready")
    assert {(entry["article_id"], entry["language"], entry["code"]) for entry in response.get_json()["errors"]} == {
        (second, "ru", "missing"),
        (third, "en", "not_approved"),
        (third, "ru", "missing"),
    }
    assert {entry["pointer"] for entry in response.get_json()["errors"]} == {"/languages/0", "/languages/1"}
    assert public(newsroom) == before


def test_what_is_not_ready_can_be_left_out(newsroom: Newsroom) -> None:
    """The ready versions go out, and the answer says which stayed behind and why."""
    first = prepared(newsroom, "First", "ru")
    second = prepared(newsroom, "Second")
    release = released(newsroom, leave_out_unready=True)
    assert {(item["article_id"], item["language"]) for item in release["items"]} == {
        (first, "en"),
        (first, "ru"),
        (second, "en"),
    }
    assert release["left_out"] == [{"article_id": second, "language": "ru", "reason": "missing"}]
    assert listed(newsroom, "ru") == ["RU First"]


def test_nothing_ready_is_no_release(sqlite_newsroom: Newsroom) -> None:
    """A release that would leave everything out, and one of an issue without articles, are conflicts."""
    data = {"languages": ["en"], "leave_out_unready": True}
    before = public(sqlite_newsroom)
    for _ in range(2):
        response = sqlite_newsroom.call("POST", f"/v1/desk/issues/{ISSUE}/releases", "editor", json=data)
        assert (response.status_code, response.get_json()["code"]) == (409, "conflict")
        assert public(sqlite_newsroom) == before
        sqlite_newsroom.write()


def test_what_readers_have_already_is_released_again_without_news(newsroom: Newsroom) -> None:
    """A second release of the same publishes nothing: the items are named, journal and readings stay as they are."""
    article = newsroom.publish("en", "ru")
    before = (db.rows("SELECT * FROM change"), [row[:1] for row in db.rows("SELECT etag FROM reading")])
    release = newsroom.release(article, "en", "ru")
    assert [item["language"] for item in release["items"]] == ["en", "ru"]
    assert (db.rows("SELECT * FROM change"), [row[:1] for row in db.rows("SELECT etag FROM reading")]) == before


def test_an_update_reaches_readers_with_its_release_and_not_before(sqlite_newsroom: Newsroom) -> None:
    """A new revision changes nothing for readers until it is released; then the other language is outdated."""
    article = sqlite_newsroom.publish("en", "ru")
    sqlite_newsroom.revise(article, title="The vote is cancelled", weight="meaning")
    sqlite_newsroom.approve(article, "en")
    assert sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")["title"] == "River council delays the vote"
    assert sqlite_newsroom.get(f"/v1/articles/{article}?lang=ru")["freshness"] == "current"
    sqlite_newsroom.release(article, "en")
    english = sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")
    assert (english["title"], english["revision"]) == ("The vote is cancelled", 2)
    assert english["published_at"] <= english["updated_at"]
    outdated = sqlite_newsroom.get(f"/v1/articles/{article}?lang=ru")
    assert (outdated["freshness"], outdated["freshness_label"]) == ("outdated", "Оригинал с тех пор изменился")
    menu = {other["language"]: other["freshness_label"] for other in outdated["alternates"]}
    assert menu == {"ru": "Оригинал с тех пор изменился", "en": "Актуальный текст"}
    shown = sqlite_newsroom.get(f"/v1/desk/articles/{article}/versions/ru?lang=be", "editor")["publication"]
    assert shown["freshness_label"] == "Арыгінал з таго часу змяніўся"
    types = [change for (change,) in db.rows("SELECT type FROM change ORDER BY generation, position")]
    assert types == ["published", "published", "updated", "updated"], "the outdated translation is told of too"


def test_a_correction_is_told_in_each_language_with_its_own_note(newsroom: Newsroom) -> None:
    """Readers see the note; the other language awaits it until its own release, which carries its own note."""
    article = newsroom.publish("en", "ru")
    newsroom.revise(article, title="The vote is on Friday", weight="correction", note="It is on Friday.")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    english = newsroom.get(f"/v1/articles/{article}?lang=en")
    assert [entry["note"] for entry in english["corrections"]] == ["It is on Friday."]
    russian = newsroom.get(f"/v1/articles/{article}?lang=ru")
    assert (russian["freshness"], russian["corrections"]) == ("awaiting_correction", [])
    newsroom.translate(article, "ru")
    newsroom.approve(article, "ru")
    newsroom.release(article, "ru", notes={"ru": "В пятницу."})
    russian = newsroom.get(f"/v1/articles/{article}?lang=ru")
    assert (russian["freshness"], [entry["note"] for entry in russian["corrections"]]) == ("current", ["В пятницу."])
    latest = db.rows("SELECT type, reason FROM change ORDER BY generation DESC, position DESC")[0]
    assert latest == ("corrected", "В пятницу.")


def test_a_correction_without_a_note_is_told_all_the_same(sqlite_newsroom: Newsroom) -> None:
    """Readers and partners see that and when it was put right, with no note."""
    article = sqlite_newsroom.publish("en")
    sqlite_newsroom.revise(article, title="The vote is on Friday", weight="correction")
    sqlite_newsroom.approve(article, "en")
    sqlite_newsroom.release(article, "en")
    english = sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")
    assert english["corrections"] == [{"at": english["updated_at"], "note": None}]
    latest = db.rows("SELECT type, reason FROM change ORDER BY generation DESC, position DESC")[0]
    assert latest == ("corrected", None)


def test_a_scheduled_release_goes_out_at_its_hour(newsroom: Newsroom) -> None:
    """Until the hour nobody sees anything; at it the worker's duty publishes once, and never again."""
    with time_machine.travel(NOW, tick=False):
        prepared(newsroom, "First", "ru")
        made = released(newsroom, at=HOUR)
        assert (made["state"], made["items"], made["at"]) == ("scheduled", [], HOUR)
        assert schedule.publish_due(at=clock.now()) == 0
        assert listed(newsroom, "en") == []
    with time_machine.travel("2017-09-15T06:00:00Z", tick=False):
        assert schedule.publish_due(at=clock.now()) == 1
        assert schedule.publish_due(at=clock.now()) == 0
        shown = newsroom.get(f"/v1/desk/releases/{made['id']}", "editor")
        assert (shown["state"], len(shown["items"])) == ("published", 2)
        assert listed(newsroom, "en") == ["First"]
        assert len(db.rows("SELECT id FROM publication")) == 2


def test_a_release_missed_while_the_worker_was_down_goes_out_late(sqlite_newsroom: Newsroom) -> None:
    """The hour long gone, the release goes out with the worker's first turn, dated when readers got it."""
    with time_machine.travel(NOW, tick=False):
        article = prepared(sqlite_newsroom, "First", "ru")
        released(sqlite_newsroom, at=HOUR)
    with time_machine.travel("2017-09-20T10:00:00Z", tick=False):
        assert schedule.publish_due(at=clock.now()) == 1
        assert sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")["published_at"] == "2017-09-20T10:00:00Z"


def test_a_scheduled_release_that_is_not_ready_fails_whole(newsroom: Newsroom) -> None:
    """Nothing goes out; the release says which versions were not ready, in the reader's language; later ones go out."""
    with time_machine.travel(NOW, tick=False):
        article = prepared(newsroom, "First", "ru")
        made = released(newsroom, at=HOUR)
        other = newsroom.write(title="Second", issue=None)
        newsroom.approve(other, "en")
        newsroom.release(other, "en", at="2017-09-15T07:00:00Z")
        newsroom.revise(article, title="Changed at the last minute")
    with time_machine.travel("2017-09-15T08:00:00Z", tick=False):
        assert schedule.publish_due(at=clock.now()) == 1
        assert listed(newsroom, "en") == ["Second"]
        address = f"/v1/desk/releases/{made['id']}"
        shown = newsroom.get(address, "editor")
        assert (shown["state"], shown["items"]) == ("failed", [])
        assert shown["failure"]["code"] == "not_ready"
        assert {(entry["article_id"], entry["language"], entry["code"]) for entry in shown["failure"]["errors"]} == {
            (article, "en", "not_approved"),
            (article, "ru", "not_approved"),
        }
        assert "Changed at the last minute" in shown["failure"]["errors"][0]["detail"]
        russian = newsroom.get(f"{address}?lang=ru", "editor")["failure"]["detail"]
        assert russian != shown["failure"]["detail"]
        assert schedule.publish_due(at=clock.now()) == 0


def test_a_scheduled_release_can_be_cancelled_once(newsroom: Newsroom) -> None:
    """Cancelling needs the ETag; the hour then passes without anything; what is not scheduled cannot be cancelled."""
    with time_machine.travel(NOW, tick=False):
        prepared(newsroom, "First", "ru")
        path = f"/v1/desk/releases/{released(newsroom, at=HOUR)['id']}"
        assert newsroom.call("DELETE", path, "editor").status_code == 428
        assert newsroom.call("DELETE", path, "editor", etag='"77"').status_code == 412
        assert newsroom.call("DELETE", path, "reviewer-en", etag="*").status_code == 403
        etag = newsroom.etag(path)
        assert newsroom.call("DELETE", path, "editor", etag=etag).status_code == 204
        assert newsroom.get(path, "editor")["state"] == "cancelled"
        assert newsroom.call("DELETE", path, "editor", etag=etag).status_code == 412
        assert newsroom.call("DELETE", path, "editor", etag="*").status_code == 409
    with time_machine.travel("2017-09-15T08:00:00Z", tick=False):
        assert schedule.publish_due(at=clock.now()) == 0
        assert listed(newsroom, "en") == []


def test_a_release_stands_under_what_it_releases(sqlite_newsroom: Newsroom) -> None:
    """It is read and cancelled under its own issue or article, and is not found under another one."""
    newsroom = sqlite_newsroom
    with time_machine.travel(NOW, tick=False):
        article, other = prepared(newsroom, "First", "ru"), newsroom.write(title="Second", issue=None)
        newsroom.post("/v1/desk/issues", "editor", {"key": "2017-W38"})
        for home, strange in ((f"issues/{ISSUE}", "issues/2017-W38"), (f"articles/{article}", f"articles/{other}")):
            made = newsroom.post(f"/v1/desk/{home}/releases", "editor", {"languages": ["en"], "at": HOUR})
            own, foreign = (f"/v1/desk/{place}/releases/{made['id']}" for place in (home, strange))
            assert newsroom.get(own, "editor") == made
            assert newsroom.call("GET", foreign, "editor").status_code == 404
            assert newsroom.call("DELETE", foreign, "editor", etag="*").status_code == 404
            assert newsroom.call("DELETE", own, "editor").status_code == 428
            assert newsroom.call("DELETE", own, "editor", etag=newsroom.etag(own)).status_code == 204
            assert newsroom.get(own, "editor")["state"] == "cancelled"


def test_the_releases_of_an_issue_are_listed_the_latest_first(sqlite_newsroom: Newsroom) -> None:
    """Scheduled, published and cancelled ones stand in the list, which pages and names its own address."""
    prepared(sqlite_newsroom, "First", "ru")
    tomorrow = clock.to_wire(clock.now() + timedelta(days=1))
    ids = [released(sqlite_newsroom, at=tomorrow)["id"], released(sqlite_newsroom)["id"]]
    path = f"/v1/desk/issues/{ISSUE}/releases"
    page = sqlite_newsroom.get(f"{path}?limit=1", "translator-ru")
    assert [(row["id"], row["state"]) for row in page["data"]] == [(ids[1], "published")]
    (second,) = sqlite_newsroom.get(page["links"]["next"], "translator-ru")["data"]
    assert (second["id"], second["state"]) == (ids[0], "scheduled")


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"languages": []}, "/languages"),
        ({"languages": ["en", "xx"]}, "/languages/1"),
        ({"languages": ["en", "en"]}, "/languages/1"),
        ({"languages": ["en"], "at": "2017-01-01T00:00:00Z"}, "/at"),
        ({"languages": ["en"], "at": "9999-12-31T00:00:00Z"}, "/at"),
        ({"languages": ["en"], "at": "tomorrow"}, "/at"),
        ({"languages": ["en"], "urgent": True}, "/urgent"),
        ({"languages": "en"}, "/languages"),
        ({"languages": ["en"], "notes": {"xx": "Note"}}, "/notes/xx"),
        ({}, "/languages"),
    ],
)
def test_a_release_of_another_shape_is_refused(sqlite_newsroom: Newsroom, data: Any, pointer: str) -> None:
    """Each place is named, and nothing goes out or is scheduled."""
    prepared(sqlite_newsroom, "First")
    before = public(sqlite_newsroom)
    response = sqlite_newsroom.call("POST", f"/v1/desk/issues/{ISSUE}/releases", "editor", json=data)
    assert response.status_code == 422, response.get_json()
    places = [entry["pointer"] for entry in response.get_json()["errors"]]
    assert all(place.startswith(pointer) for place in places), json.dumps(response.get_json())
    assert public(sqlite_newsroom) == before


def test_only_editors_release(sqlite_newsroom: Newsroom) -> None:
    """A reviewer, a translator and an administrator are refused; an unknown issue, article or release is 404."""
    article = prepared(sqlite_newsroom, "First")
    data = {"languages": ["en"]}
    for login in ("reviewer-en", "translator-en", "admin"):
        for path in (f"issues/{ISSUE}", f"articles/{article}"):
            assert sqlite_newsroom.call("POST", f"/v1/desk/{path}/releases", login, json=data).status_code == 403
    for path in ("issues/2017-W38/releases", "articles/no-such-article/releases"):
        assert sqlite_newsroom.call("POST", f"/v1/desk/{path}", "editor", json=data).status_code == 404
    assert sqlite_newsroom.call("GET", "/v1/desk/releases/none", "editor").status_code == 404
    assert listed(sqlite_newsroom, "en") == []
