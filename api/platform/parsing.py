"""How input enters: webargs' parser behind the strict readers, its complaints as faults at their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import flask
import marshmallow as ma
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict

from api.platform import strict
from api.platform.errors import Fault, Invalid, InvalidParameter, Phrase, TooLarge, UnsupportedMediaType, say


class FaultError(ma.ValidationError):
    """A schema's complaint that carries its code and its words; the parser gives it its place."""

    def __init__(self, code: str, detail: Phrase) -> None:
        super().__init__([(code, detail)])


# What marshmallow itself complains of, by its English message, which is all that it gives.
_KNOWN: dict[str, tuple[str, Phrase]] = {
    "Missing data for required field.": ("required", say("is required")),
    "Field may not be null.": ("required", say("must not be null")),
    "Unknown field.": ("unknown_field", say("is not known here")),
    "Not a valid string.": ("invalid_type", say("must be a text")),
    "Not a valid integer.": ("invalid_type", say("must be a whole number")),
    "Not a valid boolean.": ("invalid_type", say("must be true or false")),
    "Not a valid list.": ("invalid_type", say("must be a list")),
    "Not a valid mapping type.": ("invalid_type", say("must be an object")),
    "Invalid input type.": ("invalid_type", say("must be an object")),
    "Invalid value.": ("invalid_value", say("is not valid")),
}


class StrictParser(FlaskParser):
    """webargs' parser, behind the strict readers, answering with our problems."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"json": ma.RAISE, "query": ma.RAISE}  # noqa: RUF012 - webargs' own attribute

    def load_json(self, req: flask.Request, schema: ma.Schema) -> Any:  # noqa: ANN401, ARG002
        """Read the body as JSON, strictly."""
        if req.mimetype != "application/json":
            raise UnsupportedMediaType(say("The body must be application/json."))
        return strict.parse_json(body(req, strict.LARGEST_BODY))

    def load_querystring(self, req: flask.Request, schema: ma.Schema) -> Any:  # noqa: ANN401
        """Read the query, strictly; a parameter may be repeated only where it is a list."""
        pairs = strict.parse_query(req.query_string)
        seen = set()
        for name, _ in pairs:
            if name in seen and not _is_list(schema, name):
                detail = say("{name} stands twice.", name=name)
                raise InvalidParameter(detail, Fault("repeated", say("stands twice"), parameter=name))
            seen.add(name)
        return self._makeproxy(MultiDict(pairs), schema)

    def handle_error(
        self,
        error: ma.ValidationError,
        req: flask.Request,  # noqa: ARG002
        schema: ma.Schema,  # noqa: ARG002
        *,
        error_status_code: int | None,  # noqa: ARG002
        error_headers: Mapping[str, str] | None,  # noqa: ARG002
    ) -> NoReturn:
        """Turn a schema's complaints into one problem with a fault for each place."""
        messages: Any = error.messages
        if "query" in messages:
            faults = [
                Fault(code, detail, parameter=_parameter(path)) for path, code, detail in _leaves(messages["query"])
            ]
            raise InvalidParameter(_sentence(faults[0].parameter or "", faults[0].detail), *faults)
        faults = [Fault(code, detail, pointer=_pointer(path)) for path, code, detail in _leaves(messages["json"])]
        raise Invalid(_sentence(faults[0].pointer or "/", faults[0].detail), *faults)


def body(req: flask.Request, largest: int) -> bytes:
    """Read a request's body of at most so many bytes, whatever its headers promise.

    Raises:
        TooLarge: it is larger.
    """
    too_large = TooLarge(say("The body is larger than {limit} bytes.", limit=largest))
    if (req.content_length or 0) > largest:
        raise too_large
    data = req.stream.read(largest + 1)
    if len(data) > largest:
        raise too_large
    return data


def _sentence(place: str, detail: Phrase) -> Phrase:
    return say("{place} {complaint}.", place=place, complaint=detail)


def _leaves(messages: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str, Phrase]]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            yield from _leaves(inner, path if key == "_schema" else (*path, str(key)))
    elif isinstance(messages, list | tuple):
        for message in messages:
            if isinstance(message, str):
                yield (path, *_KNOWN.get(message, ("invalid_value", say("is not valid"))))
            else:
                yield (path, *message)


def _pointer(path: tuple[str, ...]) -> str:
    return "".join("/" + strict.pointer_part(part) for part in path)


def _parameter(path: tuple[str, ...]) -> str:
    return path[0] if path else ""


def _is_list(schema: ma.Schema, name: str) -> bool:
    field = schema.fields.get(name)
    return isinstance(field, ma.fields.List) or bool(getattr(field, "is_multiple", False))
