"""Endpoints: made, changed, enabled and removed by the partner to whom they belong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from api.partners.sending import queue, signatures
from api.partners.sending.models import Delivery, Webhook
from api.platform import db, destinations, heartbeat, ids, instance, rows, sealing
from api.platform.errors import Conflict, Fault, Invalid, NotFound, say
from api.platform.preconditions import ANY, Expected

Event = Literal[
    "issue.released",
    "article.published",
    "article.updated",
    "article.corrected",
    "article.withdrawn",
    "contract.changed",
    "ping",
]
EVENTS: tuple[Event, ...] = get_args(Event)
Payload = Literal["thin", "full"]
PAYLOADS: tuple[Payload, ...] = get_args(Payload)
State = Literal["unverified", "active", "paused", "disabled"]
STATES: tuple[State, ...] = get_args(State)
Cause = Literal["failing", "gone", "partner"]
CAUSES: tuple[Cause, ...] = get_args(Cause)

MOST = 10  # endpoints of a partner
LONGEST_OVERLAP = timedelta(days=7)  # of two secrets
CUT_OFF = timedelta(days=14)  # what is older when an endpoint is enabled again, it does not get
MISSING = say("You have no such webhook.")
_PURPOSE = "webhook secret"


def create(partner_id: str, values: Mapping[str, Any], *, at: datetime) -> tuple[str, str]:
    """Add an endpoint and give its id, and its secret, which is shown this once; one transaction.

    A ping is sent to it; when that has been answered, it gets what happens from then on. `values` are `url`, `name`,
    `events` and `payload`, and `secret` where the partner brings one that its endpoint knows already.

    Raises:
        Invalid: nothing is sent to its address, or the secret is none.
        Conflict: the partner has many already.
    """
    _require_reachable(values["url"])
    id_, key = ids.new(), _secret(values.get("secret"))
    with db.transaction():
        db.keep("SELECT 1 FROM partner WHERE id = ?", (partner_id,))
        if Webhook.select().where(Webhook.partner == partner_id).count() >= MOST:
            raise Conflict(say("You have {count} webhooks; remove one that is not needed.", count=MOST))
        Webhook.insert(
            id=id_,
            partner=partner_id,
            secret=sealing.seal(key, _PURPOSE, id_),
            created_at=at,
            **_columns(values),
        ).execute()
        queue.ping(id_, at=at)
    return id_, signatures.written(key)


def change(
    partner_id: str, webhook_id: str, changes: Mapping[str, Any], *, expected: Expected = ANY, at: datetime
) -> None:
    """Change an endpoint; with another address it is verified anew, and keeps what waits for it. One transaction.

    Raises:
        NotFound: the partner has none of this id.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: nothing is sent to its address.
    """
    if "url" in changes:
        _require_reachable(changes["url"])
    with db.transaction():
        before = lock(partner_id, webhook_id, expected=expected)
        wanted = _columns(changes)
        if "url" in wanted and wanted["url"] != before.url:
            wanted |= {"state": "unverified", "cause": None, "not_before": None, "failures": 0, "failing_since": None}
        Webhook.update(**wanted, serial=Webhook.serial + 1).where(Webhook.id == webhook_id).execute()
        if wanted.get("state"):
            queue.ping(webhook_id, at=at)


def remove(partner_id: str, webhook_id: str, *, expected: Expected = ANY) -> None:
    """Remove an endpoint with its log and all that waits for it; one transaction.

    Raises:
        NotFound, PreconditionFailed: as `change`.
    """
    with db.transaction():
        lock(partner_id, webhook_id, expected=expected)
        Webhook.delete().where(Webhook.id == webhook_id).execute()


def rotate(partner_id: str, webhook_id: str, *, overlap: timedelta, secret: str | None = None, at: datetime) -> str:
    """Give an endpoint another secret, shown this once; the former signs beside it for the overlap. One transaction.

    Raises:
        NotFound: the partner has none of this id.
        Invalid: the `secret` that the partner brings is none.
    """
    key = _secret(secret)
    with db.transaction():
        before = lock(partner_id, webhook_id)
        Webhook.update(
            secret=sealing.seal(key, _PURPOSE, webhook_id),
            former_secret=before.secret if overlap else None,
            former_until=at + overlap if overlap else None,
            serial=Webhook.serial + 1,
        ).where(Webhook.id == webhook_id).execute()
    return signatures.written(key)


def enable(partner_id: str, webhook_id: str, *, at: datetime) -> dict[str, Any]:
    """Let an endpoint have again what waits for it, from where it stopped; one transaction.

    Gives `resumes_from`, the time of the first event that it gets, None if nothing waits; `cut_off`, before which
    nothing is sent any longer; and `left_out`, how many deliveries that are older. One that never was verified is sent
    a ping.

    Raises:
        NotFound: the partner has none of this id.
    """
    cut_off = heartbeat.believed(at, heartbeat.newest()) - CUT_OFF
    with db.transaction():
        before = lock(partner_id, webhook_id)
        old = (Delivery.webhook == webhook_id) & (Delivery.state == "queued") & (Delivery.at < cut_off)
        left_out = Delivery.update(state="dead", finished_at=at).where(old).execute()
        waiting = (Delivery.webhook == webhook_id) & (Delivery.state == "queued")
        if before.state in {"paused", "disabled"}:
            state = "active" if before.begins_at else "unverified"
            Webhook.update(
                state=state, cause=None, stopped_at=None, not_before=None, failures=0, failing_since=None,
                serial=Webhook.serial + 1,
            ).where(Webhook.id == webhook_id).execute()  # fmt: skip
            Delivery.update(due_at=at, first_tried_at=None).where(waiting & (Delivery.attempts > 0)).execute()
        if not before.begins_at:
            queue.ping(webhook_id, at=at)
        first = Delivery.select().where(waiting).order_by(Delivery.number).first()
    return {"resumes_from": first.at if first else None, "cut_off": cut_off, "left_out": int(left_out)}


def disable(partner_id: str, webhook_id: str, *, at: datetime) -> None:
    """Send nothing to an endpoint until it is enabled again; what happens meanwhile waits. One transaction.

    Raises:
        NotFound: the partner has none of this id.
    """
    with db.transaction():
        if lock(partner_id, webhook_id).state != "disabled":
            stop(webhook_id, "disabled", "partner", at=at)


def ping(partner_id: str, webhook_id: str, *, at: datetime) -> str:
    """Send a ping to an endpoint, and give the id of its delivery; one transaction.

    Raises:
        NotFound: the partner has none of this id.
        Conflict: nothing is sent to it now.
    """
    with db.transaction():
        if lock(partner_id, webhook_id).state in {"paused", "disabled"}:
            raise Conflict(say("Nothing is sent to this webhook; enable it first."))
        return queue.ping(webhook_id, at=at)


def stop(webhook_id: str, state: State, cause: Cause, *, at: datetime) -> None:
    """Send nothing more to an endpoint. A step inside a transaction."""
    db.require_transaction()
    Webhook.update(state=state, cause=cause, stopped_at=at, serial=Webhook.serial + 1).where(
        Webhook.id == webhook_id
    ).execute()


def keys(webhook_id: str, secret: str, former: str | None) -> list[bytes]:
    """Give an endpoint's secrets, the present one first.

    Raises:
        Unreadable: the instance has another secret than when they were sealed.
    """
    return [sealing.unseal(text, _PURPOSE, webhook_id) for text in (secret, former) if text is not None]


def lock(partner_id: str, webhook_id: str, *, expected: Expected = ANY) -> Webhook:
    """Give a partner's endpoint, locked until the transaction ends. A step inside a transaction.

    Raises:
        NotFound: the partner has none of this id.
        PreconditionFailed: it has changed since the caller read it.
    """
    mine = (Webhook.id == webhook_id) & (Webhook.partner == partner_id)
    return rows.lock(Webhook, mine, missing=MISSING, expected=expected)


def own(partner_id: str, delivery_id: str) -> Delivery:
    """Give a partner's delivery.

    Raises:
        NotFound: the partner has none of this id, whether somebody else has or not.
    """
    mine = (Delivery.id == delivery_id) & (Webhook.partner == partner_id)
    found: Delivery | None = Delivery.select(Delivery).join(Webhook).where(mine).get_or_none()
    if found is None:
        raise NotFound(say("You have no such delivery."))
    return found


def _secret(brought: str | None) -> bytes:
    """Give the secret that a partner brings, or another."""
    if brought is None:
        return signatures.secret()
    if (key := signatures.read(brought)) is None:
        detail = say(
            "must be whsec_ and {low} to {high} random bytes in base64", low=signatures.LEAST, high=signatures.MOST
        )
        raise Invalid(detail, Fault("invalid_value", detail, pointer="/secret"))
    return key


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    written = {name: values[name] for name in ("url", "name", "payload") if name in values}
    if "events" in values:
        written["events"] = json.dumps([event for event in EVENTS if event in values["events"]])
    return written


def _require_reachable(url: str) -> None:
    try:
        destinations.require_plausible(destinations.parse(url), instance.outbound_rules())
    except destinations.Refused:
        detail = say("must be a public http or https address at port 80 or 443, without user and fragment")
        raise Invalid(detail, Fault("blocked_address", detail, pointer="/url")) from None
