"""Routes: planning issues, and releasing one."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.accounts import guard
from api.content import issues
from api.desk.door import caller_chain, door, issue_at
from api.desk.schemas import issues as schemas
from api.desk.views import issues as views
from api.platform import clock, web
from api.platform.errors import Fault, Invalid, say
from api.platform.preconditions import Expected
from api.platform.schemas import PageQuery
from api.platform.web import etag
from api.publishing import issues as public_issues

_PURPOSE = "desk/issues"


@door.route("/issues")
@guard.requires("read")
@door.refuses(422)
@door.arguments(PageQuery, location="query")
@door.response(200, schemas.IssueList)
def list_issues(query: dict[str, Any]) -> dict[str, Any]:
    """List the issues as they are planned, the newest week first."""
    cursor = web.signer().read(query["cursor"], _PURPOSE) if query["cursor"] else None
    page, data = views.issue_page(cursor, query["limit"], caller_chain())
    return web.envelope(data, page, _PURPOSE, query["limit"])


@door.route("/issues", methods=["POST"])
@guard.requires("write")
@door.refuses(409, 422)
@door.arguments(schemas.NewIssue)
@door.response(201, schemas.IssueSchema)
def plan_issue(data: dict[str, Any]) -> Any:  # noqa: ANN401
    """Plan the issue of a week."""
    issue_id = public_issues.add(data["key"], titles=_titles(data), by=guard.actor(), at=clock.now())
    shown, _, headers = _show(issue_id)
    return shown, 201, headers | {"Location": url_for("desk.show_issue", issue=issue_id)}


@door.route("/issues/<issue>")
@guard.requires("read")
@door.refuses(404)
@door.response(200, schemas.IssueSchema)
def show_issue(issue: str) -> Any:  # noqa: ANN401
    """Show an issue as it is planned, by id or key."""
    return _show(issue_at(issue).id)


@door.route("/issues/<issue>", methods=["PATCH"])
@guard.requires("release")
@door.refuses(404, 422)
@door.arguments(schemas.IssueChange)
@door.response(200, schemas.IssueSchema)
@door.conditional
def change_issue(data: dict[str, Any], issue: str, expected: Expected) -> Any:  # noqa: ANN401
    """Change an issue's titles, its deadline or the order of its articles. Readers see titles and order at once."""
    issue_id = issue_at(issue).id
    changes = {name: value for name, value in data.items() if name != "title"}
    if "title" in data:
        changes["titles"] = _titles(data)
    public_issues.change(issue_id, changes, expected=expected, by=guard.actor(), at=clock.now())
    return _show(issue_id)


def _titles(data: dict[str, Any]) -> dict[str, Any]:
    """Give the titles that a body names, by language: `title` alone is in the caller's.

    Raises:
        Invalid: it has both a title and titles.
    """
    if data.get("title") is not None and "titles" in data:
        detail = say("Give either a title or titles by language.")
        raise Invalid(detail, Fault("duplicate", detail, pointer="/title"))
    return data["titles"] if "titles" in data else {caller_chain()[0]: data.get("title")}


def _show(issue_id: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    found = issues.get(issue_id)
    return views.issue(found, caller_chain()), 200, {"ETag": etag(issues.tag(found))}
