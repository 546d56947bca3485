"""What crosses the desk's wire of language versions: how far one is, and what readers have of it."""

from __future__ import annotations

from typing import get_args

import marshmallow as ma

from api.desk.schemas.accounts import PersonRef
from api.desk.schemas.reviews import ApprovalSchema, ChangeRequestSchema
from api.platform import fields
from api.publishing import documents, picture_warnings
from api.translation.status import Status


class PublicationSchema(ma.Schema):
    """What readers have of a version."""

    revision = ma.fields.Integer(required=True)
    published_at = fields.Moment(required=True)
    freshness = fields.Choice(*documents.FRESHNESS, required=True)
    freshness_label = ma.fields.String(required=True)


class BlockerSchema(ma.Schema):
    """What keeps a version from going on."""

    code = fields.Code("FaultCode", required=True)
    detail = ma.fields.String(required=True)
    message_ids = ma.fields.List(ma.fields.String(), required=True)


class PictureWarningSchema(ma.Schema):
    """A picture of the article that will be shown no longer at a time, or has not been since; it holds nothing up.

    `picture_expires` is told a week ahead, of what the public text shows too, also in the place of another.
    """

    code = fields.Choice(*picture_warnings.CODES, required=True)
    picture_id = ma.fields.String(required=True)
    at = fields.Moment(required=True)


class ProgressCounts(ma.Schema):
    """By state."""

    total = ma.fields.Integer(required=True)
    untranslated = ma.fields.Integer(required=True)
    fuzzy = ma.fields.Integer(required=True)
    translated = ma.fields.Integer(required=True)
    approved = ma.fields.Integer(required=True)


class ProgressSchema(ma.Schema):
    """How far a version is; `percent` is of words that need nothing more."""

    messages = ma.fields.Nested(ProgressCounts, required=True)
    words = ma.fields.Nested(ProgressCounts, required=True)
    percent = ma.fields.Integer(required=True)


class VersionBrief(ma.Schema):
    """A language version in short."""

    language = ma.fields.String(required=True)
    status = fields.Choice(*get_args(Status), required=True)
    progress = ma.fields.Nested(ProgressSchema, required=True)


class VersionSchema(ma.Schema):
    """An article in one language."""

    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    source_language = ma.fields.String(required=True)
    is_source = ma.fields.Boolean(required=True)
    status = fields.Choice(*get_args(Status), required=True)
    revision = ma.fields.Integer(required=True)
    publication = ma.fields.Nested(PublicationSchema, required=True, allow_none=True)
    progress = ma.fields.Nested(ProgressSchema, required=True)
    blockers = ma.fields.List(ma.fields.Nested(BlockerSchema), required=True)
    warnings = ma.fields.List(ma.fields.Nested(PictureWarningSchema), required=True)
    assignee = ma.fields.Nested(PersonRef, required=True, allow_none=True)
    due_at = fields.Moment(required=True, allow_none=True)
    change_request = ma.fields.Nested(ChangeRequestSchema, required=True, allow_none=True)
    approval = ma.fields.Nested(ApprovalSchema, required=True, allow_none=True)


class NewAssignment(ma.Schema):
    """Who takes a version in hand (null: nobody), and until when (null: whenever)."""

    person_id = ma.fields.String(required=True, allow_none=True)
    due_at = fields.Moment(load_default=None, allow_none=True)


class NewWithdrawal(ma.Schema):
    """Why a published version is taken from its readers."""

    reason = fields.Text(1, 1_000, required=True)


class NewSlug(ma.Schema):
    """Another address for a published version."""

    slug = fields.Line(1, 80, required=True)
