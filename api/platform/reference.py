"""The OpenAPI document: flask-smorest's, brought into order and without what we do not use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask_smorest import Api

from api.platform import problems

_ORDER = ("openapi", "info", "servers", "tags", "security", "paths", "components")
_PUBLIC = "delivery"  # its names stand alone; the other doors put theirs before
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "A name of your choice for this request, such as a UUID. A repeat within 24 hours gives the first "
    "answer, a refusal included; with another body or address 422 `idempotency_mismatch`; while the first still runs "
    "409 `idempotency_in_progress`. A 401, 412, 428, 429 or 5xx is not remembered, nor is an answer that shows a "
    "secret: its repeat is 409 `conflict`.",
}


class Reference(Api):
    """flask-smorest's OpenAPI document, without its own error answers: every answer of ours is a problem."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        return


def operation_id(door: str, view_name: str) -> str:
    """Make an operation id that generated clients turn into a good method name: `showArticle`, `deskShowArticle`."""
    first, *rest = view_name.split("_") if door == _PUBLIC else [door, *view_name.split("_")]
    return first + "".join(part.title() for part in rest)


def finished(document: dict[str, Any]) -> dict[str, Any]:
    """Give a document with its parts in the usual order, a problem for every other refusal, and nothing unused."""
    for path in document["paths"].values():
        for method in _METHODS:
            if method in path:
                path[method]["responses"] = _responses(path[method]["responses"])
        if "security" in path.get("post", {}):
            path["post"].setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})
    document["components"]["parameters"] = {**document["components"].get("parameters", {}), "IdempotencyKey": _KEY}
    document["components"]["responses"] = {"Problem": _problem()}
    _prune(document)
    return {name: document[name] for name in _ORDER if name in document}


def _responses(responses: dict[str, Any]) -> dict[str, Any]:
    ordered = {status: responses[status] for status in sorted(responses)}
    return {**ordered, "default": {"$ref": "#/components/responses/Problem"}}


def _problem() -> dict[str, Any]:
    return {
        "description": "Any other refusal, such as method_not_allowed, rate_limited, internal or unavailable",
        "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _prune(document: dict[str, Any]) -> None:
    """Drop the schemas that nothing refers to, again and again until none is left."""
    schemas = document["components"]["schemas"]
    while unused := schemas.keys() - set(_references(document)):
        for name in unused:
            del schemas[name]


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref" and (match := re.fullmatch(r"#/components/schemas/(\w+)", str(inner))):
                yield match[1]
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
