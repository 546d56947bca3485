"""What crosses the desk's wire of previews of whole issues."""

from __future__ import annotations

import marshmallow as ma

from api.desk.schemas.previews import NewPreview, PreviewSchema
from api.desk.schemas.versions import ProgressSchema
from api.platform import fields
from api.platform.schemas import Envelope
from api.publishing import bodies, documents, readiness
from api.publishing.article_schemas import ArticleBrief, PageLinks
from api.publishing.body_schemas import BODIES


class NewIssuePreview(NewPreview):
    """In which language an issue is to be seen, and until when: two days where it is not said, a fortnight at most."""

    language = fields.LanguageTag(required=True)


class IssuePreviewSchema(PreviewSchema):
    """A preview of an issue that can be opened."""

    language = ma.fields.String(required=True)


class IssuePreviewList(Envelope):
    """The previews of an issue, the latest first."""

    data = ma.fields.List(ma.fields.Nested(IssuePreviewSchema), required=True)


class IssuePreviewQuery(ma.Schema):
    """In which form the bodies come, if at all."""

    body = fields.Choice(*bodies.FORMS, load_default="none")


class ArticleDraft(ArticleBrief):
    """An article of a previewed issue: its draft in list form, how far it is, and whether it would go out now.

    What only a release decides is null: address and times. `freshness` is null until all is translated.
    """

    slug = ma.fields.String(required=True, allow_none=True)
    published_at = fields.Moment(required=True, allow_none=True)
    updated_at = fields.Moment(required=True, allow_none=True)
    freshness = fields.Choice(*documents.FRESHNESS, required=True, allow_none=True)
    freshness_label = ma.fields.String(required=True, allow_none=True)
    body = fields.OneOf("ArticleBody", "format", lambda: BODIES, required=True, allow_none=True)
    is_preview = ma.fields.Boolean(required=True)
    progress = ma.fields.Nested(ProgressSchema, required=True)
    is_ready = ma.fields.Boolean(required=True)
    blockers = ma.fields.List(fields.Choice(*readiness.BLOCKERS), required=True)


class LeftOut(ma.Schema):
    """An article that a release of the issue leaves out, of which nothing else is told."""

    id = ma.fields.String(required=True)
    blockers = ma.fields.List(fields.Choice("withdrawn"), required=True)


class PreviewedPeriod(ma.Schema):
    """Monday and Sunday of the week."""

    start = fields.Day(required=True)
    end = fields.Day(required=True)


class PreviewedIssue(ma.Schema):
    """An issue as it would be released now in a language, its articles in the editor's order."""

    id = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    period = ma.fields.Nested(PreviewedPeriod, required=True)
    period_label = ma.fields.String(required=True)
    title = ma.fields.String(required=True, allow_none=True)
    title_language = ma.fields.String(required=True, allow_none=True)
    language = ma.fields.String(required=True)
    is_preview = ma.fields.Boolean(required=True)
    expires_at = fields.Moment(required=True)
    articles = ma.fields.List(ma.fields.Nested(ArticleDraft), required=True)
    left_out = ma.fields.List(ma.fields.Nested(LeftOut), required=True)
    links = ma.fields.Nested(PageLinks, required=True)
