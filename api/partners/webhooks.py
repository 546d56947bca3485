"""Routes: a partner's own webhooks, the log of what was sent to them, and replays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import url_for

from api.partners import access
from api.partners.door import door
from api.partners.schemas import events
from api.partners.schemas import webhooks as schemas
from api.partners.sending import endpoints, replays, views
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.schemas import PageQuery
from api.platform.web import etag


@door.route("/webhooks")
@access.requires("webhooks")
@door.refuses(422)
@door.arguments(PageQuery, location="query")
@door.response(200, schemas.WebhookList)
def list_webhooks(query: dict[str, Any]) -> dict[str, Any]:
    """List one's webhooks, the oldest first, without their secrets."""
    partner_id, at = access.caller().partner_id, clock.now()
    return web.listed(
        query, f"webhooks of {partner_id}", lambda cursor, limit: views.webhook_page(partner_id, cursor, limit, at=at)
    )


@door.route("/webhooks", methods=["POST"])
@access.requires("webhooks", shows_secret=True)
@door.refuses(409, 422)
@door.arguments(schemas.NewWebhook)
@door.response(201, schemas.MadeWebhook)
@door.doc(callbacks={"event": {"{$request.body#/url}": {"post": events.delivery()}}})
def add_webhook(data: dict[str, Any]) -> Any:  # noqa: ANN401
    """Add a webhook; its secret is shown this once. It gets a ping, and events once it has answered that with 2xx.

    Send a `secret` of yours for an endpoint that is to know it before the ping comes. Else you have some seconds.
    """
    caller, at = access.caller(), clock.now()
    id_, secret = endpoints.create(caller.partner_id, data, at=at)
    shown, _, headers = _shown(id_)
    location = {"Location": url_for("partner.show_webhook", webhook=id_)}
    return {**shown, "secret": secret}, 201, headers | location


@door.route("/webhooks/<webhook>")
@access.requires("webhooks")
@door.refuses(404)
@door.response(200, schemas.WebhookSchema)
def show_webhook(webhook: str) -> Any:  # noqa: ANN401
    """Show a webhook: how it does, and how much waits for it."""
    return _shown(webhook)


@door.route("/webhooks/<webhook>", methods=["PATCH"])
@access.requires("webhooks")
@door.refuses(404, 422)
@door.arguments(schemas.WebhookChange)
@door.response(200, schemas.WebhookSchema)
@door.conditional
def change_webhook(data: dict[str, Any], webhook: str, expected: Expected) -> Any:  # noqa: ANN401
    """Change a webhook; with another address it is verified anew, and keeps what waits for it."""
    endpoints.change(access.caller().partner_id, webhook, data, expected=expected, at=clock.now())
    return _shown(webhook)


@door.route("/webhooks/<webhook>", methods=["DELETE"])
@access.requires("webhooks")
@door.refuses(404)
@door.response(204)
@door.conditional
def remove_webhook(webhook: str, expected: Expected) -> None:
    """Remove a webhook with its log and all that waits for it."""
    endpoints.remove(access.caller().partner_id, webhook, expected=expected)


@door.route("/webhooks/<webhook>/rotation", methods=["POST"])
@access.requires("webhooks", shows_secret=True)
@door.refuses(404, 422)
@door.arguments(schemas.SecretRotation)
@door.response(201, schemas.MadeWebhook)
def rotate_webhook_secret(data: dict[str, Any], webhook: str) -> Any:  # noqa: ANN401
    """Give a webhook another secret, shown this once; during the overlap deliveries are signed with both."""
    overlap = timedelta(hours=data["overlap_hours"])
    secret = endpoints.rotate(
        access.caller().partner_id, webhook, overlap=overlap, secret=data["secret"], at=clock.now()
    )
    shown, _, headers = _shown(webhook)
    return {**shown, "secret": secret}, 201, headers


@door.route("/webhooks/<webhook>/enablement", methods=["POST"])
@access.requires("webhooks")
@door.refuses(404)
@door.response(200, schemas.EnablementSchema)
def enable_webhook(webhook: str) -> dict[str, Any]:
    """Enable a webhook that was paused or disabled: it gets what waits for it, from where it stopped."""
    return endpoints.enable(access.caller().partner_id, webhook, at=clock.now())


@door.route("/webhooks/<webhook>/suspension", methods=["PUT"])
@access.requires("webhooks")
@door.refuses(404)
@door.response(200, schemas.WebhookSchema)
def suspend_webhook(webhook: str) -> Any:  # noqa: ANN401
    """Send nothing to a webhook until it is enabled again; what happens meanwhile waits."""
    endpoints.disable(access.caller().partner_id, webhook, at=clock.now())
    return _shown(webhook)


@door.route("/webhooks/<webhook>/pings", methods=["POST"])
@access.requires("webhooks")
@door.refuses(404, 409)
@door.response(201, schemas.LoggedDelivery)
def ping_webhook(webhook: str) -> Any:  # noqa: ANN401
    """Send a ping to a webhook; its delivery tells what came of it."""
    partner_id = access.caller().partner_id
    made = endpoints.ping(partner_id, webhook, at=clock.now())
    return views.delivery(partner_id, made), 201, {"Location": url_for("partner.show_delivery", delivery=made)}


@door.route("/webhooks/<webhook>/deliveries")
@access.requires("webhooks")
@door.refuses(404, 422)
@door.arguments(schemas.DeliveryQuery, location="query")
@door.response(200, schemas.DeliveryList)
def list_deliveries(query: dict[str, Any], webhook: str) -> dict[str, Any]:
    """List what was and is to be sent to a webhook, the latest first."""
    partner_id = access.caller().partner_id
    purpose = f"webhook {webhook} {query['state']} {query['event']} {query['article_id']}"
    return web.listed(
        query, purpose, lambda cursor, limit: views.delivery_page(partner_id, webhook, query, cursor, limit)
    )


@door.route("/webhooks/<webhook>/replays", methods=["POST"])
@access.requires("webhooks")
@door.refuses(404, 422)
@door.arguments(schemas.NewReplay)
@door.response(201, schemas.ReplaySchema)
def replay_deliveries(data: dict[str, Any], webhook: str) -> dict[str, Any]:
    """Send once more what happened in a period, or all dead letters, with the ids that they had."""
    count = replays.many(access.caller().partner_id, webhook, **data, at=clock.now())
    return {"queued_count": count}


@door.route("/deliveries/<delivery>")
@access.requires("webhooks")
@door.refuses(404)
@door.response(200, schemas.LoggedDelivery)
def show_delivery(delivery: str) -> dict[str, Any]:
    """Show a delivery with each attempt."""
    return views.delivery(access.caller().partner_id, delivery)


@door.route("/deliveries/<delivery>/replay", methods=["POST"])
@access.requires("webhooks")
@door.refuses(404, 409)
@door.response(201, schemas.LoggedDelivery)
def replay_delivery(delivery: str) -> dict[str, Any]:
    """Send a delivery once more, with the id that it had."""
    partner_id = access.caller().partner_id
    replays.one(partner_id, delivery, at=clock.now())
    return views.delivery(partner_id, delivery)


def _shown(webhook_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Answer with a webhook as it now stands."""
    shown = views.webhook(access.caller().partner_id, webhook_id, at=clock.now())
    return shown, 200, {"ETag": etag(shown["serial"])}
