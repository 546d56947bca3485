"""The hub at work: asks callbacks, looks at feeds and sends them, by threads; in any number of processes."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from api.partners.sending.crews import Crew
from api.partners.sending.retries import Outcome
from api.partners.websub import deliveries, intents, topics, verification
from api.partners.websub.deliveries import Sent
from api.partners.websub.feeds import Content, Contents, Feeds
from api.partners.websub.models import WebsubIntent, WebsubSubscription
from api.partners.websub.verification import Reply
from api.platform import clock, instance
from api.platform.outbound import Limits, Outbound

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
        self._asking: Crew[Reply] = Crew("websub-question", places=_ASKING, of_one=_ASKING_ONE)
        self._sending: Crew[Sent] = Crew("websub")

    def run(self, *, seconds: float = _TURN) -> int:
        """Do what is due for about a second; gives how many questions and deliveries have ended. A duty."""
        if instance.hub() is None:
            return 0
        until, count = time.monotonic() + seconds, 0
        while True:
            at = clock.now()
            began = topics.follow(self._contents, at=at) + self._ask(at=at) + self._send(at=at)
            ended = self._end(_WAIT)
            count += ended
            if time.monotonic() >= until or not (began or ended or self._asking.is_busy or self._sending.is_busy):
                return count

    def close(self) -> None:
        """Wait for what is on its way, and write down what came of it."""
        self._asking.close()
        self._sending.close()
        while self._end(0.0):
            pass
        self._out.close()

    def _ask(self, *, at: datetime) -> int:
        """Claim questions for which there is a place, and ask them."""
        if self._asking.is_full:
            return 0
        chosen = _chosen(self._asking, intents.waiting(at=at, busy=_busy(self._asking)))
        claimed = {each.id: each for each in intents.claim(list(chosen), by=self._name, at=at)} if chosen else {}
        for id_, host in chosen.items():
            if (intent := claimed.get(id_)) is not None:
                self._asking.send(host, partial(self._asked, intent))
            else:  # another worker has it
                self._asking.free(host)
        return len(claimed)

    def _send(self, *, at: datetime) -> int:
        """Claim deliveries for which there is a place, and send what their feeds say now."""
        if self._sending.is_full:
            return 0
        chosen = _chosen(self._sending, deliveries.waiting(at=at, busy=_busy(self._sending)))
        began = time.monotonic()
        claimed = {each.id: each for each in deliveries.claim(list(chosen), by=self._name, at=at)} if chosen else {}
        for id_, host in chosen.items():
            self._begin(claimed.get(id_), host, began)
        return len(claimed)

    def _begin(self, each: WebsubSubscription | None, host: str, claimed: float) -> None:
        content = self._contents.of(each.topic_id) if each is not None else None
        if each is None or content is None:  # another worker has it; or the feed is just going
            self._sending.free(host)
            if each is not None:
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
        """Write down what has ended; waits for the first delivery so long."""
        replies = self._asking.ended(_BATCH, seconds=0.0 if self._sending.is_busy else seconds)
        for reply in replies:
            is_well = reply.kind == "confirmed"
            self._asking.learn(reply.host, is_well=is_well, milliseconds=0)
            verification.record(reply, by=self._name, at=clock.now())
        if sent := self._sending.ended(_BATCH, seconds=seconds):
            for each in sent:
                is_well, spent = each.outcome.failure is None, each.outcome.milliseconds
                self._sending.learn(each.host, is_well=is_well, milliseconds=spent)
            deliveries.record(sent, by=self._name, at=clock.now())
        return len(replies) + len(sent)


def _busy(crew: Crew[Any]) -> list[str]:
    """Give the hosts that have no place more."""
    return [host for host in crew.flying() if crew.room(host) <= 0]


def _chosen(crew: Crew[Any], waiting: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Take a place for each for which there is one, by its host; gives host by id."""
    found = {}
    for id_, host in waiting:
        if crew.room(host) > 0:
            crew.hold(host)
            found[id_] = host
    return found
