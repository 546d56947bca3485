"""What crosses the wire to partners about where they show texts."""

from __future__ import annotations

import marshmallow as ma

from api.partners.receipts import places
from api.partners.schemas.acknowledgements import OfArticleQuery
from api.platform import fields
from api.platform.schemas import Envelope
from api.publishing import differences


class NewRepublication(ma.Schema):
    """Where a text stands: `revision` is that of the document that was used, else the one that you were given last."""

    article_id = ma.fields.String(required=True, validate=fields.length(1, 64))
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
