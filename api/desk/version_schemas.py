"""What crosses the wire about language versions, their messages, their review and their release (CONTRACT.md)."""

from __future__ import annotations

from typing import get_args

import marshmallow as ma

from api.desk.schemas import LONGEST_TRANSLATION, PersonRef, ProgressSchema
from api.platform import fields, paging
from api.platform.schemas import Envelope
from api.publishing import documents, releases
from api.translation.history import Action
from api.translation.matching.differences import CHANGES
from api.translation.splitting import Kind
from api.translation.states import State
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


class RemarkSchema(ma.Schema):
    """What a reviewer said of a message."""

    message_id = ma.fields.String(required=True)
    text = fields.Text(1, 2_000, required=True)


class ChangeRequestSchema(ma.Schema):
    """Why a version was returned."""

    note = ma.fields.String(required=True)
    remarks = ma.fields.List(ma.fields.Nested(RemarkSchema), required=True)
    at = fields.Moment(required=True)
    by = ma.fields.Nested(PersonRef, required=True)


class ApprovalSchema(ma.Schema):
    """Whose approval stands; `carried_by` let it stand for a typo (`at` is when), which `by` has not seen.

    `override_reason` is why `by` approved a text of their own, `carried_reason` why `carried_by` called it a typo.
    """

    at = fields.Moment(required=True)
    by = ma.fields.Nested(PersonRef, required=True)
    carried_by = ma.fields.Nested(PersonRef, required=True, allow_none=True)
    override_reason = ma.fields.String(required=True, allow_none=True)
    carried_reason = ma.fields.String(required=True, allow_none=True)


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
    assignee = ma.fields.Nested(PersonRef, required=True, allow_none=True)
    due_at = fields.Moment(required=True, allow_none=True)
    change_request = ma.fields.Nested(ChangeRequestSchema, required=True, allow_none=True)
    approval = ma.fields.Nested(ApprovalSchema, required=True, allow_none=True)


class MessageCheck(ma.Schema):
    """What an automatic check says of a translation."""

    id = ma.fields.String(required=True)
    severity = fields.Choice("blocking", "warning", required=True)
    detail = ma.fields.String(required=True)
    dismissed = ma.fields.String(required=True, allow_none=True)


class MessageSchema(ma.Schema):
    """One translatable unit in one version."""

    id = ma.fields.String(required=True)
    position = ma.fields.Integer(required=True, allow_none=True)
    kind = fields.Choice(*get_args(Kind), required=True)
    source = ma.fields.String(required=True)
    previous_source = ma.fields.String(required=True, allow_none=True)
    translation = ma.fields.String(required=True, allow_none=True)
    state = fields.Choice(*get_args(State), required=True)
    checks = ma.fields.List(ma.fields.Nested(MessageCheck), required=True)
    etag = ma.fields.String(required=True, metadata={"description": "For If-Match when this message is written."})
    updated_at = fields.Moment(required=True, allow_none=True)
    updated_by = ma.fields.Nested(PersonRef, required=True, allow_none=True)


class MessageList(Envelope):
    """The messages of a version, in order."""

    data = ma.fields.List(ma.fields.Nested(MessageSchema), required=True)


class MessageQuery(ma.Schema):
    """Which messages, how much of them and from where; without `limit` and `cursor` all of them."""

    limit = fields.Whole(1, paging.LARGEST_LIMIT, load_default=None)
    cursor = ma.fields.String(load_default=None, validate=fields.length(1, 500))

    state = fields.Choice("untranslated", "fuzzy", "translated", "approved", load_default=None)
    obsolete = fields.Flag(load_default=False)


class MessageChange(ma.Schema):
    """A translation, or a mark on it."""

    translation = ma.fields.String(validate=fields.length(0, LONGEST_TRANSLATION))
    state = fields.Choice("translated", "fuzzy")


