"""Routes: where a partner shows texts, and what has changed in them since."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.partners import access, audiences
from api.partners.door import door
from api.partners.receipts import placed, republications
from api.partners.schemas import receipts as schemas
from api.platform import clock, instance, web
from api.platform.preconditions import Expected
from api.publishing.audience import Audience


@door.route("/republications")
@access.requires("read")
@door.refuses(422)
@door.arguments(schemas.RepublicationQuery, location="query")
@door.response(200, schemas.RepublicationList)
def list_republications(query: dict[str, Any]) -> dict[str, Any]:
    """List where one shows texts, and which blocks of them have changed since; `stale` leaves out all that is well."""
    reader, asked = _reader(), placed.Filter(query["article_id"], is_stale=query["stale"])
    purpose = f"republications {reader.partner_id} {asked}"
    return web.listed(query, purpose, lambda cursor, limit: placed.republication_page(reader, asked, cursor, limit))


@door.route("/republications", methods=["POST"])
@access.requires("read")
@door.refuses(404, 409, 422)
@door.arguments(schemas.NewRepublication)
@door.response(201, schemas.RepublicationSchema)
def put_republication(data: dict[str, Any]) -> Any:  # noqa: ANN401
    """Say where one shows a text, or that what stands there is of another revision now; nothing is fetched."""
    made = republications.put(access.caller(), **data, at=clock.now())
    shown, _, headers = _shown(made)
    return shown, 201, headers | {"Location": url_for("partner.show_republication", republication=made)}


@door.route("/republications/<republication>")
@access.requires("read")
@door.refuses(404)
@door.response(200, schemas.RepublicationSchema)
def show_republication(republication: str) -> Any:  # noqa: ANN401
    """Show where one shows a text, and what has changed in it since."""
    return _shown(republication)


@door.route("/republications/<republication>", methods=["DELETE"])
@access.requires("read")
@door.refuses(404)
@door.response(204)
@door.conditional
def remove_republication(republication: str, expected: Expected) -> None:
    """Say that a text no longer stands there."""
    republications.remove(access.caller(), republication, expected=expected)


def _shown(republication_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    shown = placed.republication(_reader(), republication_id)
    return shown, 200, {"ETag": shown["etag"]}


def _reader() -> Audience:
    return audiences.of(access.caller(), base_url=instance.base_url(), at=clock.now())
