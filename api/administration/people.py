"""Routes: people, added by an administrator."""

from __future__ import annotations

from typing import Any

from api.accounts import guard, people
from api.accounts.roles import Granted
from api.administration import schemas
from api.platform import clock
from api.platform.web import Door

door = Door("admin", __name__, url_prefix="/v1/admin", description="For administrators.")


@door.route("/people", methods=["POST"])
@guard.requires("administer")
@door.refuses(401, 403, 409, 422)
@door.arguments(schemas.NewPerson)
@door.response(201, schemas.PersonSchema)
def add_person(data: dict[str, Any]) -> dict[str, Any]:
    """Add a person with their roles."""
    grants = [Granted(**grant) for grant in data.pop("grants")]
    person_id = people.add(**data, grants=grants, at=clock.now())
    return people.show(person_id)