class MessageEvent(ma.Schema):
    """Something that happened to a message, and what it said after."""

    id = ma.fields.String(required=True)
    action = fields.Choice(*get_args(Action), required=True)
    translation = ma.fields.String(required=True, allow_none=True)
    source = ma.fields.String(required=True, allow_none=True)
    state = fields.Choice(*get_args(State), required=True)
    at = fields.Moment(required=True)
    by = ma.fields.Nested(PersonRef, required=True)


class MessageEventList(Envelope):
    """A message's history, the latest first."""

    data = ma.fields.List(ma.fields.Nested(MessageEvent), required=True)


class NewReversion(ma.Schema):
    """Which event of the history to return to."""

    event_id = ma.fields.String(required=True)


class DiffQuery(ma.Schema):
    """Against which revision."""

    against = fields.Whole(0, 999_999_999, load_default=None)


class DiffBlock(ma.Schema):
    """One block of either text: `before` is null where it is new, `after` where it was removed."""

    change = fields.Choice(*CHANGES, required=True)
    before = ma.fields.String(required=True, allow_none=True)
    after = ma.fields.String(required=True, allow_none=True)


class RevisionDiff(ma.Schema):
    """What differs between two revisions."""

    from_ = ma.fields.Integer(required=True, data_key="from")
    to = ma.fields.Integer(required=True)
    blocks = ma.fields.List(ma.fields.Nested(DiffBlock), required=True)


class NewSubmission(ma.Schema):
    """An empty object."""


class NewApproval(ma.Schema):
    """An approval; an editor may override the four eyes, with a reason that is kept."""

    override_reason = fields.Note(1_000)


class NewChangeRequest(ma.Schema):
    """Why a version goes back to its translator."""

    note = fields.Text(1, 4_000, required=True)
    remarks = ma.fields.List(ma.fields.Nested(RemarkSchema), load_default=list, validate=fields.at_most(1_000))


class NewWithdrawal(ma.Schema):
    """Why a published version is taken from its readers."""

    reason = fields.Text(1, 1_000, required=True)


class NewSlug(ma.Schema):
    """Another address for a published version."""

    slug = fields.Line(1, 80, required=True)


class NewRelease(ma.Schema):
    """What goes out in which languages, and when (null: now). `notes` tell readers of corrections, by language."""

    languages = ma.fields.List(ma.fields.String(), required=True, validate=fields.at_most(100))
    at = fields.Moment(load_default=None, allow_none=True)
    leave_out_unready = fields.Flag(load_default=False)
    notes = fields.ByLanguage(fields.Note(2_000), load_default=dict)


class ReleasedVersion(ma.Schema):
    """A version that went out."""

    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True)


class LeftOutVersion(ma.Schema):
    """A version that was not ready and stayed behind."""

    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    reason = fields.Code("FaultCode", required=True)


class ReleaseFault(ma.Schema):
    """One reason why a scheduled release failed."""

    code = fields.Code("FaultCode", required=True)
    detail = ma.fields.String(required=True)
    pointer = ma.fields.String(required=True, allow_none=True)
    article_id = ma.fields.String(required=True, allow_none=True)
    language = ma.fields.String(required=True, allow_none=True)


class ReleaseFailure(ma.Schema):
    """Why a scheduled release did not go out."""

    code = fields.Code("ProblemCode", required=True)
    detail = ma.fields.String(required=True)
    errors = ma.fields.List(ma.fields.Nested(ReleaseFault), required=True)


class ReleaseSchema(ma.Schema):
    """A release: scheduled, published, cancelled or failed."""

    id = ma.fields.String(required=True)
    state = fields.Choice(*get_args(releases.State), required=True)
    at = fields.Moment(required=True)
    languages = ma.fields.List(ma.fields.String(), required=True)
    items = ma.fields.List(ma.fields.Nested(ReleasedVersion), required=True)
    left_out = ma.fields.List(ma.fields.Nested(LeftOutVersion), required=True)
    failure = ma.fields.Nested(ReleaseFailure, required=True, allow_none=True)


class ReleaseList(Envelope):
    """Releases, the latest first."""

    data = ma.fields.List(ma.fields.Nested(ReleaseSchema), required=True)
