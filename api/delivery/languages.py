"""Routes: the languages of the newsroom."""

from __future__ import annotations

from typing import Any

import flask
import orjson

from api.accounts import guard
from api.delivery import addresses, answers, forms, readers
from api.delivery.door import door
from api.delivery.schemas import languages as schemas
from api.languages import languages
from api.languages.languages import Known
from api.platform import web


@door.route("/languages")
@guard.public
@door.refuses(422)
@door.query(schemas.LanguageListQuery)
@door.response(200, schemas.LanguageList)
def list_languages(query: dict[str, Any]) -> flask.Response:
    """List the languages, named in the reader's, with the fallback chain of each; the first is the default."""
    reader = readers.asked_language(query["lang"])
    data = [forms.picked(shown(language, reader), query["fields_"]) for language in languages.everything().values()]
    links = {"self": addresses.address("/v1/languages", addresses.pairs(query, reader)), "next": None, "prev": None}
    body = orjson.dumps({"data": data, "links": links, "meta": {"limit": len(data)}})
    return answers.answer(
        body,
        answers.tag_of(body),
        language=reader,
        cache_tags=["languages"],
        negotiated=query["lang"] is None,
        links=web.link_field(links.items()),
    )


def shown(language: Known, reader: str) -> dict[str, Any]:
    """Show a language to a reader of another."""
    return {
        "code": language.code,
        "name": languages.name_in(language.code, reader),
        "native_name": language.native_name,
        "direction": language.direction,
        "fallback": list(language.chain[1:]),
        "is_default": language.is_default,
        "transliteration_of": language.transliteration_of,
    }
