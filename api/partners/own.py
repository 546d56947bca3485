"""Routes: what a partner reads of itself."""

from __future__ import annotations

from typing import Any

import flask

from api.partners import access, quotas, views
from api.partners.door import door
from api.partners.schemas import own as schemas
from api.platform import clock


@door.route("/me")
@access.requires("read")
@door.response(200, schemas.SelfSchema)
def show_me() -> dict[str, Any]:
    """Show one's contract, what is left of the quotas, and one's keys without their texts."""
    caller, at = access.caller(), clock.now()
    secret = flask.current_app.extensions["secret"]
    counted = quotas.look(secret, caller.partner_id, caller.contract, at=at)
    return {
        **views.own(caller.partner_id, at=at),
        "quotas": quotas.shown(counted, at=at),
        "key": caller.key_id,
    }
