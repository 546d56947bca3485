"""Verification: a callback is asked whether it wants what was asked in its name, and its answer is written down."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from api.partners.websub import intents, messages, subscriptions, targets
from api.partners.websub.feeds import Feeds
from api.partners.websub.models import WebsubIntent
from api.platform import clock, db
from api.platform.errors import RateLimited, Unavailable
from api.platform.outbound import Failed, Limits, Outbound

LIMITS = Limits(connect=5.0, silence=5.0, total=10.0, head=16 * 1024, body=1024)
_SILENT = {"timeout", "refused", "dns"}  # after which another try may find an answer
_SOON = timedelta(seconds=5)
_GONE = "There is no such feed."

Kind = Literal["confirmed", "refused", "silent", "later", "gone"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question: `network` is the mark of where the callback is; `wait` is for one put off."""

    intent_id: str
    host: str
    kind: Kind
    asked_at: datetime
    network: str = ""
    wait: timedelta | None = None


def ask(intent: WebsubIntent, out: Outbound, feeds: Feeds, *, limits: Limits = LIMITS) -> Reply:
    """Ask a callback, or tell it that it is denied; runs in a thread, and gives its connection to the database back."""
    try:
        return _asked(intent, out, feeds, limits)
    except RateLimited as problem:
        return Reply(intent.id, intent.host, "later", clock.now(), wait=timedelta(seconds=problem.retry_after))
    except Unavailable:
        return Reply(intent.id, intent.host, "later", clock.now(), wait=_SOON)
    finally:
        db.release_connection()


def record(reply: Reply, *, by: str, at: datetime) -> None:
    """Write down what came of a question; one transaction.

    Nothing happens if the intent is no longer claimed `by` who asked: it was replaced, or its claim has ended.
    """
    with db.transaction():
        intents.lock()
        if (intent := intents.own(reply.intent_id, by=by)) is None:
            return
        if reply.kind in {"silent", "later"}:
            intents.later(intent, at=at, wait=reply.wait)
            return
        intents.end(intent)
        if reply.kind == "gone":
            intents.deny(intent.topic, intent.callback, _GONE, at=at)
        elif reply.kind == "confirmed" and intent.mode == "unsubscribe":
            subscriptions.end(intent.topic, intent.callback)
        elif reply.kind == "confirmed" and not subscriptions.grant(
            intent, network=reply.network, asked_at=reply.asked_at, at=at
        ):
            intents.deny(intent.topic, intent.callback, subscriptions.CROWDED, at=at)


def _asked(intent: WebsubIntent, out: Outbound, feeds: Feeds, limits: Limits) -> Reply:
    if intent.mode == "subscribe" and feeds(intent.topic) is None:
        return Reply(intent.id, intent.host, "gone", clock.now())
    challenge, asked_at, network = secrets.token_urlsafe(24), clock.now(), ""
    try:
        addresses = out.addresses(intent.callback, limits=limits)
        network = targets.mark_of(addresses)
        targets.count(intent.callback, addresses, asker=intent.network, at=asked_at)
        db.release_connection()  # what follows may take long
        asked_at = clock.now()
        answer = out.send("GET", _question(intent, challenge), limits=limits)
        is_confirmed = hmac.compare_digest(answer.body, challenge.encode())
    except Failed as error:
        kind: Kind = "silent" if error.name in _SILENT and error.answer is None else "refused"
        return Reply(intent.id, intent.host, kind, asked_at, network)
    return Reply(intent.id, intent.host, "confirmed" if is_confirmed else "refused", asked_at, network)


def _question(intent: WebsubIntent, challenge: str) -> str:
    if intent.mode == "denied":
        return messages.question(intent.callback, "denied", intent.topic, reason=intent.reason)
    lease = intent.lease_seconds if intent.mode == "subscribe" else None
    mode: messages.Mode = "subscribe" if intent.mode == "subscribe" else "unsubscribe"
    return messages.question(intent.callback, mode, intent.topic, challenge=challenge, lease_seconds=lease)
