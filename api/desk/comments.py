"""Routes: comments on a version and its messages."""

from __future__ import annotations

import functools
from typing import Any

from flask import url_for

from api.accounts import guard
from api.desk.door import article_at, door
from api.desk.schemas import comments as schemas
from api.desk.views import comments as views
from api.platform import clock, web
from api.translation import comments, overviews

_COMMENTS = "/articles/<article>/versions/<language>/comments"


@door.route(_COMMENTS)
@guard.requires("read")
@door.refuses(404, 422)
@door.arguments(schemas.CommentQuery, location="query")
@door.response(200, schemas.CommentList)
def list_comments(query: dict[str, Any], article: str, language: str) -> dict[str, Any]:
    """List the comments on a version, the earliest first; `message_id=` chooses those on one message."""
    version_id = overviews.load(article_at(article).id, language).version_id
    purpose = f"desk/comments?{version_id}&{query['message_id']}"
    return web.listed(query, purpose, functools.partial(views.comment_page, version_id, query["message_id"]))


@door.route(_COMMENTS, methods=["POST"])
@guard.requires("read")
@door.refuses(404, 422)
@door.arguments(schemas.NewComment)
@door.response(201, schemas.CommentSchema)
def add_comment(data: dict[str, Any], article: str, language: str) -> Any:  # noqa: ANN401
    """Say something of a version, or of one message of it."""
    article_id, at, by = article_at(article).id, clock.now(), guard.actor()
    comment_id = comments.add(article_id, language, **data, by=by, at=at)
    row = (at, 0, comment_id, data["text"], data["message_id"], None, by.id, by.name)
    location = url_for("desk.list_comments", article=article_id, language=language)
    return views.comment(row), 201, {"Location": location}
