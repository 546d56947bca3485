"""What crosses the wire to partners about themselves."""

from __future__ import annotations

import marshmallow as ma

from api.partners import keys
from api.platform import fields
from api.publishing.audience import FORMATS


class ContractSchema(ma.Schema):
    """What a partner may read, when and how often, and on which terms.

    `languages`, `topics` and `formats` are null for all.
    """

    languages = ma.fields.List(ma.fields.String(), required=True, allow_none=True)
    topics = ma.fields.List(ma.fields.String(), required=True, allow_none=True)
    delay_hours = ma.fields.Integer(required=True)
    embargo_lead_minutes = ma.fields.Integer(required=True)
    formats = ma.fields.List(fields.Choice(*FORMATS), required=True, allow_none=True)
    licence = ma.fields.String(required=True)
    attribution = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    per_minute = ma.fields.Integer(required=True)
    per_day = ma.fields.Integer(required=True)
    networks = ma.fields.List(ma.fields.String(), required=True)
    ends_at = fields.Moment(required=True, allow_none=True)


class KeySchema(ma.Schema):
    """A key without its text; `last_used_at` is cut to the hour, `succeeds` the key that it took over from.

    One of the `sandbox` begins with `pwk_test_` and reads fictional texts.
    """

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    scopes = ma.fields.List(fields.Choice(*keys.SCOPES), required=True)
    created_at = fields.Moment(required=True)
    expires_at = fields.Moment(required=True)
    last_used_at = fields.Moment(required=True, allow_none=True)
    succeeds = ma.fields.String(required=True, allow_none=True)
    sandbox = ma.fields.Boolean(required=True)


class QuotaSchema(ma.Schema):
    """A quota: so many requests in a window of so many seconds, how many are left, and seconds until there are more."""

    name = fields.Choice("minute", "day", required=True)
    quota = ma.fields.Integer(required=True)
    window = ma.fields.Integer(required=True)
    left = ma.fields.Integer(required=True)
    resets_in = ma.fields.Integer(required=True)


class SelfSchema(ma.Schema):
    """What a partner reads of itself."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    contact = ma.fields.String(required=True)
    contract = ma.fields.Nested(ContractSchema, required=True)
    quotas = ma.fields.List(ma.fields.Nested(QuotaSchema), required=True)
    keys = ma.fields.List(ma.fields.Nested(KeySchema), required=True)
    key = ma.fields.String(required=True, metadata={"description": "The id of the key that this was read with"})
    sandbox = ma.fields.Boolean(
        required=True, metadata={"description": "Whether this is the sandbox, whose contract has topics of its own"}
    )
