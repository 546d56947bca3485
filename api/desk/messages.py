"""Routes: the messages of a version, and what happened to each."""

from __future__ import annotations

import functools
from typing import Any

from flask import request, url_for

from api.accounts import guard
from api.desk.door import article_at, door
from api.desk.schemas import messages as schemas
from api.desk.views import messages as views
from api.platform import clock, paging, web
from api.platform.preconditions import Expected
from api.platform.web import etag
from api.translation import catalogues, messages

_VERSION = "/articles/<article>/versions/<language>"


@door.route(f"{_VERSION}/messages")
@guard.requires("read")
@door.refuses(404)
@door.arguments(schemas.MessageQuery, location="query")
@door.response(200, schemas.MessageList)
def list_messages(query: dict[str, Any], article: str, language: str) -> Any:  # noqa: ANN401
    """List the messages of a version, in the order of the document; `state=` chooses, `obsolete=true` adds the gone.

    Without `limit` the list is whole.
    """
    article_id = article_at(article).id
    catalogue = catalogues.load(article_id, language)
    chosen = views.chosen(catalogue, state=query["state"], obsolete=query["obsolete"])
    headers = {"ETag": etag(catalogue.serial)}
    if query["limit"] is None and query["cursor"] is None:
        asked: dict[str, Any] = request.args.to_dict()
        address = url_for("desk.list_messages", article=article, language=language, **asked)
        return web.whole_list(address, [views.message(catalogue, line) for line in chosen]), 200, headers
    purpose = f"desk/messages/{article_id}/{language}?{query['state']}&{query['obsolete']}"
    asked_page = query | {"limit": query["limit"] or paging.DEFAULT_LIMIT}
    return web.listed(asked_page, purpose, functools.partial(views.message_page, catalogue, chosen)), 200, headers


@door.route(f"{_VERSION}/messages/<message_id>")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.MessageSchema)
def show_message(article: str, language: str, message_id: str) -> Any:  # noqa: ANN401
    """Show one message of a version."""
    return _show(article_at(article).id, language, message_id)


@door.route(f"{_VERSION}/messages/<message_id>", methods=["PATCH"])
@guard.requires("translate")
@door.refuses(404, 409, 422, "raw_html")
@door.arguments(schemas.MessageChange)
@door.response(200, schemas.MessageSchema)
@door.conditional
def change_message(data: dict[str, Any], article: str, language: str, message_id: str, expected: Expected) -> Any:  # noqa: ANN401
    """Write what a version says for a message, or mark it as fuzzy."""
    article_id = article_at(article).id
    messages.edit(
        article_id,
        language,
        message_id,
        text=data.get("translation"),
        needs_work=data["state"] == "fuzzy" if "state" in data else None,
        expected=expected,
        by=guard.actor(),
        at=clock.now(),
    )
    return _show(article_id, language, message_id)


@door.route(f"{_VERSION}/messages/<message_id>/history")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.MessageEventList)
def list_message_events(article: str, language: str, message_id: str) -> dict[str, Any]:
    """Show what happened to a message in this language, the latest first."""
    found = catalogues.message(article_at(article).id, language, message_id)
    address = url_for("desk.list_message_events", article=article, language=language, message_id=message_id)
    return web.whole_list(address, views.history(found))


@door.route(f"{_VERSION}/messages/<message_id>/reversion", methods=["POST"])
@guard.requires("translate")
@door.refuses(404, 409, 422)
@door.arguments(schemas.NewReversion)
@door.response(201, schemas.MessageSchema)
@door.conditional
def revert_message(data: dict[str, Any], article: str, language: str, message_id: str, expected: Expected) -> Any:  # noqa: ANN401
    """Return a message to what it said after an event of its history."""
    article_id = article_at(article).id
    messages.revert(
        article_id,
        language,
        message_id,
        data["event_id"],
        expected=expected,
        by=guard.actor(),
        at=clock.now(),
    )
    return _show(article_id, language, message_id, status=201)


def _show(article_id: str, language: str, message_id: str, *, status: int = 200) -> Any:  # noqa: ANN401
    found = catalogues.message(article_id, language, message_id)
    return views.message(found, found.line), status, {"ETag": etag(found.line.tag)}
