"""What crosses the desk's wire of what waits for somebody."""

from __future__ import annotations

from typing import get_args

import marshmallow as ma

from api.desk.schemas.accounts import PersonRef
from api.platform import fields
from api.platform.schemas import Envelope
from api.translation.status import Status
from api.translation.tasks import KINDS


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
