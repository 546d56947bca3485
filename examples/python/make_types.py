"""Writes the types of the API for Python, read from its reference; the standard library is all it takes.

python make_types.py http://127.0.0.1:8000/openapi.json > polyweek_types.py
"""

from __future__ import annotations

import json
import keyword
import sys
from collections.abc import Iterator
from typing import Any
from urllib.request import urlopen

_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}


def written(document: dict[str, Any]) -> str:
    """Write a module with a TypedDict for each form of the reference, and an alias for what is none."""
    schemas = document["components"]["schemas"]
    forms = [_form(name, schema) for name, schema in schemas.items()]
    return "\n\n".join(['"""Written by make_types.py from the reference."""', _IMPORTS, *forms]) + "\n"


_IMPORTS = """from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict"""


def _form(name: str, schema: dict[str, Any]) -> str:
    if not schema.get("properties"):
        return f"{name}: TypeAlias = {_type(schema)!r}"
    fields = list(_fields(schema))
    if any(keyword.iskeyword(field) or not field.isidentifier() for field, _ in fields):
        body = ", ".join(f"{field!r}: {type_!r}" for field, type_ in fields)
        return f"{name} = TypedDict({name!r}, {{{body}}})"
    return f"class {name}(TypedDict):\n" + "\n".join(f"    {field}: {type_}" for field, type_ in fields)


def _fields(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for field, described in schema["properties"].items():
        type_ = _type(described)
        yield field, type_ if field in schema.get("required", ()) else f"NotRequired[{type_}]"


def _type(schema: dict[str, Any]) -> str:
    """Write a schema as a type, in which other forms stand by their names."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if kinds := schema.get("oneOf") or schema.get("anyOf"):
        return " | ".join(map(_type, kinds))
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    types = schema.get("type", "object")
    return " | ".join(_of_type(type_, schema) for type_ in ([types] if isinstance(types, str) else types))


def _of_type(type_: str, schema: dict[str, Any]) -> str:
    if type_ == "array":
        return f"list[{_type(schema['items'])}]"
    if type_ == "object":
        values = schema.get("additionalProperties")
        return f"dict[str, {_type(values) if isinstance(values, dict) else 'object'}]"
    return _PLAIN[type_]


if __name__ == "__main__":
    if not sys.argv[1:]:
        sys.exit(__doc__)
    try:
        with urlopen(sys.argv[1]) as answer:
            found = json.load(answer)
    except (OSError, ValueError) as error:
        sys.exit(f"{sys.argv[1]} cannot be read: {error}")
    sys.stdout.write(written(found))
