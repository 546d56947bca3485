"""Withdrawals: a version taken from its readers everywhere, told in the journal, and put back by a release."""

from __future__ import annotations

import pytest
import time_machine

from api.platform import clock, db
from api.publishing import schedule
from tests.newsroom import BODY, ISSUE, NOW, Newsroom

HOUR = "2017-09-15T06:00:00Z"


def withdraw(newsroom: Newsroom, article: str, language: str, **data: object) -> None:
    """Withdraw a version, with a reason."""
    path = f"/v1/desk/articles/{article}/versions/{language}/withdrawal"
    newsroom.post(path, "editor", {"reason": "A source must be protected.", **data})


def test_a_withdrawn_version_is_gone_everywhere(newsroom: Newsroom) -> None:
    """By id and by slug 410, in no list, no alternate of the others, a tombstone in the journal; the rest stays."""
    article = newsroom.publish("en", "ru")
    slug = newsroom.get(f"/v1/articles/{article}?lang=ru")["slug"]
    withdraw(newsroom, article, "ru")
    for path in (f"{article}?lang=ru", slug):
        response = newsroom.call("GET", f"/v1/articles/{path}")
        assert (response.status_code, response.get_json()["code"]) == (410, "gone")
        assert "A source" not in response.get_data(as_text=True)
    assert newsroom.get("/v1/articles?lang=ru")["data"] == []
    english = newsroom.get(f"/v1/articles/{article}?lang=en")
    assert [other["language"] for other in english["alternates"]] == ["en"]
    latest = db.rows("SELECT type, language, reason FROM change ORDER BY generation DESC, position DESC")[0]
    assert latest == ("withdrawn", "ru", "A source must be protected.")
    assert newsroom.version(article, "ru")["publication"] is None


def test_a_withdrawn_source_is_no_fallback_and_no_measure(newsroom: Newsroom) -> None:
    """With its source gone, a translation stays as fresh as it was, and nobody falls back to the withdrawn language."""
    article = newsroom.publish("be", "ru", source_language="be", title="Рашэнне")
    withdraw(newsroom, article, "be")
    assert newsroom.call("GET", f"/v1/articles/{article}?lang=be").status_code == 410
    russian = newsroom.get(f"/v1/articles/{article}?lang=ru")
    assert (russian["freshness"], russian["is_fallback"]) == ("current", False)


def test_a_correction_is_still_awaited_when_its_source_is_withdrawn(newsroom: Newsroom) -> None:
    """A translation that was known to be wrong does not read as right because the text that says so is gone."""
    article = newsroom.publish("be", "ru", source_language="be", title="Рашэнне")
    newsroom.revise(article, title="Іншае рашэнне", body=BODY.replace("number 12", "number 13"), weight="correction")
    newsroom.approve(article, "be")
    newsroom.release(article, "be")
    withdraw(newsroom, article, "be")
    assert newsroom.get(f"/v1/articles/{article}?lang=ru")["freshness"] == "awaiting_correction"
    assert newsroom.version(article, "ru")["publication"]["freshness"] == "awaiting_correction"
    blocks = newsroom.get(f"/v1/articles/{article}?lang=ru&body=blocks")["body"]["content"]
    assert any(block["is_stale"] for block in blocks)


def test_a_version_withdrawn_by_mistake_is_released_again(newsroom: Newsroom) -> None:
    """It is back at its old address with its old date, and the journal tells of a publication."""
    article = newsroom.publish("en", "ru")
    before = newsroom.get(f"/v1/articles/{article}?lang=ru")
    withdraw(newsroom, article, "ru")
    newsroom.release(article, "ru")
    after = newsroom.get(f"/v1/articles/{article}?lang=ru")
    assert (after["slug"], after["published_at"]) == (before["slug"], before["published_at"])
    assert [row["id"] for row in newsroom.get("/v1/articles?lang=ru")["data"]] == [article]
    assert db.rows("SELECT type FROM change ORDER BY generation DESC, position DESC")[0] == ("published",)


def test_a_withdrawn_version_does_not_come_back_with_its_issue(newsroom: Newsroom) -> None:
    """A release of the whole issue leaves it out and says so, without asking for leave; the others go out."""
    gone, stays = (newsroom.publish("en", title=title) for title in ("Gone", "Stays"))
    withdraw(newsroom, gone, "en")
    newsroom.revise(stays, title="Stays, and is better")
    newsroom.approve(stays, "en")
    made = newsroom.post(f"/v1/desk/issues/{ISSUE}/releases", "editor", {"languages": ["en"]})
    assert [item["article_id"] for item in made["items"]] == [stays]
    assert made["left_out"] == [{"article_id": gone, "language": "en", "reason": "withdrawn"}]
    assert newsroom.call("GET", f"/v1/articles/{gone}?lang=en").status_code == 410
    assert newsroom.get(f"/v1/articles/{stays}?lang=en")["title"] == "Stays, and is better"


@pytest.mark.parametrize("place", ["article", "issue"])
def test_a_withdrawn_version_does_not_come_back_at_an_hour_set_before(newsroom: Newsroom, place: str) -> None:
    """A release that was scheduled before the withdrawal fails, with the withdrawal as its reason."""
    with time_machine.travel(NOW, tick=True):
        article = newsroom.publish("en")
        path = f"issues/{ISSUE}" if place == "issue" else f"articles/{article}"
        made = newsroom.post(f"/v1/desk/{path}/releases", "editor", {"languages": ["en"], "at": HOUR})
        withdraw(newsroom, article, "en")
    with time_machine.travel("2017-09-15T06:00:01Z", tick=False):
        schedule.publish_due(at=clock.now())
        assert newsroom.call("GET", f"/v1/articles/{article}?lang=en").status_code == 410
        shown = newsroom.get(f"/v1/desk/releases/{made['id']}", "editor")
        assert (shown["state"], shown["failure"]["errors"][0]["code"]) == ("failed", "withdrawn")


def test_a_withdrawal_is_refused_where_there_is_nothing_to_withdraw(sqlite_newsroom: Newsroom) -> None:
    """Never public or withdrawn already 409, unknown 404, no reason 422, not an editor 403; the journal is silent."""
    article = sqlite_newsroom.publish("en")
    path = f"/v1/desk/articles/{article}/versions"
    data = {"reason": "Why."}
    changes = db.rows("SELECT * FROM change")
    assert sqlite_newsroom.call("POST", f"{path}/ru/withdrawal", "editor", json=data).status_code == 409
    assert sqlite_newsroom.call("POST", f"{path}/xx/withdrawal", "editor", json=data).status_code == 404
    assert sqlite_newsroom.call("POST", f"{path}/en/withdrawal", "editor", json={}).status_code == 422
    assert sqlite_newsroom.call("POST", f"{path}/en/withdrawal", "reviewer-en", json=data).status_code == 403
    assert db.rows("SELECT * FROM change") == changes
    withdraw(sqlite_newsroom, article, "en")
    assert sqlite_newsroom.call("POST", f"{path}/en/withdrawal", "editor", json=data).status_code == 409
