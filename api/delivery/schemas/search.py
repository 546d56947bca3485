"""What readers ask of search, and what they get, as OpenAPI describes it."""

from __future__ import annotations

import marshmallow as ma

from api.delivery.queries import Keys, LanguagePageQuery, Selection
from api.platform import fields
from api.platform.schemas import Envelope, ListMeta
from api.publishing.article_schemas import ArticleBrief
from api.publishing.search import contents, questions

SORTS = ("relevance", "-published_at")


def asked() -> ma.fields.String:
    """Make the parameter `q`."""
    metadata = {
        "maxLength": questions.LONGEST,
        "description": 'Words in any form, `"a phrase"`, `-without`, `begin*`. All that is wanted must be in a text.',
    }
    return ma.fields.String(required=True, validate=fields.length(1, questions.LONGEST), metadata=metadata)


class Highlight(ma.Schema):
    """Where what was asked for stands: escaped HTML with `<mark>` and nothing else, and in a body the block's id."""

    field = fields.Choice(*contents.FIELDS, required=True)
    html = ma.fields.String(required=True)
    block_id = ma.fields.String(required=True, allow_none=True)


class SearchResult(ArticleBrief):
    """An article that was found."""

    score = ma.fields.Float(required=True)
    highlights = ma.fields.List(ma.fields.Nested(Highlight), required=True)


class Total(ma.Schema):
    """How many there are; `is_exact` is false where there may be more."""

    value = ma.fields.Integer(required=True)
    is_exact = ma.fields.Boolean(required=True)


class DidYouMean(ma.Schema):
    """What was probably meant, and where it is answered."""

    text = ma.fields.String(required=True)
    href = ma.fields.String(required=True)


class TopicCount(ma.Schema):
    """How many of what was found have a topic."""

    key = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    count = ma.fields.Integer(required=True)


class YearCount(ma.Schema):
    """How many of what was found are of a year."""

    year = ma.fields.Integer(required=True)
    count = ma.fields.Integer(required=True)


class Facets(ma.Schema):
    """What was found, counted by topic and by year of publication."""

    topic = ma.fields.List(ma.fields.Nested(TopicCount), required=True)
    year = ma.fields.List(ma.fields.Nested(YearCount), required=True)


class SearchMeta(ListMeta):
    """Of what was found."""

    total = ma.fields.Nested(Total, required=True)
    did_you_mean = ma.fields.Nested(DidYouMean, required=True, allow_none=True)
    facets = ma.fields.Nested(
        Facets, required=True, allow_none=True, metadata={"description": "Null without `include=facets`."}
    )


class SearchResultList(Envelope):
    """What was found."""

    data = ma.fields.List(ma.fields.Nested(SearchResult), required=True)
    meta = ma.fields.Nested(SearchMeta, required=True)


class Words(LanguagePageQuery):
    """What to look for, of what is read a page at a time."""

    q = asked()


class SearchQuery(Selection, Words):
    """What to look for, where, in which order."""

    sort = fields.Choice(*SORTS, load_default="relevance")
    include = Keys(known=("facets",))
