"""Intents: what somebody asked of the hub, until the callback has confirmed it; and what one is still to be told.

A stranger can name anybody's address. So few questions wait for one network that asks, fewer of these for one host, and
how often a host and a network are asked is counted by `targets`. A host has no room of its own that strangers could
fill: those who ask there take turns (`turns`), and who is subscribed is not asked here, so no answer tells it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.partners.websub import claims, leases, targets
from api.partners.websub.messages import Mode
from api.partners.websub.models import WebsubIntent, WebsubSubscription
from api.platform import db, ids, sealing
from api.platform.errors import RateLimited, say

HELD = timedelta(seconds=40)  # longer than a question may take
LASTING = timedelta(hours=1)  # what has had no answer by then is dropped
MOST = 2_000  # that wait, of all
MOST_OF_NETWORK = 100  # that wait, asked from one network
MOST_OF_PAIR = 10  # that wait, asked from one network, for the callbacks of one host
MOST_SUBSCRIPTIONS = 100  # of the callbacks of one host
_DELAYS = (timedelta(seconds=30), timedelta(minutes=5))  # before another try, where no answer came
_PURPOSE = "websub secret"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the hub: `secret` is None where deliveries are not to be signed, `lease` in seconds."""

    mode: Mode
    topic: str
    callback: str
    secret: str | None = None
    lease: int | None = None


def ask(wanted: Wanted, *, mark: str, network: str, at: datetime) -> None:
    """Write down what is asked, in place of what was asked before for the same callback and topic; one transaction.

    `mark` is that of the feed as it is now, so that what changes from now on is told; `network` is the caller's.

    Raises:
        RateLimited: too much waits already, or the callback's host has too many subscriptions.
    """
    host, mark_of_network = targets.host(wanted.callback), targets.mark(network)
    with db.transaction():
        lock()
        _require_room(wanted, host, mark_of_network)
        secret = wanted.secret and seal(wanted.secret.encode(), wanted.topic, wanted.callback)
        lease = leases.granted(wanted.lease)
        _put(wanted.mode, wanted.topic, wanted.callback, host, mark_of_network, lease, secret, mark, None, at=at)


def lock() -> None:
    """Let one at a time count, grant and deny; comes before all rows. A step inside a transaction."""
    db.alone("websub")


def deny(topic: str, callback: str, reason: str, *, at: datetime) -> None:
    """Tell a callback that it has no subscription (any longer), and why. A step inside a transaction."""
    db.require_transaction()
    _put("denied", topic, callback, targets.host(callback), "", 0, None, "", reason, at=at)


def waiting(*, at: datetime, busy: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """Give intents whose callbacks are to be asked, as (id, host, mark of who asked), those of busy hosts left out.

    The oldest of each network and host come first, then the second ones, and so on.
    """
    now = db.write_time(at)
    return [(str(id_), str(host), str(network)) for id_, host, network in claims.free(_WAITING, (now, now), busy)]


def claim(ids_: Sequence[str], *, by: str, at: datetime) -> list[WebsubIntent]:
    """Claim intents that still are due; one transaction."""
    return claims.take(WebsubIntent, ids_, by=by, at=at, until=at + HELD)


def disclaim(ids_: Sequence[str], *, by: str) -> None:
    """Give up claims of which nothing has been asked; one transaction."""
    claims.give_up(WebsubIntent, ids_, by=by)


def own(intent_id: str, *, by: str) -> WebsubIntent | None:
    """Give an intent, locked, if it is still claimed by who asks. A step inside a transaction."""
    db.require_transaction()
    mine = (WebsubIntent.id == intent_id) & (WebsubIntent.claimed_by == by)
    found: WebsubIntent | None = db.for_update(WebsubIntent.select().where(mine)).get_or_none()
    return found


def end(intent: WebsubIntent) -> None:
    """Forget an intent. A step inside a transaction."""
    db.require_transaction()
    WebsubIntent.delete().where(WebsubIntent.id == intent.id).execute()


def later(intent: WebsubIntent, *, at: datetime, wait: timedelta | None = None) -> None:
    """Try an intent again: after `wait`, or after a failed try, twice at most and not for ever. A step."""
    db.require_transaction()
    if wait is None and intent.attempts < len(_DELAYS):
        wait, intent.attempts = _DELAYS[intent.attempts], intent.attempts + 1
    if wait is None or at + wait > intent.created_at + LASTING:
        end(intent)
        return
    WebsubIntent.update(attempts=intent.attempts, due_at=at + wait, claimed_by=None, claimed_until=None).where(
        WebsubIntent.id == intent.id
    ).execute()


def prune(*, at: datetime) -> int:
    """Delete intents that have waited for too long; gives how many. One transaction."""
    with db.transaction():
        return int(WebsubIntent.delete().where(WebsubIntent.created_at <= at - LASTING).execute())


def seal(secret: bytes, topic: str, callback: str) -> str:
    """Give a secret as it is kept."""
    return sealing.seal(secret, _PURPOSE, f"{topic} {callback}")


def unseal(text: str | None, topic: str, callback: str) -> bytes | None:
    """Give a secret that was kept, if there is one.

    Raises:
        Unreadable: the instance has another secret than when it was sealed.
    """
    return sealing.unseal(text, _PURPOSE, f"{topic} {callback}") if text is not None else None


def _require_room(wanted: Wanted, host: str, network: str) -> None:
    same = (WebsubIntent.topic == wanted.topic) & (WebsubIntent.callback == wanted.callback)
    waiting = WebsubIntent.select().where(~same)
    of_network = waiting.where(WebsubIntent.network == network)
    detail = say("Too many requests wait for their callbacks. Please come back later.")
    if waiting.count() >= MOST or of_network.count() >= MOST_OF_NETWORK:
        raise RateLimited(detail, retry_after=600)
    if of_network.where(WebsubIntent.host == host).count() >= MOST_OF_PAIR:
        raise RateLimited(detail, retry_after=60)
    if wanted.mode == "subscribe" and is_crowded(wanted.topic, wanted.callback, host):
        detail = say("The host of this callback has {count} subscriptions already.", count=MOST_SUBSCRIPTIONS)
        raise RateLimited(detail, retry_after=3600)


def is_crowded(topic: str, callback: str, host: str) -> bool:
    """Tell whether a host has as many subscriptions as one may have, besides that of this callback."""
    same = (WebsubSubscription.topic == topic) & (WebsubSubscription.callback == callback)
    others = WebsubSubscription.select().where(~same)
    return others.where(WebsubSubscription.host == host).count() >= MOST_SUBSCRIPTIONS


def _put(
    mode: Mode,
    topic: str,
    callback: str,
    host: str,
    network: str,
    lease: int,
    secret: str | None,
    mark: str,
    reason: str | None,
    *,
    at: datetime,
) -> None:
    record: dict[str, Any] = {
        "id": ids.new(),
        "topic": topic,
        "callback": callback,
        "host": host,
        "network": network,
        "mode": mode,
        "lease_seconds": lease,
        "secret": secret,
        "mark": mark,
        "reason": reason,
        "created_at": at,
        "due_at": at,
        "attempts": 0,
        "claimed_by": None,
        "claimed_until": None,
    }
    db.put(WebsubIntent, [record], key=["topic", "callback"])


_WAITING = """
SELECT id, host, network
  FROM (SELECT id, host, network, due_at, row_number() OVER (PARTITION BY host, network ORDER BY due_at, id) AS turn
          FROM websub_intent
         WHERE due_at <= ? AND (claimed_until IS NULL OR claimed_until <= ?) AND host NOT IN ({busy})) AS due
 ORDER BY turn, due_at, id
 LIMIT 500
"""
