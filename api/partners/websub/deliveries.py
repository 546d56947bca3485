"""Deliveries: who is due is claimed, sent what the feed says at that moment, and what came of it is written down.

No text waits in a queue: whoever missed three changes gets the feed as it is after the third. A claim ends by itself;
while one is under way, nobody knows what the callback has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.partners.sending import retries
from api.partners.sending.retries import Outcome
from api.partners.websub import claims, intents, messages, subscriptions, targets
from api.partners.websub.feeds import Content
from api.partners.websub.models import WebsubSubscription, WebsubTopic
from api.platform import clock, db, heartbeat, instance
from api.platform.errors import RateLimited, Unavailable
from api.platform.outbound import Failed, Limits, Outbound
from api.platform.sealing import Unreadable

LIMITS = Limits(connect=5.0, silence=10.0, total=20.0, head=16 * 1024, body=1024, cuts=True)
HELD = timedelta(seconds=60)  # longer than a delivery may take
_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery that has ended: what was sent, made in which generation or later, and how it went."""

    subscription_id: str
    topic: str
    host: str
    mark: str
    generation: int
    outcome: Outcome


def waiting(*, at: datetime, busy: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Give the subscriptions to which something is to be sent, as (id, host), those of busy hosts left out.

    By a clock that is not believed no lease ends.
    """
    now, believed = db.write_time(at), db.write_time(heartbeat.believed(at, heartbeat.newest()))
    return [(str(id_), str(host)) for id_, host in claims.free(_WAITING, (now, believed, now), busy)]


def claim(ids: Sequence[str], *, by: str, at: datetime) -> list[WebsubSubscription]:
    """Claim subscriptions that still are due; one transaction."""
    return claims.take(WebsubSubscription, ids, by=by, at=at, until=at + HELD, mark="")


def disclaim(ids: Sequence[str], *, by: str) -> None:
    """Give up claims of which nothing has been sent; one transaction."""
    claims.give_up(WebsubSubscription, ids, by=by)


def send(each: WebsubSubscription, content: Content, out: Outbound, *, limits: Limits = LIMITS) -> Outcome:
    """Send a feed to a callback; runs in a thread, mostly without the database."""
    try:
        targets.count_elsewhere(each.network, out.addresses(each.callback, limits=limits), at=clock.now())
        secret = intents.unseal(each.secret, each.topic_id, each.callback)
    except Unreadable:  # the doctor tells of a lost secret; nothing is sent unsigned that should be signed
        return Outcome(None, "refused", "the secret cannot be read")
    except (RateLimited, Unavailable) as problem:
        return Outcome(None, "refused", "it has to wait", retry_after=str(problem.retry_after))
    except Failed as error:
        return Outcome(None, error.name, str(error))
    finally:
        db.release_connection()
    fields = messages.fields(
        content.body, content_type=content.content_type, hub=instance.hub() or "", topic=each.topic_id, secret=secret
    )
    try:
        answer = out.send("POST", each.callback, headers=fields, body=content.body, limits=limits)
    except Failed as error:
        status, wanted = None, None
        if error.answer is not None:
            status, wanted = error.answer.status, error.answer.headers.get("retry-after")
        return Outcome(status, error.name, str(error), retry_after=wanted)
    return Outcome(answer.status, None)


def record(sent: Sequence[Sent], *, by: str, at: datetime) -> None:
    """Write down how deliveries went; one transaction.

    Feeds are locked before subscriptions, so that none is called up to date by a feed that is just becoming another.
    """
    with db.transaction():
        topics = _topics({each.topic for each in sent})
        query = WebsubSubscription.select().where(WebsubSubscription.id.in_([each.subscription_id for each in sent]))
        known = {row.id: row for row in db.for_update(query.order_by(WebsubSubscription.id))}
        for each in sent:
            row = known.get(each.subscription_id)
            if row is not None and row.claimed_by == by:
                _note(row, each, topics[each.topic], at=at)


def put_off(ids: Sequence[str], *, by: str, at: datetime) -> None:
    """Give up claims for which there was nothing to send, for a minute; one transaction."""
    claims.give_up(WebsubSubscription, ids, by=by, due_at=at + _PAUSE)


def _topics(urls: set[str]) -> dict[str, Any]:
    query = WebsubTopic.select().where(WebsubTopic.url.in_(sorted(urls))).order_by(WebsubTopic.url)
    return {row.url: row for row in db.for_update(query, keeps_key=True)}


def _note(row: Any, each: Sent, topic: Any, *, at: datetime) -> None:  # noqa: ANN401 - rows
    is_old = topic.mark != each.mark and topic.generation > each.generation
    if each.outcome.is_gone:
        WebsubSubscription.delete().where(WebsubSubscription.id == row.id).execute()
        return
    changes: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
    if each.outcome.failure is None:
        changes |= {"mark": each.mark, "failures": 0, "last_success_at": subscriptions.to_the_hour(at)}
        changes["due_at"] = at if is_old else None
    else:  # what has changed meanwhile may be a withdrawal, which waits for no long delay
        tries = row.failures + 1
        changes |= {"failures": tries, "due_at": retries.next_at(each.outcome, 1 if is_old else tries, at=at)}
    WebsubSubscription.update(**changes).where(WebsubSubscription.id == row.id).execute()


_WAITING = """
SELECT id, host
  FROM websub_subscription
 WHERE due_at <= ? AND expires_at > ? AND (claimed_until IS NULL OR claimed_until <= ?) AND host NOT IN ({busy})
 ORDER BY due_at, id
 LIMIT 500
"""
