"""Routes: the topics that the newsroom follows, and the names under which it is written."""

from __future__ import annotations

from typing import Any

import flask
import orjson

from api.accounts import guard
from api.content import bylines, naming, topics
from api.delivery import addresses, frame_schemas, frame_views
from api.delivery import door as doors
from api.delivery.door import door
from api.languages import languages
from api.platform import paging, web


@door.route("/topics")
@guard.public
@door.refuses(422)
@door.query(doors.LanguagePageQuery)
@door.response(200, frame_schemas.TopicList)
def list_topics(query: dict[str, Any]) -> flask.Response:
    """List the topics of what is published in the newsroom's order; one that only drafts have is not there.

    Each is named in the reader's language or the first of its chain with a name.
    """
    language = doors.asked_language(query["lang"])
    page = frame_views.topic_page(_cursor("/v1/topics", query, language), query["limit"])
    chain = languages.everything()[language].chain
    known = topics.described([id_ for *_, id_ in page.rows])
    data = []
    for _, key, id_ in page.rows:
        in_language, name = naming.chosen(known[id_], chain) or (language, topics.Name(key, ""))
        names = {"name": name.name, "description": name.description, "language": in_language}
        data.append({"id": id_, "key": key, **names})
    return _answer("/v1/topics", data, page, query, language)


@door.route("/bylines")
@guard.public
@door.refuses(422)
@door.query(doors.LanguagePageQuery)
@door.response(200, frame_schemas.BylineList)
def list_bylines(query: dict[str, Any]) -> flask.Response:
    """List the bylines of what is published, in the order of their keys; one that only drafts have is not there."""
    language = doors.asked_language(query["lang"])
    page = frame_views.byline_page(_cursor("/v1/bylines", query, language), query["limit"])
    chain = languages.everything()[language].chain
    known = bylines.names([id_ for *_, id_ in page.rows])
    data = []
    for key, id_ in page.rows:
        in_language, name = naming.chosen(known[id_][1], chain) or (language, key)
        data.append({"id": id_, "key": key, "name": name, "language": in_language})
    return _answer("/v1/bylines", data, page, query, language)


def _purpose(path: str, language: str) -> str:
    return addresses.address(path, [("lang", language)])


def _cursor(path: str, query: dict[str, Any], language: str) -> paging.Cursor | None:
    return web.signer().read(query["cursor"], _purpose(path, language)) if query["cursor"] else None


def _answer(
    path: str, data: list[dict[str, Any]], page: paging.Page, query: dict[str, Any], language: str
) -> flask.Response:
    links = addresses.page_links(path, [("lang", language)], page, _purpose(path, language), query)
    body = orjson.dumps({"data": data, "links": links, "meta": {"limit": query["limit"]}})
    return doors.answer(
        body,
        doors.tag_of(body),
        language=language,
        cache_tags=[path.removeprefix("/v1/"), f"lang-{language}"],
        negotiated=query["lang"] is None,
        links=web.link_field(links.items()),
    )
