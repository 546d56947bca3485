"""What crosses the desk's wire of previews of drafts."""

from __future__ import annotations

import marshmallow as ma

from api.desk.schemas.accounts import PersonRef
from api.desk.schemas.versions import ProgressSchema
from api.platform import fields
from api.platform.schemas import Envelope
from api.publishing import bodies, documents
from api.publishing.article_schemas import ArticleSchema


class NewPreview(ma.Schema):
    """Until when a preview may be seen: two days where it is not said, a fortnight at most."""

    expires_at = fields.Moment(load_default=None, allow_none=True)


class MadePreview(ma.Schema):
    """The address of a preview, shown this once, and the id by which it can be ended."""

    id = ma.fields.String(required=True)
    url = ma.fields.String(required=True)
    page_url = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Where the site shows it; null where the newsroom names no such page."},
    )
    expires_at = fields.Moment(required=True)
    etag = ma.fields.String(required=True, metadata={"description": "For If-Match when it is ended."})


class PreviewQuery(ma.Schema):
    """In which form the body comes."""

    body = fields.Choice(*bodies.FORMS, load_default="html")


class ArticlePreview(ArticleSchema):
    """A draft as readers would get it, and how far it is.

    What only a release decides is null: address, times and neighbours. `freshness` is null until all is translated.
    """

    slug = ma.fields.String(required=True, allow_none=True)
    published_at = fields.Moment(required=True, allow_none=True)
    updated_at = fields.Moment(required=True, allow_none=True)
    freshness = fields.Choice(*documents.FRESHNESS, required=True, allow_none=True)
    freshness_label = ma.fields.String(required=True, allow_none=True)
    is_preview = ma.fields.Boolean(required=True)
    progress = ma.fields.Nested(ProgressSchema, required=True)


class PreviewSchema(ma.Schema):
    """A preview that can be opened: who made it and until when; its address is not kept."""

    id = ma.fields.String(required=True)
    created_at = fields.Moment(required=True)
    expires_at = fields.Moment(required=True)
    by = ma.fields.Nested(PersonRef, required=True)
    etag = ma.fields.String(required=True, metadata={"description": "For If-Match when it is ended."})


class PreviewList(Envelope):
    """The previews of a version, the latest first."""

    data = ma.fields.List(ma.fields.Nested(PreviewSchema), required=True)
