"""What readers get around articles, as OpenAPI describes it (CONTRACT.md, "Public")."""

from __future__ import annotations

import marshmallow as ma

from api.content import weeks
from api.delivery.door import LanguagePageQuery, LanguageQuery
from api.delivery.queries import fields_of
from api.delivery.schemas import LanguageSchema
from api.platform import fields
from api.platform.schemas import Envelope
from api.publishing.article_schemas import ArticleBrief, IssueRef, SelfLink, TrendSchema


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


class BylineBrief(ma.Schema):
    """The public name of an author, and the language in which it is written here."""

    id = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    links = ma.fields.Nested(SelfLink, required=True)


class BylineSchema(BylineBrief):
    """A byline, and what readers are told of the author, in which language."""

    biography = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "Plain text, a blank line between paragraphs."}
    )
    biography_language = ma.fields.String(required=True, allow_none=True)


class TopicSchema(ma.Schema):
    """A standing beat, and the language in which it is named here."""

    id = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    description = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    links = ma.fields.Nested(SelfLink, required=True)


class TopicList(Envelope):
    """Topics in the newsroom's order."""

    data = ma.fields.List(ma.fields.Nested(TopicSchema), required=True)


class BylineList(Envelope):
    """Bylines in the order of their keys."""

    data = ma.fields.List(ma.fields.Nested(BylineBrief), required=True)


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


class IssueQuery(LanguageQuery):
    """How to show an issue."""

    fallback = fields.Choice("chain", "none", load_default="chain")
    fields_ = fields_of(IssueSchema)


class IssueListQuery(LanguagePageQuery):
    """Which issues: those of an ISO year, and those whose weeks touch a span of days."""

    fallback = fields.Choice("chain", "none", load_default="chain")
    year = fields.Whole(*weeks.YEARS, load_default=None, metadata={"description": "The ISO year."})
    from_ = fields.Day(data_key="from", load_default=None, metadata={"description": "Weeks that end then or later."})
    to = fields.Day(load_default=None, metadata={"description": "Weeks that begin then or earlier."})
    fields_ = fields_of(IssueBrief)


class TopicQuery(LanguageQuery):
    """How to show a topic."""

    fields_ = fields_of(TopicSchema)


class TopicListQuery(LanguagePageQuery):
    """How to show topics."""

    fields_ = fields_of(TopicSchema)


class BylineQuery(LanguageQuery):
    """How to show a byline."""

    fields_ = fields_of(BylineSchema)


class BylineListQuery(LanguagePageQuery):
    """How to show bylines."""

    fields_ = fields_of(BylineBrief)


class SiteQuery(LanguageQuery):
    """How to show the frame of a front page."""

    fields_ = fields_of(SiteSchema)
