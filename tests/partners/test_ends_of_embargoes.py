from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine

from api.accounts import people, suspensions
from api.partners import partners
from api.partners.models import EmbargoOffer
from api.platform import clock, heartbeat
from api.publishing import schedule
from api.publishing.embargoes.models import Embargoed
from tests.newsroom import Newsroom
from tests.partners import ahead, parties
from tests.partners.test_sync_of_partners import Mirror


@pytest.fixture
def partner(newsroom: Newsroom) -> str:
    """Give a partner that reads English and Belarusian texts on society two hours ahead."""
    return ahead.partner(newsroom)


@pytest.fixture
def key(newsroom: Newsroom, partner: str) -> str:
    """Give a key of the partner that reads ahead."""
    return parties.key(newsroom, partner)


def test_it_is_published_at_its_hour(newsroom: Newsroom, key: str) -> None:
    """When it is released the journal brings the public text, with its address and without a mark."""
    article, _ = ahead.planned(newsroom, hours=1)
    mirror = Mirror(newsroom, key)
    ahead.follow()
    mirror.sync()
    with ahead.at(hours=1, minutes=1):
        assert schedule.publish_due(at=clock.now()) == 1
        mirror.sync()
        held = mirror.copy[article, "en"]
        assert "embargoed_until" not in held
        assert held["slug"] != article
        ahead.follow()
        mirror.sync()
        assert mirror.copy[article, "en"] == held
        assert mirror.copy.keys() == {(article, "be"), (article, "en")}
        assert Embargoed.select().count() == 0
        assert not EmbargoOffer.select().where(EmbargoOffer.is_held).exists()


def _cancelled(newsroom: Newsroom, article: str, _: str) -> None:
    ahead.cancel(newsroom, article)


def _taken_back(newsroom: Newsroom, article: str, _: str) -> None:
    for language in ("be", "en"):
        path = f"/v1/desk/articles/{article}/versions/{language}/approval"
        response = newsroom.call("DELETE", path, f"reviewer-{language}", etag="*", json={"reason": "Look again."})
        assert response.status_code in {200, 204}, response.get_data(as_text=True)


def _revised(newsroom: Newsroom, article: str, _: str) -> None:
    newsroom.revise(article, title="Another title", weight="meaning")


def _moved(newsroom: Newsroom, article: str, _: str) -> None:
    changed = newsroom.call("PATCH", f"/v1/desk/articles/{article}", "editor", etag="*", json={"topic": "river"})
    assert changed.status_code == 200


def _suspended(_: Newsroom, __: str, ___: str) -> None:
    suspensions.suspend(people.id_of("editor"), by=None, at=clock.now())


def _without_lead(_: Newsroom, __: str, partner: str) -> None:
    partners.change(partner, {"embargo_lead_minutes": 0}, by=None, at=clock.now())


def _without_topic(_: Newsroom, __: str, partner: str) -> None:
    partners.change(partner, {"topics": ["river"]}, by=None, at=clock.now())


@pytest.mark.parametrize(
    "pull", [_cancelled, _taken_back, _revised, _moved, _suspended, _without_lead, _without_topic],
    ids=lambda pull: pull.__name__,
)  # fmt: skip
def test_what_is_pulled_is_gone_at_once(
    newsroom: Newsroom, partner: str, key: str, pull: Callable[[Newsroom, str, str], None]
) -> None:
    """Whatever ends it, the text is not there from that moment on, and a tombstone without a title is told once."""
    article, _ = ahead.planned(newsroom, hours=1)
    ahead.follow()
    mirror = Mirror(newsroom, key)
    mirror.sync()
    assert (article, "en") in mirror.copy
    pull(newsroom, article, partner)
    assert ahead.status(newsroom, article, key) == 404
    assert parties.get(newsroom, "/v1/articles?lang=en", key)["data"] == []
    ahead.follow()
    page = parties.get(newsroom, f"/v1/changes?include=document&since={mirror.cursor}&limit=100", key)["data"]
    gone = [each for each in page if each["resource"] == "article"]
    assert {(each["type"], each["article_id"], each["language"]) for each in gone} == {
        ("withdrawn", article, "be"),
        ("withdrawn", article, "en"),
    }
    assert all(each[name] is None for each in gone for name in ("slug", "topic", "document", "embargoed_until"))
    mirror.sync()
    assert mirror.copy == {}
    ahead.follow()
    mirror.types.clear()
    mirror.sync()
    assert mirror.types == []
    begun = Mirror(newsroom, key)
    begun.sync(is_initial=True)
    assert begun.types == []


