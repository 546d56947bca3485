"""Workers killed while they send: nothing is lost, nothing of an article comes out of order."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest

from api.partners.sending import queue
from api.partners.sending.models import Delivery, Webhook
from api.partners.sending.queue import Item
from api.platform import clock, db
from tests.faults import processes
from tests.newsroom import Newsroom
from tests.partners import parties, receivers
from tests.partners.receivers import Answer, Got, Receiver, receiving, working

_PATIENCE = 60.0  # seconds without any progress


def test_what_is_to_be_delivered_outlives_three_kills(sqlite_newsroom: Newsroom) -> None:
    """Three kills while 200 deliveries go to endpoints of which some fail, redirect, hang, or hang up."""
    _outlives(sqlite_newsroom, count=200, kills=3)


@pytest.mark.slow
def test_what_is_to_be_delivered_outlives_fifty_kills(newsroom: Newsroom) -> None:
    """Fifty kills while 100,000 deliveries go out, on each database."""
    _outlives(newsroom, count=100_000, kills=50)


def _outlives(newsroom: Newsroom, *, count: int, kills: int) -> None:
    chance = random.Random(7)
    with (
        receiving(_well) as one,
        receiving(_well) as two,
        receiving(_failing(chance, 500)) as failing,
        receiving(_failing(chance, 307)) as redirecting,
        receiving(_hanging_up(chance)) as resetting,
    ):
        there = [one, two, failing, redirecting, resetting]
        _queue(newsroom, there, count=count // len(there))
        _storm(newsroom, kills=kills)
    states = {state for (state,) in db.rows("SELECT DISTINCT state FROM delivery WHERE event <> 'ping'")}
    assert states == {"delivered"}
    for receiver in there:
        _arrived_in_order(receiver, count=count // len(there))


def _queue(newsroom: Newsroom, there: list[Receiver], *, count: int) -> None:
    """Make an endpoint of each receiver, and queue for each so many deliveries about a few articles."""
    text = parties.key(newsroom, parties.partner(newsroom, per_minute=6000), "webhooks")
    with working(newsroom) as worker:
        hooks = [receivers.verified(newsroom, worker, text, each.url)["id"] for each in there]
    at = clock.now()
    items = [
        Item("article.updated", f"article {n % 20}", at, at, f"article {n % 20}", "en", revision=n)
        for n in range(count)
    ]
    for hook in hooks:
        with db.transaction():
            queue.put(hook, items)


def _storm(newsroom: Newsroom, *, kills: int) -> None:
    """Let a worker work, and kill it again and again; then let one end the work. Time passes as if it were days."""
    env = processes.environ(newsroom.settings, POLYWEEK_OUTBOUND_ALLOW="127.0.0.0/8:*")
    total = Delivery.select().where(Delivery.event != "ping").count()
    for kill in range(kills + 1):
        worker = processes.start(env, "worker")
        try:
            _wait(total * (kill + 1) // (kills + 1))
        finally:
            worker.kill()
            worker.communicate()
        Delivery.update(claimed_until=clock.now() - timedelta(seconds=1)).where(
            Delivery.claimed_until.is_null(False)  # noqa: FBT003 - peewee's
        ).execute()


def _wait(wanted: int) -> None:
    """Wait until so many deliveries have arrived; what failed is due again at once."""
    before, moved = -1, time.monotonic()
    while True:
        found = Delivery.select().where(Delivery.state == "delivered", Delivery.event != "ping").count()
        if found >= wanted:
            return
        if found > before:
            before, moved = found, time.monotonic()
        assert time.monotonic() - moved < _PATIENCE, f"{found} of {wanted}"
        with db.transaction():
            Webhook.update(not_before=None).execute()
            waiting = (Delivery.state == "queued") & (Delivery.attempts > 0) & (Delivery.due_at > clock.now())
            Delivery.update(due_at=clock.now()).where(waiting).execute()
        time.sleep(0.1)


def _arrived_in_order(receiver: Receiver, *, count: int) -> None:
    """Each arrived, and none after a later one of its article; what a killed worker sent may have come twice."""
    accepted: dict[str, list[int]] = defaultdict(list)
    for got in receiver.accepted:
        if got.event != "ping":
            accepted[got.body["data"]["article_id"]].append(got.body["data"]["revision"])
    assert sum(len(set(found)) for found in accepted.values()) == count
    for found in accepted.values():
        assert found == sorted(found)


def _well(_: Got) -> int:
    return 200


def _failing(chance: random.Random, status: int) -> Answer:
    return lambda got: 200 if got.event == "ping" or chance.random() > 0.3 else (status, {"Location": "/"}, b"")


def _hanging_up(chance: random.Random) -> Answer:
    def answer(got: Got) -> Any:
        if got.event != "ping" and chance.random() < 0.1:
            raise ConnectionAbortedError
        return 200

    return answer
