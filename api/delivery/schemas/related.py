"""What readers ask of articles related to one, and what they get."""

from __future__ import annotations

import marshmallow as ma

from api.delivery.queries import Fallback, LanguageQuery, fields_of
from api.platform import fields
from api.platform.schemas import Envelope
from api.publishing.article_schemas import ArticleBrief
from api.publishing.search import likeness

USUAL, _MOST = 5, 20


class RelatedArticle(ArticleBrief):
    """An article that is near another, how near (the higher, the nearer), and why."""

    score = ma.fields.Float(required=True)
    reasons = ma.fields.List(fields.Choice(*likeness.REASONS), required=True)


class RelatedArticleList(Envelope):
    """The articles nearest to one, the nearest first; there is one page of them."""

    data = ma.fields.List(ma.fields.Nested(RelatedArticle), required=True)


class RelatedQuery(LanguageQuery):
    """In which language, and how many."""

    fallback = Fallback()
    limit = fields.Whole(1, _MOST, load_default=USUAL)
    fields_ = fields_of(RelatedArticle)
