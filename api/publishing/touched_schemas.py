"""What a publication has touched, and where a partner shows the text, as OpenAPI describes them."""

from __future__ import annotations

import marshmallow as ma

from api.platform import fields
from api.publishing import differences


class TouchedSchema(ma.Schema):
    """What a text that was published anew differs in from the one that stood there before.

    Blocks have the ids that they have in `body=blocks`, and in HTML as `id="m-…"`; `removed` are those of the former
    text. `parts` are what has no such id.
    """

    changed = ma.fields.List(ma.fields.String(), required=True)
    added = ma.fields.List(ma.fields.String(), required=True)
    removed = ma.fields.List(ma.fields.String(), required=True)
    parts = ma.fields.List(fields.Choice(*differences.PARTS), required=True)


class RepublishedAt(ma.Schema):
    """Where a partner has said that it shows the text: `revision` is of what stands there by what it said."""

    id = ma.fields.String(required=True)
    url = ma.fields.String(required=True)
    own_language = ma.fields.String(required=True, allow_none=True)
    revision = ma.fields.Integer(required=True)
