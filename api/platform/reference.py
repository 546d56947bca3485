"""The OpenAPI document: flask-smorest's, sorted, with refusals and examples added and unused schemas removed."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import marshmallow as ma
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask_smorest import Api

from api.platform import faults, fields, names, problems, reference_headers, reference_parts

_ORDER = ("openapi", "info", "servers", "tags", "security", "paths", "components")
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_JSON = "application/json"

_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "A name of your choice for this request, such as a UUID. A repeat within 24 hours gives the first "
    "answer; with another body or address 422 `idempotency_mismatch`; while the first still runs 409 "
    "`idempotency_in_progress`. A refusal is not remembered: its repeat is tried anew. What was done is done once, but "
    "an answer that shows a secret, is larger than 64 KiB, or of a token of which 2 MiB are kept, is not kept: its "
    "repeat is 409 `conflict`.",
}
_KEY_REFERENCE = {"$ref": "#/components/parameters/IdempotencyKey"}

# Schemas that several others have a part of: a field refers to one by its name, as `x-schema`.
_SHARED: dict[str, dict[str, Any]] = {
    "ProblemCode": {
        "type": "string",
        "enum": sorted(problems.CODES),
        "description": "What went wrong; `/docs/problems` explains each. A later version may have more of them: go by "
        "the status where you do not know one.",
    },
    "FaultCode": {
        "type": "string",
        "enum": sorted(faults.CODES),
        "description": "What is wrong at one place; `/docs/problems#faults` explains each. A later version may have "
        "more of them: go by the problem's own code where you do not know one.",
    },
}

Operation = dict[str, Any]

_PROBLEM = {"$ref": "#/components/schemas/Problem"}

# The codes that an operation can answer with because of its form; a route need not name them.
_BY_FORM: dict[str, Callable[[Operation], bool]] = {
    "unauthenticated": lambda operation: bool(operation["security"]),
    "forbidden": lambda operation: "x-roles" in operation,
    "malformed_json": lambda operation: _JSON in _content(operation),
    "invalid_body": lambda operation: _JSON in _content(operation),
    "too_large": lambda operation: bool(_content(operation)),
    "unsupported_media_type": lambda operation: bool(_content(operation)),
    "invalid_parameter": lambda _: True,  # an unknown one is refused everywhere
    "unavailable": lambda _: True,  # the database may be busy at any time
    "precondition_failed": lambda operation: "If-Match" in _parameter_names(operation),
    "precondition_required": lambda operation: "If-Match" in _parameter_names(operation),
    "idempotency_in_progress": lambda operation: _KEY_REFERENCE in operation.get("parameters", ()),
    "idempotency_mismatch": lambda operation: _KEY_REFERENCE in operation.get("parameters", ()),
}
# Those that a route names itself, since its status alone does not say so much.
_NAMED = {"password_required", "four_eyes", "not_ready", "not_a_typo", "malformed_file", "raw_html", "wrong_article"}
# Those that a form brings or nothing does.
_FORM_ALONE = {"malformed_json", "invalid_body", "idempotency_in_progress", "idempotency_mismatch"}
# Those that any operation can answer with; `default` stands for them.
_ANYWHERE = (
    "bad_request",
    "method_not_allowed",
    "not_acceptable",
    "request_timeout",
    "too_large",
    "rate_limited",
    "internal",
)


class _Converter(OpenAPIConverter):
    """Describes objects whose keys are data, such as language tags, by the schema of their values (`Meta.values`)."""

    def schema2jsonschema(self, schema: ma.Schema) -> dict[str, Any]:
        found: dict[str, Any] = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        if (values := getattr(schema.Meta, "values", None)) is not None:
            found["additionalProperties"] = self.resolve_nested_schema(values)  # type: ignore[no-untyped-call]
        return found


class _Plugin(MarshmallowPlugin):
    Converter = _Converter


class Reference(Api):
    """flask-smorest's OpenAPI document, without its own error answers: every answer of ours is a problem."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _init_spec(self, **options: Any) -> None:  # noqa: ANN401 - flask-smorest has no types
        plugin = _Plugin(names.schema_name)
        super()._init_spec(marshmallow_plugin=plugin, **options)
        if plugin.converter is not None:  # made by the line above
            plugin.converter.add_attribute_function(_one_of)  # type: ignore[no-untyped-call]

    def _register_error_handlers(self) -> None:
        return


