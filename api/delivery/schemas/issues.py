"""What readers ask of issues, and what they get."""

from __future__ import annotations

import marshmallow as ma

from api.content import weeks
from api.delivery.queries import Fallback, Form, FormVersion, LanguagePageQuery, LanguageQuery, fields_of
from api.platform import fields
from api.platform.schemas import Envelope
from api.publishing.article_schemas import ArticleBrief, IssueRef, PageLinks


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
    links = ma.fields.Nested(PageLinks, required=True)


class IssueNeighbour(IssueRef):
    """The issue before or after one."""

    links = ma.fields.Nested(PageLinks, required=True)


class IssueSchema(IssueBrief):
    """An issue with its articles, in the editor's order, and the ones before and after it."""

    articles = ma.fields.List(ma.fields.Nested(ArticleBrief), required=True)
    previous = ma.fields.Nested(IssueNeighbour, required=True, allow_none=True)
    next = ma.fields.Nested(IssueNeighbour, required=True, allow_none=True)


class IssueList(Envelope):
    """Issues in list form, the newest week first."""

    data = ma.fields.List(ma.fields.Nested(IssueBrief), required=True)


class IssueQuery(LanguageQuery):
    """How to show an issue."""

    fallback = Fallback()
    format = Form()
    version = FormVersion()
    fields_ = fields_of(IssueSchema)


class IssueListQuery(LanguagePageQuery):
    """Which issues: those of an ISO year, and those whose weeks touch a span of days."""

    fallback = Fallback()
    year = fields.Whole(*weeks.YEARS, load_default=None, metadata={"description": "The ISO year."})
    from_ = fields.Day(data_key="from", load_default=None, metadata={"description": "Weeks that end then or later."})
    to = fields.Day(load_default=None, metadata={"description": "Weeks that begin then or earlier."})
    fields_ = fields_of(IssueBrief)
