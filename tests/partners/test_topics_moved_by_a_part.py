"""Following one topic, into which another language brought a text: it is in its journal, its proof and its feed."""

from __future__ import annotations

import pytest

from tests.newsroom import Newsroom
from tests.partners import parties


@pytest.fixture
def moved(newsroom: Newsroom) -> str:
    """Publish a text on society in Belarusian, which its English release moves to the river; gives its id."""
    article = newsroom.publish("be", source_language="be")
    newsroom.translate(article, "en")
    newsroom.approve(article, "en")
    newsroom.call("PATCH", f"/v1/desk/articles/{article}", "editor", etag="*", json={"topic": "river"})
    newsroom.release(article, "en")
    return article


def test_who_follows_the_topic_is_told_of_the_text(newsroom: Newsroom, moved: str) -> None:
    """A partner without English follows the topic that its text has, hears of each change, and of the end."""
    key = parties.reader(newsroom, languages=["be"], per_minute=6_000)
    page = parties.get(newsroom, "/v1/changes?topic=river&initial=true", key)
    assert moved in {entry["article_id"] for entry in page["data"]}
    cursor = page["meta"]["cursor"]
    assert parties.get(newsroom, f"/v1/changes/proof?cursor={cursor}&topic=river", key)["count"] == 1
    newsroom.revise(moved, title="Другі загаловак")
    newsroom.approve(moved, "be")
    newsroom.release(moved, "be")
    page = parties.get(newsroom, f"/v1/changes?topic=river&since={cursor}", key)
    assert ("updated", moved) in {(entry["type"], entry["article_id"]) for entry in page["data"]}
    assert len(parties.get(newsroom, "/v1/feeds/be.json?topic=river", key)["items"]) == 1
    newsroom.post(f"/v1/desk/articles/{moved}/versions/be/withdrawal", "editor", {"reason": "It was not so."})
    page = parties.get(newsroom, f"/v1/changes?topic=river&since={page['meta']['cursor']}", key)
    assert ("withdrawn", moved) in {(entry["type"], entry["article_id"]) for entry in page["data"]}
    assert "deleted-entry" in parties.call(newsroom, "/v1/feeds/be.atom?topic=river", key).get_data(as_text=True)


def test_a_topic_outside_of_the_contract_is_unknown(newsroom: Newsroom, moved: str) -> None:
    """That a text of the contract once was about something else makes that no topic of the partner's."""
    key = parties.reader(newsroom, languages=["be"], topics=["river"], per_minute=6_000)
    assert parties.get(newsroom, f"/v1/articles/{moved}?lang=be", key)["topic"]["key"] == "river"
    for path in ("/v1/changes?topic=society", "/v1/feeds/be.json?topic=society"):
        assert parties.fault(parties.call(newsroom, path, key)) == (422, "unknown_topic")
