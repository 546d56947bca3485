"""What crosses the wire about the work on an issue: assignments, comments, the queue, the board, previews."""

from __future__ import annotations

from typing import get_args

import marshmallow as ma

from api.desk.schemas import PersonRef, ProgressSchema
from api.desk.version_schemas import BlockerSchema
from api.platform import fields
from api.platform.schemas import Envelope, PageQuery
from api.publishing import bodies, documents
from api.publishing.article_schemas import ArticleSchema
from api.translation.status import Status
from api.translation.tasks import KINDS


class NewAssignment(ma.Schema):
    """Who takes a version in hand (null: nobody), and until when (null: whenever)."""

    person_id = ma.fields.String(required=True, allow_none=True)
    due_at = fields.Moment(load_default=None, allow_none=True)


class NewComment(ma.Schema):
    """A remark on a version, or on one message of it."""

    text = fields.Text(1, 4_000, required=True)
    message_id = ma.fields.String(load_default=None, allow_none=True)


class CommentSchema(ma.Schema):
    """What somebody said of a version or a message; `is_remark` marks what came with a change request."""

    id = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    message_id = ma.fields.String(required=True, allow_none=True)
    is_remark = ma.fields.Boolean(required=True)
    at = fields.Moment(required=True)
    by = ma.fields.Nested(PersonRef, required=True)


class CommentQuery(PageQuery):
    """Which comments."""

    message_id = ma.fields.String(load_default=None)


class CommentList(Envelope):
    """Comments, the earliest first."""

    data = ma.fields.List(ma.fields.Nested(CommentSchema), required=True)


class TaskSchema(ma.Schema):
    """Something that waits for the person who asks."""

    action = fields.Choice(*KINDS, required=True)
    article_id = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    source_language = ma.fields.String(required=True)
    status = fields.Choice(*get_args(Status), required=True)
    words_left = ma.fields.Integer(required=True)
    assignee = ma.fields.Nested(PersonRef, required=True, allow_none=True)
    due_at = fields.Moment(required=True, allow_none=True)
    issue = ma.fields.String(required=True, allow_none=True, metadata={"description": "The issue's key."})


class TaskList(Envelope):
    """Tasks, the most urgent first."""

    data = ma.fields.List(ma.fields.Nested(TaskSchema), required=True)


class BoardArticle(ma.Schema):
    """How far one article is in one language."""

    article_id = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = fields.Choice(*get_args(Status), required=True)
    progress = ma.fields.Nested(ProgressSchema, required=True)
    blockers = ma.fields.List(ma.fields.Nested(BlockerSchema), required=True)
    assignee = ma.fields.Nested(PersonRef, required=True, allow_none=True)
    due_at = fields.Moment(required=True, allow_none=True)


class BoardLanguage(ma.Schema):
    """How far an issue is in one language; `ready` are the approved of `total` articles."""

    language = ma.fields.String(required=True)
    ready = ma.fields.Integer(required=True)
    total = ma.fields.Integer(required=True)
    words_left = ma.fields.Integer(required=True)
    articles = ma.fields.List(ma.fields.Nested(BoardArticle), required=True)


class BoardIssue(ma.Schema):
    """Which issue."""

    id = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    title = ma.fields.String(required=True, allow_none=True)


class Board(ma.Schema):
    """How far an issue is in every language. The deadline is its next scheduled release, else the one set for it."""

    issue = ma.fields.Nested(BoardIssue, required=True)
    deadline_at = fields.Moment(required=True, allow_none=True)
    hours_left = ma.fields.Float(required=True, allow_none=True)
    languages = ma.fields.List(ma.fields.Nested(BoardLanguage), required=True)


class NewPreview(ma.Schema):
    """Until when a preview may be seen: two days where it is not said, a fortnight at most."""

    expires_at = fields.Moment(load_default=None, allow_none=True)


class MadePreview(ma.Schema):
    """The address of a preview, shown this once, and the id by which it can be ended."""

    id = ma.fields.String(required=True)
    url = ma.fields.String(required=True)
    expires_at = fields.Moment(required=True)
    etag = ma.fields.String(required=True, metadata={"description": "For If-Match when it is ended."})


class PreviewQuery(ma.Schema):
    """In which form the body comes."""

    body = fields.Choice(*bodies.FORMS, load_default="html")


class ArticlePreview(ArticleSchema):
    """A draft as readers would get it, and how far it is.

    What only a release decides is null: address, times and neighbours. `freshness` is null until all is translated.
    """

    slug = ma.fields.String(required=True, allow_none=True)
    published_at = fields.Moment(required=True, allow_none=True)
    updated_at = fields.Moment(required=True, allow_none=True)
    freshness = fields.Choice(*documents.FRESHNESS, required=True, allow_none=True)
    freshness_label = ma.fields.String(required=True, allow_none=True)
    is_preview = ma.fields.Boolean(required=True)
    progress = ma.fields.Nested(ProgressSchema, required=True)


class PreviewSchema(ma.Schema):
    """A preview that can be opened: who made it and until when; its address is not kept."""

    id = ma.fields.String(required=True)
    created_at = fields.Moment(required=True)
    expires_at = fields.Moment(required=True)
    by = ma.fields.Nested(PersonRef, required=True)
    etag = ma.fields.String(required=True, metadata={"description": "For If-Match when it is ended."})


class PreviewList(Envelope):
    """The previews of a version, the latest first."""

    data = ma.fields.List(ma.fields.Nested(PreviewSchema), required=True)
