"""Routes: what somebody who types may be about to search for."""

from __future__ import annotations

from typing import Any

import flask
import orjson

from api.accounts import guard
from api.delivery import addresses, answers, readers, search
from api.delivery.door import door
from api.delivery.schemas import suggestions as schemas
from api.delivery.turns import in_turn
from api.delivery.views import suggestions as views
from api.delivery.views.articles import Filter
from api.platform import db, web

_PATH = "/v1/suggest"


@door.route("/suggest")
@guard.public
@door.refuses(422)
@door.query(schemas.SuggestQuery)
@door.response(200, schemas.SuggestionList)
@in_turn
def list_suggestions(query: dict[str, Any]) -> flask.Response:
    """Suggest what somebody who types may want: words that begin so, and articles with them in their titles."""
    language = readers.asked_language(query["lang"])
    wanted = Filter(language, query["fallback"] == "none", dict.fromkeys(("topic", "trend", "issue", "byline"), ()))
    with db.snapshot():
        found = views.suggested(query["q"], wanted, search.chain_of(query, language), query["limit"])
    data = [{**each, "href": each["href"] or search.address_of(query, each["text"], language)} for each in found]
    links = {"self": addresses.address(_PATH, _asked(query, language)), "next": None, "prev": None}
    body = orjson.dumps({"data": data, "links": links, "meta": {"limit": query["limit"]}})
    return answers.answer(
        body,
        answers.tag_of(body),
        language=language,
        cache_tags=["articles", f"lang-{language}"],
        negotiated=query["lang"] is None,
        links=web.link_field(links.items()),
    )


def _asked(query: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """Give what was asked for in the one way to ask for it."""
    first, *others = addresses.pairs({"fallback": query["fallback"]}, language)
    return [first, ("q", query["q"]), *others, ("limit", str(query["limit"]))]
