"""The queue of deliveries: what is put into it, who claims what, and what comes of an attempt.

Of each subject (an article, an issue) an endpoint gets one delivery at a time, in the order in which they happened, but
for what waits for its time: that holds nothing back. A
withdrawal replaces what waits for its version, and goes ahead of all else as soon as nothing of its article is on its
way. A claim is a row's own, and ends by itself: two workers never send the same at once, and those of a worker that was
killed come free.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.partners.sending.models import Delivery
from api.platform import db, ids

HELD = timedelta(seconds=40)  # longer than any attempt may take
PING, WITHDRAWN = "ping", "article.withdrawn"


@dataclass(frozen=True, slots=True)
class Item:
    """Something to be told to an endpoint; `due_at` is when it may be told at the earliest.

    One that is silent only replaces what waits, as a withdrawal of what the endpoint never heard of.
    """

    event: str
    subject: str
    at: datetime
    due_at: datetime
    article_id: str | None = None
    language: str | None = None
    revision: int | None = None
    reason: str | None = None
    is_silent: bool = False
    touched: str | None = None


def put(webhook_id: str, items: Sequence[Item]) -> list[str]:
    """Queue items for an endpoint, in their order, and give their ids. A step inside a transaction.

    A withdrawal replaces what is queued for its version; what is on its way just then is not sent again if it fails.
    """
    db.require_transaction()
    counted = db.row(
        "UPDATE webhook SET last_number = last_number + ? WHERE id = ? RETURNING last_number", (len(items), webhook_id)
    )
    assert counted is not None  # noqa: S101 - the caller has the endpoint
    first = int(counted[0]) - len(items) + 1
    made: list[dict[str, Any]] = []
    for number, item in enumerate(items, first):
        if item.event == WITHDRAWN:
            _replace(webhook_id, item, [record for record in made if not record["finished_at"]])
        if not item.is_silent:
            made.append(_record(webhook_id, number, item))
    db.append(Delivery, made)
    return [str(record["id"]) for record in made]


def ping(webhook_id: str, *, at: datetime) -> str:
    """Queue a ping, and give its id. A step inside a transaction."""
    return put(webhook_id, [Item(PING, f"ping {ids.new()}", at, at)])[0]


def claim(webhook_id: str, most: int, *, is_urgent: bool, only_ping: bool, by: str, at: datetime) -> list[str]:
    """Claim what an endpoint may be sent now, of what is urgent or of the rest, and give the ids.

    A step inside a transaction.
    """
    db.require_transaction()
    sql = _CLAIM.format(
        kind="AND d.event = 'ping'" if only_ping else "", lock="FOR UPDATE SKIP LOCKED" if db.is_postgres() else ""
    )
    now = db.write_time(at)
    found = db.rows(sql, (webhook_id, is_urgent, now, now, now, now, most))
    going = [id_ for id_, is_overtaken in found if not is_overtaken]
    _finish([id_ for id_, is_overtaken in found if is_overtaken], "replaced", at=at)
    if going:
        Delivery.update(claimed_by=by, claimed_until=at + HELD).where(Delivery.id.in_(going)).execute()
    return going


def disclaim(delivery_ids: Sequence[str], *, by: str) -> None:
    """Give up claims of which nothing has been sent; one transaction."""
    with db.transaction():
        mine = Delivery.id.in_(list(delivery_ids)) & (Delivery.claimed_by == by)
        Delivery.update(claimed_by=None, claimed_until=None).where(mine).execute()


def delivered(delivery_ids: Sequence[str], *, at: datetime) -> None:
    """Note that deliveries have arrived. A step inside a transaction."""
    _finish(delivery_ids, "delivered", at=at)


def given_up(delivery_id: str, *, at: datetime) -> None:
    """Put a delivery among the dead letters. A step inside a transaction."""
    _finish([delivery_id], "dead", at=at)


def replaced(delivery_id: str, *, at: datetime) -> None:
    """Leave a delivery to the withdrawal that overtook it. A step inside a transaction."""
    _finish([delivery_id], "replaced", at=at)


def later(delivery_id: str, due_at: datetime) -> None:
    """Try a delivery again at a time. A step inside a transaction."""
    db.require_transaction()
    Delivery.update(due_at=due_at, claimed_by=None, claimed_until=None).where(Delivery.id == delivery_id).execute()


def hasten(webhook_id: str, *, since: datetime | None, at: datetime) -> None:
    """Let what an endpoint has been sent in vain come now; a step inside a transaction.

    With `since`, only what nobody had tried by then: what had failed before that as well keeps its delay. What was
    first tried in time to come, as by a clock that has been set back, counts as tried now; what happened then comes
    now too, unless a contract delays it.
    """
    db.require_transaction()
    waits = (Delivery.webhook == webhook_id) & (Delivery.state == "queued")
    waits &= Delivery.is_urgent.in_([True, False])  # for the index: of much that waits, little waits for its time
    tried = Delivery.attempts > 0
    if since is not None:
        tried &= Delivery.first_tried_at.is_null() | (Delivery.first_tried_at > since)
    waits &= tried | (Delivery.due_at == Delivery.at)
    Delivery.update(due_at=at).where(waits & (Delivery.due_at > at)).execute()
    Delivery.update(first_tried_at=at).where(waits & (Delivery.first_tried_at > at)).execute()


def move(times: Sequence[tuple[str, datetime]]) -> None:
    """Let deliveries that wait for their time come at others. A step inside a transaction."""
    db.write_each("UPDATE delivery SET due_at = ? WHERE id = ?", [(db.write_time(due), id_) for id_, due in times])


def again(webhook_id: str, chosen: Any, *, at: datetime) -> int:  # noqa: ANN401 - a condition of peewee's
    """Queue deliveries of an endpoint that have ended once more, with the ids that they had; gives how many.

    A step inside a transaction.
    """
    db.require_transaction()
    ended = (Delivery.webhook == webhook_id) & Delivery.state.in_(["delivered", "dead"])
    return int(
        Delivery.update(
            state="queued", due_at=at, first_tried_at=None, finished_at=None, claimed_by=None, claimed_until=None
        )
        .where(ended & chosen)
        .execute()
    )


def begin_anew() -> None:
    """Let all that waits be tried for its full time again. A step inside a transaction."""
    db.require_transaction()
    waits = (Delivery.state == "queued") & Delivery.first_tried_at.is_null(is_null=False)
    Delivery.update(first_tried_at=None).where(waits).execute()


def waiting() -> int:
    """Give how many deliveries wait."""
    return int(Delivery.select().where(Delivery.state == "queued").count())


def _replace(webhook_id: str, item: Item, made: Iterable[dict[str, Any]]) -> None:
    for record in made:
        if (record["article_id"], record["language"]) == (item.article_id, item.language):
            record.update(state="replaced", finished_at=item.at)
    now = db.write_time(item.at)
    db.rows(_REPLACE, (now, webhook_id, item.article_id, item.language, now))
    overtaken = (Delivery.webhook == webhook_id) & (Delivery.state == "queued")
    version = (Delivery.article_id == item.article_id) & (Delivery.language == item.language)
    Delivery.update(is_overtaken=True).where(overtaken & version).execute()


def _record(webhook_id: str, number: int, item: Item) -> dict[str, Any]:
    is_urgent = item.event in {WITHDRAWN, PING}
    return {
        "id": ids.new(),
        "webhook": webhook_id,
        "number": number,
        "event": item.event,
        "subject": item.subject,
        "article_id": item.article_id,
        "language": item.language,
        "revision": item.revision,
        "touched": item.touched,
        "reason": item.reason,
        "at": item.at,
        "due_at": item.due_at,
        "is_urgent": is_urgent,
        "state": "queued",
        "is_overtaken": False,
        "attempts": 0,
        "finished_at": None,
    }


def _finish(delivery_ids: Sequence[str], state: str, *, at: datetime) -> None:
    if delivery_ids:
        Delivery.update(state=state, finished_at=at, claimed_by=None, claimed_until=None).where(
            Delivery.id.in_(delivery_ids)
        ).execute()


_CLAIM = """
SELECT d.id, d.is_overtaken
  FROM delivery AS d
 WHERE d.webhook_id = ? AND d.state = 'queued' AND d.is_urgent = ? AND d.due_at <= ? {kind}
   AND (d.claimed_until IS NULL OR d.claimed_until <= ?)
   AND NOT EXISTS (
       SELECT 1 FROM delivery AS e
        WHERE e.webhook_id = d.webhook_id AND e.state = 'queued' AND e.subject = d.subject AND e.id <> d.id
          AND ((e.number < d.number AND (e.is_urgent OR NOT d.is_urgent) AND (e.attempts > 0 OR e.due_at <= ?))
               OR e.claimed_until > ?)
   )
 ORDER BY d.due_at, d.number
 LIMIT ? {lock}
"""

_REPLACE = """
UPDATE delivery SET state = 'replaced', finished_at = ?
 WHERE webhook_id = ? AND state = 'queued' AND article_id = ? AND language = ? AND event <> 'article.withdrawn'
   AND (claimed_until IS NULL OR claimed_until <= ?)
RETURNING id
"""
