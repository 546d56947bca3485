"""Input of requests: webargs' parser on top of the strict readers; its errors become faults with their places."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, NoReturn, cast

import flask
import marshmallow as ma
from flask import g
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MultiDict

from api.platform import connections, db, places, strict
from api.platform.errors import (
    BadRequest,
    Fault,
    Invalid,
    InvalidParameter,
    Phrase,
    RequestTimeout,
    Size,
    TooLarge,
    UnsupportedMediaType,
    say,
)

FORM = "application/x-www-form-urlencoded"


class FaultError(ma.ValidationError):
    """A schema's error with a code and a phrase; the parser adds the place."""

    def __init__(self, code: str, detail: Phrase) -> None:
        super().__init__([(code, detail)])


# What marshmallow itself complains of, by its English message, which is all that it gives.
_KNOWN: dict[str, tuple[str, Phrase]] = {
    "Missing data for required field.": ("required", say("is required")),
    "Field may not be null.": ("required", say("must not be null")),
    "Unknown field.": ("unknown_field", say("is not known here")),
    "Not a valid string.": ("invalid_type", say("must be a text")),
    "Not a valid integer.": ("invalid_type", say("must be a whole number")),
    "Not a valid number.": ("invalid_type", say("must be a number")),
    "Not a valid boolean.": ("invalid_type", say("must be true or false")),
    "Not a valid list.": ("invalid_type", say("must be a list")),
    "Not a valid mapping type.": ("invalid_type", say("must be an object")),
    "Invalid input type.": ("invalid_type", say("must be an object")),
    "Invalid value.": ("invalid_value", say("is not valid")),
}


class StrictParser(FlaskParser):
    """webargs' parser on top of the strict readers; it raises our problems."""

    # A form is what a standard makes of it, and those bid us overlook what is new in them.
    DEFAULT_UNKNOWN_BY_LOCATION = {"json": ma.RAISE, "query": ma.RAISE, "form": ma.EXCLUDE}  # noqa: RUF012

    def load_json(self, req: flask.Request, schema: ma.Schema) -> Any:  # noqa: ANN401, ARG002
        """Read the body as JSON, strictly; JSON is UTF-8, whatever else a charset may say (RFC 8259 section 8.1)."""
        charset = req.mimetype_params.get("charset", "utf-8")
        if req.mimetype != "application/json" or charset.lower() not in {"utf-8", "utf8"}:
            raise UnsupportedMediaType(say("The body must be application/json in UTF-8."))
        return strict.parse_json(body(req, strict.LARGEST_BODY))

    def load_form(self, req: flask.Request, schema: ma.Schema) -> Any:  # noqa: ANN401
        """Read the body as a form in UTF-8; what the schema knows may be given once, what it does not is overlooked."""
        charset = req.mimetype_params.get("charset", "utf-8")
        if req.mimetype != FORM or charset.lower() not in {"utf-8", "utf8"}:
            raise UnsupportedMediaType(say("The body must be application/x-www-form-urlencoded in UTF-8."))
        known = {field.data_key or key for key, field in schema.fields.items()}
        pairs = query(body(req, strict.LARGEST_QUERY), lambda name: name not in known)
        return self._makeproxy(MultiDict(pairs), schema)

    def load_querystring(self, req: flask.Request, schema: ma.Schema) -> Any:  # noqa: ANN401
        """Read the query, strictly; a parameter may be repeated only where it is a list."""
        pairs = query(req.query_string, lambda name: _is_list(schema, name))
        # In which language to speak may be asked of every route; only some have more to choose by it.
        spoken_for = "lang" in schema.fields
        return self._makeproxy(MultiDict([pair for pair in pairs if spoken_for or pair[0] != "lang"]), schema)

    def handle_error(
        self,
        error: ma.ValidationError,
        req: flask.Request,  # noqa: ARG002
        schema: ma.Schema,  # noqa: ARG002
        *,
        error_status_code: int | None,  # noqa: ARG002
        error_headers: Mapping[str, str] | None,  # noqa: ARG002
    ) -> NoReturn:
        """Turn a schema's errors into one problem with a fault for each place."""
        messages: Any = error.messages
        if (told := messages.get("query", messages.get("form"))) is not None:
            faults = [
                Fault("unknown_parameter" if code == "unknown_field" else code, detail, parameter=_parameter(path))
                for path, code, detail in _leaves(told)
            ]
            raise InvalidParameter(_sentence(faults[0].parameter or "", faults[0].detail), *faults)
        faults = faults_of(messages["json"])
        raise Invalid(_sentence(faults[0].pointer or "", faults[0].detail), *faults)


