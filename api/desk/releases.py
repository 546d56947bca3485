"""Routes: releases of an issue or of one article alone: made, shown and cancelled."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.accounts import guard
from api.desk.door import article_at, door, issue_at
from api.desk.schemas import releases as schemas
from api.desk.views import releases as views
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.schemas import PageQuery
from api.platform.web import etag
from api.publishing import releases, schedule
from api.publishing.releases import Order


@door.route("/issues/<issue>/releases", methods=["POST"])
@guard.requires("release")
@door.refuses(404, 409, 422, "not_ready")
@door.arguments(schemas.NewRelease)
@door.response(201, schemas.ReleaseSchema)
def release_issue(data: dict[str, Any], issue: str) -> Any:  # noqa: ANN401
    """Release an issue in some languages, all of its articles together, now or at an hour."""
    return _release(data, issue_id=issue_at(issue).id)


@door.route("/articles/<article>/releases", methods=["POST"])
@guard.requires("release")
@door.refuses(404, 409, 422, "not_ready")
@door.arguments(schemas.NewRelease)
@door.response(201, schemas.ReleaseSchema)
def release_article(data: dict[str, Any], article: str) -> Any:  # noqa: ANN401
    """Release one article in some languages, now or at an hour."""
    return _release(data, article_id=article_at(article).id)


@door.route("/issues/<issue>/releases")
@guard.requires("read")
@door.refuses(404, 422)
@door.arguments(PageQuery, location="query")
@door.response(200, schemas.ReleaseList)
def list_issue_releases(query: dict[str, Any], issue: str) -> dict[str, Any]:
    """List the releases of an issue, the latest first: published, scheduled, cancelled and failed."""
    return _list(query, issue_id=issue_at(issue).id)


@door.route("/articles/<article>/releases")
@guard.requires("read")
@door.refuses(404, 422)
@door.arguments(PageQuery, location="query")
@door.response(200, schemas.ReleaseList)
def list_article_releases(query: dict[str, Any], article: str) -> dict[str, Any]:
    """List the releases of one article alone, the latest first."""
    return _list(query, article_id=article_at(article).id)


@door.route("/releases/<release_id>")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.ReleaseSchema)
def show_release(release_id: str) -> Any:  # noqa: ANN401
    """Show a release: what went out, what was left out, or why it failed."""
    return _show(release_id)


@door.route("/releases/<release_id>", methods=["DELETE"])
@guard.requires("release")
@door.refuses(404, 409)
@door.response(204)
@door.conditional
def cancel_release(release_id: str, expected: Expected) -> None:
    """Cancel a scheduled release."""
    _cancel(release_id, expected)


@door.route("/issues/<issue>/releases/<release_id>")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.ReleaseSchema)
def show_issue_release(issue: str, release_id: str) -> Any:  # noqa: ANN401
    """Show a release of an issue, at its place under the issue."""
    return _show(views.require_release(release_id, issue_id=issue_at(issue).id))


@door.route("/issues/<issue>/releases/<release_id>", methods=["DELETE"])
@guard.requires("release")
@door.refuses(404, 409)
@door.response(204)
@door.conditional
def cancel_issue_release(issue: str, release_id: str, expected: Expected) -> None:
    """Cancel a scheduled release of an issue, at its place under the issue."""
    _cancel(views.require_release(release_id, issue_id=issue_at(issue).id), expected)


@door.route("/articles/<article>/releases/<release_id>")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.ReleaseSchema)
def show_article_release(article: str, release_id: str) -> Any:  # noqa: ANN401
    """Show a release of one article alone, at its place under the article."""
    return _show(views.require_release(release_id, article_id=article_at(article).id))


@door.route("/articles/<article>/releases/<release_id>", methods=["DELETE"])
@guard.requires("release")
@door.refuses(404, 409)
@door.response(204)
@door.conditional
def cancel_article_release(article: str, release_id: str, expected: Expected) -> None:
    """Cancel a scheduled release of one article alone, at its place under the article."""
    _cancel(views.require_release(release_id, article_id=article_at(article).id), expected)


def _release(data: dict[str, Any], *, issue_id: str | None = None, article_id: str | None = None) -> Any:  # noqa: ANN401
    """Release what a body asks for, and answer with the release."""
    order = Order(
        issue_id,
        article_id,
        tuple(data["languages"]),
        at=data["at"],
        leave_out_unready=data["leave_out_unready"],
        notes={language: note for language, note in data["notes"].items() if note is not None},
    )
    release_id = releases.release(order, by=guard.actor(), at=clock.now())
    shown, serial = views.release(release_id, web.language())
    return shown, 201, {"Location": url_for("desk.show_release", release_id=release_id), "ETag": etag(serial)}


def _show(release_id: str) -> Any:  # noqa: ANN401
    shown, serial = views.release(release_id, web.language())
    return shown, 200, {"ETag": etag(serial)}


def _cancel(release_id: str, expected: Expected) -> None:
    schedule.cancel(release_id, expected=expected, by=guard.actor(), at=clock.now())


def _list(query: dict[str, Any], *, issue_id: str | None = None, article_id: str | None = None) -> dict[str, Any]:
    purpose = f"desk/releases?{issue_id}&{article_id}"
    cursor = web.signer().read(query["cursor"], purpose) if query["cursor"] else None
    page, data = views.release_page(
        issue_id=issue_id, article_id=article_id, cursor=cursor, limit=query["limit"], language=web.language()
    )
    return web.envelope(data, page, purpose, query["limit"])
