"""Webhooks by a clock that is wrong, and after days without any: nothing is given up for it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from api.partners.sending import endpoints, outcomes, retries
from api.partners.sending.models import Delivery, Webhook
from api.partners.sending.outcomes import Ended
from api.partners.sending.retries import Outcome
from api.platform import clock, db, heartbeat, letters
from tests.newsroom import Newsroom
from tests.partners import receivers
from tests.partners.receivers import receiving, turn, working

_BAD = Outcome(500, "bad_status")
_AHEAD = timedelta(days=4)


def test_a_clock_that_is_not_believed_gives_nothing_up(newsroom: Newsroom) -> None:
    """However often something fails by it, the endpoint stays active, and nobody is written to."""
    hook, failing = _failing(newsroom, attempts=retries.LEAST)
    heartbeat.beat(clock.now())
    wrong = clock.now() + _AHEAD
    _fail(failing, at=wrong)
    assert Delivery.get_by_id(failing).state == "queued"
    assert Webhook.get_by_id(hook).state == "active"
    assert letters.unsent() == []
    with db.transaction():
        heartbeat.confirm(wrong)
    _fail(failing, at=wrong)
    assert Delivery.get_by_id(failing).state == "dead"
    assert Webhook.get_by_id(hook).state == "paused"
    assert len(letters.unsent()) == 1


def test_days_without_the_machine_count_for_few_tries(newsroom: Newsroom) -> None:
    """What failed once before it was off for days is tried as often as any other before it is given up."""
    hook, failing = _failing(newsroom, attempts=1)
    after = clock.now() + _AHEAD
    for attempt in range(2, retries.LEAST):
        _fail(failing, at=after)
        found = Delivery.get_by_id(failing)
        assert (found.state, found.attempts) == ("queued", attempt)
        assert Webhook.get_by_id(hook).state == "active"
    _fail(failing, at=after)
    assert Delivery.get_by_id(failing).state == "dead"
    assert Webhook.get_by_id(hook).state == "paused"


@pytest.mark.parametrize("retry_after", [None, "21600"])
def test_the_schedule_has_enough_tries(retry_after: str | None) -> None:
    """After three days of it something is given up, also where the endpoint asked for hours each time."""
    at = first = clock.now()
    attempts = 1
    while not retries.is_over(first, attempts, at=at):
        assert at - first < retries.TRIED_FOR
        at = retries.next_at(Outcome(503, "bad_status", retry_after=retry_after), attempts, at=at)
        attempts += 1
    assert attempts >= retries.LEAST


def test_the_cut_off_of_an_enabled_endpoint_goes_by_what_is_believed(sqlite_newsroom: Newsroom) -> None:
    """Three weeks ahead nothing becomes too old to be sent."""
    hook, failing = _failing(sqlite_newsroom, attempts=1)
    heartbeat.beat(clock.now())
    partner = Webhook.get_by_id(hook).partner_id
    told = endpoints.enable(partner, hook, at=clock.now() + timedelta(days=21))
    assert told["left_out"] == 0
    assert Delivery.get_by_id(failing).state == "queued"


def _failing(newsroom: Newsroom, *, attempts: int) -> tuple[str, str]:
    """Give an endpoint, which was well some days ago, and what has failed there so often since."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as worker:
        hook = receivers.verified(newsroom, worker, text, there.url, events=["article.published"])["id"]
        there.answer = lambda _: 500
        newsroom.publish()
        turn(worker)
    (failing,) = Delivery.select().where(Delivery.state == "queued")
    Webhook.update(last_success_at=clock.now() - timedelta(hours=1), failures=attempts).execute()
    Delivery.update(attempts=attempts).where(Delivery.id == failing.id).execute()
    return hook, failing.id


def _fail(delivery_id: str, *, at: datetime) -> None:
    """Write down that a delivery has failed once more."""
    with db.transaction():
        Delivery.update(due_at=at, claimed_by="worker", claimed_until=at).where(Delivery.id == delivery_id).execute()
    hook = Delivery.get_by_id(delivery_id).webhook_id
    outcomes.record([Ended(hook, delivery_id, at, _BAD)], by="worker", at=at)
