"""Routes: the public names of authors, in each language."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.accounts import guard
from api.content import bylines as planned
from api.desk.door import door
from api.desk.schemas import bylines as schemas
from api.desk.views import bylines as views
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.schemas import PageQuery
from api.platform.web import etag
from api.publishing import bylines

_PURPOSE = "desk/bylines"


@door.route("/bylines")
@guard.requires("read")
@door.refuses(422)
@door.arguments(PageQuery, location="query")
@door.response(200, schemas.BylineList)
def list_bylines(query: dict[str, Any]) -> dict[str, Any]:
    """List the bylines with all their names, in the order of their keys."""
    cursor = web.signer().read(query["cursor"], _PURPOSE) if query["cursor"] else None
    page, data = views.byline_page(cursor, query["limit"])
    return web.envelope(data, page, _PURPOSE, query["limit"])


@door.route("/bylines", methods=["POST"])
@guard.requires("write")
@door.refuses(409, 422)
@door.arguments(schemas.NewByline)
@door.response(201, schemas.BylineSchema)
def add_byline(data: dict[str, Any]) -> Any:  # noqa: ANN401
    """Add a byline. Readers learn of it with the first article that is by it."""
    byline_id = bylines.add(data["key"], data["names"], data.get("biographies"), by=guard.actor(), at=clock.now())
    shown, _, headers = _show(byline_id)
    return shown, 201, headers | {"Location": url_for("desk.show_byline", byline=byline_id)}


@door.route("/bylines/<byline>")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.BylineSchema)
def show_byline(byline: str) -> Any:  # noqa: ANN401
    """Show a byline with all its names, by id or key."""
    return _show(planned.get(byline).id)


@door.route("/bylines/<byline>", methods=["PATCH"])
@guard.requires("release")
@door.refuses(404, 422)
@door.arguments(schemas.BylineChange)
@door.response(200, schemas.BylineSchema)
@door.conditional
def change_byline(data: dict[str, Any], byline: str, expected: Expected) -> Any:  # noqa: ANN401
    """Rename a byline, or tell of the author. Readers see it at once; the names in very many articles follow."""
    byline_id = planned.get(byline).id
    bylines.change(
        byline_id,
        data.get("names", {}),
        data.get("biographies"),
        expected=expected,
        by=guard.actor(),
        at=clock.now(),
    )
    return _show(byline_id)


@door.route("/bylines/<byline>", methods=["DELETE"])
@guard.requires("release")
@door.refuses(404, 409)
@door.response(204)
@door.conditional
def remove_byline(byline: str, expected: Expected) -> None:
    """Remove a byline that no article is or was by."""
    bylines.remove(planned.get(byline).id, expected=expected, by=guard.actor(), at=clock.now())


def _show(byline_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    return views.byline(byline_id), 200, {"ETag": etag(planned.get(byline_id).serial)}
