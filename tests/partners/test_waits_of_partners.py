"""A partner waits for its journal to go on: what is outside of its contract does not end the wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from api.partners import embargoes, keys, partners
from api.platform import clock
from api.publishing import journal
from tests.delivery.test_changes import articles_of
from tests.delivery.test_followers import LONG, Caller, nobody_looks, until, waiting, withdraw
from tests.newsroom import Newsroom
from tests.partners import parties


@pytest.fixture
def key(newsroom: Newsroom) -> Iterator[str]:
    """Give a key for English texts on society, and let nobody wait any longer than the test."""
    newsroom.publish(topic="river")
    yield parties.reader(newsroom, languages=["en"], topics=["society"], per_minute=60)
    until(nobody_looks)


def test_a_partner_is_woken_by_what_its_contract_has(newsroom: Newsroom, key: str) -> None:
    """What is published outside leaves a partner waiting; what is inside is told at once."""
    caller = _follow(newsroom, key)
    generation = journal.generation()
    newsroom.publish(topic="river")
    newsroom.publish("ru", topic="river")
    assert journal.generation() > generation
    waiting(1)
    article = newsroom.publish(topic="society")
    told = articles_of(caller.told())
    assert [(entry["type"], entry["article_id"]) for entry in told] == [("published", article)]
    assert "private" in caller.answer.headers["Cache-Control"]


def test_a_change_of_the_contract_ends_the_wait(newsroom: Newsroom, key: str) -> None:
    """What a partner gains while it waits comes at once, by the new contract and not by the one it began with."""
    caller = _follow(newsroom, key)
    partners.change(parties.get(newsroom, "/v1/partner/me", key)["id"], {"topics": ["river"]}, by=None, at=clock.now())
    page = caller.told()
    assert {entry["type"] for entry in articles_of(page)} == {"published"}
    assert {entry["topic"] for entry in articles_of(page)} == {"river"}


def test_an_offer_ahead_of_a_release_ends_the_wait(newsroom: Newsroom) -> None:
    """A partner that waits is told when a text is offered ahead, and a reader who waits goes on waiting."""
    key = parties.reader(newsroom, embargo_lead_minutes=120)
    article = newsroom.write()
    newsroom.approve(article, "en")
    caller = _follow(newsroom, key)
    newsroom.release(article, "en", at=clock.to_wire(clock.now() + timedelta(hours=1)))
    generation = journal.generation()
    embargoes.follow(at=clock.now())
    told = articles_of(caller.told())
    assert [(entry["type"], entry["article_id"]) for entry in told] == [("published", article)]
    assert journal.generation() == generation
    until(nobody_looks)


def test_a_key_that_ends_ends_its_wait(newsroom: Newsroom, key: str) -> None:
    """Whoever waits with a key that is revoked is refused as soon as there would be something to tell."""
    caller = _follow(newsroom, key)
    own = parties.get(newsroom, "/v1/partner/me", key)
    keys.revoke(own["id"], own["key"], by=None, at=clock.now())
    newsroom.publish(topic="society")
    caller.join()
    assert parties.fault(caller.answer) == (401, "revoked_key")


def test_a_delay_holds_back_publications_and_no_withdrawals(newsroom: Newsroom, key: str) -> None:
    """With a delay nobody is woken by what is not theirs yet, and at once by what they hold and must take down."""
    own = parties.get(newsroom, "/v1/partner/me", key)
    partners.change(own["id"], {"delay_hours": 24}, by=None, at=clock.now())
    article = newsroom.publish(topic="society")
    parties.age(article, timedelta(hours=25))
    caller = _follow(newsroom, key)
    generation = journal.generation()
    newsroom.publish(topic="society")
    assert journal.generation() > generation
    waiting(1)
    withdraw(newsroom, article)
    told = articles_of(caller.told())
    assert [(entry["type"], entry["article_id"]) for entry in told] == [("withdrawn", article)]


def _follow(newsroom: Newsroom, key: str) -> Caller:
    """Wait at the end of a partner's journal."""
    cursor = parties.get(newsroom, "/v1/changes?limit=100", key)["meta"]["cursor"]
    path = f"/v1/changes?wait={LONG}&since={cursor}"
    caller = Caller(newsroom, path, headers={"Authorization": f"Bearer {key}"})
    waiting(1)
    return caller
