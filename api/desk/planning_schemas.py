"""What crosses the desk's wire of issues, topics and bylines (CONTRACT.md, "Desk")."""

from __future__ import annotations

import marshmallow as ma

from api.desk.schemas import LONGEST_TITLE, TITLE, IssueSchema
from api.platform import fields
from api.platform.schemas import Envelope

LONGEST_NAME = 200
LONGEST_DESCRIPTION = 2_000
MOST_ARTICLES = 1_000
LONGEST_BIOGRAPHY = 5_000
LAST_POSITION = 9_999

BIOGRAPHY = "What readers are told of the author, by language: plain text, a blank line between paragraphs."


class IssueChange(ma.Schema):
    """What may be changed about an issue; what is left out stays, and null takes a title away.

    An order names exactly the issue's articles.
    """

    titles = fields.ByLanguage(fields.Line(1, LONGEST_TITLE, allow_none=True))
    title = fields.Line(1, LONGEST_TITLE, allow_none=True, metadata={"description": TITLE})
    deadline_at = fields.Moment(allow_none=True)
    articles = ma.fields.List(
        ma.fields.String(), validate=fields.at_most(MOST_ARTICLES), metadata={"description": "Ids, in order."}
    )


class IssueList(Envelope):
    """Issues as they are planned, the newest week first."""

    data = ma.fields.List(ma.fields.Nested(IssueSchema), required=True)


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


class NewByline(ma.Schema):
    """A byline with its names by language."""

    key = ma.fields.String(required=True, metadata={"example": "hanna-charot"})
    names = fields.ByLanguage(fields.Line(1, LONGEST_NAME), required=True)
    biographies = fields.ByLanguage(fields.Text(1, LONGEST_BIOGRAPHY), metadata={"description": BIOGRAPHY})


class BylineChange(ma.Schema):
    """Names and biographies by language, where null takes one away; what is left out stays."""

    names = fields.ByLanguage(fields.Line(1, LONGEST_NAME, allow_none=True))
    biographies = fields.ByLanguage(
        fields.Text(1, LONGEST_BIOGRAPHY, allow_none=True), metadata={"description": BIOGRAPHY}
    )


class BylineSchema(ma.Schema):
    """A byline with all its names and biographies."""

    id = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    names = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    biographies = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)


class BylineList(Envelope):
    """Bylines, in the order of their keys."""

    data = ma.fields.List(ma.fields.Nested(BylineSchema), required=True)
