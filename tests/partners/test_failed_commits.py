from __future__ import annotations

from datetime import timedelta

import pytest

from api.partners.sandboxes import files
from api.partners.sandboxes.models import Sandbox
from api.partners.sending import fanout
from api.partners.sending.dispatch import Dispatcher
from api.partners.sending.models import Delivery
from api.partners.websub import deliveries, intents, topics
from api.partners.websub.models import WebsubIntent, WebsubSubscription
from api.platform import clock, db
from api.platform.errors import Unavailable
from tests.faults import commits
from tests.newsroom import Newsroom
from tests.partners import parties, receivers, sandboxes, subscribers, test_sandbox_webhooks
from tests.partners.receivers import receiving
from tests.partners.subscribers import subscribing


def test_an_endpoint_gets_what_is_due_after_its_claim_was_not_committed(newsroom: Newsroom) -> None:
    """However often that happened: as soon as the database writes again, all goes out, and nobody restarts anything."""
    text = receivers.key(newsroom)
    with receiving() as there, receivers.working(newsroom) as worker:
        receivers.verified(newsroom, worker, text, there.url, events=["article.published"])
        newsroom.publish()
        fanout.follow(at=clock.now())
        for _ in range(20):
            with commits.failing("delivery"), pytest.raises(Unavailable):
                worker.run(seconds=0.1)
            db.release_connection()
        assert there.events() == []
        receivers.turn(worker)
    assert there.events() == ["article.published"]


def test_what_came_of_an_attempt_is_noted_when_it_can_be(newsroom: Newsroom) -> None:
    """What has arrived while nothing could be written is neither forgotten nor sent again; nothing else is sent."""
    text = receivers.key(newsroom)
    with receiving() as there, receivers.working(newsroom) as worker:
        made = receivers.verified(newsroom, worker, text, there.url, events=["article.published"])
        newsroom.publish()
        fanout.follow(at=clock.now())
        while not worker._begin(at=clock.now()):
            pass
        for _ in range(3):
            with commits.failing("delivery"), pytest.raises(Unavailable):
                _end(worker)
            db.release_connection()
        newsroom.publish(title="Another text")
        receivers.turn(worker)
        assert len(there.ids()) == len(set(there.ids())) == 2
        log = receivers.log(newsroom, text, made["id"])
    assert {each["state"] for each in log} == {"delivered"}


def _end(worker: Dispatcher) -> None:
    for _ in range(10):
        worker._end(0.5)


def test_a_claim_of_which_nobody_knows_whether_it_was_committed_comes_free(newsroom: Newsroom) -> None:
    """A connection that broke while it committed may have committed: its worker does not wait for the claim to end."""
    text = receivers.key(newsroom)
    with receiving() as there, receivers.working(newsroom) as worker:
        receivers.verified(newsroom, worker, text, there.url, events=["article.published"])
        newsroom.publish()
        fanout.follow(at=clock.now())
        with commits.failing("delivery"), pytest.raises(Unavailable):
            worker.run(seconds=0.1)
        db.release_connection()
        Delivery.update(claimed_by=worker._name, claimed_until=clock.now() + timedelta(seconds=40)).where(
            Delivery.state == "queued"
        ).execute()
        receivers.turn(worker)
    assert there.events() == ["article.published"]


def test_the_hub_goes_on_after_its_claims_were_not_committed(newsroom: Newsroom) -> None:
    """Questions and feeds of a host go out as soon as the database writes again, however often it did not."""
    with subscribing() as there, subscribers.working(newsroom) as hub:
        subscribers.ask(newsroom, there.url)
        for _ in range(20):
            with commits.failing("websub_intent"), pytest.raises(Unavailable):
                hub.run(seconds=0.1)
            db.release_connection()
        subscribers.turn(hub)
        assert subscribers.count() == 1
        newsroom.publish()
        topics.follow(hub._contents, at=clock.now())
        for _ in range(20):
            with commits.failing("websub_subscription"), pytest.raises(Unavailable):
                hub.run(seconds=0.1)
            db.release_connection()
        subscribers.turn(hub)
    assert there.bodies() == [newsroom.call("GET", "/v1/feeds/en.atom").data]


def test_claims_of_the_hub_of_which_nobody_knows_come_free(newsroom: Newsroom) -> None:
    """Those that a broken commit has left are its own worker's again at once, questions and feeds."""
    with subscribing() as there, subscribers.working(newsroom) as hub:
        held = {"claimed_by": hub._name, "claimed_until": clock.now() + timedelta(minutes=1)}
        subscribers.ask(newsroom, there.url)
        with commits.failing("websub_intent"), pytest.raises(Unavailable):
            hub.run(seconds=0.1)
        db.release_connection()
        WebsubIntent.update(**held).execute()
        assert intents.waiting(at=clock.now()) == []
        subscribers.turn(hub)
        assert subscribers.count() == 1
        newsroom.publish()
        topics.follow(hub._contents, at=clock.now())
        with commits.failing("websub_subscription"), pytest.raises(Unavailable):
            hub.run(seconds=0.1)
        db.release_connection()
        WebsubSubscription.update(due_at=clock.now(), **held).execute()
        assert deliveries.waiting(at=clock.now()) == []
        subscribers.turn(hub)
    assert there.bodies() == [newsroom.call("GET", "/v1/feeds/en.atom").data]


def test_a_sandbox_that_fails_keeps_no_other_waiting(with_seed: Newsroom) -> None:
    """One whose file is damaged is left for later, what happens in another is sent."""
    damaged, whole = (parties.partner(with_seed, name) for name in ("Damaged", "Whole"))
    with receiving() as there, test_sandbox_webhooks.going_round(with_seed) as goes:
        for partner in (damaged, whole):
            receivers.hook(with_seed, sandboxes.key(with_seed, partner), f"{there.url}?{partner}")
        with files.inside(files.database(damaged, 1)):
            db.rows("DROP TABLE delivery_attempt")
            db.rows("DROP TABLE delivery")
        Sandbox.update(due_at=clock.now() - timedelta(days=1)).where(Sandbox.partner == damaged).execute()
        test_sandbox_webhooks.go(goes)
    assert len(there.got) == 1
    assert Sandbox.get_by_id(damaged).due_at > clock.now()
