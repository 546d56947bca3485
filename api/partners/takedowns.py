"""Routes: what partners got, and which of them have not heard of a withdrawal, for editors and administrators."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.accounts import guard
from api.partners import audiences, views
from api.partners.door import administration, takedowns
from api.partners.receipts import takedowns as report
from api.partners.receipts import views as receipts
from api.partners.schemas import takedowns as schemas
from api.platform import clock, ids, instance, web
from api.platform.errors import NotFound, say
from api.publishing import slugs


@takedowns.route("")
@guard.requires("trace")
@takedowns.refuses(422)
@takedowns.arguments(schemas.TakedownQuery, location="query")
@takedowns.response(200, schemas.TakedownList)
def list_takedowns(query: dict[str, Any]) -> dict[str, Any]:
    """List withdrawn texts that have not reached all partners who were given them, the latest first."""
    state, at = query["state"], clock.now()
    purpose = f"admin/takedowns {state}"
    return web.listed(query, purpose, lambda cursor, limit: report.takedown_page(state, cursor, limit, at=at))


@takedowns.route("/<article>")
@guard.requires("trace")
@takedowns.refuses(404)
@takedowns.response(200, schemas.TakedownList)
def list_takedowns_of_article(article: str) -> dict[str, Any]:
    """List the withdrawn versions of an article with the partners who were given them, whether they know or not."""
    found = article if ids.is_id(article) else slugs.article_of(article)
    if found is None:
        raise NotFound(say("There is no such article."))
    shown = report.of_article(found, at=clock.now())
    return web.whole_list(url_for("takedowns.list_takedowns_of_article", article=article), shown)


@administration.route("/<partner>/receipts")
@guard.requires("trace")
@administration.refuses(404, 422)
@administration.arguments(schemas.ReceiptQuery, location="query")
@administration.response(200, schemas.ReceiptList)
def list_receipts(query: dict[str, Any], partner: str) -> dict[str, Any]:
    """List what a partner was offered, got and knows of each text in each language."""
    at = clock.now()
    contract = views.contract_of(partner)
    reader = audiences.by_contract(partner, contract, base_url=instance.base_url(), at=at)
    asked = receipts.Filter(query["article_id"], query["language"], is_outstanding=query["outstanding"])
    purpose = f"admin/receipts {partner} {asked}"
    return web.listed(query, purpose, lambda cursor, limit: receipts.receipt_page(reader, asked, cursor, limit))
