"""What readers ask of the journal, and what they get, as OpenAPI describes it."""

from __future__ import annotations

from typing import get_args

import marshmallow as ma

from api.delivery.queries import Keys, fields_of
from api.delivery.schemas.signatures import SignatureSchema
from api.platform import fields, paging
from api.platform.schemas import Envelope, ListMeta, ProblemSchema
from api.publishing import journal
from api.publishing.article_schemas import ChangeDocument
from api.publishing.touched_schemas import RepublishedAt, TouchedSchema

LONGEST_WAIT = 15  # seconds: what watches connections, and most proxies, call one silent that says nothing for longer


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
    topic = ma.fields.String(required=True, allow_none=True)
    revision = ma.fields.Integer(required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)
    touched = ma.fields.Nested(TouchedSchema, required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)
    href = ma.fields.String(required=True, allow_none=True)
    republications = ma.fields.List(
        ma.fields.Nested(RepublishedAt),
        metadata={"description": "Only with a partner's key, and there always: where it has said to show the text."},
    )
    embargoed_until = fields.Moment(
        allow_none=True,
        metadata={"description": "Only with the key of a partner who reads ahead; null where it is offered no longer."},
    )
    document = ma.fields.Nested(ChangeDocument, allow_none=True, metadata={"description": "With `include=document`."})
    signature = ma.fields.Nested(
        SignatureSchema,
        allow_none=True,
        metadata={"description": "With `include=signature`: that of the article as it stands now."},
    )


class ArticleChange(ChangeEntry):
    """An entry of an article in a language, without `id` and `key`.

    `topic` is the key of the one in which readers have it now. A version that is withdrawn has neither that nor a slug,
    and no document. `note` is of a correction, `reason` of a withdrawal. `touched` is in what an `updated`
    or `corrected` text differs from the one before it; null where no other text was published, and of such as were
    before it was kept.
    """

    resource = fields.Choice(journal.ARTICLE, required=True)
    at = fields.Moment(required=True)
    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True)
    href = ma.fields.String(required=True)


class FrameChange(ChangeEntry):
    """An entry of what frames articles, or of a picture: read `href` anew. `at` is null where it is told as it stands.

    A topic, byline or issue has its `id`; `key` and `href` are null once nothing public has it any longer. Of a
    `picture` there is its `id` alone: `published` when readers have it for the first time or again, `withdrawn` when
    they have it no longer, whatever the reason. Then delete your copies of its files.
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


class BeginningLinks(ma.Schema):
    """Where to begin anew."""

    first = ma.fields.String(required=True)


class ChangesProblem(ProblemSchema):
    """A problem with a cursor that is too old; `links.first` asks for the same from its beginning."""

    links = ma.fields.Nested(BeginningLinks, required=True)


class ChangesQuery(ma.Schema):
    """Which part of the journal."""

    since = ma.fields.String(load_default=None, validate=fields.length(1, 500))
    initial = fields.Flag(load_default=False, metadata={"description": "Begin with what stands now."})
    lang = fields.LanguageTag(load_default=None)
    topic = Keys()
    fields_ = fields_of(ChangeEntry, without=["document", "signature"])
    include = Keys(known=("document", "signature"))
    limit = fields.Whole(1, paging.LARGEST_LIMIT, load_default=paging.DEFAULT_LIMIT)
    wait = fields.Whole(
        0, LONGEST_WAIT, load_default=0, metadata={"description": "Seconds that an empty page may wait for an entry."}
    )
