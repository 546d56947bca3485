"""What crosses the desk's wire of bylines."""

from __future__ import annotations

import marshmallow as ma

from api.platform import fields
from api.platform.schemas import Envelope

LONGEST_NAME = 200
LONGEST_BIOGRAPHY = 5_000
BIOGRAPHY = "What readers are told of the author, by language: plain text, a blank line between paragraphs."


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
