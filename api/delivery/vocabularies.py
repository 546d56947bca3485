"""Routes: the words that we put where a format leaves them to who writes it."""

from __future__ import annotations

from typing import Any

import flask
import orjson

from api.accounts import guard
from api.delivery import addresses, answers, readers
from api.delivery.door import door
from api.delivery.queries import LanguageQuery
from api.delivery.schemas import vocabularies as schemas
from api.formats import vocabulary
from api.platform import instance, web


@door.route("/vocabularies/rel")
@guard.public
@door.refuses(422)
@door.query(LanguageQuery)
@door.response(200, schemas.Vocabulary)
def show_vocabulary(query: dict[str, Any]) -> flask.Response:
    """Show the words that stand in `rel` of our ninjs, with what each means. A word never changes its meaning."""
    language = readers.asked_language(query["lang"])
    body = orjson.dumps({"language": language, "relations": vocabulary.relations(instance.base_url(), language)})
    own = addresses.address(vocabulary.PATH, addresses.pairs({}, language))
    return answers.answer(
        body,
        answers.tag_of(body),
        language=language,
        cache_tags=["site", f"lang-{language}"],
        negotiated=query["lang"] is None,
        links=web.link_field([("canonical", own)]),
    )
