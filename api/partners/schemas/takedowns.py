"""What crosses the wire to the newsroom about what partners got, and about what they should have taken down."""

from __future__ import annotations

import marshmallow as ma

from api.partners import contracts
from api.partners.receipts import acknowledgements, standings, takedowns, views
from api.partners.schemas.acknowledgements import OfArticleQuery
from api.partners.sending import endpoints
from api.platform import fields
from api.platform.schemas import Envelope, PageQuery


class DeedSchema(ma.Schema):
    """What a partner says that it did, and when it said so."""

    action = fields.Choice(*acknowledgements.ACTIONS, required=True, allow_none=True)
    url = ma.fields.String(required=True, allow_none=True)
    done_at = fields.Moment(required=True, allow_none=True)
    at = fields.Moment(required=True)


class NoticeSchema(ma.Schema):
    """What a partner is to act on, and whether it has arrived: known by its cursor, a webhook or a request of its."""

    type = fields.Choice(*acknowledgements.TYPES, required=True)
    revision = ma.fields.Integer(required=True, allow_none=True)
    at = fields.Moment(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)
    has_arrived = ma.fields.Boolean(required=True)
    arrived_at = fields.Moment(required=True, allow_none=True)
    acknowledgement = ma.fields.Nested(DeedSchema, required=True, allow_none=True)


class ReceiptSchema(ma.Schema):
    """What a partner was offered, got and knows of an article in a language; `revision` is the present one."""

    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    standing = fields.Choice(*standings.STANDINGS, required=True)
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


class EndpointSchema(ma.Schema):
    """How a webhook of a partner does."""

    id = ma.fields.String(required=True)
    state = fields.Choice(*endpoints.STATES, required=True)
    cause = fields.Choice(*endpoints.CAUSES, required=True, allow_none=True)
    failing_since = fields.Moment(required=True, allow_none=True)
    last_success_at = fields.Moment(required=True, allow_none=True)


class HolderSchema(ma.Schema):
    """A partner that was given a text which is withdrawn: what it got, whether it knows, and how to reach it.

    Without `fetched_at` and `delivered_at` it was told of the text alone, at most its title and summary.
    """

    partner_id = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    contact = ma.fields.String(required=True)
    state = fields.Choice(*contracts.STATES, required=True)
    last_used_at = fields.Moment(
        required=True, allow_none=True, metadata={"description": "The hour in which a key of its was last used"}
    )
    webhooks = ma.fields.List(ma.fields.Nested(EndpointSchema), required=True)
    offered_at = fields.Moment(required=True)
    fetched_at = fields.Moment(required=True, allow_none=True)
    fetched_revision = ma.fields.Integer(required=True, allow_none=True)
    delivered_at = fields.Moment(required=True, allow_none=True)
    told_at = fields.Moment(
        required=True,
        allow_none=True,
        metadata={"description": "When a page of the journal or of a feed last told of this withdrawal"},
    )
    has_arrived = ma.fields.Boolean(
        required=True, metadata={"description": "Whether it is proven that the partner knows of the withdrawal"}
    )
    arrived_at = fields.Moment(required=True, allow_none=True)
    arrived_by = fields.Choice(*views.PROOFS, required=True, allow_none=True)
    acknowledgement = ma.fields.Nested(DeedSchema, required=True, allow_none=True)
    places = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "Where it says that it has republished the text"}
    )


class TakedownSchema(ma.Schema):
    """A text that was withdrawn, and the partners that were given it: first those that it has not reached.

    One that is `pulled` was given ahead of its release, and is not theirs any longer; it never was public.
    """

    standing = fields.Choice(*takedowns.STANDINGS, required=True)
    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    revision = ma.fields.Integer(
        required=True,
        metadata={"description": "The last that was public; of what was pulled the last that was offered"},
    )
    title = ma.fields.String(required=True)
    withdrawn_at = fields.Moment(
        required=True,
        allow_none=True,
        metadata={"description": "Null for the seconds in which a text that was pulled is not noted as such yet"},
    )
    reason = ma.fields.String(required=True, allow_none=True)
    open_count = ma.fields.Integer(required=True, metadata={"description": "Partners that it has not reached"})
    unacknowledged_count = ma.fields.Integer(required=True)
    partners = ma.fields.List(ma.fields.Nested(HolderSchema), required=True)


class TakedownList(Envelope):
    """A page of withdrawn texts."""

    data = ma.fields.List(ma.fields.Nested(TakedownSchema), required=True)


class TakedownQuery(PageQuery):
    """Which withdrawn texts: those that have not reached all, have not been acknowledged by all, or all."""

    state = fields.Choice(*takedowns.STATES, load_default=takedowns.STATES[0])
