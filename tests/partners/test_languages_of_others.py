"""What happens to a text in languages outside of a contract is told to nobody who has the text in another."""

from __future__ import annotations

from typing import Any

import pytest

from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.receivers import receiving, turn, verified, working

CHANGES = "/v1/changes?include=document&limit=100"


@pytest.mark.parametrize(("other", "source"), [("ru", "en"), ("en", "en")], ids=["translation", "source"])
def test_the_journal_does_not_tell_of_it(newsroom: Newsroom, other: str, source: str) -> None:
    """Withdrawn and released again: no entry, the same bytes under the same headers; who has both is told of both."""
    own = next(language for language in ("en", "ru") if language != other)
    article = newsroom.publish("ru", source_language=source)
    narrow, wide = (parties.reader(newsroom, name=str(each), languages=each) for each in ([own], ["en", "ru"]))
    before = _shown(newsroom, article, own, narrow)
    cursors = {key: parties.get(newsroom, CHANGES, key)["meta"]["cursor"] for key in (narrow, wide)}
    for act in (_withdraw, _release):
        act(newsroom, article, other)
        assert _told(newsroom, narrow, cursors) == []
        assert _shown(newsroom, article, own, narrow) == before
        assert {each["language"] for each in _told(newsroom, wide, cursors) if each["resource"] == "article"} == {
            "en",
            "ru",
        }


def test_webhooks_do_not_tell_of_it(newsroom: Newsroom) -> None:
    """Nothing is sent to who has another language; the text itself still is."""
    with receiving() as there, working(newsroom) as worker:
        partner = parties.partner(newsroom, languages=["en"], per_minute=6_000)
        verified(newsroom, worker, parties.key(newsroom, partner, "webhooks"), there.url, payload="full")
        article = newsroom.publish("ru")
        turn(worker)
        sent = len(there.got)
        for act in (_withdraw, _release):
            act(newsroom, article, "ru")
            turn(worker)
        assert len(there.got) == sent
        newsroom.revise(article, title="Another title", weight="typo", override_reason="In haste.")
        newsroom.release(article, "en")
        turn(worker)
        assert there.events()[-1] == "article.updated"


def _withdraw(newsroom: Newsroom, article: str, language: str) -> None:
    path = f"/v1/desk/articles/{article}/versions/{language}/withdrawal"
    newsroom.post(path, "editor", {"reason": "It was not so."})


def _release(newsroom: Newsroom, article: str, language: str) -> None:
    newsroom.release(article, language)


def _told(newsroom: Newsroom, key: str, cursors: dict[str, str]) -> list[Any]:
    page = parties.get(newsroom, f"{CHANGES}&since={cursors[key]}", key)
    cursors[key] = page["meta"]["cursor"]
    return list(page["data"])


def _shown(newsroom: Newsroom, article: str, language: str, key: str) -> tuple[bytes, dict[str, str]]:
    answer = parties.call(newsroom, f"/v1/articles/{article}?lang={language}", key)
    assert answer.status_code == 200
    others = {"Date", "RateLimit", "X-Request-Id"}
    return answer.data, {name: value for name, value in answer.headers.items() if name not in others}
