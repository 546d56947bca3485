"""What crosses the wire of proofs of state."""

from __future__ import annotations

import marshmallow as ma

from api.delivery.queries import Keys
from api.platform import fields


class ProofQuery(ma.Schema):
    """At which place of the journal, and of what."""

    cursor = ma.fields.String(required=True, validate=fields.length(1, 500))
    lang = fields.LanguageTag(load_default=None)
    topic = Keys()


class ProofPart(ma.Schema):
    """The articles in a language that were first published in an ISO week, in UTC: how many, and the hash of them."""

    language = ma.fields.String(required=True)
    week = ma.fields.String(required=True)
    count = ma.fields.Integer(required=True)
    hash = ma.fields.String(required=True)


class ProofSchema(ma.Schema):
    """What a faithful mirror holds: how many articles, the hash of all, and both by language and week."""

    count = ma.fields.Integer(required=True)
    hash = ma.fields.String(required=True)
    parts = ma.fields.List(ma.fields.Nested(ProofPart), required=True)