def _one_of(converter: Any, field: object, **_options: object) -> dict[str, Any]:  # noqa: ANN401 - apispec's own
    """Describe a `OneOf` field as a schema of its own; apispec calls this for each field."""
    if not isinstance(field, fields.OneOf):
        return {}
    known = converter.spec.components.schemas
    if field.union not in known:
        union: dict[str, Any] = {}
        known[field.union] = union  # before its kinds, which may hold it themselves
        kinds = {value: converter.resolve_nested_schema(schema) for value, schema in field.kinds().items()}
        mapping = {value: reference["$ref"] for value, reference in kinds.items()}
        union |= {
            "oneOf": [{"$ref": name} for name in dict.fromkeys(mapping.values())],
            "discriminator": {"propertyName": field.by, "mapping": mapping},
        }
    reference = {"$ref": f"#/components/schemas/{field.union}"}
    return {"anyOf": [reference, {"type": "null"}]} if field.allow_none else reference


def finished(
    document: dict[str, Any], examples: Mapping[str, Any], problem_examples: Mapping[str, Any]
) -> dict[str, Any]:
    """Give the finished document: in the usual order, each operation with its refusals, without unused schemas.

    `examples` gives for an operation id `{"request": body, "parameters": {name: value}, "responses": {status: body}}`,
    each of them optional; `problem_examples` gives for a code a problem.
    """
    document = copy.deepcopy(document)  # parts of it belong to the doors, which every application shares
    refusals: dict[str, Any] = {"Problem": _refusal(_ANYWHERE, problem_examples)}
    for method, path, operation in _operations(document):
        operation["summary"] = _plain(operation["summary"])
        operation["description"] = _described(operation)
        operation.setdefault("security", [])
        operation["responses"] = _responses(operation, refusals, problem_examples)
        reference_headers.declare(operation, method)
        parameters = [*path.get("parameters", ()), *operation.get("parameters", ())]
        _exemplify(operation, parameters, examples.get(operation["operationId"], {}))
    components = document["components"]
    components["parameters"] = {**components.get("parameters", {}), "IdempotencyKey": _KEY}
    components["headers"] = {name: {"required": True, **header} for name, header in reference_headers.HEADERS.items()}
    components["responses"] = dict(sorted(refusals.items()))
    components["schemas"] = {**_referring(components["schemas"]), **_SHARED}
    reference_parts.declare(document)
    _prune(document)
    return {name: document[name] for name in _ORDER if name in document}


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], Operation]]:
    """Give each operation, with its method and the path that it stands under."""
    for path in document["paths"].values():
        for method in filter(path.__contains__, _METHODS):
            if method == "post" and "security" in path[method]:
                path[method].setdefault("parameters", []).append(_KEY_REFERENCE)
            yield method, path, path[method]


def _plain(summary: str) -> str:
    """Give a summary without Markdown, which tools do not render there."""
    return summary.replace("`", "").rstrip(".")


def _described(operation: Operation) -> str:
    """Give an operation's description, and who may call it."""
    if "x-roles" in operation:
        who = f"For: {', '.join(operation['x-roles'])}."
    else:
        who = "For everyone who works here." if operation.get("security") else "For everybody, without a credential."
    return f"{operation['description'].strip()}\n\n{who}" if "description" in operation else who


