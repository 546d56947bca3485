"""What readers get, as OpenAPI describes it (CONTRACT.md, "Public"). The answers themselves are stored bytes."""

from __future__ import annotations

from typing import get_args

import marshmallow as ma

from api.platform import fields
from api.platform.schemas import Envelope, ListMeta, ProblemSchema
from api.publishing import documents, journal
from api.publishing.article_schemas import Alternate, ArticleBrief, ArticleSchema, CorrectionSchema
from api.publishing.body_schemas import BODIES


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


class OtherReading(ma.Schema):
    """Where an article can be read that is not to be had in the language asked for."""

    language = ma.fields.String(required=True)
    freshness = fields.Choice(*documents.FRESHNESS, required=True)
    freshness_label = ma.fields.String(required=True)
    href = ma.fields.String(required=True)


class ArticleProblem(ProblemSchema):
    """A problem with an article, which may be public in other languages."""

    alternates = ma.fields.List(ma.fields.Nested(OtherReading), required=True)


class ArticleListed(ArticleBrief):
    """An article in a list, with what `include` adds."""

    body = fields.OneOf("ArticleBody", "format", lambda: BODIES, allow_none=True)
    corrections = ma.fields.List(ma.fields.Nested(CorrectionSchema))
    alternates = ma.fields.List(ma.fields.Nested(Alternate))


class ArticleList(Envelope):
    """Articles in list form."""

    data = ma.fields.List(ma.fields.Nested(ArticleListed), required=True)


class ChangeDocument(ArticleSchema):
    """An article as readers get it, but for the ones before and after it, which change without it."""

    class Meta:
        exclude = ("previous", "next")


class ChangeEntry(ma.Schema):
    """What all entries of the journal have; `resource` says of what it is told."""

    resource = ma.fields.String(required=True)
    id = ma.fields.String(required=True, allow_none=True)
    key = ma.fields.String(required=True, allow_none=True)
    type = fields.Choice(*get_args(journal.ChangeType), required=True)
    at = fields.Moment(required=True, allow_none=True)
    article_id = ma.fields.String(required=True, allow_none=True)
    language = ma.fields.String(required=True, allow_none=True)
    slug = ma.fields.String(required=True, allow_none=True)
    revision = ma.fields.Integer(required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)
    href = ma.fields.String(required=True, allow_none=True)
    document = ma.fields.Nested(ChangeDocument, allow_none=True, metadata={"description": "With `include=document`."})


class ArticleChange(ChangeEntry):
    """An entry of an article in a language, without `id` and `key`.

    A version that is withdrawn has no slug, and no document. `note` is of a correction, `reason` of a withdrawal.
    """

    resource = fields.Choice(journal.ARTICLE, required=True)
    at = fields.Moment(required=True)
    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True)
    href = ma.fields.String(required=True)


class FrameChange(ChangeEntry):
    """An entry of what frames articles: read `href` anew. `at` is null where it is told as it stands.

    A topic, byline or issue has its `id`; `key` and `href` are null once nothing public has it any longer.
    """

    resource = fields.Choice(*get_args(journal.Resource), required=True)


CHANGES: dict[str, type[ma.Schema]] = {
    journal.ARTICLE: ArticleChange,
    **dict.fromkeys(get_args(journal.Resource), FrameChange),
}


class ChangeListMeta(ListMeta):
    """Where the journal goes on."""

    cursor = ma.fields.String(required=True)
    has_more = ma.fields.Boolean(required=True)


class ChangeList(Envelope):
    """A part of the journal."""

    data = ma.fields.List(fields.OneOf("Change", "resource", lambda: CHANGES), required=True)
    meta = ma.fields.Nested(ChangeListMeta, required=True)
