"""What crosses the administrators' wire about partners and their keys."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.languages import words
from api.partners import contracts, keys
from api.partners.schemas.own import ContractSchema, KeySchema
from api.partners.sending import endpoints
from api.platform import fields
from api.platform.schemas import Envelope
from api.publishing.audience import FORMATS

_KEY = fields.length(1, 64)


def _attribution(**options: Any) -> fields.ByLanguage:  # noqa: ANN401
    return fields.ByLanguage(values=fields.Line(1, contracts.LONGEST_LINE), **options)


def _codes(**options: Any) -> ma.fields.List[Any]:  # noqa: ANN401
    return ma.fields.List(fields.LanguageTag(), validate=fields.at_most(100), **options)


def _networks(**options: Any) -> ma.fields.List[Any]:  # noqa: ANN401
    told = {"description": "Addresses and networks in CIDR form from which the keys work; empty for any."}
    each = ma.fields.String(validate=fields.length(1, 50))
    return ma.fields.List(each, validate=fields.at_most(contracts.MOST_NETWORKS), metadata=told, **options)


class PartnerChange(ma.Schema):
    """What changes of a partner; what is left out stays."""

    name = fields.Line(1, contracts.LONGEST_NAME)
    contact = ma.fields.String(
        validate=fields.length(1, 254), metadata={"description": "An e-mail address; never public."}
    )
    contact_language = fields.Choice(*words.spoken(), metadata={"description": "The language of letters to it"})
    alarm_after_hours = fields.Whole(
        0,
        contracts.LONGEST_SILENCE,
        allow_none=True,
        metadata={"description": "Without asking for changes; null: by its habit, 0: never"},
    )
    languages = _codes(allow_none=True, metadata={"description": "null for all"})
    topics = ma.fields.List(
        ma.fields.String(validate=_KEY),
        allow_none=True,
        validate=fields.at_most(200),
        metadata={"description": "Keys; null for all"},
    )
    delay_hours = fields.Whole(0, contracts.LONGEST_HOURS, metadata={"description": "After first publication"})
    embargo_lead_minutes = fields.Whole(
        0, contracts.LONGEST_LEAD, metadata={"description": "Before a planned release; not together with a delay"}
    )
    formats = ma.fields.List(
        fields.Choice(*FORMATS),
        allow_none=True,
        validate=fields.at_most(len(FORMATS)),
        metadata={"description": "Forms that texts may be taken in, JSON always; null for all"},
    )
    licence = fields.Line(0, contracts.LONGEST_LINE)
    attribution = _attribution(metadata={"description": "The line that must stand beside a text, by language"})
    per_minute = fields.Whole(1, contracts.MOST_A_MINUTE)
    per_day = fields.Whole(1, contracts.MOST_A_DAY)
    networks = _networks()
    ends_at = fields.Moment(allow_none=True, metadata={"description": "When the contract ends"})


class NewPartner(PartnerChange):
    """A partner to be added; what is left out of its contract has its default."""

    name = fields.Line(1, contracts.LONGEST_NAME, required=True)
    contact = ma.fields.String(
        required=True, validate=fields.length(1, 254), metadata={"description": "An e-mail address; never public."}
    )


class PartnerSchema(ContractSchema):
    """A partner with its contract."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    contact = ma.fields.String(required=True)
    contact_language = ma.fields.String(required=True)
    alarm_after_hours = ma.fields.Integer(required=True, allow_none=True)
    last_polled_at = fields.Moment(
        required=True, allow_none=True, metadata={"description": "When it last asked for changes, cut to the hour"}
    )
    silent_since = fields.Moment(
        required=True,
        allow_none=True,
        metadata={"description": "When it last did, cut to the hour, if a letter has told of its silence since"},
    )
    state = fields.Choice(*contracts.STATES, required=True)
    created_at = fields.Moment(required=True)
    suspended_at = fields.Moment(required=True, allow_none=True)
    key_count = ma.fields.Integer(required=True, metadata={"description": "Keys that are valid"})


class PartnerList(Envelope):
    """A page of partners."""

    data = ma.fields.List(ma.fields.Nested(PartnerSchema), required=True)


class NewKey(ma.Schema):
    """A key to be made; it expires within a year."""

    name = fields.Line(1, keys.LONGEST_NAME, required=True)
    scopes = ma.fields.List(
        fields.Choice(*keys.SCOPES), load_default=lambda: ["read"], validate=fields.at_most(len(keys.SCOPES))
    )
    expires_at = fields.Moment(load_default=None, allow_none=True)
    sandbox = fields.Flag(
        load_default=False, metadata={"description": "For the partner's sandbox: fictional texts, and nothing real"}
    )


class KeyRotation(ma.Schema):
    """How long the key that is taken over from stays valid beside the new one."""

    overlap_hours = fields.Whole(0, keys.LONGEST_OVERLAP.days * 24, load_default=24)


class PartnerKeySchema(KeySchema):
    """A partner's key without its text; `etag` is what If-Match needs to revoke it."""

    etag = ma.fields.String(required=True)


class MadePartnerKey(PartnerKeySchema):
    """A key with its text, which is shown this once."""

    key = ma.fields.String(required=True)


class PartnerKeyList(Envelope):
    """A partner's valid keys."""

    data = ma.fields.List(ma.fields.Nested(PartnerKeySchema), required=True)


class PartnerWebhookSchema(ma.Schema):
    """How a webhook of a partner stands. Its address may hold a secret, so only the host is told."""

    id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    host = ma.fields.String(required=True)
    state = fields.Choice(*endpoints.STATES, required=True)
    cause = fields.Choice(
        *endpoints.CAUSES, required=True, allow_none=True, metadata={"description": "Why nothing is sent to it"}
    )
    queued_count = ma.fields.Integer(required=True, metadata={"description": "Deliveries that wait"})
    dead_count = ma.fields.Integer(required=True, metadata={"description": "Deliveries given up in the last month"})
    oldest_due_at = fields.Moment(
        required=True,
        allow_none=True,
        metadata={"description": "Of the oldest delivery that is due and that nothing holds back"},
    )
    stands_since = fields.Moment(
        required=True,
        allow_none=True,
        metadata={"description": "Since when such a one waits and nothing was tried; a few minutes are too long"},
    )
    paused_until = fields.Moment(
        required=True, allow_none=True, metadata={"description": "Until when only withdrawals are sent, after failures"}
    )
    failing_since = fields.Moment(required=True, allow_none=True)
    last_success_at = fields.Moment(required=True, allow_none=True)
    last_failure_at = fields.Moment(required=True, allow_none=True)
    last_failure = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "The status that came back, or the failure's name"}
    )


class PartnerWebhookList(Envelope):
    """A partner's webhooks as they stand, the oldest first."""

    data = ma.fields.List(ma.fields.Nested(PartnerWebhookSchema), required=True)
