"""What readers ask of bylines, and what they get."""

from __future__ import annotations

import marshmallow as ma

from api.delivery.queries import LanguagePageQuery, LanguageQuery, fields_of
from api.platform.schemas import Envelope
from api.publishing.article_schemas import PageLinks


class BylineBrief(ma.Schema):
    """The public name of an author, and the language in which it is written here."""

    id = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    links = ma.fields.Nested(PageLinks, required=True)


class BylineSchema(BylineBrief):
    """A byline, and what readers are told of the author, in which language."""

    biography = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Plain text, a blank line between paragraphs."}
    )
    biography_language = ma.fields.String(required=True, allow_none=True)


class BylineList(Envelope):
    """Bylines in the order of their keys."""

    data = ma.fields.List(ma.fields.Nested(BylineBrief), required=True)


class BylineQuery(LanguageQuery):
    """How to show a byline."""

    fields_ = fields_of(BylineSchema)


class BylineListQuery(LanguagePageQuery):
    """How to show bylines."""

    fields_ = fields_of(BylineBrief)
