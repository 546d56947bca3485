"""Subscriptions: granted and renewed when a callback has confirmed them, ended by it, by lease or by operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.partners.sending import retries
from api.partners.websub import intents, leases
from api.partners.websub.models import WebsubIntent, WebsubSubscription, WebsubTopic
from api.platform import db, ids
from api.platform.errors import NotFound, say

MOST = 20_000
MOST_TOPICS = 500
MOST_OF_NETWORK = 500  # callbacks at the addresses of one network, which may be that of a CDN with many sites

CROWDED = "The hub has as many subscriptions of this kind as it takes."


@dataclass(frozen=True, slots=True)
class Listed:
    """A subscription as operators see it; of the callback only its host, since the rest of it may be a secret."""

    id: str
    topic: str
    host: str
    expires_at: datetime
    failures: int
    is_signed: bool


def grant(intent: WebsubIntent, *, network: str, asked_at: datetime, at: datetime) -> bool:
    """Make the subscription that a callback has confirmed, or renew it; tells whether there was room. A step, locked.

    The lease runs from when the callback was asked (WebSub, section 5.3). A renewal replaces secret and lease, and goes
    on with what the callback has.
    """
    db.require_transaction()
    topic = _topic(intent)
    same = (WebsubSubscription.topic == intent.topic) & (WebsubSubscription.callback == intent.callback)
    known = db.for_update(WebsubSubscription.select().where(same)).get_or_none()
    if known is None and not _has_room(intent, network):
        return False
    lease = {"secret": intent.secret, "expires_at": asked_at + timedelta(seconds=intent.lease_seconds)}
    if known is not None:
        is_due = {"due_at": at} if known.due_at is not None else {}
        changes = WebsubSubscription.update(**lease, **is_due, network=network, failures=0)
        changes.where(WebsubSubscription.id == known.id).execute()
        return True
    WebsubSubscription.insert(
        id=ids.new(),
        topic=intent.topic,
        callback=intent.callback,
        host=intent.host,
        network=network,
        mark=intent.mark,
        created_at=to_the_hour(at),
        due_at=at if topic.mark != intent.mark else None,
        **lease,
    ).execute()
    return True


def end(topic: str, callback: str) -> None:
    """End the subscription of a callback to a topic, if there is one. A step inside a transaction."""
    db.require_transaction()
    same = (WebsubSubscription.topic == topic) & (WebsubSubscription.callback == callback)
    WebsubSubscription.delete().where(same).execute()


def remove(chosen: str, *, reason: str, at: datetime) -> int:
    """End the subscription of this id, or all those of a host, and tell the callbacks so; gives how many.

    One transaction.

    Raises:
        NotFound: there is none.
    """
    with db.transaction():
        intents.lock()
        named = (WebsubSubscription.id == chosen) | (WebsubSubscription.host == chosen)
        found = list(db.for_update(WebsubSubscription.select().where(named).order_by(WebsubSubscription.id)))
        if not found:
            raise NotFound(say("There is no subscription of this id or host."))
        deny_all(found, reason, at=at)
    return len(found)


def deny_all(found: Sequence[WebsubSubscription], reason: str, *, at: datetime) -> None:
    """End subscriptions and tell their callbacks (WebSub, section 5.2). A step inside a transaction."""
    for each in found:
        intents.deny(each.topic_id, each.callback, reason, at=at)
    WebsubSubscription.delete().where(WebsubSubscription.id.in_([each.id for each in found])).execute()


def listed(*, at: datetime) -> list[Listed]:
    """Give all subscriptions that last, by host and topic."""
    query = WebsubSubscription.select().where(WebsubSubscription.expires_at > at)
    order = query.order_by(WebsubSubscription.host, WebsubSubscription.topic, WebsubSubscription.id)
    return [
        Listed(each.id, each.topic_id, each.host, each.expires_at, each.failures, each.secret is not None)
        for each in order
    ]


def prune(*, at: datetime) -> int:
    """Delete subscriptions whose lease has ended, and feeds that nobody follows; gives how many. One transaction.

    What a clock that was ahead has written is put right: a lease that is longer than any, a try that is too far away.
    """
    with db.transaction():
        intents.lock()  # a feed that looks forsaken may be about to be followed
        _shorten(at=at)
        count = WebsubSubscription.delete().where(WebsubSubscription.expires_at <= at).execute()
        followed = WebsubSubscription.select(WebsubSubscription.topic)
        return int(count + WebsubTopic.delete().where(WebsubTopic.url.not_in(followed)).execute())


def _shorten(*, at: datetime) -> None:
    expires_at, due_at = at + leases.LONGEST, at + retries.LONGEST
    WebsubSubscription.update(expires_at=expires_at).where(WebsubSubscription.expires_at > expires_at).execute()
    WebsubSubscription.update(due_at=at).where(WebsubSubscription.due_at > due_at).execute()


def to_the_hour(at: datetime) -> datetime:
    """Cut a moment to its hour."""
    return at.replace(minute=0, second=0, microsecond=0)


def _topic(intent: WebsubIntent) -> WebsubTopic:
    """Give the feed, locked before any of its subscriptions; one that is new is looked at in the next turn."""
    db.insert(WebsubTopic, url=intent.topic, mark=intent.mark, generation=0)
    found: WebsubTopic = db.for_update(WebsubTopic.select().where(WebsubTopic.url == intent.topic)).get()
    return found


def _has_room(intent: WebsubIntent, network: str) -> bool:
    of_network = WebsubSubscription.select().where(WebsubSubscription.network == network)
    return (
        not intents.is_crowded(intent.topic, intent.callback, intent.host)
        and of_network.count() < MOST_OF_NETWORK
        and WebsubSubscription.select().count() < MOST
        and WebsubTopic.select().count() <= MOST_TOPICS
    )
