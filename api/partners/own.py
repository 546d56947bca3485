"""Routes: what a partner reads of itself."""

from __future__ import annotations

from typing import Any

import flask

from api.partners import access, admissions, keys, quotas, views
from api.partners.door import door
from api.partners.schemas import own as schemas
from api.platform import bindings, clock


@door.route("/me")
@access.requires("read")
@door.response(200, schemas.SelfSchema)
def show_me() -> dict[str, Any]:
    """Show one's contract, what is left of the quotas, and one's keys without their texts."""
    caller, at = access.caller(), clock.now()
    secret = flask.current_app.extensions["secret"]
    with bindings.on(None):  # where keys and counters are, of a sandbox too
        counted = quotas.look(secret, admissions.quota_of(caller), caller.contract, at=at)
        own_keys = keys.of(caller.partner_id, at=at, only_sandbox=caller.is_sandbox)
    return {
        **views.own(caller.partner_id, at=at),
        "keys": own_keys,
        "quotas": quotas.shown(counted, at=at),
        "key": caller.key_id,
        "sandbox": caller.is_sandbox,
    }
