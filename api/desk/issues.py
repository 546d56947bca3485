"""Routes: planning issues, and releasing one."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.accounts import guard
from api.content import issues
from api.desk import planning_schemas, planning_views, releases, schemas, version_schemas
from api.desk.door import door, issue_at
from api.platform import clock, web
from api.platform.schemas import PageQuery
from api.platform.web import etag, expected
from api.publishing import issues as public_issues

_PURPOSE = "desk/issues"


@door.route("/issues")
@guard.requires("read")
@door.refuses(401, 403, 422)
@door.arguments(PageQuery, location="query")
@door.response(200, planning_schemas.IssueList)
def list_issues(query: dict[str, Any]) -> dict[str, Any]:
    """List the issues as they are planned, the newest week first."""
    cursor = web.signer().read(query["cursor"], _PURPOSE) if query["cursor"] else None
    page, data = planning_views.issue_page(cursor, query["limit"])
    return web.envelope(data, page, _PURPOSE, query["limit"])


@door.route("/issues", methods=["POST"])
@guard.requires("write")
@door.refuses(401, 403, 409, 422)
@door.arguments(schemas.NewIssue)
@door.response(201, schemas.IssueSchema)
def plan_issue(data: dict[str, Any]) -> Any:  # noqa: ANN401
    """Plan the issue of a week."""
    issue_id = public_issues.add(data["key"], title=data["title"], by=guard.actor(), at=clock.now())
    shown, _, headers = _show(issue_id)
    return shown, 201, headers | {"Location": url_for("desk.show_issue", issue=issue_id)}


@door.route("/issues/<issue>")
@guard.requires("read")
@door.refuses(401, 403, 404)
@door.response(200, schemas.IssueSchema)
def show_issue(issue: str) -> Any:  # noqa: ANN401
    """Show an issue as it is planned, by id or key."""
    return _show(issue_at(issue).id)


@door.route("/issues/<issue>", methods=["PATCH"])
@guard.requires("release")
@door.refuses(401, 403, 404, 422)
@door.conditional
@door.arguments(planning_schemas.IssueChange)
@door.response(200, schemas.IssueSchema)
def change_issue(data: dict[str, Any], issue: str) -> Any:  # noqa: ANN401
    """Change an issue's title, its deadline or the order of its articles. Readers see title and order at once."""
    issue_id = issue_at(issue).id
    public_issues.change(issue_id, data, expected=expected(), by=guard.actor(), at=clock.now())
    return _show(issue_id)


@door.route("/issues/<issue>/releases", methods=["POST"])
@guard.requires("release")
@door.refuses(401, 403, 404, 409, 422, "not_ready")
@door.arguments(version_schemas.NewRelease)
@door.response(201, version_schemas.ReleaseSchema)
def release_issue(data: dict[str, Any], issue: str) -> Any:  # noqa: ANN401
    """Release an issue in some languages, all of its articles together, now or at an hour."""
    return releases.release(data, issue_id=issue_at(issue).id)


def _show(issue_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    found = issues.get(issue_id)
    return planning_views.issue(found), 200, {"ETag": etag(issues.tag(found))}
