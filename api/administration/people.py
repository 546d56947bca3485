"""Routes: people, added, changed, suspended and given another password by administrators."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.accounts import guard, people, suspensions
from api.accounts.roles import Granted
from api.administration import schemas, views
from api.administration.door import door
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.schemas import PageQuery
from api.platform.web import etag

_PURPOSE = "admin/people"


@door.route("/people")
@guard.requires("administer")
@door.refuses(422)
@door.arguments(PageQuery, location="query")
@door.response(200, schemas.PersonList)
def list_people(query: dict[str, Any]) -> dict[str, Any]:
    """List everybody who works here, by login."""
    cursor = web.signer().read(query["cursor"], _PURPOSE) if query["cursor"] else None
    page, data = views.people_page(cursor, query["limit"], at=clock.now())
    return web.envelope(data, page, _PURPOSE, query["limit"])


@door.route("/people", methods=["POST"])
@guard.requires("administer")
@door.refuses(409, 422, 429)
@door.arguments(schemas.NewPerson)
@door.response(201, schemas.PersonSchema)
def add_person(data: dict[str, Any]) -> Any:  # noqa: ANN401
    """Add a person with their roles."""
    grants = [Granted(**grant) for grant in data.pop("grants")]
    person_id = people.add(**data, grants=grants, by=guard.actor(), at=clock.now())
    shown, _, headers = show(person_id)
    return shown, 201, headers | {"Location": url_for("admin.show_person", person=person_id)}


@door.route("/people/<person>")
@guard.requires("administer")
@door.refuses(404)
@door.response(200, schemas.PersonSchema)
def show_person(person: str) -> Any:  # noqa: ANN401
    """Show a person: roles, whether suspended, and how many tokens are valid, never their texts."""
    return show(person)


@door.route("/people/<person>", methods=["PATCH"])
@guard.requires("administer")
@door.refuses(404, 409, 422)
@door.arguments(schemas.PersonChange)
@door.response(200, schemas.PersonSchema)
@door.conditional
def change_person(data: dict[str, Any], person: str, expected: Expected) -> Any:  # noqa: ANN401
    """Change a person's name, or the language in which the API speaks to them."""
    people.change(person, data, expected=expected, by=guard.actor(), at=clock.now())
    return show(person)


@door.route("/people/<person>/password", methods=["PUT"])
@guard.requires("administer")
@door.refuses(404, 422, 429)
@door.arguments(schemas.NewPassword)
@door.response(204)
@door.conditional
def reset_password(data: dict[str, str], person: str, expected: Expected) -> None:
    """Give a person another password; every token of theirs ends."""
    people.reset_password(person, data["password"], expected=expected, by=guard.actor(), at=clock.now())


@door.route("/people/<person>/suspension", methods=["PUT"])
@guard.requires("administer")
@door.refuses(404, 409)
@door.response(200, schemas.PersonSchema)
def suspend_person(person: str) -> Any:  # noqa: ANN401
    """Suspend a person: every token of theirs ends at once, and the password does not let them in."""
    suspensions.suspend(person, by=guard.actor(), at=clock.now())
    return show(person)


@door.route("/people/<person>/suspension", methods=["DELETE"])
@guard.requires("administer")
@door.refuses(404)
@door.response(204)
@door.conditional
def resume_person(person: str, expected: Expected) -> None:
    """Let a suspended person in again, by password; If-Match takes the person's ETag."""
    suspensions.resume(person, expected=expected, by=guard.actor(), at=clock.now())


def show(person: str) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Answer with a person as they now stand."""
    shown = views.person(person, at=clock.now())
    return shown, 200, {"ETag": etag(shown["serial"])}
