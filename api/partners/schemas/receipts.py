"""What crosses the wire to partners about what they acknowledge."""

from __future__ import annotations

import marshmallow as ma

from api.partners.receipts import acknowledgements, differences, places
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


class NewRepublication(ma.Schema):
    """Where a text stands: `revision` is that of the document that was used, else the one that you were given last."""

    article_id = ma.fields.String(required=True, validate=_ID)
    language = fields.LanguageTag(required=True, metadata={"description": "Of the text that you took"})
    url = ma.fields.String(required=True, validate=fields.length(1, places.LONGEST))
    own_language = fields.LanguageTag(
        load_default=None, allow_none=True, metadata={"description": "Into which you translated it (BCP 47)"}
    )
    revision = fields.Whole(1, 2**31 - 1, load_default=None, allow_none=True)


class RepublicationSchema(ma.Schema):
    """Where a text stands, and what has changed in it since: ids are those of blocks, as `body=blocks` has them.

    `stale` and `stale_parts` are for a translation of one's own: what was changed other than in its spelling, or
    removed. They are null without one.
    """

    id = ma.fields.String(required=True)
    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    url = ma.fields.String(required=True)
    own_language = ma.fields.String(required=True, allow_none=True)
    at = fields.Moment(required=True)
    revision = ma.fields.Integer(required=True, metadata={"description": "Of the text that stands there"})
    current_revision = ma.fields.Integer(required=True, allow_none=True)
    is_public = ma.fields.Boolean(
        required=True, metadata={"description": "Whether you may still show it; if not, take it down"}
    )
    is_stale = ma.fields.Boolean(required=True, metadata={"description": "Whether there is something to do"})
    is_corrected = ma.fields.Boolean(required=True, metadata={"description": "Whether it was corrected since"})
    changed = ma.fields.List(ma.fields.String(), required=True)
    added = ma.fields.List(ma.fields.String(), required=True)
    removed = ma.fields.List(ma.fields.String(), required=True)
    parts = ma.fields.List(fields.Choice(*differences.PARTS), required=True)
    stale = ma.fields.List(ma.fields.String(), required=True, allow_none=True)
    stale_parts = ma.fields.List(fields.Choice(*differences.PARTS), required=True, allow_none=True)
    etag = ma.fields.String(required=True, metadata={"description": "What If-Match needs to remove it"})


class RepublicationList(Envelope):
    """A page of republications."""

    data = ma.fields.List(ma.fields.Nested(RepublicationSchema), required=True)


class RepublicationQuery(OfArticleQuery):
    """Which republications."""

    stale = fields.Flag(load_default=False, metadata={"description": "Only those with something to do"})
