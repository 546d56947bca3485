"""Bodies of several parts (RFC 7578), read in memory: what somebody sends is never put on a disk on the way."""

from __future__ import annotations

import io
from typing import Any

import flask
import marshmallow as ma
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import MultiPartParser

from api.platform import strict
from api.platform.errors import BadRequest, Fault, Invalid, say
from api.platform.parsing import faults_of

_MOST = 8  # parts
_UNKNOWN = "unknown_field", say("is not known here")
_REPEATED = "duplicate_field", say("is given twice")


def read(req: flask.Request, data: bytes, *, known: frozenset[str]) -> dict[str, bytes]:
    """Give the parts of a body by their names, whether they came as files or as fields.

    Raises:
        BadRequest: it is not of parts, or breaks off.
        Invalid: a part is not known here, or stands twice.
    """
    parser = MultiPartParser(
        stream_factory=lambda *_, **__: io.BytesIO(),
        max_form_memory_size=strict.LARGEST_BODY,
        max_form_parts=_MOST,
    )
    boundary = req.mimetype_params.get("boundary", "").encode("ascii", "replace")
    try:
        form, files = parser.parse(io.BytesIO(data), boundary, len(data))
    except (ValueError, HTTPException):
        raise BadRequest(say("The parts of the body cannot be told apart.")) from None
    found: dict[str, bytes] = {}
    both = [*((name, text.encode()) for name, text in form.items(multi=True))]
    both += [(name, part.stream.read()) for name, part in files.items(multi=True)]
    for name, part in both:
        pointer = "/" + strict.pointer_part(strict.shown(name))
        if name not in known or name in found:
            code, detail = _UNKNOWN if name not in known else _REPEATED
            problem = say("{place} {complaint}.", place=pointer, complaint=detail)
            raise Invalid(problem, Fault(code, detail, pointer=pointer))
        found[name] = part
    return found


def as_json(part: bytes, schema: ma.Schema, *, pointer: str) -> Any:  # noqa: ANN401
    """Read a part as strict JSON through a schema; faults have their pointer beneath the part's.

    Raises:
        BadRequest, Invalid: as a body of JSON.
    """
    value = strict.parse_json(part)
    try:
        return schema.load(value, unknown=ma.RAISE)
    except ma.ValidationError as error:
        faults = faults_of(error.messages, beneath=pointer)
        problem = say("{place} {complaint}.", place=faults[0].pointer, complaint=faults[0].detail)
        raise Invalid(problem, *faults) from None
