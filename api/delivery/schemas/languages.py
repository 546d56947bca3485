"""What readers ask of the newsroom's languages, and what they get."""

from __future__ import annotations

import marshmallow as ma

from api.delivery.queries import LanguageQuery, fields_of
from api.platform import fields
from api.platform.schemas import Envelope


class LanguageSchema(ma.Schema):
    """A language of the newsroom.

    Texts of a transliteration are rewritten from those of the language that it names, whenever these are released.
    """

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    native_name = ma.fields.String(required=True)
    direction = fields.Choice("ltr", "rtl", required=True)
    fallback = ma.fields.List(ma.fields.String(), required=True)
    is_default = ma.fields.Boolean(required=True)
    transliteration_of = ma.fields.String(required=True, allow_none=True)


class LanguageList(Envelope):
    """The languages of the newsroom."""

    data = ma.fields.List(ma.fields.Nested(LanguageSchema), required=True)


class LanguageListQuery(LanguageQuery):
    """How to show the languages."""

    fields_ = fields_of(LanguageSchema)
