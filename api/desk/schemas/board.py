"""What crosses the desk's wire of how far an issue is."""

from __future__ import annotations

from typing import get_args

import marshmallow as ma

from api.desk.schemas.accounts import PersonRef
from api.desk.schemas.versions import BlockerSchema, PictureWarningSchema, ProgressSchema
from api.platform import fields
from api.translation.status import Status


class BoardArticle(ma.Schema):
    """How far one article is in one language."""

    article_id = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = fields.Choice(*get_args(Status), required=True)
    progress = ma.fields.Nested(ProgressSchema, required=True)
    blockers = ma.fields.List(ma.fields.Nested(BlockerSchema), required=True)
    warnings = ma.fields.List(ma.fields.Nested(PictureWarningSchema), required=True)
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
