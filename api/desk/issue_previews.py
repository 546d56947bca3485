"""Routes: previews of whole issues, made at the desk and opened by whoever holds the token."""

from __future__ import annotations

from typing import Any

import flask
from flask import current_app, url_for

from api.accounts import guard
from api.desk.door import door, issue_at
from api.desk.previews import drafted, preview
from api.desk.schemas import issue_previews as schemas
from api.desk.schemas import previews as preview_schemas
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.web import etag
from api.publishing import issue_previews


@door.route("/issues/<issue>/preview", methods=["POST"])
@guard.requires("read", shows_secret=True)
@door.refuses(404, 422)
@door.arguments(schemas.NewIssuePreview)
@door.response(201, preview_schemas.MadePreview)
def make_issue_preview(data: dict[str, Any], issue: str) -> Any:  # noqa: ANN401
    """Make an address under which an issue can be seen as it would be released now in a language, until it expires.

    For who works in that language: editors, and its reviewers and translators.
    """
    made = issue_previews.make(issue_at(issue).id, **data, by=guard.actor(), at=clock.now())
    url = f"{current_app.config['BASE_URL']}/v1/preview/issues/{made.token}"
    tag = etag(made.id)
    shown = {"id": made.id, "url": url, "page_url": made.page, "expires_at": made.expires_at, "etag": tag}
    return shown, 201, {"Location": url, "ETag": tag}


@door.route("/issues/<issue>/previews")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.IssuePreviewList)
def list_issue_previews(issue: str) -> dict[str, Any]:
    """List the previews of an issue that can be opened, the latest first, without their addresses."""
    found = issue_previews.of_issue(issue_at(issue).id, at=clock.now())
    shown = [{**each, "etag": etag(each["id"])} for each in found]
    return web.whole_list(url_for("desk.list_issue_previews", issue=issue), shown)


@door.route("/issues/<issue>/previews/<preview_id>", methods=["DELETE"])
@guard.requires("read")
@door.refuses(404)
@door.response(204)
@door.conditional
def revoke_issue_preview(issue: str, preview_id: str, expected: Expected) -> None:
    """End a preview at once: one's own, or as an editor anyone's. It never changes, so its id is its ETag."""
    issue_previews.revoke(issue_at(issue).id, preview_id, expected=expected, by=guard.actor(), at=clock.now())


@preview.route("/issues/<issue_token>")
@guard.public
@preview.refuses(404, 422)
@preview.query(schemas.IssuePreviewQuery)
@preview.response(200, schemas.PreviewedIssue)
def show_issue_preview(query: dict[str, Any], issue_token: str) -> flask.Response:
    """Show an issue as it would be released now: its articles in order, and which of them are not ready.

    With `body` each article comes whole, in that form, as long as they are no more than fifty. Never cached, never
    indexed.
    """
    return drafted(issue_previews.show(issue_token, form=query["body"], at=clock.now()))


@preview.route("/issues/<issue_token>/articles/<article>")
@guard.public
@preview.refuses(404, 422)
@preview.query(preview_schemas.PreviewQuery)
@preview.response(200, preview_schemas.ArticlePreview)
def show_issue_preview_article(query: dict[str, Any], issue_token: str, article: str) -> flask.Response:
    """Show an article (by id) of a previewed issue as readers would get it. Never cached, never indexed."""
    return drafted(issue_previews.show_article(issue_token, article, form=query["body"], at=clock.now()))
