"""Routes: roles given and taken."""

from __future__ import annotations

from typing import Any

from flask import url_for

from api.accounts import grants, guard
from api.accounts.roles import Granted
from api.administration import people, schemas
from api.administration.door import door
from api.platform import clock
from api.platform.preconditions import Expected


@door.route("/people/<person>/grants", methods=["POST"])
@guard.requires("administer")
@door.refuses(404, 409, 422)
@door.arguments(schemas.NewGrant)
@door.response(201, schemas.PersonSchema)
def give_role(data: dict[str, Any], person: str) -> Any:  # noqa: ANN401
    """Give a person a role: reviewers and translators for one language or (null) for all, the others for all."""
    grants.give(person, Granted(**data), by=guard.actor(), at=clock.now())
    shown, _, headers = people.show(person)
    return shown, 201, headers | {"Location": url_for("admin.show_person", person=person)}


@door.route("/people/<person>/grants/<grant>", methods=["DELETE"])
@guard.requires("administer")
@door.refuses(404, 409)
@door.response(204)
@door.conditional
def take_role(person: str, grant: str, expected: Expected) -> None:
    """Take a role from a person, but for the last administrator's; If-Match takes the person's ETag."""
    grants.take(person, grant, expected=expected, by=guard.actor(), at=clock.now())
