"""Routes: articles related to one."""

from __future__ import annotations

from typing import Any

import flask
import orjson

from api.accounts import guard
from api.delivery import addresses, answers, articles, forms, handovers
from api.delivery.door import door
from api.delivery.schemas import articles as article_schemas
from api.delivery.schemas import related as schemas
from api.delivery.turns import in_turn
from api.delivery.views import related as views
from api.platform import db, web


@door.route("/articles/<slug_or_id>/related")
@guard.public
@door.refuses(404, 410, schema=article_schemas.ArticleProblem)
@door.refuses(422)
@door.query(schemas.RelatedQuery)
@door.response(200, schemas.RelatedArticleList)
@door.alt_response(308, description="The slug is a former one")
@in_turn
def list_related_articles(query: dict[str, Any], slug_or_id: str) -> flask.Response:
    """List the articles nearest to one by what they say, their topic and its trend; fewer rather than unrelated ones.

    `reasons` tell why each is there; `score` compares those of one article and nothing else.
    """
    with db.snapshot():
        found = articles.readable(query, slug_or_id)
        asked_in = found.requested_language or ""
        near = [] if found.is_former else _near(found.id, asked_in, query)
    tags = [*answers.article_tags([found.id, *(each.article_id for each in near)]), "articles", f"lang-{asked_in}"]
    if found.is_former:
        return answers.moved(articles.moved(found.slug, "/related"), cache_tags=tags)
    handovers.note_offers(each.listed for each in near)
    limit = query["limit"]
    path = f"{articles.PATH}/{found.slug}/related"
    own = addresses.address(path, addresses.pairs(query, asked_in), limit=limit if limit != schemas.USUAL else None)
    links = {"self": own, "next": None, "prev": None}
    items = [_item(each, query["fields_"]) for each in near]
    body = b'{"data":[%s],"links":%s,"meta":{"limit":%d}}' % (b",".join(items), orjson.dumps(links), limit)
    return answers.answer(
        body,
        answers.tag_of(body),
        language=asked_in,
        cache_tags=tags,
        pictures=forms.pictures(body),
        negotiated=articles.is_negotiated(query, slug_or_id),
        links=web.link_field(links.items()),
    )


def _near(article_id: str, language: str, query: dict[str, Any]) -> list[views.Related]:
    return views.find(article_id, language, query["limit"], is_own_only=query["fallback"] == "none")


def _item(near: views.Related, names: tuple[str, ...]) -> bytes:
    score, reasons = near.relation
    document = near.listed[:-1] + b',"score":%s,"reasons":%s}' % (orjson.dumps(score), orjson.dumps(reasons))
    return forms.select(document, names) if names else document
