"""What crosses the desk's wire of comments."""

from __future__ import annotations

import marshmallow as ma

from api.desk.schemas.accounts import PersonRef
from api.platform import fields
from api.platform.schemas import Envelope, PageQuery


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
