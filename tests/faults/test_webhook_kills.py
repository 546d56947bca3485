"""Workers killed while they send: nothing is lost, nothing of an article comes out of order."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from api.partners.sending import endpoints, queue
from api.partners.sending.models import Delivery, Webhook
from api.partners.sending.queue import Item
from api.platform import clock, db
from tests.faults import odd_receivers, processes
from tests.faults.odd_receivers import KINDS, Odd, is_hopeless
from tests.newsroom import Newsroom
from tests.partners import parties, receivers

_PATIENCE = 300.0  # seconds without any progress
_WELL = 14  # receivers that always answer, beside one of each odd kind: three in ten are odd
_EACH = 10  # endpoints of a partner

# The worker's sending alone, which waits half a second for an answer instead of ten, so that the short form is short.
_HURRIED = """
import dataclasses
from api.partners.sending import dispatch
from api.platform import db, instance, settings
from api.platform.outbound import Outbound
found = settings.load()
instance.use(found)
db.open_database(found)
limits = dataclasses.replace(dispatch.LIMITS, connect=0.5, silence=0.5, total=0.5)
dispatcher = dispatch.Dispatcher(Outbound(found.outbound_rules), limits=limits)
while True:
    dispatcher.run()
"""


@dataclass(frozen=True)
class _Storm:
    """How many deliveries of how many articles to each endpoint, how often a worker is killed, after how many seconds.

    Odd receivers are so for most of each `phase` seconds, and always to one delivery in `one_in`. An hour passes in
    `hour` seconds.
    """

    deliveries: int
    articles: int
    kills: int
    after: tuple[float, float]
    phase: float
    one_in: int
    hour: float
    command: tuple[str, ...]


_SHORT = _Storm(30, 10, 4, (0.3, 1.5), phase=0.9, one_in=15, hour=0.02, command=("-c", _HURRIED))
_FULL = _Storm(5_000, 250, 50, (0.5, 8.0), phase=10.0, one_in=200, hour=1.0, command=("-m", "api", "worker"))


def test_what_is_to_be_delivered_outlives_four_kills(sqlite_newsroom: Newsroom) -> None:
    """600 deliveries to 20 endpoints, of which one each hangs, drips, resets, redirects, fails and lies."""
    _outlives(sqlite_newsroom, _SHORT)


@pytest.mark.slow
def test_what_is_to_be_delivered_outlives_fifty_kills(newsroom: Newsroom) -> None:
    """100,000 deliveries to such endpoints while the worker is killed fifty times, on each database."""
    _outlives(newsroom, _FULL)


def _outlives(newsroom: Newsroom, storm: _Storm) -> None:
    kinds = [*["well"] * _WELL, *KINDS]
    with odd_receivers.receiving(kinds, seconds=storm.phase, one_in=storm.one_in) as odd:
        hooks, texts = _endpoints(newsroom, odd)
        _queue(hooks, storm)
        odd.tell("odd")
        _rage(newsroom, odd, storm)
        _settle(newsroom, storm)
        _enable_long_after(newsroom, hooks, texts)
        _all_arrived_or_are_dead(odd, hooks, storm)
        odd.tell("well")
        _replay(newsroom, hooks, texts)
        _settle(newsroom, storm)
        _all_arrived(odd, hooks, storm)


def _endpoints(newsroom: Newsroom, odd: Odd) -> tuple[list[str], list[str]]:
    """Make an endpoint of each receiver; gives their ids, and for each the key of its partner."""
    hooks, texts = [], []
    with receivers.working(newsroom) as worker:
        for number, url in enumerate(odd.urls):
            if number % _EACH == 0:
                partner = parties.partner(newsroom, f"Partner {number}", per_minute=6000)
                text = parties.key(newsroom, partner, "webhooks")
            hooks.append(receivers.verified(newsroom, worker, text, url)["id"])
            texts.append(text)
    return hooks, texts


def _queue(hooks: list[str], storm: _Storm) -> None:
    at = clock.now()
    subjects = [f"article {n % storm.articles}" for n in range(storm.deliveries)]
    items = [Item("article.updated", subject, at, at, subject, "en", n) for n, subject in enumerate(subjects)]
    for hook in hooks:
        with db.transaction():
            queue.put(hook, items)


def _rage(newsroom: Newsroom, odd: Odd, storm: _Storm) -> None:
    """Let a worker work and kill it at any moment, again and again. Some others begin at once, some hours later."""
    chance = random.Random(7)
    for _ in range(storm.kills):
        with _working(newsroom, storm):
            until = time.monotonic() + chance.uniform(*storm.after)
            while time.monotonic() < until:
                time.sleep(storm.hour)
                _pass(1)
        odd.tell("quiet")  # what was on its way has come, or never will
        if chance.random() < 0.5:  # else what it had claimed is kept for it a while longer
            _pass(chance.randint(1, 6), with_claims=True)


def _settle(newsroom: Newsroom, storm: _Storm) -> None:
    """Let a worker work, and time pass, until nothing waits but for endpoints that are paused."""
    _pass(1, with_claims=True)
    before, moved = -1, time.monotonic()
    with _working(newsroom, storm):
        while found := _waiting():
            if found != before:
                before, moved = found, time.monotonic()
            assert time.monotonic() - moved < _PATIENCE, found
            time.sleep(storm.hour)
            _pass(2)


def _waiting() -> int:
    sql = "SELECT COUNT(*) FROM delivery AS d JOIN webhook AS w ON w.id = d.webhook_id WHERE d.state = 'queued'"
    return int(db.rows(f"{sql} AND w.state = 'active'")[0][0])


def _pass(hours: int, *, with_claims: bool = False) -> None:
    """Let hours pass for what waits; for claims too, while no worker lives that holds them."""
    ago = timedelta(hours=hours)
    with db.transaction():
        _set_back(Webhook, Webhook.state == "active", ago, "not_before", "failing_since", "last_success_at")
        _set_back(Delivery, (Delivery.state == "queued") & (Delivery.attempts > 0), ago, "due_at", "first_tried_at")
        if with_claims:
            _set_back(Delivery, Delivery.claimed_by.is_null(False), ago, "claimed_until")  # noqa: FBT003 - peewee's


def _set_back(model: Any, chosen: Any, ago: timedelta, *names: str) -> None:
    for row in db.for_update(model.select().where(chosen).order_by(model.id)):
        times = {name: getattr(row, name) for name in names}
        model.update(**{name: at and at - ago for name, at in times.items()}).where(model.id == row.id).execute()


@contextmanager
def _working(newsroom: Newsroom, storm: _Storm) -> Iterator[None]:
    """Run a worker, and kill it."""
    env = processes.environ(newsroom.settings, POLYWEEK_OUTBOUND_ALLOW="127.0.0.0/8:*")
    with (newsroom.settings.data_dir / "worker.log").open("ab") as log:
        command = [sys.executable, *storm.command]
        worker = subprocess.Popen(command, cwd=processes.ROOT, env=env, stdout=log, stderr=log)
        try:
            yield
            assert worker.poll() is None
        finally:
            worker.kill()
            worker.wait()


def _enable_long_after(newsroom: Newsroom, hooks: list[str], texts: list[str]) -> None:
    """Let the partners of paused endpoints come back when what waits there is too old to be sent."""
    paused = {each.id for each in Webhook.select().where(Webhook.state == "paused")}
    assert hooks[_WELL] in paused  # the silent one
    Delivery.update(at=clock.now() - endpoints.CUT_OFF - timedelta(days=1)).where(Delivery.state == "queued").execute()
    for hook in paused:
        waiting = Delivery.select().where(Delivery.webhook == hook, Delivery.state == "queued").count()
        path, text = f"/v1/partner/webhooks/{hook}/enablement", texts[hooks.index(hook)]
        assert parties.call(newsroom, path, text, "POST").get_json()["left_out"] == waiting


def _all_arrived_or_are_dead(odd: Odd, hooks: list[str], storm: _Storm) -> None:
    """Nothing is lost; nothing came out of order; what the well were to get has arrived; the hopeless is dead."""
    found, states = odd.tell("accepted"), _states()
    assert found["astray"] == 0
    for hook, taken in zip(hooks, found["accepted"], strict=True):
        _in_order(taken)
        assert len(states[hook]) == storm.deliveries
        assert {state for _, _, state in states[hook]} <= {"delivered", "dead"}
        assert {revision for _, revision, state in states[hook] if state == "delivered"} <= {each for _, each in taken}
    for hook in hooks[:_WELL]:
        assert {state for _, _, state in states[hook]} == {"delivered"}
    assert {state for _, _, state in states[hooks[_WELL]]} == {"dead"}
    odd_ones = [told for hook in hooks[_WELL:] for told in states[hook]]
    assert {state for id_, _, state in odd_ones if is_hopeless(id_, storm.one_in)} == {"dead"}


def _in_order(taken: list[tuple[str, int]]) -> None:
    """None came after a later one of its article; what a killed worker sent may have come twice."""
    revisions: dict[str, list[int]] = defaultdict(list)
    for article, revision in taken:
        revisions[article].append(revision)
    for found in revisions.values():
        assert found == sorted(found)


def _replay(newsroom: Newsroom, hooks: list[str], texts: list[str]) -> None:
    """Let partners whose endpoints have got well have all dead letters."""
    for hook, text in zip(hooks[_WELL:], texts[_WELL:], strict=True):
        dead = Delivery.select().where(Delivery.webhook == hook, Delivery.state == "dead").count()
        answer = parties.call(newsroom, f"/v1/partner/webhooks/{hook}/replays", text, "POST", json={"state": "dead"})
        assert answer.get_json() == {"queued_count": dead}


def _all_arrived(odd: Odd, hooks: list[str], storm: _Storm) -> None:
    states = _states()
    for hook, taken in zip(hooks, odd.tell("accepted")["accepted"], strict=True):
        assert {state for _, _, state in states[hook]} == {"delivered"}
        assert {revision for _, revision in taken} == set(range(storm.deliveries))


def _states() -> dict[str, list[tuple[str, int, str]]]:
    """Give the id, revision and state of each delivery, by endpoint."""
    found: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for hook, *told in db.rows("SELECT webhook_id, id, revision, state FROM delivery WHERE event <> 'ping'"):
        found[hook].append((told[0], told[1], told[2]))
    return found