def test_a_release_moved_later_moves_the_mark(newsroom: Newsroom, key: str) -> None:
    """Cancelled and planned anew within the lead it comes again with the later hour; beyond the lead it is gone."""
    article, first = ahead.planned(newsroom, hours=1)
    ahead.follow()
    mirror = Mirror(newsroom, key)
    mirror.sync()
    ahead.cancel(newsroom, article)
    later = ahead.plan(newsroom, article, minutes=100)
    ahead.follow()
    mirror.sync()
    assert mirror.copy[article, "en"]["embargoed_until"] == later != first
    ahead.cancel(newsroom, article)
    ahead.plan(newsroom, article, minutes=ahead.LEAD + 20)
    ahead.follow()
    mirror.sync()
    assert mirror.copy == {}


def test_a_changed_text_and_changed_terms_come_again(newsroom: Newsroom, partner: str, key: str) -> None:
    """What is approved anew is told as updated, and so is what a new licence changes; the same again is not."""
    article, until = ahead.planned(newsroom, hours=1)
    ahead.follow()
    mirror = Mirror(newsroom, key)
    mirror.sync()
    mirror.types.clear()
    path = f"/v1/desk/articles/{article}/versions/en"
    title = newsroom.messages(article, "en")[0]
    data = {"translation": "Another title"}
    newsroom.call("PATCH", f"{path}/messages/{title['id']}", "translator-en", etag=title["etag"], json=data)
    assert ahead.status(newsroom, article, key) == 404
    newsroom.approve(article, "en")
    ahead.follow()
    mirror.sync()
    assert (mirror.copy[article, "en"]["title"], mirror.copy[article, "en"]["embargoed_until"]) == (
        data["translation"],
        until,
    )
    mirror.types.clear()
    partners.change(partner, {"licence": "None"}, by=None, at=clock.now())
    ahead.follow()
    mirror.sync()
    assert mirror.types == ["updated", "updated"]
    assert mirror.copy[article, "be"]["rights"]["licence"] == "None"
    mirror.types.clear()
    ahead.follow()
    mirror.sync()
    assert mirror.types == []


def test_the_hours_are_kept(newsroom: Newsroom, key: str) -> None:
    """Nothing is read a moment before the lead begins, and what is late stays marked until it is released."""
    began = clock.now()
    article = ahead.approved(newsroom)
    newsroom.release(article, "be", "en", at=clock.to_wire(began + timedelta(minutes=300)))
    opens = began + timedelta(minutes=300 - ahead.LEAD)
    with time_machine.travel(opens - timedelta(seconds=1), tick=False):
        ahead.follow()
        assert ahead.status(newsroom, article, key) == 404
        assert EmbargoOffer.select().count() == 0
    with time_machine.travel(opens, tick=False):
        assert ahead.status(newsroom, article, key) == 404
        ahead.follow()
        assert ahead.status(newsroom, article, key) == 200
    with time_machine.travel(began + timedelta(minutes=301), tick=False):
        ahead.follow()
        shown = parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
        assert datetime.fromisoformat(shown["embargoed_until"]) >= began + timedelta(minutes=300)


def test_a_clock_that_is_ahead_opens_nothing(newsroom: Newsroom, key: str) -> None:
    """By a clock that is not believed nobody reads further ahead than before."""
    article = ahead.approved(newsroom)
    newsroom.release(article, "be", "en", at=ahead.hour(minutes=60 * 80))
    heartbeat.beat(clock.now())
    with ahead.at(hours=79):
        ahead.follow()
        assert ahead.status(newsroom, article, key) == 404
        assert EmbargoOffer.select().count() == 0


def test_a_release_that_failed_offers_nothing(newsroom: Newsroom, key: str) -> None:
    """A release that could not go out at its hour is over, and so is what it would have brought."""
    article = newsroom.write(source_language="be")
    newsroom.approve(article, "be")
    newsroom.release(article, "be", "en", at=ahead.hour(minutes=60))
    ahead.follow()
    path = f"/v1/articles/{article}?lang=be"
    assert parties.call(newsroom, path, key).status_code == 200
    with ahead.at(hours=1, minutes=1):
        schedule.publish_due(at=clock.now())
        assert parties.call(newsroom, path, key).status_code == 404


def test_a_contract_that_ended_reads_nothing(newsroom: Newsroom, partner: str, key: str) -> None:
    """With the end of the contract, its suspension or the key's the text is closed, and the partner is told why."""
    article, _ = ahead.planned(newsroom, hours=1)
    ahead.follow()
    path = f"/v1/articles/{article}?lang=en"
    partners.suspend(partner, by=None, at=clock.now())
    ahead.follow()
    assert parties.fault(parties.call(newsroom, path, key)) == (403, "partner_suspended")
    partners.resume(partner, by=None, at=clock.now())
    ahead.follow()
    assert parties.call(newsroom, path, key).status_code == 200
    partners.change(partner, {"ends_at": clock.now() - timedelta(minutes=1)}, by=None, at=clock.now())
    ahead.follow()
    assert parties.fault(parties.call(newsroom, path, key)) == (403, "contract_ended")
