"""Routes: what somebody who types may be about to search for."""

from __future__ import annotations

from typing import Any

import flask
import orjson

from api.accounts import guard
from api.delivery import door as doors
from api.delivery import search
from api.delivery.door import door
from api.delivery.schemas import suggestions as schemas
from api.delivery.views import suggestions as views
from api.delivery.views.articles import Filter
from api.platform import db


@door.route("/suggest")
@guard.public
@door.refuses(422)
@door.query(schemas.SuggestQuery)
@door.response(200, schemas.Suggestions)
def suggest(query: dict[str, Any]) -> flask.Response:
    """Suggest what somebody who types may want: words that begin so, and articles with them in their titles."""
    language = doors.asked_language(query["lang"])
    wanted = Filter(language, query["fallback"] == "none", dict.fromkeys(("topic", "trend", "issue", "byline"), ()))
    with db.snapshot():
        found = views.suggested(query["q"], wanted, search.chain_of(query, language), query["limit"])
    data = [{**each, "href": each["href"] or search.address_of(query, each["text"], language)} for each in found]
    body = orjson.dumps({"data": data})
    return doors.answer(
        body,
        doors.tag_of(body),
        language=language,
        cache_tags=["articles", f"lang-{language}"],
        negotiated=query["lang"] is None,
    )
