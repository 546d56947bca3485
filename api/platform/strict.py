"""Strict reading of JSON and query strings: what could be understood in two ways is refused.

webargs alone lets unknown query parameters, duplicate keys and lone surrogates pass, and fails on deep JSON and
5,000-digit numbers. orjson refuses depth and malformed text, but keeps the last of duplicate keys and turns huge
integers into floats. So the standard parser is used, with hooks, after a check of the depth.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

from api.platform.errors import Fault, Invalid, InvalidParameter, Phrase, Problem, Size, TooLarge, say

LARGEST_BODY = 4 * 1024 * 1024  # bytes of a JSON body; the largest text inside may have 1 MiB
LARGEST_OF_STRANGERS = 4 * 1024  # bytes of any body whose sender has shown no token, such as a login
LARGEST_QUERY = 8 * 1024  # bytes of a query string
DEEPEST = 32  # levels of arrays and objects
MOST_VALUES = 5_000  # in a JSON body; what schemas say of each grows faster than their number
LARGEST_NUMBER = 2**53 - 1  # what every JSON reader keeps exactly (RFC 8259 section 6)

_NUMBER_DIGITS = 20
_LONGEST_SHOWN = 100  # characters of a name that a caller made up, where it is said again
_OUTLINE = re.compile(
    r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL
)  # whole strings, or a bracket or comma outside of them
_SURROGATE_OR_NUL = re.compile("[\x00\ud800-\udfff]")


class MalformedJson(Problem):
    """The body is no JSON (RFC 8259); the fault names the line."""

    code = "malformed_json"


def parse_json(data: bytes) -> Any:  # noqa: ANN401 - JSON is any of its types
    """Read a JSON text of bounded size and depth.

    Raises:
        TooLarge: more bytes than `LARGEST_BODY`.
        MalformedJson: not JSON in UTF-8, or NaN or Infinity.
        Invalid: duplicate keys, a number beyond 2**53, a lone surrogate or a NUL, deeper than `DEEPEST`, or more than
            `MOST_VALUES`.
    """
    if len(data) > LARGEST_BODY:
        raise TooLarge(say("The body is larger than {limit}.", limit=Size(LARGEST_BODY)))
    text = _decode(data)
    _check_outline(text)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_float,
            parse_constant=_constant,
        )
    except json.JSONDecodeError as error:
        _malformed(say("The body is not JSON."), error.lineno)
    _check_texts(value, "")
    return value


def parse_query(query: bytes) -> list[tuple[str, str]]:
    """Read a query string into pairs, in order.

    Raises:
        TooLarge: more bytes than `LARGEST_QUERY`.
        InvalidParameter: a name or value is not UTF-8 or holds a NUL.
    """
    if len(query) > LARGEST_QUERY:
        raise TooLarge(say("The query is larger than {limit}.", limit=Size(LARGEST_QUERY)))
    pairs = []
    for part in query.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            place = shown(unquote_to_bytes(name.replace(b"+", b" ")).decode(errors="replace").replace("\x00", "�"))
            pairs.append((_query_text(name, place), _query_text(value, place)))
    return pairs


def _decode(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        _malformed(say("The body is not UTF-8."), data.count(b"\n", 0, error.start) + 1)


def _malformed(detail: Phrase, line: int) -> NoReturn:
    raise MalformedJson(detail, Fault("malformed_json", detail, line=line))


def _check_outline(text: str) -> None:
    depth, values = 0, 1
    for match in _OUTLINE.finditer(text):
        mark = match[0]
        if mark in "[{":
            depth += 1
            values += 1
            if depth > DEEPEST:
                _refuse(say("The body is nested deeper than {limit} levels.", limit=DEEPEST), "too_deep", match)
        elif mark in "]}":
            depth -= 1
        elif mark == ",":
            values += 1
        if values > MOST_VALUES:
            _refuse(say("The body has more than {limit} values.", limit=MOST_VALUES), "too_many", match)


def _refuse(detail: Phrase, code: str, match: re.Match[str]) -> NoReturn:
    raise Invalid(detail, Fault(code, detail, line=match.string.count("\n", 0, match.start()) + 1))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            name = shown(_SURROGATE_OR_NUL.sub("�", key))
            detail = say("The field {name} appears twice in one object.", name=name)
            raise Invalid(detail, Fault("duplicate_field", detail, pointer="/" + pointer_part(name)))
        found[key] = value
    return found


def _integer(text: str) -> int:
    if len(text) > _NUMBER_DIGITS or abs(int(text)) > LARGEST_NUMBER:
        detail = say("A number is too large to be kept exactly.")
        raise Invalid(detail, Fault("out_of_range", detail, pointer=""))
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if abs(number) > LARGEST_NUMBER:
        detail = say("A number is too large to be kept exactly.")
        raise Invalid(detail, Fault("out_of_range", detail, pointer=""))
    return number


def _constant(_: str) -> NoReturn:
    _malformed(say("NaN and Infinity are not JSON."), 1)


def _check_texts(value: object, pointer: str) -> None:
    if isinstance(value, str):
        _check_text(value, pointer)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check_texts(item, f"{pointer}/{index}")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_text(key, pointer)
            _check_texts(item, f"{pointer}/{pointer_part(shown(key))}")


def _check_text(text: str, pointer: str) -> None:
    if _SURROGATE_OR_NUL.search(text):
        detail = say("A text holds a NUL or half of a surrogate pair.")
        raise Invalid(detail, Fault("invalid_text", detail, pointer=pointer))


def shown(name: str) -> str:
    """Shorten a name that a caller sent, as it is repeated in a problem."""
    return name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"


def pointer_part(key: str) -> str:
    """Escape a key for a JSON pointer (RFC 6901 section 3)."""
    return key.replace("~", "~0").replace("/", "~1")


def _query_text(part: bytes, name: str) -> str:
    try:
        text = unquote_to_bytes(part.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        detail = say("A parameter is not UTF-8, or holds a NUL.")
        raise InvalidParameter(detail, Fault("invalid_text", detail, parameter=name))
    return text
