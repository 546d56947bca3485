"""What readers ask of topics, and what they get."""

from __future__ import annotations

import marshmallow as ma

from api.delivery.queries import LanguagePageQuery, LanguageQuery, fields_of
from api.platform.schemas import Envelope
from api.publishing.article_schemas import PageLinks


class TopicSchema(ma.Schema):
    """A standing beat, and the language in which it is named here."""

    id = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    description = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    links = ma.fields.Nested(PageLinks, required=True)


class TopicList(Envelope):
    """Topics in the newsroom's order."""

    data = ma.fields.List(ma.fields.Nested(TopicSchema), required=True)


class TopicQuery(LanguageQuery):
    """How to show a topic."""

    fields_ = fields_of(TopicSchema)


class TopicListQuery(LanguagePageQuery):
    """How to show topics."""

    fields_ = fields_of(TopicSchema)
