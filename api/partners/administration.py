"""Routes: partners and their keys, looked after by administrators."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from flask import url_for

from api.accounts import guard
from api.partners import keys, partners, views
from api.partners.door import administration as door
from api.partners.schemas import administration as schemas
from api.partners.sending import standing
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.schemas import PageQuery
from api.platform.web import etag

_PURPOSE = "admin/partners"


@door.route("")
@guard.requires("administer")
@door.refuses(422)
@door.arguments(PageQuery, location="query")
@door.response(200, schemas.PartnerList)
def list_partners(query: dict[str, Any]) -> dict[str, Any]:
    """List partners with their contracts, by name."""
    return web.listed(query, _PURPOSE, lambda cursor, limit: views.partner_page(cursor, limit, at=clock.now()))


@door.route("", methods=["POST"])
@guard.requires("administer")
@door.refuses(409, 422)
@door.arguments(schemas.NewPartner)
@door.response(201, schemas.PartnerSchema)
def add_partner(data: dict[str, Any]) -> Any:  # noqa: ANN401
    """Add a partner with its contract; it may come in as soon as it has a key."""
    partner_id = partners.create(data, by=guard.actor(), at=clock.now())
    shown, _, headers = show(partner_id)
    return shown, 201, headers | {"Location": url_for("partners.show_partner", partner=partner_id)}


@door.route("/<partner>")
@guard.requires("administer")
@door.refuses(404)
@door.response(200, schemas.PartnerSchema)
def show_partner(partner: str) -> Any:  # noqa: ANN401
    """Show a partner with its contract, and how many keys are valid."""
    return show(partner)


@door.route("/<partner>", methods=["PATCH"])
@guard.requires("administer")
@door.refuses(404, 409, 422)
@door.arguments(schemas.PartnerChange)
@door.response(200, schemas.PartnerSchema)
@door.conditional
def change_partner(data: dict[str, Any], partner: str, expected: Expected) -> Any:  # noqa: ANN401
    """Change a partner or its contract, from the partner's next request on."""
    partners.change(partner, data, expected=expected, by=guard.actor(), at=clock.now())
    return show(partner)


@door.route("/<partner>/suspension", methods=["PUT"])
@guard.requires("administer")
@door.refuses(404)
@door.response(200, schemas.PartnerSchema)
def suspend_partner(partner: str) -> Any:  # noqa: ANN401
    """Suspend a partner: none of its keys lets it in from its next request on."""
    partners.suspend(partner, by=guard.actor(), at=clock.now())
    return show(partner)


@door.route("/<partner>/suspension", methods=["DELETE"])
@guard.requires("administer")
@door.refuses(404)
@door.response(204)
@door.conditional
def resume_partner(partner: str, expected: Expected) -> None:
    """Let a suspended partner in again, with the keys that it had; If-Match takes the partner's ETag."""
    partners.resume(partner, expected=expected, by=guard.actor(), at=clock.now())


@door.route("/<partner>/keys")
@guard.requires("administer")
@door.refuses(404)
@door.response(200, schemas.PartnerKeyList)
def list_partner_keys(partner: str) -> dict[str, Any]:
    """List a partner's valid keys, the latest first, without their texts."""
    views.partner(partner, at=clock.now())
    found = [_tagged(key) for key in keys.of(partner, at=clock.now())]
    return web.whole_list(url_for("partners.list_partner_keys", partner=partner), found)


@door.route("/<partner>/keys", methods=["POST"])
@guard.requires("administer", shows_secret=True)
@door.refuses(404, 409, 422)
@door.arguments(schemas.NewKey)
@door.response(201, schemas.MadePartnerKey)
def issue_partner_key(data: dict[str, Any], partner: str) -> Any:  # noqa: ANN401
    """Make a key for a partner; its text is shown this once."""
    is_sandbox = data.pop("sandbox")
    return _made(partner, keys.issue(partner, **data, is_sandbox=is_sandbox, by=guard.actor(), at=clock.now()))


@door.route("/<partner>/keys/<key>/rotation", methods=["POST"])
@guard.requires("administer", shows_secret=True)
@door.refuses(404, 409, 422)
@door.arguments(schemas.KeyRotation)
@door.response(201, schemas.MadePartnerKey)
def rotate_partner_key(data: dict[str, Any], partner: str, key: str) -> Any:  # noqa: ANN401
    """Make a key that takes over from another, which stays valid for the overlap."""
    overlap = timedelta(hours=data["overlap_hours"])
    return _made(partner, keys.rotate(partner, key, overlap=overlap, by=guard.actor(), at=clock.now()))


@door.route("/<partner>/keys/<key>", methods=["DELETE"])
@guard.requires("administer")
@door.refuses(404)
@door.response(204)
@door.conditional
def revoke_partner_key(partner: str, key: str, expected: Expected) -> None:
    """Revoke a key, from the partner's next request on; its ETag stands beside it in the list."""
    keys.revoke(partner, key, expected=expected, by=guard.actor(), at=clock.now())


@door.route("/<partner>/webhooks")
@guard.requires("administer")
@door.refuses(404)
@door.response(200, schemas.PartnerWebhookList)
def list_partner_webhooks(partner: str) -> dict[str, Any]:
    """List a partner's webhooks: their hosts only, how they stand, and since when something waits."""
    at = clock.now()
    views.partner(partner, at=at)
    found = [asdict(each) for each in standing.of(partner, at=at)]
    return web.whole_list(url_for("partners.list_partner_webhooks", partner=partner), found)


def show(partner: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Answer with a partner as it now stands."""
    shown = views.partner(partner, at=clock.now())
    return shown, 200, {"ETag": etag(shown["serial"])}


def _made(partner: str, made: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    location = url_for("partners.revoke_partner_key", partner=partner, key=made["id"])
    return _tagged(made), 201, {"ETag": etag(made["id"]), "Location": location}


def _tagged(key: dict[str, Any]) -> dict[str, Any]:
    """Show a key with its tag: what it may never changes, so that is its id."""
    return {**key, "etag": etag(key["id"])}