def faults_of(messages: object, *, beneath: str = "") -> list[Fault]:
    """Give what a schema complains of, each fault with its pointer beneath that of what the schema has read."""
    return [Fault(code, detail, pointer=beneath + _pointer(path)) for path, code, detail in _leaves(messages)]


def query(text: bytes, is_list: Callable[[str], bool]) -> list[tuple[str, str]]:
    """Read a query string into pairs; a parameter may be repeated only if `is_list` says so.

    Raises:
        InvalidParameter: a parameter stands twice, is not UTF-8 or holds a NUL.
        TooLarge: it is longer than `strict.LARGEST_QUERY`.
    """
    pairs = strict.parse_query(text)
    seen = set()
    for name, _ in pairs:
        if name in seen and not is_list(name):
            shown = strict.shown(name)
            detail = say("{name} is given twice.", name=shown)
            raise InvalidParameter(detail, Fault("repeated", say("is given twice"), parameter=shown))
        seen.add(name)
    return pairs


def require_known(text: bytes, known: AbstractSet[str]) -> None:
    """Check the query of a route that reads only these parameters, none of them a list.

    Raises:
        InvalidParameter: it has another.
    """
    for name, _ in query(text, lambda _: False):
        if name not in known:
            detail, shown = say("is not known here"), strict.shown(name)
            raise InvalidParameter(_sentence(shown, detail), Fault("unknown_parameter", detail, parameter=shown))


def body(req: flask.Request, largest: int) -> bytes:
    """Read a request's body of at most `largest` bytes; of a caller without a token, `strict.LARGEST_OF_STRANGERS`.

    Raises:
        BadRequest: it ended before the length that its headers promise.
        RequestTimeout: it came too slowly (`platform/connections`).
        TooLarge: it is larger.
        Unavailable: too many others are sending theirs.
        UnsupportedMediaType: it is compressed, so its size is not known before it is unpacked.
    """
    if req.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise UnsupportedMediaType(say("The body must not be compressed."))
    largest = largest if _known() else min(largest, strict.LARGEST_OF_STRANGERS)
    too_large = TooLarge(say("The body is larger than {limit}.", limit=Size(largest)))
    if (req.content_length or 0) > largest:
        raise too_large
    began, ended = time.monotonic(), connections.ended()
    data = _wait_for(req, largest + 1)
    if len(data) > largest:
        raise too_large
    is_short = len(data) < (req.content_length or 0)  # the server itself takes a lost connection for the end
    is_late = time.monotonic() - began >= connections.GRACE / 2
    if is_late and (is_short or (req.content_length is None and connections.ended() != ended)):
        raise RequestTimeout(say("The body came too slowly."))
    if is_short:
        raise BadRequest(say("The body ended too early."))
    return data


def _known() -> str | None:
    """Give the id of who has sent a valid token or key, which the guards check before the body is read."""
    if "actor" in g:
        return cast("str", g.actor.id)
    return cast("str", g.partner.partner_id) if "partner" in g else None


def _wait_for(req: flask.Request, most: int) -> bytes:
    """Read the body, which may take long: in one of few places, and without a database connection."""
    is_none = not req.content_length and "Transfer-Encoding" not in req.headers
    if is_none or isinstance(req.stream, io.BytesIO):  # or read before, and put back
        return bytes(req.stream.read(most))
    db.release_connection()
    if (who := _known()) is not None:
        with places.BODIES.held(who):
            return bytes(req.stream.read(most))
    with places.BODIES_OF_STRANGERS.held(flask.current_app.extensions["network"]()):
        return bytes(req.stream.read(most))


def _sentence(place: str, detail: Phrase) -> Phrase:
    if not place:
        return say("The body {complaint}.", complaint=detail)
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
    return "".join("/" + strict.pointer_part(strict.shown(part)) for part in path)


def _parameter(path: tuple[str, ...]) -> str:
    return strict.shown(path[0]) if path else ""


def _is_list(schema: ma.Schema, name: str) -> bool:
    field = next((field for key, field in schema.fields.items() if (field.data_key or key) == name), None)
    return isinstance(field, ma.fields.List) or bool(getattr(field, "is_multiple", False))
