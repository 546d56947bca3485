"""Replays: what has ended is queued once more, with the ids that it had; what is sent is what is public then."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from api.partners.sending import endpoints, queue
from api.partners.sending.models import Delivery
from api.platform import db
from api.platform.errors import Conflict, Fault, Invalid, say


def one(partner_id: str, delivery_id: str, *, at: datetime) -> None:
    """Queue a delivery once more; one that waits already is tried at once. One transaction.

    Raises:
        NotFound: the partner has none of this id.
        Conflict: a withdrawal has replaced it.
    """
    with db.transaction():
        found = endpoints.own(partner_id, delivery_id)
        if found.state == "replaced":
            raise Conflict(say("A withdrawal has replaced this delivery."))
        endpoints.lock(partner_id, found.webhook_id)
        if not queue.again(found.webhook_id, Delivery.id == delivery_id, at=at):
            waiting = (Delivery.id == delivery_id) & (Delivery.state == "queued") & Delivery.claimed_until.is_null()
            Delivery.update(due_at=at).where(waiting).execute()


def many(
    partner_id: str,
    webhook_id: str,
    *,
    state: str | None,
    since: datetime | None,
    until: datetime | None,
    at: datetime,
) -> int:
    """Queue once more what happened from `since` to before `until`, or all dead letters; gives how many.

    One transaction. Pings are left out.

    Raises:
        NotFound: the partner has no such endpoint.
        Invalid: neither is said.
    """
    chosen: Any = Delivery.event != queue.PING
    if state is None and since is None:
        detail = say("Say since when, or that it is for dead letters.")
        raise Invalid(detail, Fault("required", detail, pointer="/since"))
    if state is not None:
        chosen &= Delivery.state == state
    if since is not None:
        chosen &= Delivery.at >= since
    if until is not None:
        chosen &= Delivery.at < until
    with db.transaction():
        endpoints.lock(partner_id, webhook_id)
        return queue.again(webhook_id, chosen, at=at)
