"""Webhooks when a clock that was ahead is right again: nothing waits for it to be as late as it was."""

from __future__ import annotations

from datetime import timedelta

from api.partners.sending import fanout, outcomes
from api.partners.sending.models import Delivery, Webhook
from api.platform import clock, db
from tests.delivery import exhibits
from tests.newsroom import Newsroom
from tests.partners import receivers
from tests.partners.receivers import receiving, turn, working

_TIMES = ("at", "due_at", "first_tried_at")  # of a delivery


def test_what_waits_by_a_clock_that_was_ahead_comes_when_it_is_right(newsroom: Newsroom) -> None:
    """Set back, it lets nothing wait for hours: neither what was tried, nor an endpoint that was left alone."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as worker:
        withdrawn = newsroom.publish()
        made = receivers.verified(newsroom, worker, text, there.url, events=["article.published", "article.withdrawn"])
        there.answer = lambda _: 503
        newsroom.publish(title="Published while it was away")
        exhibits.withdraw(newsroom, withdrawn)
        turn(worker)
        newsroom.publish(title="Queued while it is left alone")
        turn(worker)
        assert Delivery.select().where(Delivery.state == "queued", Delivery.attempts == 0).count() == 1
        _set_back(timedelta(hours=1))
        there.answer = lambda _: 200
        there.got.clear()
        turn(worker)
        assert sorted(there.events()) == ["article.published", "article.published", "article.withdrawn"]
        shown = receivers.show(newsroom, text, made["id"])
        assert (shown["state"], shown["queued_count"], shown["paused_until"]) == ("active", 0, None)


def test_what_was_tried_first_by_a_clock_ahead_has_three_days_from_now(sqlite_newsroom: Newsroom) -> None:
    """It is neither tried for as much longer as the clock was wrong, nor given up at once."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as there, working(sqlite_newsroom) as worker:
        receivers.verified(sqlite_newsroom, worker, text, there.url, events=["article.published"])
        there.answer = lambda _: 500
        sqlite_newsroom.publish()
        turn(worker)
        _set_back(timedelta(days=4))
        outcomes.follow_clock(at=(now := clock.now()))
        (waits,) = Delivery.select().where(Delivery.state == "queued")
        (hook,) = Webhook.select()
        assert {waits.first_tried_at, waits.due_at, hook.failing_since, hook.last_failure_at} == {now}
        turn(worker)
        (waits,) = Delivery.select().where(Delivery.state == "queued")
        assert waits.attempts == 2, "what failed by the right clock waits for its time"


def test_a_withdrawal_of_the_second_in_which_a_clock_is_set_back_goes_out(newsroom: Newsroom) -> None:
    """Also to an endpoint that is well, though it is said to have happened in time to come."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as worker:
        withdrawn = newsroom.publish()
        receivers.verified(newsroom, worker, text, there.url, events=["article.withdrawn"])
        exhibits.withdraw(newsroom, withdrawn)
        fanout.follow(at=clock.now())
        _set_back(timedelta(hours=1))
        turn(worker)
        assert there.events() == ["article.withdrawn"]


def test_what_a_contract_delays_is_not_told_before_its_time(sqlite_newsroom: Newsroom) -> None:
    """Whichever way a clock is set: what waits for its delay is no delivery that has failed."""
    text = receivers.key(sqlite_newsroom, delay_hours=24)
    with receiving() as there, working(sqlite_newsroom) as worker:
        receivers.verified(sqlite_newsroom, worker, text, there.url, events=["article.published"])
        sqlite_newsroom.publish()
        fanout.follow(at=clock.now())
        _set_back(timedelta(hours=1))
        Webhook.update(last_failure_at=clock.now() + timedelta(hours=1)).execute()
        turn(worker)
        assert there.events() == []
        assert Delivery.select().where(Delivery.state == "queued", Delivery.due_at > clock.now()).count() == 1


def _set_back(ahead: timedelta) -> None:
    """Let the clock have been ahead by so much until now."""
    with db.transaction():
        for hook in Webhook.select():
            times = ("not_before", "failing_since", "last_failure_at")
            changes = {name: getattr(hook, name) and getattr(hook, name) + ahead for name in times}
            Webhook.update(**changes).where(Webhook.id == hook.id).execute()
        for each in Delivery.select().where(Delivery.state == "queued"):
            changes = {name: getattr(each, name) and getattr(each, name) + ahead for name in _TIMES}
            Delivery.update(**changes).where(Delivery.id == each.id).execute()
