"""Routes: previews of drafts, made at the desk and opened by whoever holds the token."""

from __future__ import annotations

from typing import Any

import flask
from flask import current_app, url_for

from api.accounts import guard
from api.desk.door import article_at, door
from api.desk.schemas import previews as schemas
from api.platform import clock, web
from api.platform.doors import Door
from api.platform.preconditions import Expected
from api.platform.web import etag
from api.publishing import previews
from api.translation import overviews

preview = Door("preview", __name__, url_prefix="/v1/preview", description="Drafts, for who holds a token.")


@door.route("/articles/<article>/versions/<language>/preview", methods=["POST"])
@guard.requires("read", shows_secret=True)
@door.refuses(404, 422)
@door.arguments(schemas.NewPreview)
@door.response(201, schemas.MadePreview)
def make_preview(data: dict[str, Any], article: str, language: str) -> Any:  # noqa: ANN401
    """Make an address under which a draft version can be seen, without a credential, until it expires."""
    made = previews.make(article_at(article).id, language, **data, by=guard.actor(), at=clock.now())
    url = f"{current_app.config['BASE_URL']}/v1/preview/{made.token}"
    tag = etag(made.id)
    shown = {"id": made.id, "url": url, "page_url": made.page, "expires_at": made.expires_at, "etag": tag}
    return shown, 201, {"Location": url, "ETag": tag}


@door.route("/articles/<article>/versions/<language>/previews")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.PreviewList)
def list_previews(article: str, language: str) -> dict[str, Any]:
    """List the previews of a version that can be opened, the latest first, without their addresses."""
    article_id = article_at(article).id
    overviews.load(article_id, language)
    found = previews.of_version(article_id, language, at=clock.now())
    shown = [{**preview, "etag": etag(preview["id"])} for preview in found]
    return web.whole_list(url_for("desk.list_previews", article=article, language=language), shown)


@door.route("/articles/<article>/versions/<language>/previews/<preview_id>", methods=["DELETE"])
@guard.requires("read")
@door.refuses(404)
@door.response(204)
@door.conditional
def revoke_preview(article: str, language: str, preview_id: str, expected: Expected) -> None:
    """End a preview at once: one's own, or as an editor anyone's. It never changes, so its id is its ETag."""
    article_id = article_at(article).id
    previews.revoke(article_id, language, preview_id, expected=expected, by=guard.actor(), at=clock.now())


@preview.route("/<token>")
@guard.public
@preview.refuses(404, 422)
@preview.query(schemas.PreviewQuery)
@preview.response(200, schemas.ArticlePreview)
def show_preview(query: dict[str, Any], token: str) -> flask.Response:
    """Show a draft version as readers would get it. Never cached, never indexed."""
    return drafted(previews.show(token, form=query["body"], at=clock.now()))


def drafted(document: bytes) -> flask.Response:
    """Answer with drafts, which are for nobody's cache or index, nor their address for other sites."""
    response = flask.Response(document, mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
