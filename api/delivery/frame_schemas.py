"""What readers get around articles, as OpenAPI describes it (CONTRACT.md, "Public")."""

from __future__ import annotations

import marshmallow as ma

from api.delivery.door import LanguagePageQuery, LanguageQuery
from api.delivery.schemas import ArticleBrief, IssueRef, LanguageSchema, SelfLink, TrendSchema
from api.platform import fields
from api.platform.schemas import Envelope


class IssueQuery(LanguageQuery):
    """How to show an issue."""

    fallback = fields.Choice("chain", "none", load_default="chain")


class IssueListQuery(LanguagePageQuery):
    """Which issues."""

    fallback = fields.Choice("chain", "none", load_default="chain")


class IssuePeriod(ma.Schema):
    """Monday and Sunday of the week."""

    start = fields.Day(required=True)
    end = fields.Day(required=True)


class IssueBrief(ma.Schema):
    """An issue in list form. `languages` are those in which it has a text of its own."""

    id = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    year = ma.fields.Integer(required=True, metadata={"description": "The ISO year."})
    week = ma.fields.Integer(required=True)
    period = ma.fields.Nested(IssuePeriod, required=True)
    period_label = ma.fields.String(required=True)
    title = ma.fields.String(required=True, allow_none=True)
    title_language = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "In which the title is; null where there is none."}
    )
    language = ma.fields.String(required=True)
    languages = ma.fields.List(ma.fields.String(), required=True)
    published_at = fields.Moment(required=True)
    article_count = ma.fields.Integer(required=True)
    links = ma.fields.Nested(SelfLink, required=True)


class IssueSchema(IssueBrief):
    """An issue with its articles, in the editor's order, and the ones before and after it."""

    articles = ma.fields.List(ma.fields.Nested(ArticleBrief), required=True)
    previous = ma.fields.Nested(IssueRef, required=True, allow_none=True)
    next = ma.fields.Nested(IssueRef, required=True, allow_none=True)


class IssueList(Envelope):
    """Issues in list form, the newest week first."""

    data = ma.fields.List(ma.fields.Nested(IssueBrief), required=True)


class BylineSchema(ma.Schema):
    """The public name of an author, and the language in which it is written here."""

    id = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    language = ma.fields.String(required=True)


class TopicSchema(BylineSchema):
    """A standing beat, and the language in which it is named here."""

    description = ma.fields.String(required=True)


class TopicList(Envelope):
    """Topics in the newsroom's order."""

    data = ma.fields.List(ma.fields.Nested(TopicSchema), required=True)


class BylineList(Envelope):
    """Bylines in the order of their keys."""

    data = ma.fields.List(ma.fields.Nested(BylineSchema), required=True)


class TopicVerdict(ma.Schema):
    """A topic with its latest verdict, and the issue in which that stands."""

    key = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    trend = ma.fields.Nested(TrendSchema, required=True, allow_none=True)
    issue = ma.fields.Nested(IssueRef, required=True, allow_none=True)


class Newsletter(ma.Schema):
    """Where to subscribe; null where there is no newsletter."""

    subscribe = ma.fields.String(required=True, allow_none=True)


class SiteLinks(ma.Schema):
    """Where to read on."""

    self = ma.fields.String(required=True)
    articles = ma.fields.String(required=True)
    issues = ma.fields.String(required=True)
    current_issue = ma.fields.String(required=True, allow_none=True)
    topics = ma.fields.String(required=True)
    bylines = ma.fields.String(required=True)
    changes = ma.fields.String(required=True)


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
