"""What crosses the wire to partners about what they acknowledge."""

from __future__ import annotations

import marshmallow as ma

from api.partners.receipts import acknowledgements, places
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
        metadata={
            "description": (
                "Of a withdrawal; `outside_contract` where it is only you who lost the text, `pulled` where you had it "
                "ahead of its release"
            )
        },
    )
    note = ma.fields.String(required=True, allow_none=True, metadata={"description": "Of a correction"})
    has_arrived = ma.fields.Boolean(required=True)


class OutstandingList(Envelope):
    """A page of what is not acknowledged."""

    data = ma.fields.List(ma.fields.Nested(OutstandingSchema), required=True)
