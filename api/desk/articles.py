"""Routes: writing articles, planning them, and releasing one."""

from __future__ import annotations

import functools
from typing import Any

from flask import url_for

from api.accounts import guard
from api.content import articles
from api.content.texts import Text
from api.desk.door import article_at, door
from api.desk.schemas import articles as schemas
from api.desk.views import articles as views
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.web import etag
from api.translation import drafts
from api.translation.drafts import Draft


@door.route("/articles", methods=["POST"])
@guard.requires("write")
@door.refuses(413, 422, "raw_html")
@door.arguments(schemas.NewArticle)
@door.response(201, schemas.ArticleSchema)
def write_article(data: dict[str, Any]) -> Any:  # noqa: ANN401
    """Write an article: its first revision, split into messages for every language."""
    text = Text(data.pop("title"), data.pop("summary"), data.pop("body"), data.pop("picture"))
    article_id = drafts.create(Draft(**data, text=text), by=guard.actor(), at=clock.now())
    found = articles.get(article_id)
    location = url_for("desk.show_article", article=article_id)
    return views.article(found.id), 201, {"Location": location, "ETag": etag(found.serial)}


@door.route("/articles")
@guard.requires("read")
@door.refuses(422)
@door.arguments(schemas.ArticleQuery, location="query")
@door.response(200, schemas.ArticleList)
def list_articles(query: dict[str, Any]) -> dict[str, Any]:
    """List articles, the latest first."""
    purpose = f"desk/articles?{query['issue']}"
    return web.listed(query, purpose, functools.partial(views.article_page, query["issue"]))


@door.route("/articles/<article>")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.ArticleSchema)
def show_article(article: str) -> Any:  # noqa: ANN401
    """Show an article with its latest revision, by id or slug."""
    found = article_at(article)
    return views.article(found.id), 200, {"ETag": etag(found.serial)}


@door.route("/articles/<article>", methods=["PATCH"])
@guard.requires("write")
@door.refuses(404, 422)
@door.arguments(schemas.ArticleChange)
@door.response(200, schemas.ArticleSchema)
@door.conditional
def change_article(data: dict[str, Any], article: str, expected: Expected) -> Any:  # noqa: ANN401
    """Change what an article is about, its issue, its verdict or whose it is. Readers see it with the next release."""
    found = article_at(article)
    articles.change(found.id, data, expected=expected, by=guard.actor(), at=clock.now())
    found = articles.get(found.id)
    return views.article(found.id), 200, {"ETag": etag(found.serial)}
