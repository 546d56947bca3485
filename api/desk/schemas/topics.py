"""What crosses the desk's wire of topics."""

from __future__ import annotations

import marshmallow as ma

from api.platform import fields
from api.platform.schemas import Envelope

LONGEST_NAME = 200
LONGEST_DESCRIPTION = 2_000
LAST_POSITION = 9_999


class TopicName(ma.Schema):
    """What a topic is called, and what it is about."""

    name = fields.Line(1, LONGEST_NAME, required=True)
    description = fields.Text(0, LONGEST_DESCRIPTION, load_default="")


class TopicNameChange(ma.Schema):
    """A change of what a topic is called or of what it is about; what is left out stays."""

    name = fields.Line(1, LONGEST_NAME)
    description = fields.Text(0, LONGEST_DESCRIPTION)


class NewTopic(ma.Schema):
    """A topic with its names by language."""

    key = ma.fields.String(required=True, metadata={"example": "society"})
    names = fields.ByLanguage(ma.fields.Nested(TopicName), required=True)


class TopicChange(ma.Schema):
    """Names by language, where null takes one away; and the place in the order, from 0. What is left out stays."""

    names = fields.ByLanguage(ma.fields.Nested(TopicNameChange, allow_none=True))
    position = fields.Whole(0, LAST_POSITION)


class TopicWords(ma.Schema):
    """What a topic is called in a language, and what it is about, which may be empty."""

    name = ma.fields.String(required=True)
    description = ma.fields.String(required=True)


class TopicSchema(ma.Schema):
    """A topic with all its names."""

    id = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    position = ma.fields.Integer(required=True)
    names = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Nested(TopicWords), required=True)


class TopicList(Envelope):
    """Topics, in the newsroom's order."""

    data = ma.fields.List(ma.fields.Nested(TopicSchema), required=True)
