"""What partners read of their webhooks and deliveries: data in the shapes of their schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.partners.sending import endpoints
from api.partners.sending.models import DeliveryAttempt, Webhook
from api.platform import clock, db, paging, rows
from api.platform.errors import NotFound


def webhook_page(
    partner_id: str, cursor: paging.Cursor | None, limit: int, *, at: datetime
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of a partner's webhooks, the oldest first; three statements."""
    page = rows.page(
        "SELECT created_at, id FROM webhook WHERE partner_id = ?", [partner_id], cursor, limit, by=("created_at", "id")
    )
    ids = [id_ for _, id_ in page.rows]
    found, counted = {each.id: each for each in Webhook.select().where(Webhook.id.in_(ids))}, _counts(ids)
    return page, [_webhook(found[id_], counted, at=at) for id_ in ids if id_ in found]


def webhook(partner_id: str, webhook_id: str, *, at: datetime) -> dict[str, Any]:
    """Show a partner's webhook; its `serial` too, which is its tag.

    Raises:
        NotFound: the partner has none of this id.
    """
    found = Webhook.get_or_none(Webhook.id == webhook_id, Webhook.partner == partner_id)
    if found is None:
        raise NotFound(endpoints.MISSING)
    return _webhook(found, _counts([webhook_id]), at=at)


def delivery_page(
    partner_id: str, webhook_id: str, query: Mapping[str, Any], cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of a webhook's deliveries, the latest first.

    Raises:
        NotFound: the partner has no such webhook.
    """
    if Webhook.get_or_none(Webhook.id == webhook_id, Webhook.partner == partner_id) is None:
        raise NotFound(endpoints.MISSING)
    sql, values = f"SELECT {_COLUMNS} FROM delivery WHERE webhook_id = ?", [webhook_id]  # noqa: S608 - fixed columns
    for name in ("state", "event", "article_id"):
        if query[name] is not None:
            sql, values = f"{sql} AND {name} = ?", [*values, query[name]]
    page = rows.page(sql, values, cursor, limit, by=("number",), descending=True)
    return page, [_delivery(row) for row in page.rows]


def delivery(partner_id: str, delivery_id: str) -> dict[str, Any]:
    """Show a partner's delivery with its attempts.

    Raises:
        NotFound: the partner has none of this id, whether somebody else has or not.
    """
    endpoints.own(partner_id, delivery_id)
    row = db.row(f"SELECT {_COLUMNS} FROM delivery WHERE id = ?", (delivery_id,))  # noqa: S608 - fixed columns
    assert row is not None  # noqa: S101 - it was there a moment ago, and is kept for a month
    tried = DeliveryAttempt.select().where(DeliveryAttempt.delivery == delivery_id).order_by(DeliveryAttempt.at)
    return {**_delivery(row), "attempts": [_attempt(each) for each in tried]}


def _webhook(found: Webhook, counted: Mapping[tuple[str, str], int], *, at: datetime) -> dict[str, Any]:
    return {
        "id": found.id,
        "url": found.url,
        "name": found.name,
        "events": json.loads(found.events),
        "payload": found.payload,
        "state": found.state,
        "cause": found.cause,
        "created_at": found.created_at,
        "verified_at": found.begins_at,
        "failing_since": found.failing_since,
        "failure_count": found.failures,
        "paused_until": found.not_before if found.not_before and found.not_before > at else None,
        "last_success_at": found.last_success_at,
        "former_secret_until": found.former_until if found.former_until and found.former_until > at else None,
        "queued_count": counted.get((found.id, "queued"), 0),
        "dead_count": counted.get((found.id, "dead"), 0),
        "serial": found.serial,
    }


def _delivery(row: tuple[Any, ...]) -> dict[str, Any]:
    _, id_, webhook_id, event, article_id, language, revision, at, state, attempts, due_at, finished_at = row
    return {
        "id": id_,
        "webhook_id": webhook_id,
        "event": event,
        "article_id": article_id,
        "language": language,
        "revision": revision,
        "at": clock.to_minute(db.read_time(at)),
        "state": state,
        "attempt_count": attempts,
        "next_attempt_at": db.read_time(due_at) if state == "queued" else None,
        "finished_at": db.read_time(finished_at) if finished_at is not None else None,
    }


def _attempt(tried: DeliveryAttempt) -> dict[str, Any]:
    names = ("number", "at", "milliseconds", "status", "failure", "detail", "answer")
    return {name: getattr(tried, name) for name in names}


def _counts(webhook_ids: list[str]) -> dict[tuple[str, str], int]:
    marks = ",".join("?" * len(webhook_ids))
    found = db.rows(_COUNTS.format(marks=marks), webhook_ids) if webhook_ids else []
    return {(webhook_id, state): count for webhook_id, state, count in found}


_COLUMNS = """
number, id, webhook_id, event, article_id, language, revision, "at", state, attempts, due_at, finished_at"""

_COUNTS = """
SELECT webhook_id, state, COUNT(*)
  FROM delivery
 WHERE webhook_id IN ({marks}) AND state IN ('queued', 'dead')
 GROUP BY webhook_id, state
"""
