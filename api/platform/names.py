"""Names in the reference: what generated clients call their methods and types, by one rule for each audience.

Readers' names stand alone (`showArticle`, `Article`); those of the desk and of administration say whose they are
(`deskShowArticle`, `DeskArticle`). An operation is a verb and a noun, after its view; a type is named after its class.
"""

from __future__ import annotations

import marshmallow as ma
from apispec.ext.marshmallow import resolver
from apispec.ext.marshmallow.common import resolve_schema_cls

_DOORS = {
    "desk": "desk",
    "admin": "admin",
    "partners": "admin",
    "takedowns": "admin",
    "partner": "partner",
}  # whose operations say whose they are
# Whose types do: all of a room, or of one module in it.
_ROOMS = {"desk": "Desk", "administration": "Admin", "partners": "Partner"}
_MODULES = {"api.partners.schemas.administration": "Admin", "api.partners.schemas.takedowns": "Admin"}


def operation_id(door: str, view_name: str) -> str:
    """Name an operation after its view: `showArticle`, `deskShowArticle`."""
    first, *rest = [*filter(None, [_DOORS.get(door)]), *view_name.split("_")]
    return first + "".join(part.title() for part in rest)


def schema_name(schema: type[ma.Schema]) -> str:
    """Name a type after its class, without `Schema` at its end: `Article`, `DeskArticle`."""
    found = resolve_schema_cls(schema)
    module = (found[0] if isinstance(found, list) else found).__module__
    return _MODULES.get(module, _ROOMS.get(module.split(".")[1], "")) + str(resolver(schema))
