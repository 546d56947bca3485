"""Routes: planning issues, and releasing one."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.accounts import guard
from api.content import issues
from api.desk import releases, schemas, version_schemas, views
from api.desk.door import door, issue_at
from api.platform import clock
from api.platform.web import etag


@door.route("/issues", methods=["POST"])
@guard.requires("write")
@door.refuses(401, 403, 409, 422)
@door.arguments(schemas.NewIssue)
@door.response(201, schemas.IssueSchema)
def plan_issue(data: dict[str, Any]) -> Any:  # noqa: ANN401
    """Plan the issue of a week."""
    issue_id = issues.add(data["key"], title=data["title"], at=clock.now())
    found = issues.get(issue_id)
    return (
        views.issue(found),
        201,
        {"Location": url_for("desk.show_issue", issue=issue_id), "ETag": etag(found.serial)},
    )


@door.route("/issues/<issue>")
@guard.requires("read")
@door.refuses(401, 403, 404)
@door.response(200, schemas.IssueSchema)
def show_issue(issue: str) -> Any:  # noqa: ANN401
    """Show an issue as it is planned, by id or key."""
    found = issue_at(issue)
    return views.issue(found), 200, {"ETag": etag(found.serial)}


@door.route("/issues/<issue>/releases", methods=["POST"])
@guard.requires("release")
@door.refuses(401, 403, 404, 409, 422)
@door.arguments(version_schemas.NewRelease)
@door.response(201, version_schemas.ReleaseSchema)
def release_issue(data: dict[str, Any], issue: str) -> Any:  # noqa: ANN401
    """Release an issue in some languages, all of its articles together, now or at an hour."""
    return releases.release(data, issue_id=issue_at(issue).id)
