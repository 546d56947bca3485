"""An article as OpenAPI describes it (CONTRACT.md, "Public"), for whoever shows one: readers get it, and previews too.

`documents` makes it.
"""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.content import seo
from api.content.articles import TRENDS
from api.platform import fields
from api.publishing import documents
from api.publishing.audience import FORMATS
from api.publishing.body_schemas import BODIES, HtmlBody
from api.publishing.picture_schemas import PictureBrief, PictureWhole, SocialPicture


def page() -> ma.fields.String:
    """Give the field of a page of the site."""
    metadata = {"description": "On the site itself; null where the newsroom names no such pages."}
    return ma.fields.String(required=True, allow_none=True, metadata=metadata)


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


class PageLinks(ma.Schema):
    """The canonical address here, and that of the site's own page; null where the newsroom names none."""

    self = ma.fields.String(required=True)
    page = page()


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
    picture = ma.fields.Nested(PictureBrief, required=True, allow_none=True)
    links = ma.fields.Nested(PageLinks, required=True)
    embargoed_until = fields.Moment(
        metadata={"description": "Only with the key of a partner who reads ahead: publish nothing of it before."}
    )


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
    page = page()


class RightsSchema(ma.Schema):
    """On which terms a partner may show a text, by its contract.

    `attribution` is the line that must stand beside it, `canonical_url` where it stands at the newsroom. It must be
    taken down at `expires_at`. `formats` are the forms in which it may be taken, null for all.
    """

    licence = ma.fields.String(required=True)
    attribution = ma.fields.String(required=True)
    canonical_url = ma.fields.String(required=True)
    expires_at = fields.Moment(required=True, allow_none=True)
    formats = ma.fields.List(fields.Choice(*FORMATS), required=True, allow_none=True)


class SeoSchema(ma.Schema):
    """What search engines and messengers are told of an article, as plain texts: as set, else as it follows from it."""

    title = ma.fields.String(required=True, metadata={"maxLength": seo.LONGEST_TITLE})
    description = ma.fields.String(required=True, metadata={"maxLength": seo.LONGEST_DESCRIPTION})
    picture = ma.fields.Nested(
        SocialPicture, required=True, allow_none=True, metadata={"description": "Null where the text has no lead."}
    )


class ArticleSchema(ArticleBrief):
    """An article whole."""

    picture = ma.fields.Nested(PictureWhole, required=True, allow_none=True)
    seo = ma.fields.Nested(SeoSchema, required=True)
    body: ma.fields.Field[Any] = fields.OneOf("ArticleBody", "format", lambda: BODIES, required=True, allow_none=True)
    corrections = ma.fields.List(ma.fields.Nested(CorrectionSchema), required=True)
    alternates = ma.fields.List(ma.fields.Nested(Alternate), required=True)
    previous = ma.fields.Nested(ArticleBrief, required=True, allow_none=True)
    next = ma.fields.Nested(ArticleBrief, required=True, allow_none=True)
    rights = ma.fields.Nested(
        RightsSchema, metadata={"description": "Always there with a partner's key, and never without."}
    )


class ChangeDocument(ArticleSchema):
    """An article as readers get it with its HTML, but for the ones before and after it, which change without it."""

    class Meta:
        exclude = ("previous", "next")

    body = ma.fields.Nested(HtmlBody, required=True)
