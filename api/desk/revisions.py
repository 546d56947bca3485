"""Routes: the revisions of an article's text, saved or tried, and what differs between two."""

from __future__ import annotations

import functools
from typing import Any

from flask import url_for

from api.accounts import guard
from api.content import articles
from api.desk.door import article_at, door
from api.desk.schemas import revisions as schemas
from api.desk.views import revisions as views
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.schemas import PageQuery
from api.platform.web import etag
from api.publishing import published
from api.translation import drafts


@door.route("/articles/<article>/revisions")
@guard.requires("read")
@door.refuses(404, 422)
@door.arguments(PageQuery, location="query")
@door.response(200, schemas.RevisionList)
def list_revisions(query: dict[str, Any], article: str) -> dict[str, Any]:
    """List the revisions of an article, the latest first."""
    article_id = article_at(article).id
    purpose = f"desk/revisions?{article_id}"
    return web.listed(query, purpose, functools.partial(views.revision_page, article_id))


@door.route("/articles/<article>/revisions", methods=["POST"])
@guard.requires("write")
@door.refuses(404, 409, 413, 422, "raw_html", "not_a_typo")
@door.arguments(schemas.NewRevision)
@door.arguments(schemas.DryRun, location="query")
@door.response(201, schemas.SavedRevision)
@door.alt_response(200, schema=schemas.SavedRevision, description="A dry run")
@door.conditional
def revise_article(data: dict[str, Any], query: dict[str, Any], article: str, expected: Expected) -> Any:  # noqa: ANN401
    """Save the next revision of the text, or try it (`dry_run=true`): the impact on every language.

    A `typo` that touches what approvals were given for is refused, unless an editor gives an `override_reason`.
    """
    found = article_at(article)
    dry_run = query["dry_run"]
    revised = drafts.revise(
        found.id,
        title=data.get("title"),
        summary=data.get("summary"),
        body_=data.get("body"),
        lead=data.get("picture", "as it was"),
        weight=data["weight"],
        note=data["note"],
        override_reason=data["override_reason"],
        expected=expected,
        by=guard.actor(),
        at=clock.now(),
        dry_run=dry_run,
    )
    shown = views.revised(revised, published.last([found.id]).get(found.id, {}), dry_run=dry_run)
    if dry_run:
        return shown, 200
    location = url_for("desk.show_revision", article=found.id, number=revised.number)
    return shown, 201, {"Location": location, "ETag": etag(revised.serial)}


@door.route("/articles/<article>/revisions/<int:number>")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.RevisionSchema)
def show_revision(article: str, number: int) -> dict[str, Any]:
    """Show one revision."""
    return views.revision(articles.revision(article_at(article).id, number))


@door.route("/articles/<article>/revisions/<int:number>/diff")
@guard.requires("read")
@door.refuses(404, 422)
@door.arguments(schemas.DiffQuery, location="query")
@door.response(200, schemas.RevisionDiff)
def compare_revisions(query: dict[str, Any], article: str, number: int) -> dict[str, Any]:
    """Show what differs in a revision from an earlier one, block by block; from the one before if none is named.

    Revision 0 is the empty text before the first.
    """
    against = number - 1 if query["against"] is None else query["against"]
    return views.difference(article_at(article).id, against, number)
