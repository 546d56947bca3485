"""What readers ask of articles, and what they get, as OpenAPI describes it. The answers are stored bytes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import marshmallow as ma

from api.delivery.queries import (
    Fallback,
    Form,
    FormVersion,
    Keys,
    LanguagePageQuery,
    LanguageQuery,
    Selection,
    fields_of,
)
from api.platform import clock, fields
from api.platform.schemas import Envelope, ProblemSchema
from api.publishing import article_schemas, bodies, documents
from api.publishing.article_schemas import Alternate, ArticleBrief, CorrectionSchema
from api.publishing.body_schemas import BODIES


class OtherReading(ma.Schema):
    """Where an article can be read that is not to be had in the language asked for."""

    language = ma.fields.String(required=True)
    freshness = fields.Choice(*documents.FRESHNESS, required=True)
    freshness_label = ma.fields.String(required=True)
    href = ma.fields.String(required=True)
    page = article_schemas.page()


class ArticleProblem(ProblemSchema):
    """A problem with an article, which may be public in other languages."""

    alternates = ma.fields.List(ma.fields.Nested(OtherReading), required=True)


class ArticleListed(ArticleBrief):
    """An article in a list, with what `include` adds."""

    body = fields.OneOf("ArticleBody", "format", lambda: BODIES, allow_none=True)
    corrections = ma.fields.List(ma.fields.Nested(CorrectionSchema))
    alternates = ma.fields.List(ma.fields.Nested(Alternate))


class ArticleList(Envelope):
    """Articles in list form."""

    data = ma.fields.List(ma.fields.Nested(ArticleListed), required=True)


SORTS = ("-published_at", "published_at", "-updated_at", "updated_at")
INCLUDED = ("body", "corrections", "alternates")
BRIEF = tuple(article_schemas.ArticleBrief().fields)


class Minute(fields.Moment):
    """A moment to be compared with those that readers are shown, and so cut as they are."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:  # noqa: ANN401
        return clock.to_minute(super()._deserialize(value, attr, data, **kwargs))


class ArticleQuery(LanguageQuery):
    """How to show an article."""

    fallback = Fallback()
    body = fields.Choice(*bodies.FORMS, load_default="html")
    format = Form()
    version = FormVersion()
    fields_ = fields_of(article_schemas.ArticleSchema)


class ArticleListQuery(Selection, LanguagePageQuery):
    """Which articles, in which order."""

    updated_since = Minute(load_default=None)
    sort = fields.Choice(*SORTS, load_default="-published_at")
    fields_ = fields_of(article_schemas.ArticleBrief)
    include = Keys(known=INCLUDED)
