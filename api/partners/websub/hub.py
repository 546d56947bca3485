"""The hub at work: asks callbacks, looks at feeds and sends them, by threads; in any number of processes."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from api.partners.sending.crews import Crew
from api.partners.sending.retries import Outcome
from api.partners.websub import deliveries, intents, topics, verification
from api.partners.websub.deliveries import Sent
from api.partners.websub.feeds import Content, Contents, Feeds
from api.partners.websub.models import WebsubIntent, WebsubSubscription
from api.partners.websub.turns import Turns
from api.partners.websub.verification import Reply
from api.platform import clock, instance
from api.platform.errors import Unavailable
from api.platform.outbound import Limits, Outbound

T = TypeVar("T")

log = logging.getLogger("polyweek.websub")

_ASKING = 8  # threads
_ASKING_ONE = 2
_BATCH = 200  # deliveries written down in one transaction
_TURN = 1.0  # seconds of a turn of the duty
_WAIT = 0.02  # seconds


class Hub:
    """Does what is due for the subscribers of feeds."""

    def __init__(self, out: Outbound, feeds: Feeds, *, limits: Limits | None = None) -> None:
        self._out = out
        self._feeds = feeds
        self._contents = Contents(feeds)
        self._asks = limits or verification.LIMITS
        self._sends = limits or deliveries.LIMITS
        self._name = secrets.token_hex(8)
        self._turns = Turns()
        self._asking: Crew[Reply] = Crew("websub-question", places=_ASKING, of_one=_ASKING_ONE)
        self._sending: Crew[Sent] = Crew("websub")
        self._unnoted: tuple[list[Reply], list[Sent]] = ([], [])
        self._uncertain: tuple[set[str], set[str]] = (set(), set())  # intents and subscriptions; as the dispatcher's

    def run(self, *, seconds: float = _TURN) -> int:
        """Do what is due for about a second; gives how many questions and deliveries have ended. A duty."""
        if instance.hub() is None:
            return 0
        until, count = time.monotonic() + seconds, 0
        while True:
            at = clock.now()
            self._note()
            self._disclaim()
            began = topics.follow(self._contents, at=at) + self._ask(at=at) + self._send(at=at)
            ended = self._end(_WAIT)
            count += ended
            if time.monotonic() >= until or not (began or ended or self._asking.is_busy or self._sending.is_busy):
                return count

    def close(self) -> None:
        """Wait for what is on its way, and write down what came of it."""
        self._asking.close()
        self._sending.close()
        try:
            while self._end(0.0):
                pass
            self._disclaim()
        finally:
            self._out.close()

    def _ask(self, *, at: datetime) -> int:
        """Claim questions for which there is a place, and ask them."""
        if self._asking.is_full:
            return 0
        chosen = _chosen(self._asking, self._turns.order(intents.waiting(at=at, busy=_busy(self._asking))))
        self._uncertain[0].update(chosen)
        claimed = intents.claim(list(chosen), by=self._name, at=at) if chosen else []
        self._uncertain[0].intersection_update(each.id for each in claimed)  # another worker has the others
        for intent in claimed:
            self._asking.send(chosen[intent.id], partial(self._asked, intent))
            self._turns.took(intent.host, intent.network)
            self._uncertain[0].remove(intent.id)
        return len(claimed)

    def _send(self, *, at: datetime) -> int:
        """Claim deliveries for which there is a place, and send what their feeds say now."""
        if self._sending.is_full:
            return 0
        chosen = _chosen(self._sending, deliveries.waiting(at=at, busy=_busy(self._sending)))
        began = time.monotonic()
        self._uncertain[1].update(chosen)
        claimed = deliveries.claim(list(chosen), by=self._name, at=at) if chosen else []
        self._uncertain[1].intersection_update(each.id for each in claimed)
        for each in claimed:
            self._begin(each, chosen[each.id], began)
            self._uncertain[1].remove(each.id)
        return len(claimed)

    def _disclaim(self) -> None:
        """Give up claims that may stand though something failed: nothing of them was sent. Two transactions."""
        for found, disclaim in zip(self._uncertain, (intents.disclaim, deliveries.disclaim), strict=True):
            if found:
                disclaim(sorted(found), by=self._name)
                found.clear()

    def _begin(self, each: WebsubSubscription, host: str, claimed: float) -> None:
        content = self._contents.of(each.topic_id)
        if content is None:  # the feed is just going
            deliveries.put_off([each.id], by=self._name, at=clock.now())
            return
        made = partial(Sent, each.id, each.topic_id, host, content.mark, self._contents.generation)
        self._sending.send(host, lambda: made(self._sent(each, content, claimed)))

    def _asked(self, intent: WebsubIntent) -> Reply:
        try:
            return verification.ask(intent, self._out, self._feeds, limits=self._asks)
        except Exception:
            log.exception("a question failed in an unforeseen way")
            return Reply(intent.id, intent.host, "silent", clock.now())

    def _sent(self, each: WebsubSubscription, content: Content, claimed: float) -> Outcome:
        at = time.monotonic()
        outcome = Outcome(None, "timeout", "this worker stood still, and its claim has ended")
        try:
            if at - claimed + self._sends.total < deliveries.HELD.total_seconds():  # else another may have it
                outcome = deliveries.send(each, content, self._out, limits=self._sends)
        except Exception as error:
            log.exception("a delivery failed in an unforeseen way")
            outcome = Outcome(None, "refused", type(error).__name__)
        return outcome.took(round((time.monotonic() - at) * 1000))

    def _end(self, seconds: float) -> int:
        """Write down what has ended; waits for the first delivery so long. What cannot be written is kept."""
        for reply in self._asking.ended(_BATCH, seconds=0.0 if self._sending.is_busy else seconds):
            self._asking.learn(reply.host, is_well=reply.kind == "confirmed", milliseconds=0)
            self._unnoted[0].append(reply)
        for each in self._sending.ended(_BATCH, seconds=seconds):
            is_well, spent = each.outcome.failure is None, each.outcome.milliseconds
            self._sending.learn(each.host, is_well=is_well, milliseconds=spent)
            self._unnoted[1].append(each)
        return self._note()

    def _note(self) -> int:
        """Write down what has ended, in some transactions. What fails in a way that does not pass is let go."""
        replies, sent = self._unnoted
        count = len(replies) + len(sent)
        while replies:
            with _kept(replies, replies[:1]) as (reply,):
                verification.record(reply, by=self._name, at=clock.now())
        if sent:
            with _kept(sent, list(sent)) as ended:
                deliveries.record(ended, by=self._name, at=clock.now())
        return count


def _busy(crew: Crew[Any]) -> list[str]:
    """Give the hosts that have no place more."""
    return [host for host in crew.flying() if crew.room(host) <= 0]


def _chosen(crew: Crew[Any], waiting: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Choose those for which there is a place, by their hosts; gives host by id."""
    found = {}
    with crew.planning():
        for id_, host in waiting:
            if crew.room(host) > 0:
                crew.plan(host)
                found[id_] = host
    return found


@contextmanager
def _kept(unnoted: list[T], some: list[T]) -> Iterator[list[T]]:
    """Take out the first of what is to be noted once the block has noted them; they stay if a later try may."""
    try:
        yield some
    except Unavailable:
        raise
    except BaseException:
        del unnoted[: len(some)]
        raise
    del unnoted[: len(some)]
