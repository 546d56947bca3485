"""What crosses the desk's wire of articles."""

from __future__ import annotations

import marshmallow as ma

from api.content.articles import TRENDS
from api.desk.schemas.revisions import LONGEST_BODY, LONGEST_SUMMARY, LONGEST_TITLE, LeadPicture, RevisionSchema
from api.desk.schemas.versions import VersionBrief
from api.platform import fields
from api.platform.schemas import Envelope, PageQuery


class NewArticle(ma.Schema):
    """An article with its first text, in Markdown (CommonMark with tables and footnotes)."""

    source_language = ma.fields.String(required=True)
    topic = ma.fields.String(required=True, metadata={"description": "A topic's key."})
    issue = ma.fields.String(load_default=None, allow_none=True, metadata={"description": "An issue's key."})
    trend = fields.Choice(*TRENDS, load_default=None, allow_none=True)
    bylines = ma.fields.List(
        ma.fields.String(), load_default=list, validate=fields.at_most(20), metadata={"description": "Keys, in order."}
    )
    title = ma.fields.String(required=True, validate=fields.length(1, LONGEST_TITLE))
    summary = ma.fields.String(load_default="", validate=fields.length(0, LONGEST_SUMMARY))
    body = ma.fields.String(required=True, validate=fields.length(0, LONGEST_BODY))
    picture = ma.fields.Nested(LeadPicture, load_default=None, allow_none=True)


class ArticleChange(ma.Schema):
    """What may be changed about an article beside its text; what is left out stays."""

    topic = ma.fields.String()
    issue = ma.fields.String(allow_none=True)
    trend = fields.Choice(*TRENDS, allow_none=True)
    bylines = ma.fields.List(ma.fields.String(), validate=fields.at_most(20))


class ArticleSchema(ma.Schema):
    """An article with its latest revision and how far each language is."""

    id = ma.fields.String(required=True)
    source_language = ma.fields.String(required=True)
    topic = ma.fields.String(required=True)
    issue = ma.fields.String(required=True, allow_none=True)
    trend = fields.Choice(*TRENDS, required=True, allow_none=True)
    bylines = ma.fields.List(ma.fields.String(), required=True)
    revision = ma.fields.Nested(RevisionSchema, required=True)
    versions = ma.fields.List(ma.fields.Nested(VersionBrief), required=True)


class ArticleQuery(PageQuery):
    """Which articles."""

    issue = ma.fields.String(load_default=None, metadata={"description": "An issue's key."})


class ArticleList(Envelope):
    """Articles, the latest first."""

    data = ma.fields.List(ma.fields.Nested(ArticleSchema), required=True)
