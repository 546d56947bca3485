"""What readers ask of the site, and what they get: the frame of a front page."""

from __future__ import annotations

import marshmallow as ma

from api.delivery.queries import LanguageQuery, fields_of
from api.delivery.schemas.issues import IssueBrief
from api.delivery.schemas.languages import LanguageSchema
from api.publishing.article_schemas import IssueRef, TrendSchema, page


class TopicVerdict(ma.Schema):
    """A topic with its latest verdict, and the issue in which that stands."""

    key = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    trend = ma.fields.Nested(TrendSchema, required=True, allow_none=True)
    issue = ma.fields.Nested(IssueRef, required=True, allow_none=True)


class Newsletter(ma.Schema):
    """Where to subscribe; null where there is no newsletter."""

    subscribe = ma.fields.String(required=True, allow_none=True)


class SiteFeeds(ma.Schema):
    """The feeds of all that is published in the language, in each form; null to a partner whose contract has it not."""

    atom = ma.fields.String(required=True, allow_none=True)
    rss = ma.fields.String(required=True, allow_none=True)
    json = ma.fields.String(required=True, allow_none=True)


class SiteLinks(ma.Schema):
    """Where to read on; `page` is the site's own front page."""

    self = ma.fields.String(required=True)
    page = page()
    articles = ma.fields.String(required=True)
    issues = ma.fields.String(required=True)
    current_issue = ma.fields.String(required=True, allow_none=True)
    topics = ma.fields.String(required=True)
    bylines = ma.fields.String(required=True)
    trends = ma.fields.String(required=True)
    changes = ma.fields.String(required=True)
    feeds = ma.fields.Nested(SiteFeeds, required=True)


class SiteSchema(ma.Schema):
    """The frame of a front page. The texts are null where the newsroom has said nothing of itself yet."""

    name = ma.fields.String(required=True, allow_none=True)
    tagline = ma.fields.String(required=True, allow_none=True)
    about = ma.fields.String(required=True, allow_none=True)
    language = ma.fields.String(required=True)
    languages = ma.fields.List(ma.fields.Nested(LanguageSchema), required=True)
    topics = ma.fields.List(ma.fields.Nested(TopicVerdict), required=True)
    current_issue = ma.fields.Nested(IssueBrief, required=True, allow_none=True)
    newsletter = ma.fields.Nested(Newsletter, required=True)
    links = ma.fields.Nested(SiteLinks, required=True)


class SiteQuery(LanguageQuery):
    """How to show the frame of a front page."""

    fields_ = fields_of(SiteSchema)
