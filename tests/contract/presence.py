"""Which fields of the reference's forms were there in answers, and which were not: counted by walking both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

_SCHEMAS = "#/components/schemas/"


class Presence:
    """Counts how often each field of each form was there and was not; nothing is counted of partial forms."""

    def __init__(self, schemas: Mapping[str, Any]) -> None:
        self._schemas = schemas
        self.there: Counter[tuple[str, str]] = Counter()
        self.absent: Counter[tuple[str, str]] = Counter()

    def count(self, schema: Mapping[str, Any], value: object, name: str = "") -> None:
        """Walk an answer along its schema."""
        if "$ref" in schema:
            name = str(schema["$ref"]).removeprefix(_SCHEMAS)
            self.count(self._schemas[name], value, name)
        elif kinds := schema.get("oneOf") or schema.get("anyOf"):
            if isinstance(value, dict):
                self.count(self._kind(schema, kinds, value), value)
        elif isinstance(value, list) and "items" in schema:
            for item in value:
                self.count(schema["items"], item, name)
        elif isinstance(value, dict):
            for field, described in schema.get("properties", {}).items():
                (self.there if field in value else self.absent)[name, field] += 1
                self.count(described, value.get(field), name)
            if isinstance(schema.get("additionalProperties"), dict):
                for inner in value.values():
                    self.count(schema["additionalProperties"], inner, name)

    def _kind(self, schema: Mapping[str, Any], kinds: list[dict[str, Any]], value: dict[str, Any]) -> Mapping[str, Any]:
        """Choose which of several forms a value has: as its word says, or else the first, which is the whole one."""
        if "discriminator" in schema:
            told = schema["discriminator"]
            return {"$ref": told["mapping"][value[told["propertyName"]]]}
        return kinds[0]
