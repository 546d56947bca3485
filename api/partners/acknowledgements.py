"""Routes: what a partner has acknowledged, and what it has not."""

from __future__ import annotations

from typing import Any

from api.partners import access, audiences
from api.partners.door import door
from api.partners.receipts import acknowledgements, views
from api.partners.receipts.acknowledgements import Entry
from api.partners.schemas import acknowledgements as schemas
from api.platform import clock, instance, web


@door.route("/acknowledgements")
@access.requires("read")
@door.refuses(422)
@door.arguments(schemas.OfArticleQuery, location="query")
@door.response(200, schemas.AcknowledgementList)
def list_acknowledgements(query: dict[str, Any]) -> dict[str, Any]:
    """List what one has acknowledged, the latest first."""
    partner_id, article_id = access.caller().partner_id, query["article_id"]
    return web.listed(
        query,
        f"acknowledgements {partner_id} {article_id}",
        lambda cursor, limit: views.acknowledgement_page(partner_id, article_id, cursor, limit),
    )


@door.route("/acknowledgements", methods=["POST"])
@access.requires("read", is_parting=True)
@door.refuses(422)
@door.arguments(schemas.NewAcknowledgement)
@door.response(200, schemas.MadeAcknowledgement)
def add_acknowledgements(data: dict[str, Any]) -> dict[str, Any]:
    """Say what one has done about corrections and withdrawals; the same again changes only what is said of it.

    A partner that is suspended, or whose contract has ended, can still say so.
    """
    made = acknowledgements.create(access.caller(), [Entry(**each) for each in data["entries"]], at=clock.now())
    return {"entries": views.acknowledgements(made)}


@door.route("/outstanding")
@access.requires("read", is_parting=True)
@door.refuses(422)
@door.arguments(schemas.OfArticleQuery, location="query")
@door.response(200, schemas.OutstandingList)
def list_outstanding(query: dict[str, Any]) -> dict[str, Any]:
    """List the corrections and withdrawals of what one was given that one has not acknowledged.

    Also to a partner that is suspended, or whose contract has ended.
    """
    caller, article_id = access.caller(), query["article_id"]
    reader = audiences.of(caller, base_url=instance.base_url(), at=clock.now())
    return web.listed(
        query,
        f"outstanding {caller.partner_id} {article_id}",
        lambda cursor, limit: views.outstanding_page(reader, article_id, cursor, limit),
    )
