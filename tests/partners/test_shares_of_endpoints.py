"""Endpoints for which much waits: each has its share of what a worker can send at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from api.partners.sending import queue
from api.partners.sending.crews import Crew
from api.partners.sending.dispatch import LIMITS
from api.partners.sending.queue import Item
from api.platform import clock, db
from tests.newsroom import Newsroom
from tests.partners import receivers
from tests.partners.receivers import receiving, working

ENDPOINTS, EACH = 10, 150


def test_much_that_waits_for_some_keeps_nobody_waiting(sqlite_newsroom: Newsroom) -> None:
    """Where more waits for each of ten endpoints than there are places, none is left for last."""
    key = receivers.key(sqlite_newsroom)
    with ExitStack() as stack, working(sqlite_newsroom, limits=LIMITS) as worker:
        there = [stack.enter_context(receiving()) for _ in range(ENDPOINTS)]
        _queue([receivers.verified(sqlite_newsroom, worker, key, each.url)["id"] for each in there], EACH)
        while sum(len(each.ids()) for each in there) < ENDPOINTS * EACH * 2 // 3:
            worker.run(seconds=0.05)
        counts = [len(each.ids()) for each in there]
        assert min(counts) > EACH // 4, counts


def test_who_waits_is_served_in_turn() -> None:
    """Of those with nothing on their way, whoever was served longest ago comes first; after them who has least."""
    crew: Crew[None] = Crew("test", places=4)
    for whom in ("a", "b", "c", "c"):
        crew.send(whom, lambda: None)
    assert sorted("abcd", key=crew.rank) == ["d", "a", "b", "c"]
    while crew.is_busy:
        crew.ended(4, seconds=1.0)
    assert sorted("dcba", key=crew.rank) == ["d", "a", "b", "c"]
    crew.close()


def _queue(hooks: Sequence[str], count: int) -> None:
    at = clock.now()
    items = [Item("article.updated", f"article {n}", at, at, f"article {n}", "en", n) for n in range(count)]
    for hook in hooks:
        with db.transaction():
            queue.put(hook, items)
