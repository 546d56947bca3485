"""A text that moves to another topic by a release of one of its languages, told to partners with only another."""

from __future__ import annotations

import pytest

from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.receivers import receiving, turn, verified, working

CHANGES = "/v1/changes?include=document&limit=100"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_journal_tells_of_it(newsroom: Newsroom, language: str) -> None:
    """The topic is that last released, in every language: who loses the text by that is told, and who gains it."""
    loses = parties.reader(newsroom, name="Loses", languages=["ru"], topics=["society"])
    gains = parties.reader(newsroom, name="Gains", languages=["ru"], topics=["river"])
    article = newsroom.publish("ru", topic="society")
    cursors = {key: parties.get(newsroom, CHANGES, key)["meta"]["cursor"] for key in (loses, gains)}
    _move(newsroom, article, language)
    told = {key: _told(newsroom, key, cursor) for key, cursor in cursors.items()}
    assert ("withdrawn", "article", "ru", "outside_contract") in told[loses]
    assert ("updated", "article", "ru", None) in told[gains]
    path = f"/v1/articles/{article}?lang=ru"
    assert parties.call(newsroom, path, loses).status_code == 404
    assert parties.get(newsroom, path, gains)["topic"]["key"] == "river"


def test_a_language_that_comes_with_the_move_hides_it_from_nobody(newsroom: Newsroom) -> None:
    """Who loses a text by a release in which another language comes, which is not theirs, is told of the loss."""
    key = parties.reader(newsroom, languages=["be"], topics=["society"])
    article = newsroom.publish("be", source_language="be", topic="society")
    cursor = parties.get(newsroom, CHANGES, key)["meta"]["cursor"]
    newsroom.translate(article, "ru")
    newsroom.approve(article, "ru")
    _move(newsroom, article, "be", "ru")
    assert parties.call(newsroom, f"/v1/articles/{article}?lang=be", key).status_code == 404
    assert _told(newsroom, key, cursor) == [("withdrawn", "article", "be", "outside_contract")]


def test_a_language_that_comes_and_takes_the_text_back_is_told_of(newsroom: Newsroom) -> None:
    """A text that one language had taken to another topic, and a new one takes back, has changed for the first."""
    key = parties.reader(newsroom, languages=["be"])
    article = newsroom.publish("be", source_language="be", topic="society")
    newsroom.translate(article, "en")
    newsroom.approve(article, "en")
    _move(newsroom, article, "en")
    cursor = parties.get(newsroom, CHANGES, key)["meta"]["cursor"]
    newsroom.translate(article, "ru")
    newsroom.approve(article, "ru")
    _move(newsroom, article, "ru", to="society")
    assert parties.get(newsroom, f"/v1/articles/{article}?lang=be", key)["topic"]["key"] == "society"
    assert _told(newsroom, key, cursor) == [("updated", "article", "be", None)]


def test_a_language_that_is_not_theirs_is_no_news(newsroom: Newsroom) -> None:
    """What changes nothing for a partner is not told: a language came or went, and the text is about the same."""
    key = parties.reader(newsroom, languages=["be"])
    article = newsroom.publish("be", source_language="be", topic="society")
    newsroom.translate(article, "en")
    newsroom.approve(article, "en")
    newsroom.translate(article, "ru")
    newsroom.approve(article, "ru")
    _move(newsroom, article, "en")
    newsroom.release(article, "be")
    cursor = parties.get(newsroom, CHANGES, key)["meta"]["cursor"]
    newsroom.release(article, "ru")
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
    assert _told(newsroom, key, cursor) == []


def test_what_was_withdrawn_before_moves_nowhere(newsroom: Newsroom) -> None:
    """A text that was gone when another language took the topic along was never of that topic: nobody hears of it."""
    article = newsroom.publish("ru", topic="society")
    newsroom.post("/v1/desk/topics", "editor", {"key": "hills", "names": {"en": {"name": "Hills"}}})
    newsroom.post(f"/v1/desk/articles/{article}/versions/ru/withdrawal", "editor", {"reason": "It was not so."})
    _move(newsroom, article, "en")
    partner = parties.partner(newsroom, languages=["ru"], topics=["river"])
    key = parties.key(newsroom, partner)
    cursor = parties.get(newsroom, CHANGES, key)["meta"]["cursor"]
    assert _told(newsroom, key, "") == []
    changed = newsroom.call("PATCH", f"{parties.PATH}/{partner}", "admin", etag="*", json={"topics": ["hills"]})
    assert changed.status_code == 200, changed.get_data(as_text=True)
    assert _told(newsroom, key, cursor) == []


def test_webhooks_tell_of_it(newsroom: Newsroom) -> None:
    """Who loses the text is sent a withdrawal of it, who gains it is sent the text, and then its withdrawal too."""
    languages = {"languages": ["ru"], "per_minute": 6_000}
    with receiving() as losing, receiving() as gaining, working(newsroom) as worker:
        for there, topic in ((losing, "society"), (gaining, "river")):
            partner = parties.partner(newsroom, name=topic, topics=[topic], **languages)
            verified(newsroom, worker, parties.key(newsroom, partner, "webhooks"), there.url, payload="full")
        article = newsroom.publish("ru", topic="society")
        turn(worker)
        _move(newsroom, article, "en")
        turn(worker)
        assert losing.events()[-1:] == ["article.withdrawn"]
        assert losing.got[-1].body["data"]["reason"] == "outside_contract"
        assert [got for got in gaining.events() if got.startswith("article.")] == ["article.updated"]
        assert gaining.got[-1].body["data"]["document"]["topic"]["key"] == "river"
        newsroom.post(f"/v1/desk/articles/{article}/versions/ru/withdrawal", "editor", {"reason": "It was not so."})
        turn(worker)
        assert gaining.events()[-1:] == ["article.withdrawn"]


def _move(newsroom: Newsroom, article: str, *languages: str, to: str = "river") -> None:
    changed = newsroom.call("PATCH", f"/v1/desk/articles/{article}", "editor", etag="*", json={"topic": to})
    assert changed.status_code == 200, changed.get_data(as_text=True)
    newsroom.release(article, *languages)


def _told(newsroom: Newsroom, key: str, cursor: str) -> list[tuple[str, ...]]:
    page = parties.get(newsroom, f"{CHANGES}&since={cursor}" if cursor else CHANGES, key)
    named = ("type", "resource", "language", "reason")
    return [tuple(entry[name] for name in named) for entry in page["data"] if entry["resource"] == "article"]
