"""What readers get, as OpenAPI describes it (CONTRACT.md, "Public"). The answers themselves are stored bytes."""

from __future__ import annotations

import marshmallow as ma

from api.content.articles import TRENDS
from api.delivery.body_schemas import BODIES
from api.platform import fields
from api.platform.schemas import Envelope, ListMeta, ProblemSchema
from api.publishing import documents


class LanguageSchema(ma.Schema):
    """A language of the newsroom."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    native_name = ma.fields.String(required=True)
    direction = fields.Choice("ltr", "rtl", required=True)
    fallback = ma.fields.List(ma.fields.String(), required=True)
    is_default = ma.fields.Boolean(required=True)


class LanguageList(Envelope):
    """The languages of the newsroom."""

    data = ma.fields.List(ma.fields.Nested(LanguageSchema), required=True)


class TopicRef(ma.Schema):
    """A topic as articles show it."""

    key = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class BylineRef(ma.Schema):
    """A byline as articles show it."""

    key = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class TrendSchema(ma.Schema):
    """An article's verdict on its topic that week, with its label."""

    value = fields.Choice(*TRENDS, required=True)
    label = ma.fields.String(required=True)


class IssueRef(ma.Schema):
    """An issue as articles show it."""

    key = ma.fields.String(required=True)
    period_label = ma.fields.String(required=True)


class SelfLink(ma.Schema):
    """The canonical address."""

    self = ma.fields.String(required=True)


class ArticleBrief(ma.Schema):
    """An article in list form."""

    id = ma.fields.String(required=True)
    slug = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    requested_language = ma.fields.String(required=True)
    is_fallback = ma.fields.Boolean(required=True)
    source_language = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    summary = ma.fields.String(required=True)
    topic = ma.fields.Nested(TopicRef, required=True)
    trend = ma.fields.Nested(TrendSchema, required=True, allow_none=True)
    issue = ma.fields.Nested(IssueRef, required=True, allow_none=True)
    bylines = ma.fields.List(ma.fields.Nested(BylineRef), required=True)
    published_at = fields.Moment(required=True)
    updated_at = fields.Moment(required=True)
    revision = ma.fields.Integer(required=True)
    freshness = fields.Choice(*documents.FRESHNESS, required=True)
    freshness_label = ma.fields.String(required=True)
    word_count = ma.fields.Integer(required=True)
    reading_minutes = ma.fields.Integer(required=True)
    links = ma.fields.Nested(SelfLink, required=True)


class CorrectionSchema(ma.Schema):
    """What was wrong, where the editor says so, and when it was put right."""

    at = fields.Moment(required=True)
    note = ma.fields.String(required=True, allow_none=True)


class Alternate(ma.Schema):
    """The article in one of the languages in which it is published."""

    language = ma.fields.String(required=True)
    slug = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    freshness = fields.Choice(*documents.FRESHNESS, required=True)
    freshness_label = ma.fields.String(required=True)
    href = ma.fields.String(required=True)


class OtherReading(ma.Schema):
    """Where an article can be read that is not to be had in the language asked for."""

    language = ma.fields.String(required=True)
    freshness = fields.Choice(*documents.FRESHNESS, required=True)
    freshness_label = ma.fields.String(required=True)
    href = ma.fields.String(required=True)


class ArticleProblem(ProblemSchema):
    """A problem with an article, which may be public in other languages."""

    alternates = ma.fields.List(ma.fields.Nested(OtherReading), required=True)


class ArticleSchema(ArticleBrief):
    """An article whole."""

    body = fields.OneOf("ArticleBody", "format", lambda: BODIES, required=True, allow_none=True)
    corrections = ma.fields.List(ma.fields.Nested(CorrectionSchema), required=True)
    alternates = ma.fields.List(ma.fields.Nested(Alternate), required=True)
    previous = ma.fields.Nested(ArticleBrief, required=True, allow_none=True)
    next = ma.fields.Nested(ArticleBrief, required=True, allow_none=True)


class ArticleList(Envelope):
    """Articles in list form."""

    data = ma.fields.List(ma.fields.Nested(ArticleBrief), required=True)


class ChangeDocument(ArticleSchema):
    """An article as readers get it, but for the ones before and after it, which change without it."""

    class Meta:
        exclude = ("previous", "next")


class ChangeSchema(ma.Schema):
    """An entry of the journal: of an article in a language, or of what frames articles.

    A topic, byline or issue has its `id`; `key` and `href` are null once nothing public has it any longer.

    A withdrawal has no slug, and an article that is withdrawn no document. `note` is of a correction, `reason` of a
    withdrawal. `at` is null of what frames articles where it is told as it stands.
    """

    resource = fields.Choice("article", "issue", "topic", "byline", "language", "site", required=True)
    id = ma.fields.String(required=True, allow_none=True)
    key = ma.fields.String(required=True, allow_none=True)
    type = fields.Choice("published", "updated", "corrected", "withdrawn", required=True)
    at = fields.Moment(required=True, allow_none=True)
    article_id = ma.fields.String(required=True, allow_none=True)
    language = ma.fields.String(required=True, allow_none=True)
    slug = ma.fields.String(required=True, allow_none=True)
    revision = ma.fields.Integer(required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)
    href = ma.fields.String(required=True, allow_none=True)
    document = ma.fields.Nested(ChangeDocument, allow_none=True)


class ChangeListMeta(ListMeta):
    """Where the journal goes on."""

    cursor = ma.fields.String(required=True)
    has_more = ma.fields.Boolean(required=True)


class ChangeList(Envelope):
    """A part of the journal."""

    data = ma.fields.List(ma.fields.Nested(ChangeSchema), required=True)
    meta = ma.fields.Nested(ChangeListMeta, required=True)
