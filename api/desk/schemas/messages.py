"""What crosses the desk's wire of the messages of a version and of their history."""

from __future__ import annotations

from typing import get_args

import marshmallow as ma

from api.desk.schemas.accounts import PersonRef
from api.platform import fields, paging
from api.platform.schemas import Envelope
from api.translation.entries import LONGEST_READ, State
from api.translation.history import Action
from api.translation.splitting import Kind


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

    translation = ma.fields.String(validate=fields.length(0, LONGEST_READ))
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
