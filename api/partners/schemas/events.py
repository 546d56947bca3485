"""What is sent to webhooks, as the reference describes it; `sending.payloads` writes it."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.partners.sending import endpoints
from api.platform import fields
from api.publishing.article_schemas import ChangeDocument, RightsSchema
from api.publishing.touched_schemas import RepublishedAt, TouchedSchema

_FIELDS = {
    "webhook-id": "Of the delivery",
    "webhook-timestamp": "Of the attempt, in seconds since 1970",
    "webhook-signature": "`v1,` and a signature in base64; during a rotation two, with a space between",
}
_ARTICLE_EVENTS = [event for event in endpoints.EVENTS if event.startswith("article.")]


class DeliveredDocument(ChangeDocument):
    """An article as `/v1/changes` has it, with the partner's rights, which are always there."""

    rights = ma.fields.Nested(RightsSchema, required=True)


class ArticleEventData(ma.Schema):
    """What happened to an article in a language; where it is not public any longer nothing of the text is there.

    `note` is of a correction, `reason` of a withdrawal: `outside_contract` where the text was moved out of yours.
    """

    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True, allow_none=True)
    is_public = ma.fields.Boolean(required=True, metadata={"description": "When this was sent"})
    slug = ma.fields.String(required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)
    touched = ma.fields.Nested(
        TouchedSchema, required=True, allow_none=True, metadata={"description": "As `/v1/changes` has it"}
    )
    republications = ma.fields.List(
        ma.fields.Nested(RepublishedAt), required=True, metadata={"description": "Where you have said to show the text"}
    )
    reason = ma.fields.String(required=True, allow_none=True)
    href = ma.fields.String(required=True)
    form = fields.Choice(*endpoints.PAYLOADS, required=True)
    document = ma.fields.Nested(DeliveredDocument, required=True, allow_none=True)


class ArticleEvent(ma.Schema):
    """An article was published, changed or withdrawn; `timestamp` is when, cut to the minute."""

    type = fields.Choice(*_ARTICLE_EVENTS, required=True)
    timestamp = fields.Moment(required=True)
    data = ma.fields.Nested(ArticleEventData, required=True)


class IssueEventData(ma.Schema):
    """Which issue."""

    issue = ma.fields.String(required=True, metadata={"description": "Its key"})
    href = ma.fields.String(required=True)


class IssueEvent(ma.Schema):
    """An issue shows the first text that is within the contract."""

    type = fields.Choice("issue.released", required=True)
    timestamp = fields.Moment(required=True)
    data = ma.fields.Nested(IssueEventData, required=True)


class ContractEventData(ma.Schema):
    """Where the contract is to be read."""

    href = ma.fields.String(required=True)


class ContractEvent(ma.Schema):
    """The contract is another one now: read it, and go on with the journal."""

    type = fields.Choice("contract.changed", required=True)
    timestamp = fields.Moment(required=True)
    data = ma.fields.Nested(ContractEventData, required=True)


class PingData(ma.Schema):
    """Nothing."""


class PingEvent(ma.Schema):
    """Sent to see whether the endpoint answers."""

    type = fields.Choice("ping", required=True)
    timestamp = fields.Moment(required=True)
    data = ma.fields.Nested(PingData, required=True)


def delivery() -> dict[str, Any]:
    """Give the request that a webhook gets, as a part of the reference."""
    known = [ArticleEvent, IssueEvent, ContractEvent, PingEvent]
    return {
        "summary": "An event",
        "description": "Signed by the Standard Webhooks specification. Deliveries come at least once: `webhook-id` is "
        "the same on every retry and replay. A later version may have more events: answer 2xx to those that you do not "
        "know.",
        "parameters": [
            {"name": name, "in": "header", "required": True, "description": told, "schema": {"type": "string"}}
            for name, told in _FIELDS.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"oneOf": known}}}},
        "security": [],  # the signature is all that it comes with
        "responses": {
            "2XX": {"description": "It is yours now, and is not sent again by itself."},
            "410": {"description": "Nothing is sent any longer, until the webhook is enabled again."},
        },
    }
