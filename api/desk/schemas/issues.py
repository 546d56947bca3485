"""What crosses the desk's wire of issues as they are planned."""

from __future__ import annotations

import marshmallow as ma

from api.desk.schemas.revisions import LONGEST_TITLE
from api.platform import fields
from api.platform.schemas import Envelope

MOST_ARTICLES = 1_000
TITLE = "In the caller's language, where the newsroom has it, else in its default one; or else `titles`, by language."


class NewIssue(ma.Schema):
    """A week to be planned."""

    key = ma.fields.String(required=True, metadata={"example": "2017-W37"})
    titles = fields.ByLanguage(fields.Line(1, LONGEST_TITLE))
    title = fields.Line(1, LONGEST_TITLE, allow_none=True, metadata={"description": TITLE})


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


class IssuePeriod(ma.Schema):
    """Monday and Sunday of the week."""

    start = fields.Day(required=True)
    end = fields.Day(required=True)


class IssueSchema(ma.Schema):
    """An issue as it is planned, with its articles in the editor's order."""

    id = ma.fields.String(required=True)
    key = ma.fields.String(required=True)
    title = ma.fields.String(required=True, allow_none=True, metadata={"description": "In the caller's language."})
    titles = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    period = ma.fields.Nested(IssuePeriod, required=True)
    articles = ma.fields.List(ma.fields.String(), required=True, metadata={"description": "Ids, in order."})
    created_at = fields.Moment(required=True)
    deadline_at = fields.Moment(required=True, allow_none=True)


class IssueList(Envelope):
    """Issues as they are planned, the newest week first."""

    data = ma.fields.List(ma.fields.Nested(IssueSchema), required=True)
