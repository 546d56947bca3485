"""Sending: what is due is claimed, sent by threads outside of any transaction, and what came of it is written down."""

from __future__ import annotations

import itertools
import logging
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from api.partners.sending import endpoints, outcomes, payloads, queue, signatures
from api.partners.sending.crews import Crew
from api.partners.sending.outcomes import Ended
from api.partners.sending.payloads import Told
from api.partners.sending.retries import Outcome
from api.platform import clock, db
from api.platform.errors import Unavailable
from api.platform.outbound import Failed, Limits, Outbound
from api.platform.sealing import Unreadable

log = logging.getLogger("polyweek.webhooks")

LIMITS = Limits(connect=5.0, silence=10.0, total=15.0, head=16 * 1024, body=1024, cuts=True)
PATIENCE = timedelta(seconds=3)  # in which an answer arrives, and its reader sets the secret
_BATCH = 200  # outcomes in one transaction
_TURN = 1.0  # seconds of a turn of the duty
_WAIT = 0.02  # seconds


@dataclass(frozen=True, slots=True)
class _Endpoint:
    id: str
    partner_id: str
    url: str
    is_full: bool
    keys: Sequence[bytes]
    is_verified: bool
    failures: int
    is_left_alone: bool


class Dispatcher:
    """Sends what is due, by threads of its own. One in a process, and any number of processes."""

    def __init__(
        self,
        out: Outbound,
        *,
        limits: Limits = LIMITS,
        marks: Mapping[str, str] | None = None,
        patience: timedelta = timedelta(0),
    ) -> None:
        """Send by `out`; `marks` are fields that each request has besides.

        For its `patience` a new endpoint gets no ping: whoever makes one first hears its secret by the answer.
        """
        self._out = out
        self._limits = limits
        self._marks = marks or {}
        self._patience = patience
        self._name = secrets.token_hex(8)
        self._crew: Crew[Ended] = Crew("webhook")
        self._unnoted: list[Ended] = []
        self._uncertain: list[str] = []  # claimed in a transaction of which it is not known whether it was committed

    @property
    def is_busy(self) -> bool:
        """Whether something is on its way."""
        return self._crew.is_busy

    def run(self, *, seconds: float = _TURN) -> int:
        """Send what is due for about a second, and give how many attempts have ended. A duty."""
        until, count = time.monotonic() + seconds, 0
        outcomes.follow_clock(at=clock.now())
        while True:
            began = self._begin(at=clock.now())
            ended = self._end(_WAIT)
            count += ended
            if time.monotonic() >= until or not (began or ended or self._crew.is_busy):
                return count

    def close(self) -> None:
        """Wait for what is on its way, and write down what came of it."""
        self._crew.close()
        try:
            while self._end(0.0):
                pass
            self._disclaim()
        finally:
            self._out.close()

    def _begin(self, *, at: datetime) -> int:
        """Claim what there is a place for, and send it once the claims stand; gives how many. One transaction."""
        self._note()
        self._disclaim()
        if self._crew.is_full or not (waiting := _waiting(made_before=at - self._patience, at=at)):
            return 0
        claimed, going = time.monotonic(), list[tuple[_Endpoint, Told]]()
        waiting.sort(key=lambda endpoint: self._crew.rank(endpoint.id))
        share = self._crew.share(len(waiting))
        with self._crew.planning(), db.transaction():
            for is_urgent, endpoint in itertools.product((True, False), waiting):
                if (room := min(share, self._room(endpoint, is_urgent=is_urgent))) > 0:
                    found = self._claimed(endpoint, room, is_urgent=is_urgent, at=at)
                    self._crew.plan(endpoint.id, len(found))
                    going += [(endpoint, told) for told in found]
        for endpoint, told in going:
            self._crew.send(endpoint.id, partial(self._try, endpoint, told, claimed))
            self._uncertain.remove(told.id)
        return len(going)

    def _disclaim(self) -> None:
        """Give up claims that may stand though their transaction failed: nothing of them was sent. One transaction."""
        if self._uncertain:
            queue.disclaim(self._uncertain, by=self._name)
            self._uncertain.clear()

    def _room(self, endpoint: _Endpoint, *, is_urgent: bool) -> int:
        """Give how many deliveries an endpoint may be sent besides those on their way; one more of what is urgent."""
        if not is_urgent and (endpoint.is_left_alone or not endpoint.is_verified):
            return 0
        return self._crew.room(endpoint.id, more=int(is_urgent))

    def _claimed(self, endpoint: _Endpoint, room: int, *, is_urgent: bool, at: datetime) -> list[Told]:
        only_ping = not endpoint.is_verified
        ids = queue.claim(endpoint.id, room, is_urgent=is_urgent, only_ping=only_ping, by=self._name, at=at)
        self._uncertain += ids
        found = payloads.read(ids, endpoint.partner_id, is_full=endpoint.is_full, at=at)
        for id_ in set(ids) - {told.id for told in found}:
            queue.replaced(id_, at=at)  # there is nothing to tell any longer
        return found

    def _try(self, endpoint: _Endpoint, told: Told, claimed: float) -> Ended:
        """Send one delivery; runs in a thread, without the database."""
        at, began = clock.now(), time.perf_counter()
        outcome = Outcome(None, "timeout", "this worker stood still, and its claim has ended")
        is_full = False
        try:
            if time.monotonic() - claimed + self._limits.total < queue.HELD.total_seconds():  # else another may have it
                body, is_full = payloads.body(told)
                outcome = self._outcome(endpoint, told.id, body, at)
        except Exception as error:
            log.exception("delivery failed in an unforeseen way")
            outcome = Outcome(None, "refused", type(error).__name__)
        spent = round((time.perf_counter() - began) * 1000)
        return Ended(endpoint.id, told.id, at, outcome.took(spent), told.generation if is_full else None)

    def _outcome(self, endpoint: _Endpoint, delivery_id: str, body: bytes, at: datetime) -> Outcome:
        fields = signatures.headers(delivery_id, body, endpoint.keys, at=at)
        try:
            answer = self._out.send(
                "POST", endpoint.url, headers={"Content-Type": "application/json", **self._marks, **fields},
                body=body, limits=self._limits,
            )  # fmt: skip
        except Failed as error:
            if (found := error.answer) is None:
                return Outcome(None, error.name, str(error))
            wanted = found.headers.get("retry-after")
            return Outcome(found.status, error.name, str(error), outcomes.piece(found.body), retry_after=wanted)
        return Outcome(answer.status, None, None, outcomes.piece(answer.body))

    def _end(self, seconds: float) -> int:
        """Write down what came of attempts; waits for the first so long. One transaction.

        What cannot be written is kept; nothing more is begun before it is.
        """
        ended = self._crew.ended(_BATCH - len(self._unnoted), seconds=seconds)
        for each in ended:
            is_well, spent = each.outcome.failure is None, each.outcome.milliseconds
            self._crew.learn(each.webhook_id, is_well=is_well, milliseconds=spent)
        self._unnoted += ended
        return self._note()

    def _note(self) -> int:
        """Write down what came of attempts. One transaction. What fails in a way that does not pass is let go."""
        ended, self._unnoted = self._unnoted, []
        try:
            if ended:
                outcomes.record(ended, by=self._name, at=clock.now())
        except Unavailable:
            self._unnoted = ended
            raise
        return len(ended)


