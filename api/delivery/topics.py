"""Routes: the topics that the newsroom follows, one and many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import flask

from api.accounts import guard
from api.content import naming, topics
from api.content.topics import Name
from api.delivery import addresses, forms, named, readers
from api.delivery.door import door
from api.delivery.schemas import topics as schemas
from api.delivery.views import topics as views
from api.languages import languages
from api.languages.languages import Known
from api.platform.errors import NotFound, say
from api.publishing import pages
from api.publishing.pages import Pages

_PATH = "/v1/topics"


@door.route("/topics")
@guard.public
@door.refuses(422)
@door.query(schemas.TopicListQuery)
@door.response(200, schemas.TopicList)
def list_topics(query: dict[str, Any]) -> flask.Response:
    """List the topics of what is published in the newsroom's order; one that only drafts have is not there.

    Each is named in the reader's language or the first of its chain with a name.
    """
    language = readers.asked_language(query["lang"])
    page = views.topic_page(named.cursor(_PATH, query, language), query["limit"])
    reader = languages.everything()[language]
    known = topics.described([id_ for *_, id_ in page.rows])
    of_site = pages.current()
    data = [forms.picked(_shown(key, id_, known[id_], reader, of_site), query["fields_"]) for _, key, id_ in page.rows]
    return named.listed(_PATH, data, page, query, language)


@door.route("/topics/<topic>")
@guard.public
@door.refuses(404, 422)
@door.query(schemas.TopicQuery)
@door.response(200, schemas.TopicSchema)
def show_topic(query: dict[str, Any], topic: str) -> flask.Response:
    """Show a topic by its key or id, named in the reader's language or the first of its chain with a name."""
    language = readers.asked_language(query["lang"])
    found = views.topic_row(topic)
    if found is None:
        raise NotFound(say("There is no such topic."))
    _, key, id_ = found
    known, of_site = languages.everything(), pages.current()
    shown = _shown(key, id_, topics.described([id_])[id_], known[language], of_site)
    by_language = {code: page for code in known if (page := of_site.of_topic(key, code)) is not None}
    return named.shown(shown, query, language, by_language, cache_tags=["topics", f"topic-{key}"])


def _shown(key: str, id_: str, names: Mapping[str, Name], reader: Known, of_site: Pages) -> dict[str, Any]:
    in_language, name = naming.chosen(names, reader.chain) or (reader.code, Name(key, ""))
    return {
        "id": id_,
        "key": key,
        "name": name.name,
        "description": name.description,
        "language": in_language,
        "links": {
            "self": addresses.address(f"{_PATH}/{key}", [("lang", reader.code)]),
            "page": of_site.of_topic(key, reader.code),
        },
    }
