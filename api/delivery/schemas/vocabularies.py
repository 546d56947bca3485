"""What crosses the wire of vocabularies."""

from __future__ import annotations

import marshmallow as ma

from api.platform import fields


class Relation(ma.Schema):
    """A word that stands in `rel` of ninjs, with the URI that names it."""

    key = ma.fields.String(required=True)
    uri = ma.fields.String(required=True)
    place = fields.Choice("associations", "subjects", required=True, metadata={"description": "In which array."})
    definition = ma.fields.String(required=True)


class Vocabulary(ma.Schema):
    """All words of a vocabulary, in one language."""

    language = ma.fields.String(required=True)
    relations = ma.fields.List(ma.fields.Nested(Relation), required=True)