def _waiting(*, made_before: datetime, at: datetime) -> list[_Endpoint]:
    """Give the endpoints for which something is due, with what is needed to send it."""
    found = []
    now = db.write_time(at)
    for row in db.rows(_WAITING, (now, db.write_time(made_before), now, now)):
        with suppress(Unreadable):  # the doctor tells of a lost secret; nothing is sent unsigned
            found.append(_endpoint(row, at=at))
    return found


def _endpoint(row: tuple[Any, ...], *, at: datetime) -> _Endpoint:
    id_, partner_id, url, payload, secret, former, state, failures, not_before = row
    return _Endpoint(
        id_,
        partner_id,
        url,
        payload == "full",
        endpoints.keys(id_, secret, former),
        state == "active",
        failures,
        not_before is not None and db.read_time(not_before) > at,
    )


_WAITING = """
SELECT w.id, w.partner_id, w.url, w.payload, w.secret, CASE WHEN w.former_until > ? THEN w.former_secret END,
       w.state, w.failures, w.not_before
  FROM webhook AS w JOIN partner AS p ON p.id = w.partner_id
 WHERE (w.state = 'active' OR (w.state = 'unverified' AND w.created_at <= ?))
   AND p.suspended_at IS NULL AND (p.ends_at IS NULL OR p.ends_at > ?)
   AND EXISTS (SELECT 1 FROM delivery AS d WHERE d.webhook_id = w.id AND d.state = 'queued' AND d.due_at <= ?)
 ORDER BY w.id
"""
