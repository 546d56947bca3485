"""What crosses the desk's wire of what search engines and messengers are told of a version."""

from __future__ import annotations

import marshmallow as ma

from api.content import seo
from api.platform import fields


class NewSeo(ma.Schema):
    """What is to be told; what is null or left out follows from the text."""

    title = fields.Line(1, seo.LONGEST_TITLE, load_default=None, allow_none=True)
    description = fields.Line(1, seo.LONGEST_DESCRIPTION, load_default=None, allow_none=True)
    picture = ma.fields.String(
        load_default=None, allow_none=True, metadata={"description": "The id of one that the text shows."}
    )


class SeoSchema(ma.Schema):
    """What is set to be told; what is null follows from the text.

    `revision` is the latest when it was saved, null where nothing is set. If the text has been corrected since, it
    `is_overtaken`: title and description follow from the text until they are saved again. `is_released` says whether
    readers have it as it is here.
    """

    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    title = ma.fields.String(required=True, allow_none=True)
    description = ma.fields.String(required=True, allow_none=True)
    picture = ma.fields.String(required=True, allow_none=True)
    revision = ma.fields.Integer(required=True, allow_none=True)
    is_overtaken = ma.fields.Boolean(required=True)
    is_released = ma.fields.Boolean(required=True)
