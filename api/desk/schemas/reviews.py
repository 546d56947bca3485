"""What crosses the desk's wire of the steps of a version's review."""

from __future__ import annotations

import marshmallow as ma

from api.desk.schemas.accounts import PersonRef
from api.platform import fields


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


class NewSubmission(ma.Schema):
    """An empty object."""


class NewApproval(ma.Schema):
    """An approval; an editor may override the four eyes, with a reason that is kept."""

    override_reason = fields.Note(1_000)


class NewChangeRequest(ma.Schema):
    """Why a version goes back to its translator."""

    note = fields.Text(1, 4_000, required=True)
    remarks = ma.fields.List(ma.fields.Nested(RemarkSchema), load_default=list, validate=fields.at_most(1_000))
