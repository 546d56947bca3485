"""What somebody asks who types, and what is suggested to them."""

from __future__ import annotations

import marshmallow as ma

from api.delivery.queries import Fallback, LanguageQuery
from api.delivery.schemas.search import asked
from api.platform import fields
from api.platform.schemas import Envelope

_MOST = 20


class Suggestion(ma.Schema):
    """What somebody who types may want: a search for a word, or an article."""

    type = fields.Choice("search", "article", required=True)
    text = ma.fields.String(required=True)
    html = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    href = ma.fields.String(required=True)


class SuggestionList(Envelope):
    """What somebody who types may want, searches first; there is one page of it."""

    data = ma.fields.List(ma.fields.Nested(Suggestion), required=True)


class SuggestQuery(LanguageQuery):
    """What has been typed so far."""

    q = asked()
    fallback = Fallback()
    limit = fields.Whole(1, _MOST, load_default=8)
