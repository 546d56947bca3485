"""Routes: previews of drafts, made at the desk and opened by whoever holds the token."""

from __future__ import annotations

from typing import Any

import flask
from flask import current_app

from api.accounts import guard
from api.desk import workflow_schemas
from api.desk.door import article_at, door
from api.platform import clock
from api.platform.web import Door
from api.publishing import previews

preview = Door("preview", __name__, url_prefix="/v1/preview", description="Drafts, for who holds a token.")


@door.route("/articles/<article>/versions/<language>/preview", methods=["POST"])
@guard.requires("read", shows_secret=True)
@door.refuses(401, 403, 404, 422)
@door.arguments(workflow_schemas.NewPreview)
@door.response(201, workflow_schemas.PreviewSchema)
def make_preview(data: dict[str, Any], article: str, language: str) -> Any:  # noqa: ANN401
    """Make an address under which a draft version can be seen, without a credential, until it expires."""
    token, expires_at = previews.make(article_at(article).id, language, **data, by=guard.actor(), at=clock.now())
    url = f"{current_app.config['BASE_URL']}/v1/preview/{token}"
    return {"url": url, "expires_at": expires_at}, 201, {"Location": url}


@preview.route("/<token>")
@guard.public
@preview.refuses(404)
@preview.response(200, description="The draft, as a full article with `is_preview`")
def show_preview(token: str) -> flask.Response:
    """Show a draft version as readers would get it. Never cached, never indexed."""
    response = flask.Response(previews.show(token, at=clock.now()), mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
