"""Workers whose database breaks off for a while: nothing is lost, and all goes on by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from api.partners.sending import queue
from api.partners.sending.models import Delivery
from api.partners.sending.queue import Item
from api.platform import clock, db
from tests import databases
from tests.faults import processes
from tests.newsroom import Newsroom
from tests.partners import parties, receivers
from tests.partners.receivers import Receiver, receiving, working

_PATIENCE = 60.0  # seconds without any progress


@contextmanager
def _on_postgres(request: pytest.FixtureRequest) -> Iterator[Newsroom]:
    template: databases.Template = request.getfixturevalue("postgresql_template")
    with template.copy(request.getfixturevalue("tmp_path")) as found:
        newsroom = Newsroom(found)
        yield newsroom
        newsroom.close()


def test_what_is_to_be_delivered_outlives_lost_connections(request: pytest.FixtureRequest) -> None:
    """All connections are ended for two seconds, as at a failover; the same worker then sends all the rest."""
    with _on_postgres(request) as newsroom:
        _outlives(newsroom, count=150, seconds=2.0, storms=1)


@pytest.mark.slow
def test_what_is_to_be_delivered_outlives_many_lost_connections(request: pytest.FixtureRequest) -> None:
    """Ten times for five seconds, while thousands go out."""
    with _on_postgres(request) as newsroom:
        _outlives(newsroom, count=6_000, seconds=5.0, storms=10)


def _outlives(newsroom: Newsroom, *, count: int, seconds: float, storms: int) -> None:
    env = processes.environ(newsroom.settings, POLYWEEK_OUTBOUND_ALLOW="127.0.0.0/8:*")
    with receiving() as one, receiving() as two, receiving() as three:
        there = [one, two, three]
        _queue(newsroom, there, count=count // len(there))
        worker = processes.start(env, "worker")
        try:
            for storm in range(storms):
                _wait(count * (storm + 1) // (storms + 2))
                _storm(newsroom.settings.database_url, seconds)
            _wait(count)
        finally:
            worker.terminate()
            processes.ended(worker)
    assert Delivery.select().where(Delivery.state != "delivered").count() == 0
    for receiver in there:
        assert len(set(receiver.ids())) == count // len(there)


def _queue(newsroom: Newsroom, there: list[Receiver], *, count: int) -> None:
    """Make an endpoint of each receiver, and queue for each so many deliveries."""
    text = parties.key(newsroom, parties.partner(newsroom, per_minute=6000), "webhooks")
    with working(newsroom) as worker:
        hooks = [receivers.verified(newsroom, worker, text, each.url)["id"] for each in there]
    at = clock.now()
    items = [Item("article.updated", f"article {n}", at, at, f"article {n}", "en", revision=n) for n in range(count)]
    for hook in hooks:
        with db.transaction():
            queue.put(hook, items)


def _storm(url: str, seconds: float) -> None:
    """End all connections to a database but this one for some seconds, again and again."""
    until = time.monotonic() + seconds
    db.release_connection()
    with psycopg.connect(url, autocommit=True) as other:
        while time.monotonic() < until:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            time.sleep(0.02)


def _wait(wanted: int) -> None:
    """Wait until so many deliveries have arrived. No claim is ended by hand, and no endpoint let go by one."""
    before, moved = -1, time.monotonic()
    while True:
        found = Delivery.select().where(Delivery.state == "delivered", Delivery.event != "ping").count()
        db.release_connection()
        if found >= wanted:
            return
        if found > before:
            before, moved = found, time.monotonic()
        assert time.monotonic() - moved < _PATIENCE, f"{found} of {wanted}"
        time.sleep(0.1)
