"""Answers narrowed by `fields`, in the reference: the same schemas with nothing required."""

from __future__ import annotations

import re
from typing import Any

_SCHEMAS = "#/components/schemas/"

# What things are called in lists; what a list can add to them stands in the whole form of them.
_IN_LISTS = re.compile("(Brief|Listed)$")


def declare(document: dict[str, Any]) -> None:
    """Add to each answer that `fields` may narrow its partial form; partial schemas are made as needed."""
    schemas = document["components"]["schemas"]
    for path in document["paths"].values():
        for operation in (found for name, found in path.items() if name == "get"):
            if any(parameter.get("name") == "fields" for parameter in operation.get("parameters", ())):
                content = operation["responses"]["200"]["content"]["application/json"]
                whole = content["schema"]["$ref"].removeprefix(_SCHEMAS)
                content["schema"] = {"anyOf": [content["schema"], _reference(_part(whole, schemas))]}


def _part(name: str, schemas: dict[str, Any]) -> str:
    """Give the name of a schema's partial form, which is added to `schemas`; of a list, that with partial items."""
    whole = schemas[name]
    if "oneOf" in whole:  # what tells the kinds apart may be left out too
        kinds = [_part(kind["$ref"].removeprefix(_SCHEMAS), schemas) for kind in whole["oneOf"]]
        schemas[f"{name}Part"] = {"anyOf": [_reference(kind) for kind in kinds]}
        return f"{name}Part"
    if "data" not in whole["properties"]:
        part = f"{name}Part"
        schemas.setdefault(part, _optional(whole))
        return part
    item = _IN_LISTS.sub("", whole["properties"]["data"]["items"]["$ref"].removeprefix(_SCHEMAS))
    items = {"type": "array", "items": _reference(_part(item, schemas))}
    schemas[f"{item}PartList"] = {**whole, "properties": {**whole["properties"], "data": items}}
    return f"{item}PartList"


def _optional(whole: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in whole.items() if name != "required"}


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"{_SCHEMAS}{name}"}
