"""Routes: the public names of authors, one and many, with what readers are told of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import flask

from api.accounts import guard
from api.content import biographies, bylines, naming
from api.delivery import addresses, forms, named, readers
from api.delivery.door import door
from api.delivery.schemas import bylines as schemas
from api.delivery.views import bylines as views
from api.languages import languages
from api.languages.languages import Known
from api.platform.errors import NotFound, say
from api.publishing import pages
from api.publishing.pages import Pages

_PATH = "/v1/bylines"


@door.route("/bylines")
@guard.public
@door.refuses(422)
@door.query(schemas.BylineListQuery)
@door.response(200, schemas.BylineList)
def list_bylines(query: dict[str, Any]) -> flask.Response:
    """List the bylines of what is published, in the order of their keys; one that only drafts have is not there."""
    language = readers.asked_language(query["lang"])
    page = views.byline_page(named.cursor(_PATH, query, language), query["limit"])
    reader = languages.everything()[language]
    known = bylines.names([id_ for *_, id_ in page.rows])
    of_site = pages.current()
    data = [forms.picked(_shown(key, id_, known[id_][1], reader, of_site), query["fields_"]) for key, id_ in page.rows]
    return named.listed(_PATH, data, page, query, language)


@door.route("/bylines/<byline>")
@guard.public
@door.refuses(404, 422)
@door.query(schemas.BylineQuery)
@door.response(200, schemas.BylineSchema)
def show_byline(query: dict[str, Any], byline: str) -> flask.Response:
    """Show a byline by its key or id, with what readers are told of the author.

    One that only drafts have is not there, as in the list.
    """
    language = readers.asked_language(query["lang"])
    found = views.byline_row(byline)
    if found is None:
        raise NotFound(say("There is no such byline."))
    key, id_ = found
    known, of_site = languages.everything(), pages.current()
    reader = known[language]
    told_in, biography = naming.chosen(biographies.of([id_])[id_], reader.chain) or (None, None)
    shown = _shown(key, id_, bylines.names([id_])[id_][1], reader, of_site)
    shown |= {"biography": biography, "biography_language": told_in}
    by_language = {code: page for code in known if (page := of_site.of_byline(key, code)) is not None}
    return named.shown(shown, query, language, by_language, cache_tags=["bylines", f"byline-{key}"])


def _shown(key: str, id_: str, names: Mapping[str, str], reader: Known, of_site: Pages) -> dict[str, Any]:
    in_language, name = naming.chosen(names, reader.chain) or (reader.code, key)
    return {
        "id": id_,
        "key": key,
        "name": name,
        "language": in_language,
        "links": {
            "self": addresses.address(f"{_PATH}/{key}", [("lang", reader.code)]),
            "page": of_site.of_byline(key, reader.code),
        },
    }
