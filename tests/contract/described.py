"""What the reference says of answers, as strictly as it can be read: every field that is there is named by it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema_rs

_METHODS = {"get", "put", "post", "delete", "patch"}


class Described:
    """The answers that a document describes, by operation."""

    def __init__(self, document: dict[str, Any]) -> None:
        strict = closed(document)
        self._components = strict["components"]
        self._operations = {
            operation["operationId"]: operation["responses"]
            for path in strict["paths"].values()
            for method, operation in path.items()
            if method in _METHODS
        }
        self._validator = cache(self._made)

    def faults(self, operation: str, status: int, answer: Any, *, is_narrowed: bool = False) -> list[str]:
        """Give what is wrong with the JSON that an operation answers; `is_narrowed` where `fields` leaves some out."""
        content = self._operations[operation][str(status)].get("content", {}).get("application/json")
        if content is None:
            return []
        schema = content["schema"]
        if "anyOf" in schema:  # only the query decides whether it is the whole or a part
            schema = schema["anyOf"][is_narrowed]
        errors = self._validator(json.dumps(schema)).iter_errors(answer)
        return [f"{operation} {status} {'/'.join(map(str, error.instance_path))}: {error.message}" for error in errors]

    def _made(self, schema: str) -> jsonschema_rs.Draft202012Validator:
        text = {"components": self._components, **json.loads(schema)}
        return jsonschema_rs.Draft202012Validator(text, validate_formats=True)


def closed(value: Any) -> Any:
    """Give a document whose objects have no other fields than the ones that it names."""
    if isinstance(value, dict):
        found = {name: closed(inner) for name, inner in value.items()}
        if isinstance(found.get("properties"), dict) and "additionalProperties" not in found:
            found["additionalProperties"] = False
        return found
    return [closed(inner) for inner in value] if isinstance(value, list) else value
