"""Routes: published articles, one and many."""

from __future__ import annotations

import hashlib
from typing import Any

import flask
import orjson
from flask import redirect, request

from api.accounts import guard
from api.delivery import door as doors
from api.delivery import schemas, views
from api.delivery.door import door
from api.platform import fields, web
from api.platform.errors import Gone, NotFound, say


class ArticleQuery(doors.LanguageQuery):
    """How to show an article."""

    fallback = fields.Choice("chain", "none", load_default="chain")


class ArticleListQuery(doors.LanguagePageQuery):
    """Which articles, in which order."""

    fallback = fields.Choice("chain", "none", load_default="chain")
    sort = fields.Choice(*views.SORTS, load_default="-published_at")


@door.route("/articles")
@guard.public
@door.refuses(422)
@door.query(ArticleListQuery)
@door.response(200, schemas.ArticleBriefList)
def list_articles(query: dict[str, Any]) -> flask.Response:
    """List published articles in a language, the latest first unless `sort` says otherwise."""
    language = doors.asked_language(query["lang"])
    asked = {**query, "lang": language, "cursor": None, "limit": None}
    purpose = "articles?" + orjson.dumps(asked, option=orjson.OPT_SORT_KEYS).decode()
    cursor = web.signer().read(query["cursor"], purpose) if query["cursor"] else None
    page = views.article_page(language, query, cursor)
    links = web.page_links(page, purpose)
    body = b'{"data":[%s],"links":%s,"meta":%s}' % (
        b",".join(bytes(row[-1]) for row in page.rows),
        orjson.dumps(links),
        orjson.dumps({"limit": query["limit"]}),
    )
    tag = hashlib.sha256(body).hexdigest()[:32]
    return doors.answer(body, tag, language=language, cache_tags=["articles"], negotiated=query["lang"] is None)


@door.route("/articles/<path>")
@guard.public
@door.refuses(404, 410, 422)
@door.query(ArticleQuery)
@door.response(200, schemas.ArticleFull)
@door.alt_response(308, description="The slug is a former one")
def show_article(query: dict[str, Any], path: str) -> Any:  # noqa: ANN401
    """Show a published article by slug or id, in the reader's language or the first of its fallback chain."""
    lang = query["lang"]
    found = views.article_by_slug(path, lang)
    negotiated = False
    if found is None:
        negotiated = lang is None
        found = views.article_by_id(path, doors.asked_language(lang))
    if found is None or found.language is None:
        doors.asked_language(lang)  # an unknown language is told apart from an unknown article
        raise NotFound(say("There is no such article."))
    if found.body is None:
        raise Gone(say("This article has been withdrawn in this language."))
    if query["fallback"] == "none" and found.language != found.requested_language:
        raise NotFound(say("This article is not published in this language."))
    if found.is_former:
        return redirect(_moved(found.slug), code=308)
    return doors.answer(
        found.body,
        found.etag,
        language=found.language,
        modified_at=found.modified_at,
        cache_tags=[f"article-{found.id}"],
        negotiated=negotiated,
    )


def _moved(slug: str) -> str:
    query = request.query_string.decode("ascii", "replace")
    return f"/v1/articles/{slug}" + (f"?{query}" if query else "")
