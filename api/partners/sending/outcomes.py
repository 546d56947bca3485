"""What comes of attempts: written down, with what they mean for the delivery and for its endpoint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.partners import notices
from api.partners.models import Partner
from api.partners.notices import Stopped
from api.partners.receipts import receipts
from api.partners.receipts.receipts import Arrival
from api.partners.sending import endpoints, queue, retries
from api.partners.sending.models import Delivery, DeliveryAttempt, Webhook
from api.partners.sending.retries import Outcome
from api.platform import db, heartbeat, ids

KEPT = timedelta(days=30)  # attempts, and deliveries that have ended
_SKEW = timedelta(seconds=10)  # by which the clocks of two machines may differ
_LONGEST_ANSWER = 500  # characters
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Ended:
    """An attempt that has ended; `at` is when it began, `text_of` up to which generation the text was that it had."""

    webhook_id: str
    delivery_id: str
    at: datetime
    outcome: Outcome
    text_of: int | None = None


def piece(body: bytes) -> str:
    """Give what is kept of an answer, as text."""
    return _CONTROLS.sub("\ufffd", body[: 4 * _LONGEST_ANSWER].decode("utf-8", "replace"))[:_LONGEST_ANSWER]


def record(ended: Sequence[Ended], *, by: str, at: datetime) -> None:
    """Write down attempts and what follows of them; one transaction.

    What is no longer claimed `by` who tried it (its claim ended, or it was removed) is left as it is. By a clock
    that is not believed nothing is given up.
    """
    with db.transaction():
        webhooks = _locked(Webhook, sorted({each.webhook_id for each in ended}))
        deliveries = _locked(Delivery, sorted({each.delivery_id for each in ended}))
        known = [each for each in ended if each.delivery_id in deliveries and each.webhook_id in webhooks]
        mine = [each for each in known if deliveries[each.delivery_id].claimed_by == by]
        _note(known, deliveries)
        taken = [each for each in mine if each.outcome.failure is None]
        _arrived(taken, webhooks, at=at)
        receipts.delivered(_receipts(taken, webhooks, deliveries), at=at)
        if failed := [each for each in mine if each.outcome.failure is not None]:
            believed = heartbeat.believed(at, heartbeat.newest())
            for each in failed:
                _failed(each, webhooks[each.webhook_id], deliveries[each.delivery_id], believed=believed, at=at)


def follow_clock(*, at: datetime) -> None:
    """Let come now what waits by a clock that has been set back since; mostly one statement, else one transaction.

    It would wait as much longer as the clock was ahead. It is noticed by an endpoint's last failure, since which
    nothing has failed there, and by withdrawals. What was first tried by the other clock has its three days from now.
    """
    soon = db.write_time(at + _SKEW)
    ahead = [id_ for (id_,) in db.rows(_AHEAD, (soon, True, soon, soon))]
    if not ahead:
        return
    with db.transaction():
        for webhook in _locked(Webhook, sorted(ahead)).values():
            times = {name: getattr(webhook, name) for name in ("last_failure_at", "failing_since")}
            changes = {name: time and min(time, at) for name, time in times.items()}
            Webhook.update(not_before=None, **changes).where(Webhook.id == webhook.id).execute()
            queue.hasten(webhook.id, since=None, at=at)


def prune(*, at: datetime) -> int:
    """Delete attempts, and deliveries that have ended, which are a month old; gives how many. One transaction."""
    old = at - KEPT
    with db.transaction():
        count = DeliveryAttempt.delete().where(DeliveryAttempt.at <= old).execute()
        return int(count + Delivery.delete().where(Delivery.finished_at <= old).execute())


def _locked(model: Any, found: Sequence[str]) -> dict[str, Any]:  # noqa: ANN401 - one of two tables
    query = model.select().where(model.id.in_(found)).order_by(model.id)
    return {row.id: row for row in db.for_update(query, keeps_key=True)}


def _note(ended: Sequence[Ended], deliveries: dict[str, Any]) -> None:
    """Write the attempts, and count them. An attempt is numbered in its delivery from 1."""
    db.append(
        DeliveryAttempt,
        [
            {
                "id": ids.new(),
                "delivery": each.delivery_id,
                "number": deliveries[each.delivery_id].attempts + 1,
                "at": each.at,
                "milliseconds": each.outcome.milliseconds,
                "status": each.outcome.status,
                "failure": each.outcome.failure,
                "detail": each.outcome.detail,
                "answer": each.outcome.answer,
            }
            for each in ended
        ],
    )
    db.write_each(
        "UPDATE delivery SET attempts = attempts + 1, first_tried_at = COALESCE(first_tried_at, ?) WHERE id = ?",
        [(db.write_time(each.at), each.delivery_id) for each in ended],
    )


def _arrived(ended: Sequence[Ended], webhooks: dict[str, Any], *, at: datetime) -> None:
    queue.delivered([each.delivery_id for each in ended], at=at)
    for webhook_id in {each.webhook_id for each in ended}:
        webhook = webhooks[webhook_id]
        _hasten(webhook, at=at)
        verified = {"state": "active", "cause": None, "begins_at": webhook.begins_at or at}
        changes: dict[str, Any] = {"last_success_at": at, "failures": 0, "failing_since": None, "not_before": None}
        Webhook.update(**changes, **(verified if webhook.state == "unverified" else {})).where(
            Webhook.id == webhook_id
        ).execute()
        webhook.failures, webhook.last_success_at = 0, at


def _hasten(webhook: Any, *, at: datetime) -> None:  # noqa: ANN401 - a row
    """Let come now what failed while the endpoint was away, since it is back.

    What it had refused before its last success as well, and so while others passed, may be refused for what it is: each
    success would have it tried anew. What another address refused says nothing.
    """
    if webhook.state == "unverified":
        queue.hasten(webhook.id, since=None, at=at)
    elif webhook.failures:
        since = webhook.last_success_at
        queue.hasten(webhook.id, since=since if since is None or since <= at else None, at=at)


def _receipts(ended: Sequence[Ended], webhooks: dict[str, Any], deliveries: dict[str, Any]) -> list[Arrival]:
    """Tell of which versions partners have been told."""
    found = [(webhooks[each.webhook_id].partner_id, deliveries[each.delivery_id], each.text_of) for each in ended]
    return [
        Arrival(partner_id, told.article_id, told.language, told.at, told.event == queue.WITHDRAWN, text_of)
        for partner_id, told, text_of in found
        if told.article_id is not None and told.language is not None
    ]


def _failed(each: Ended, webhook: Any, delivery: Any, *, believed: datetime, at: datetime) -> None:  # noqa: ANN401 - rows
    outcome, began = each.outcome, delivery.first_tried_at or each.at
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or each.at
    is_slow = outcome.slows(webhook.failures)
    pause = retries.pause_of(outcome, webhook.failures, at=at) if is_slow else webhook.not_before
    told = {"last_failure_at": each.at, "last_failure": str(outcome.status or outcome.failure)}
    Webhook.update(failures=webhook.failures, failing_since=webhook.failing_since, not_before=pause, **told).where(
        Webhook.id == webhook.id
    ).execute()
    if delivery.is_overtaken and delivery.event != queue.WITHDRAWN:
        queue.replaced(delivery.id, at=at)
    elif retries.is_over(began, delivery.attempts + 1, at=believed):
        queue.given_up(delivery.id, at=at)
    else:
        within = _within(webhook, delivery, began)
        queue.later(delivery.id, retries.next_at(outcome, delivery.attempts + 1, at=at, within=within))
    is_over = retries.is_over(began, webhook.failures, at=believed)
    _judge(webhook, outcome, began, is_over=is_over, at=at)


def _within(webhook: Any, delivery: Any, began: datetime) -> timedelta | None:  # noqa: ANN401 - rows
    """Give in which time a delivery is tried again, however often it has failed; None for its own delay."""
    if delivery.event == queue.WITHDRAWN:
        return retries.URGENT
    return retries.BESIDE if webhook.last_success_at is not None and webhook.last_success_at > began else None


def _judge(webhook: Any, outcome: Outcome, began: datetime, *, is_over: bool, at: datetime) -> None:  # noqa: ANN401 - a row
    """Stop an endpoint that says that it is no more, or to which nothing has come for as long as one tries."""
    if webhook.state not in {"active", "unverified"}:
        return
    if outcome.is_gone:
        _stop(webhook, "disabled", "gone", outcome, at=at)
    elif is_over and (webhook.last_success_at is None or webhook.last_success_at < began):
        _stop(webhook, "paused", "failing", outcome, at=at)


def _stop(
    webhook: Any,  # noqa: ANN401 - a row
    state: endpoints.State,
    cause: endpoints.Cause,
    outcome: Outcome,
    *,
    at: datetime,
) -> None:
    endpoints.stop(webhook.id, state, cause, at=at)
    webhook.state = state
    stopped = Stopped(
        webhook.id,
        webhook.name,
        webhook.url,
        cause == "gone",
        webhook.failing_since,
        _oldest_failure(webhook.id),
        str(outcome.status or outcome.failure),
        endpoints.CUT_OFF.days,
    )
    notices.webhook_stopped(Partner.get_by_id(webhook.partner_id), stopped, at=at)


def _oldest_failure(webhook_id: str) -> tuple[str, datetime] | None:
    found = db.row(_OLDEST, (webhook_id,))
    return (found[0], db.read_time(found[1])) if found else None


_AHEAD = """
SELECT w.id
  FROM webhook AS w
 WHERE w.last_failure_at > ?
    OR EXISTS (SELECT 1 FROM delivery AS d
                WHERE d.webhook_id = w.id AND d.state = 'queued' AND d.is_urgent = ? AND d.due_at > ? AND d.at > ?)
"""

_OLDEST = """
SELECT d.id, d.first_tried_at
  FROM delivery AS d
 WHERE d.webhook_id = ? AND d.state IN ('queued', 'dead') AND d.first_tried_at IS NOT NULL
 ORDER BY d.first_tried_at, d.number
 LIMIT 1
"""
