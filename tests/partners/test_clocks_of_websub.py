"""Readers of the hub when a clock is wrong: none is left out for it, and none kept for longer."""

from __future__ import annotations

from datetime import timedelta

from api.partners.websub import deliveries, leases, subscriptions
from api.partners.websub.models import WebsubSubscription
from api.platform import clock, db, heartbeat
from tests.newsroom import Newsroom
from tests.partners import subscribers
from tests.partners.subscribers import subscribing, turn, working


def test_a_clock_that_is_not_believed_ends_no_lease(newsroom: Newsroom) -> None:
    """Who has subscribed is sent what changes, until somebody confirms that the lease is over."""
    with subscribing() as there, working(newsroom) as hub:
        subscribers.subscribed(newsroom, hub, there.url, lease_seconds="86400")
        heartbeat.beat(clock.now())
        WebsubSubscription.update(due_at=clock.now()).execute()
        after = clock.now() + timedelta(days=4)
        assert len(deliveries.waiting(at=after)) == 1
        with db.transaction():
            heartbeat.confirm(after)
        assert deliveries.waiting(at=after) == []


def test_what_a_clock_ahead_has_written_is_put_right(newsroom: Newsroom) -> None:
    """A lease lasts no longer than the longest from now, and who was to be tried again in days is tried now."""
    with subscribing() as there, working(newsroom) as hub:
        kept = subscribers.subscribed(newsroom, hub, there.url)
        there.take = lambda _: 500
        newsroom.publish()
        turn(hub)
        ahead = timedelta(days=100)
        due_at = WebsubSubscription.get().due_at + ahead
        WebsubSubscription.update(due_at=due_at, expires_at=kept.expires_at + ahead).execute()
        there.take = lambda _: 200
        there.sent.clear()
        now = clock.now()
        assert subscriptions.prune(at=now) == 0
        turn(hub)
        assert len(there.sent) == 1
        assert WebsubSubscription.get().expires_at == now + leases.LONGEST


def test_what_has_its_time_is_left_as_it_is(sqlite_newsroom: Newsroom) -> None:
    """Neither a lease within its bound nor a delay that has been waited for so long is made shorter."""
    with subscribing() as there, working(sqlite_newsroom) as hub:
        kept = subscribers.subscribed(sqlite_newsroom, hub, there.url)
        due_at = clock.now() + timedelta(hours=14)
        WebsubSubscription.update(due_at=due_at, failures=12).execute()
        subscriptions.prune(at=clock.now())
        found = WebsubSubscription.get()
        assert (found.due_at, found.expires_at) == (due_at, kept.expires_at)
