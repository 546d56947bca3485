"""Routes: the topics that the newsroom follows, named in each language."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.accounts import guard
from api.content import topics as planned
from api.content.topics import Name
from api.desk.door import door
from api.desk.schemas import topics as schemas
from api.desk.views import topics as views
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.schemas import PageQuery
from api.platform.web import etag
from api.publishing import topics

_PURPOSE = "desk/topics"


@door.route("/topics")
@guard.requires("read")
@door.refuses(422)
@door.arguments(PageQuery, location="query")
@door.response(200, schemas.TopicList)
def list_topics(query: dict[str, Any]) -> dict[str, Any]:
    """List the topics with all their names, in the newsroom's order."""
    cursor = web.signer().read(query["cursor"], _PURPOSE) if query["cursor"] else None
    page, data = views.topic_page(cursor, query["limit"])
    return web.envelope(data, page, _PURPOSE, query["limit"])


@door.route("/topics", methods=["POST"])
@guard.requires("release")
@door.refuses(409, 422)
@door.arguments(schemas.NewTopic)
@door.response(201, schemas.TopicSchema)
def add_topic(data: dict[str, Any]) -> Any:  # noqa: ANN401
    """Add a topic, last in order."""
    names = {language: Name(**name) for language, name in data["names"].items()}
    topic_id = topics.add(data["key"], names, by=guard.actor(), at=clock.now())
    shown, _, headers = _show(topic_id)
    return shown, 201, headers | {"Location": url_for("desk.show_topic", topic=topic_id)}


@door.route("/topics/<topic>")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.TopicSchema)
def show_topic(topic: str) -> Any:  # noqa: ANN401
    """Show a topic with all its names, by id or key."""
    return _show(planned.get(topic).id)


@door.route("/topics/<topic>", methods=["PATCH"])
@guard.requires("release")
@door.refuses(404, 422)
@door.arguments(schemas.TopicChange)
@door.response(200, schemas.TopicSchema)
@door.conditional
def change_topic(data: dict[str, Any], topic: str, expected: Expected) -> Any:  # noqa: ANN401
    """Rename a topic, or move it in the order. Readers see it at once; the names in very many articles follow."""
    topic_id = planned.get(topic).id
    topics.change(
        topic_id,
        data.get("names", {}),
        data.get("position"),
        expected=expected,
        by=guard.actor(),
        at=clock.now(),
    )
    return _show(topic_id)


@door.route("/topics/<topic>", methods=["DELETE"])
@guard.requires("release")
@door.refuses(404, 409)
@door.response(204)
@door.conditional
def remove_topic(topic: str, expected: Expected) -> None:
    """Remove a topic that no article is or was about."""
    topics.remove(planned.get(topic).id, expected=expected, by=guard.actor(), at=clock.now())


def _show(topic_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    return views.topic(topic_id), 200, {"ETag": etag(planned.get(topic_id).serial)}
