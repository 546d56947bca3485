"""Webhooks of a partner with a delay: each text is sent when its time has come, and nothing tells of it before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import time_machine

from api.partners import partners
from api.partners.sending.dispatch import Dispatcher
from api.platform import clock
from tests.newsroom import ISSUE, Newsroom
from tests.partners import parties
from tests.partners.receivers import Receiver, receiving, turn, verified, working


@contextmanager
def _hooked(newsroom: Newsroom, **contract: Any) -> Iterator[tuple[str, Receiver, Dispatcher]]:
    with receiving() as there, working(newsroom) as worker:
        partner = parties.partner(newsroom, **{"delay_hours": 12, "per_minute": 6_000, **contract})
        verified(newsroom, worker, parties.key(newsroom, partner, "webhooks"), there.url, payload="full")
        yield partner, there, worker


def _later(**times: int) -> Any:
    return time_machine.travel(clock.now() + timedelta(**times))


def _told(there: Receiver, since: int = 0) -> list[tuple[str, str]]:
    articles = [each.body for each in there.got if each.event.startswith("article.")]
    return [(each["type"], each["data"]["language"]) for each in articles[since:]]


def test_a_text_is_told_again_when_another_language_comes(newsroom: Newsroom) -> None:
    """Its alternates are others from then on: not before the delay of that language has passed, and not never."""
    with _hooked(newsroom) as (_, there, worker):
        article = newsroom.publish("be", "en", source_language="be")
        with _later(hours=13):
            turn(worker)
            newsroom.translate(article, "ru")
            newsroom.approve(article, "ru")
            newsroom.release(article, "ru")
            turn(worker)
            before = len(_told(there))
        with _later(hours=26):
            turn(worker)
        assert sorted(_told(there, before)) == [
            ("article.published", "ru"), ("article.updated", "be"), ("article.updated", "en"),
        ]  # fmt: skip
        last = {each.body["data"]["language"]: each.body["data"]["document"] for each in there.got[-3:]}
        assert [each["language"] for each in last["en"]["alternates"]] == ["be", "ru", "en"]


def test_a_correction_waits_for_no_other_language(newsroom: Newsroom) -> None:
    """What has come is corrected at once, also while another language of the text waits for its time."""
    with _hooked(newsroom) as (_, there, worker):
        article = newsroom.publish()
        with _later(hours=13):
            turn(worker)
            newsroom.translate(article, "ru")
            newsroom.approve(article, "ru")
            newsroom.release(article, "ru")
            newsroom.revise(article, summary="Somebody was.", weight="correction")
            newsroom.approve(article, "en")
            newsroom.release(article, "en")
            turn(worker)
            assert _told(there)[-1] == ("article.corrected", "en")


def test_a_longer_delay_lets_a_text_come_later(newsroom: Newsroom) -> None:
    """What a contract takes for the time being comes again by itself, and what was queued does not come before."""
    with _hooked(newsroom, delay_hours=0) as (partner, there, worker):
        newsroom.publish()
        turn(worker)
        partners.change(partner, {"delay_hours": 24}, by=None, at=clock.now())
        turn(worker)
        newsroom.publish()
        turn(worker)
        partners.change(partner, {"delay_hours": 36}, by=None, at=clock.now())
        before = len(_told(there))
        with _later(hours=25):
            turn(worker)
            assert _told(there, before) == []
        with _later(hours=37):
            turn(worker)
            assert _told(there, before) == [("article.published", "en")] * 2


def test_a_shorter_delay_lets_a_text_come_sooner(newsroom: Newsroom) -> None:
    """What is queued for its time comes at that of the new contract, and once."""
    with _hooked(newsroom, delay_hours=48) as (partner, there, worker):
        newsroom.publish()
        turn(worker)
        partners.change(partner, {"delay_hours": 12}, by=None, at=clock.now())
        turn(worker)
        assert _told(there) == []
        with _later(hours=13):
            turn(worker)
            assert _told(there) == [("article.published", "en")]


def test_a_topic_gained_brings_what_is_still_to_come(newsroom: Newsroom) -> None:
    """Of a topic that a contract gains, the texts whose time has not come are sent when it has."""
    with _hooked(newsroom, topics=["river"]) as (partner, there, worker):
        newsroom.publish()
        turn(worker)
        partners.change(partner, {"topics": ["river", "society"]}, by=None, at=clock.now())
        turn(worker)
        assert there.events() == ["contract.changed"]
        with _later(hours=13):
            turn(worker)
            assert _told(there) == [("article.published", "en")]


def test_a_new_endpoint_is_told_of_what_was_to_come(newsroom: Newsroom) -> None:
    """What was published before an endpoint was added, and was not there for its partner yet, happens after that."""
    newsroom.publish()
    with _hooked(newsroom) as (_, there, worker), _later(hours=13):
        turn(worker)
        assert _told(there) == [("article.published", "en")]


def test_an_issue_is_told_when_its_first_text_is_there(newsroom: Newsroom) -> None:
    """Of an issue whose texts are all to come nothing is told before; of one that lost them meanwhile, nothing ever."""
    with _hooked(newsroom) as (_, there, worker):
        article = newsroom.publish()
        turn(worker)
        assert there.events() == []
        with _later(hours=13):
            turn(worker)
        told = [each.body["data"]["issue"] for each in there.got if each.event == "issue.released"]
        assert told == [ISSUE]
    with _hooked(newsroom, name="Another") as (_, there, worker):
        newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
        article = newsroom.publish()
        turn(worker)
        newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
        turn(worker)
        with _later(hours=13):
            turn(worker)
        assert there.events() == []
