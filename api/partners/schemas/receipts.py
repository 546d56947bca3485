"""What crosses the wire about what partners acknowledge, and what they got."""

from __future__ import annotations

import marshmallow as ma

from api.partners.receipts import acknowledgements, places, views
from api.platform import fields
from api.platform.schemas import Envelope, PageQuery

_ID = fields.length(1, 64)


class AcknowledgedEntry(ma.Schema):
    """An entry of `/v1/changes` that is acknowledged: `revision` is that of the entry, and needed for a correction."""

    type = fields.Choice(*acknowledgements.TYPES, required=True)
    article_id = ma.fields.String(required=True, validate=_ID)
    language = fields.LanguageTag(required=True)
    revision = fields.Whole(1, 2**31 - 1, load_default=None, allow_none=True)
    action = fields.Choice(*acknowledgements.ACTIONS, load_default=None, allow_none=True)
    url = ma.fields.String(
        load_default=None,
        allow_none=True,
        validate=fields.length(1, places.LONGEST),
        metadata={"description": "Where the text stood or stands with you"},
    )
    done_at = fields.Moment(load_default=None, allow_none=True, metadata={"description": "When you did it"})


class NewAcknowledgement(ma.Schema):
    """What is acknowledged, all of it or nothing."""

    entries = ma.fields.List(
        ma.fields.Nested(AcknowledgedEntry), required=True, validate=fields.at_most(acknowledgements.MOST)
    )


class AcknowledgementSchema(ma.Schema):
    """What was acknowledged; `at` is when it was first."""

    id = ma.fields.String(required=True)
    type = fields.Choice(*acknowledgements.TYPES, required=True)
    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True, allow_none=True)
    action = fields.Choice(*acknowledgements.ACTIONS, required=True, allow_none=True)
    url = ma.fields.String(required=True, allow_none=True)
    done_at = fields.Moment(required=True, allow_none=True)
    at = fields.Moment(required=True)


class MadeAcknowledgement(ma.Schema):
    """What stands acknowledged now, in the order in which it was sent."""

    entries = ma.fields.List(ma.fields.Nested(AcknowledgementSchema), required=True)


class AcknowledgementList(Envelope):
    """A page of acknowledgements."""

    data = ma.fields.List(ma.fields.Nested(AcknowledgementSchema), required=True)


class OfArticleQuery(PageQuery):
    """Of which article."""

    article_id = ma.fields.String(load_default=None, validate=_ID)


class OutstandingSchema(ma.Schema):
    """A correction or withdrawal that is not acknowledged; `has_arrived` says whether we can prove that you know it."""

    type = fields.Choice(*acknowledgements.TYPES, required=True)
    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True, allow_none=True)
    at = fields.Moment(required=True, allow_none=True)
    reason = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Of a withdrawal; `outside_contract` where it is only you who lost the text"},
    )
    note = ma.fields.String(required=True, allow_none=True, metadata={"description": "Of a correction"})
    has_arrived = ma.fields.Boolean(required=True)


class OutstandingList(Envelope):
    """A page of what is not acknowledged."""

    data = ma.fields.List(ma.fields.Nested(OutstandingSchema), required=True)


class NoticeSchema(ma.Schema):
    """What a partner is to act on, and whether it has arrived: known by its cursor, a webhook or a request of its."""

    type = fields.Choice(*acknowledgements.TYPES, required=True)
    revision = ma.fields.Integer(required=True, allow_none=True)
    at = fields.Moment(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)
    has_arrived = ma.fields.Boolean(required=True)
    arrived_at = fields.Moment(required=True, allow_none=True)
    acknowledgement = ma.fields.Nested(AcknowledgementSchema, required=True, allow_none=True)


class ReceiptSchema(ma.Schema):
    """What a partner was offered, got and knows of an article in a language; `revision` is the present one."""

    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    standing = fields.Choice(*views.STANDINGS, required=True)
    revision = ma.fields.Integer(required=True, allow_none=True)
    offered_at = fields.Moment(required=True, metadata={"description": "When it was first told of, or given"})
    first_fetched_at = fields.Moment(required=True, allow_none=True)
    fetched_at = fields.Moment(required=True, allow_none=True, metadata={"description": "When we last gave the text"})
    fetched_revision = ma.fields.Integer(required=True, allow_none=True)
    delivered_at = fields.Moment(
        required=True,
        allow_none=True,
        metadata={"description": "When a webhook last took an event that is no withdrawal"},
    )
    delivered_revision = ma.fields.Integer(required=True, allow_none=True)
    told_at = fields.Moment(
        required=True, allow_none=True, metadata={"description": "When a page of the journal with it was last answered"}
    )
    known_at = fields.Moment(
        required=True, allow_none=True, metadata={"description": "Since when the partner knows the latest of it"}
    )
    known_by = fields.Choice(*views.PROOFS, required=True, allow_none=True)
    notice = ma.fields.Nested(NoticeSchema, required=True, allow_none=True)


class ReceiptList(Envelope):
    """A page of receipts."""

    data = ma.fields.List(ma.fields.Nested(ReceiptSchema), required=True)


class ReceiptQuery(OfArticleQuery):
    """Which receipts."""

    language = fields.LanguageTag(load_default=None)
    outstanding = fields.Flag(load_default=False, metadata={"description": "Only what is not acknowledged"})