def _responses(operation: Operation, refusals: dict[str, Any], problem_examples: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answers in order; refusals with the same codes refer to one shared answer."""
    found = {status: answer for status, answer in operation["responses"].items() if not _is_refusal(answer)}
    for status, codes in _codes(operation).items():
        schema = _problem_of(operation["responses"].get(str(status), {}))
        name = "Or".join("".join(part.title() for part in code.split("_")) for code in codes)
        name = name if schema == _PROBLEM else f"{schema['$ref'].rpartition('/')[2].removesuffix('Problem')}{name}"
        refusals.setdefault(name, _refusal(codes, problem_examples, schema))
        found[str(status)] = {"$ref": f"#/components/responses/{name}"}
    ordered = {status: found[status] for status in sorted(found)}
    return {**ordered, "default": {"$ref": "#/components/responses/Problem"}}


def _problem_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Give the schema of a refusal: a problem, mostly without members of its own."""
    schema: dict[str, Any] = answer.get("content", {}).get(problems.MEDIA_TYPE, {}).get("schema", _PROBLEM)
    return schema


def _codes(operation: Operation) -> dict[int, list[str]]:
    """Give the codes of an operation's refusals, by status: those of its form and those that its route declares."""
    declared = {int(status): answer for status, answer in operation["responses"].items() if _is_refusal(answer)}
    named = {code for answer in declared.values() for code in answer["description"].split(", ")}
    found: dict[int, list[str]] = {}
    for code, (status, _) in problems.CODES.items():
        is_told = code in named or (status in declared and code not in _NAMED | _FORM_ALONE)
        if is_told or (code in _BY_FORM and _BY_FORM[code](operation)):
            found.setdefault(status, []).append(code)
    return found


def _is_refusal(answer: Mapping[str, Any]) -> bool:
    return problems.MEDIA_TYPE in answer.get("content", {})


# Members that only some routes add, and words of which there are others for each kind, as examples show them.
_MEMBERS: dict[str, dict[str, Any]] = {
    "ArticleProblem": {"alternates": []},
    "ChangesProblem": {"links": {"first": "/v1/changes?initial=true"}},
    "DeskPictureProblem": {"replaced_by": "0198c4c6-8000-7c1e-8a40-2f6b1d9e7a35"},
}
_DETAILS: dict[tuple[str, str], str] = {
    ("ChangesProblem", "gone"): "This cursor is too old: drop what you hold, and begin anew, at links.first.",
    ("PictureProblem", "not_found"): "There is no such picture.",
    ("PictureProblem", "gone"): "This picture is not shown any longer.",
    ("DeskPictureProblem", "gone"): "Another picture has taken the place of this one.",
}


def _refusal(
    codes: Iterable[str], problem_examples: Mapping[str, Any], schema: Mapping[str, Any] = _PROBLEM
) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": dict(schema)}
    if shown := {code: {"value": problem_examples[code]} for code in codes if code in problem_examples}:
        name = schema.get("$ref", "").rpartition("/")[2]
        content["examples"] = {code: {"value": example["value"] | _own(name, code)} for code, example in shown.items()}
    description = ", ".join(f"[`{code}`](/docs/problems#{code})" for code in codes)
    answer: dict[str, Any] = {"description": description, "content": {problems.MEDIA_TYPE: content}}
    headers = reference_headers.of_refusal(codes)
    return {**answer, **({"headers": headers} if headers else {}), "x-codes": list(codes)}


def _own(name: str, code: str) -> dict[str, Any]:
    """Give what the problems of a schema have of their own."""
    detail = _DETAILS.get((name, code))
    return {**_MEMBERS.get(name, {}), **({"detail": detail} if detail is not None else {})}


def _content(operation: Operation) -> dict[str, Any]:
    content: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    return content


def _parameter_names(operation: Operation) -> set[str]:
    return {parameter.get("name", "") for parameter in operation.get("parameters", ())}


def _exemplify(operation: Operation, parameters: list[dict[str, Any]], examples: Mapping[str, Any]) -> None:
    """Put examples at their places; those of parameters, requests or answers that no longer exist are ignored."""
    for parameter in parameters:
        _require_something(parameter.get("schema", {}))
        if parameter.get("name") in examples.get("parameters", {}):
            parameter["example"] = examples["parameters"][parameter["name"]]
    if "request" in examples:
        for content in _content(operation).values():
            if isinstance(examples["request"], str) and content["schema"].get("type") == "object":
                continue  # parts, of which the example is one
            content["example"] = examples["request"]
    for status, body in examples.get("responses", {}).items():
        contents = operation["responses"].get(status, {}).get("content", {})
        for content in [contents[_JSON]] if _JSON in contents else contents.values():
            content["example"] = body


def _require_something(schema: dict[str, Any]) -> None:
    """Take null out of a parameter's schema: there it only says that the parameter may be left out."""
    if schema.get("default", "") is None:
        del schema["default"]
    if isinstance(schema.get("type"), list):
        (schema["type"],) = (type_ for type_ in schema["type"] if type_ != "null")
    if "enum" in schema:
        schema["enum"] = [word for word in schema["enum"] if word is not None]


def _referring(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Give a part of the document with references in place of what is only named by `x-schema`."""
    if isinstance(value, dict):
        if "x-schema" in value:
            return {"$ref": f"#/components/schemas/{value['x-schema']}"}
        return {name: _referring(inner) for name, inner in value.items()}
    return [_referring(inner) for inner in value] if isinstance(value, list) else value


def _prune(document: dict[str, Any]) -> None:
    """Drop the schemas that nothing refers to, and then those that only these referred to."""
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
