"""What crosses the wire to partners about their webhooks and what was sent to them."""

from __future__ import annotations

from typing import get_args

import marshmallow as ma

from api.partners.sending import endpoints
from api.platform import fields
from api.platform.outbound import Failure
from api.platform.schemas import Envelope, PageQuery

_STATES = ("queued", "delivered", "dead", "replaced")


_SECRET = {"description": "`whsec_` and 24 to 64 random bytes in base64; without it one is made for you."}


class WebhookChange(ma.Schema):
    """What changes of a webhook; what is left out stays."""

    url = ma.fields.String(validate=fields.length(1, 2000))
    name = fields.Line(0, 100)
    events = ma.fields.List(fields.Choice(*endpoints.EVENTS), validate=fields.at_most(len(endpoints.EVENTS)))
    payload = fields.Choice(*endpoints.PAYLOADS)


class NewWebhook(WebhookChange):
    """A webhook to be added; a ping is sent to it, and nothing else before it has answered."""

    url = ma.fields.String(required=True, validate=fields.length(1, 2000))
    name = fields.Line(0, 100, load_default="")
    events = ma.fields.List(
        fields.Choice(*endpoints.EVENTS),
        load_default=lambda: list(endpoints.EVENTS),
        validate=fields.at_most(len(endpoints.EVENTS)),
    )
    payload = fields.Choice(*endpoints.PAYLOADS, load_default="thin")
    secret = ma.fields.String(load_default=None, allow_none=True, validate=fields.length(0, 100), metadata=_SECRET)


class WebhookSchema(ma.Schema):
    """A webhook without its secret."""

    id = ma.fields.String(required=True)
    url = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    events = ma.fields.List(fields.Choice(*endpoints.EVENTS), required=True)
    payload = fields.Choice(*endpoints.PAYLOADS, required=True)
    state = fields.Choice(*endpoints.STATES, required=True)
    cause = fields.Choice(
        *endpoints.CAUSES, required=True, allow_none=True, metadata={"description": "Why nothing is sent to it"}
    )
    created_at = fields.Moment(required=True)
    verified_at = fields.Moment(required=True, allow_none=True, metadata={"description": "From when on it has events"})
    failing_since = fields.Moment(required=True, allow_none=True)
    failure_count = ma.fields.Integer(required=True, metadata={"description": "Since the last success"})
    paused_until = fields.Moment(
        required=True, allow_none=True, metadata={"description": "Until when only withdrawals are sent, after failures"}
    )
    last_success_at = fields.Moment(required=True, allow_none=True)
    former_secret_until = fields.Moment(required=True, allow_none=True)
    queued_count = ma.fields.Integer(required=True)
    dead_count = ma.fields.Integer(required=True)


class WebhookList(Envelope):
    """A partner's webhooks."""

    data = ma.fields.List(ma.fields.Nested(WebhookSchema), required=True)


class MadeWebhook(WebhookSchema):
    """A webhook with its secret, which is shown this once."""

    secret = ma.fields.String(required=True)


class SecretRotation(ma.Schema):
    """For how long the former secret signs beside the new one."""

    overlap_hours = fields.Whole(0, endpoints.LONGEST_OVERLAP.days * 24, load_default=24)
    secret = ma.fields.String(load_default=None, allow_none=True, validate=fields.length(0, 100), metadata=_SECRET)


class EnablementSchema(ma.Schema):
    """What an endpoint that was enabled gets: from `resumes_from` on, and nothing of before `cut_off`."""

    resumes_from = fields.Moment(
        required=True, allow_none=True, metadata={"description": "Of the first event that waits; null if none does"}
    )
    cut_off = fields.Moment(required=True)
    left_out = ma.fields.Integer(
        required=True, metadata={"description": "Deliveries older than that, now dead letters; replay them if you like"}
    )


class DeliveryQuery(PageQuery):
    """Which deliveries."""

    state = fields.Choice(*_STATES, load_default=None)
    event = fields.Choice(*endpoints.EVENTS, load_default=None)
    article_id = ma.fields.String(load_default=None, validate=fields.length(1, 64))


class DeliverySchema(ma.Schema):
    """A delivery; its id is the `webhook-id` of each attempt."""

    id = ma.fields.String(required=True)
    webhook_id = ma.fields.String(required=True)
    event = fields.Choice(*endpoints.EVENTS, required=True)
    article_id = ma.fields.String(required=True, allow_none=True)
    language = ma.fields.String(required=True, allow_none=True)
    revision = ma.fields.Integer(required=True, allow_none=True)
    at = fields.Moment(required=True, metadata={"description": "When it happened, cut to the minute"})
    state = fields.Choice(*_STATES, required=True)
    attempt_count = ma.fields.Integer(required=True)
    next_attempt_at = fields.Moment(required=True, allow_none=True)
    finished_at = fields.Moment(required=True, allow_none=True)


class DeliveryList(Envelope):
    """A page of deliveries."""

    data = ma.fields.List(ma.fields.Nested(DeliverySchema), required=True)


class AttemptSchema(ma.Schema):
    """An attempt: the status that came back, or null with the name of the failure; the beginning of the answer."""

    number = ma.fields.Integer(required=True)
    at = fields.Moment(required=True)
    milliseconds = ma.fields.Integer(required=True)
    status = ma.fields.Integer(required=True, allow_none=True)
    failure = fields.Choice(*get_args(Failure), required=True, allow_none=True)
    detail = ma.fields.String(required=True, allow_none=True)
    answer = ma.fields.String(required=True)


class LoggedDelivery(DeliverySchema):
    """A delivery with its attempts of the last thirty days, the first first."""

    attempts = ma.fields.List(ma.fields.Nested(AttemptSchema), required=True)


class NewReplay(ma.Schema):
    """What is sent once more: all dead letters (`state`), what happened in a period, or the dead letters of one."""

    state = fields.Choice("dead", load_default=None, allow_none=True)
    since = fields.Moment(load_default=None, allow_none=True)
    until = fields.Moment(load_default=None, allow_none=True)


class ReplaySchema(ma.Schema):
    """How many deliveries are queued once more, with the ids that they had."""

    queued_count = ma.fields.Integer(required=True)
