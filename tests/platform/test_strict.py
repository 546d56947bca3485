from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.platform import strict
from api.platform.errors import Problem

_REFUSED = [
    (b"", "malformed_json", "malformed_json"),
    (b" ", "malformed_json", "malformed_json"),
    (b'{"a":', "malformed_json", "malformed_json"),
    (b'{"a":1}x', "malformed_json", "malformed_json"),
    (b"{'a':1}", "malformed_json", "malformed_json"),
    (b'{"a":01}', "malformed_json", "malformed_json"),
    (b'"\x00"', "malformed_json", "malformed_json"),
    (b'"\xff"', "malformed_json", "malformed_json"),
    (b'"\xed\xa0\x80"', "malformed_json", "malformed_json"),
    (b"\xef\xbb\xbf{}", "malformed_json", "malformed_json"),
    ('{"a":1}'.encode("utf-16"), "malformed_json", "malformed_json"),
    ('{"a":1}'.encode("utf-16-le"), "malformed_json", "malformed_json"),
    (b"NaN", "malformed_json", "malformed_json"),
    (b'{"a":-Infinity}', "malformed_json", "malformed_json"),
    (b'{"a":1,"a":2}', "invalid_body", "duplicate_field"),
    (b'{"a":{"b":[{"c":1,"c":1}]}}', "invalid_body", "duplicate_field"),
    (b'{"a":1,"\\u0061":2}', "invalid_body", "duplicate_field"),
    (b"1" * 5_000, "invalid_body", "out_of_range"),
    (b"-9007199254740992", "invalid_body", "out_of_range"),
    (b"1e999", "invalid_body", "out_of_range"),
    (b"[" * 33 + b"]" * 33, "invalid_body", "too_deep"),
    (b"[" * 1_000_000, "invalid_body", "too_deep"),
    (b'{"a":' * 100_000, "invalid_body", "too_deep"),
    (b'{"a":"\\ud800"}', "invalid_body", "invalid_text"),
    (b'{"\\udfff":1}', "invalid_body", "invalid_text"),
    (b'{"a":["x\\u0000"]}', "invalid_body", "invalid_text"),
]


@pytest.mark.parametrize(("data", "kind", "code"), _REFUSED, ids=lambda value: repr(value)[:24])
def test_a_body_that_could_mean_two_things_is_refused(data: bytes, kind: str, code: str) -> None:
    """What JSON readers disagree about, or fail on, is refused with its code."""
    with pytest.raises(Problem) as caught:
        strict.parse_json(data)
    assert (caught.value.kind, caught.value.faults[0].code) == (kind, code)


def test_a_refusal_names_its_place() -> None:
    """A fault stands at the line of the text, or at the pointer of the value."""
    with pytest.raises(Problem) as caught:
        strict.parse_json(b'{\n"a": 1,\n"b" 2}')
    assert caught.value.faults[0].line == 3
    with pytest.raises(Problem) as caught:
        strict.parse_json(b'{"a/b": ["x", "\\ud800"]}')
    assert caught.value.faults[0].pointer == "/a~1b/1"


def test_a_body_may_be_as_large_as_the_limit_and_no_larger() -> None:
    """One byte more than the limit is too large."""
    text = b'"' + b"a" * (strict.LARGEST_BODY - 2) + b'"'
    assert len(strict.parse_json(text)) == strict.LARGEST_BODY - 2
    with pytest.raises(Problem) as caught:
        strict.parse_json(text + b" ")
    assert caught.value.kind == "too_large"


def test_the_limits_themselves_are_accepted() -> None:
    """The deepest nesting, the largest numbers and a whole surrogate pair are read."""
    assert strict.parse_json(b"[" * 32 + b"]" * 32)
    assert strict.parse_json(b"[9007199254740991, -9007199254740991]") == [2**53 - 1, 1 - 2**53]
    assert strict.parse_json(b'"\\ud83d\\ude00"') == "😀"
    assert strict.parse_json(b'"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["').startswith("[[")


def test_brackets_that_no_string_ends_cost_no_more_than_their_length() -> None:
    """A text of quotes and backslashes is refused at once instead of being tried in every way."""
    for part in (b'"', b"\\", b'"\\', b'\\"', b'["'):
        with pytest.raises(Problem):
            strict.parse_json(part * (strict.LARGEST_BODY // len(part)))


_texts = st.text(st.characters(exclude_categories=[]), max_size=8)
_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=12,
)
_marks = st.sampled_from(
    ["{", "}", "[", "]", ":", ",", '"', "\\", "\\u0000", "\\ud83d", "\\ude00", "1", "-", ".", "e", "null", " ", "é"]
)


@settings(max_examples=150, deadline=None)
@given(_values.map(json.dumps) | st.lists(_marks, max_size=20).map("".join))
def test_what_is_read_is_what_the_standard_reader_reads(text: str) -> None:
    """Strictness takes nothing that JSON does not, and changes no value."""
    try:
        found = strict.parse_json(text.encode())
    except Problem:
        return
    assert _same(found, json.loads(text))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_make_the_readers_fail(data: bytes) -> None:
    """Whatever comes is read or refused as a problem, as a body and as a query."""
    for read in (strict.parse_json, strict.parse_query):
        with contextlib.suppress(Problem):
            read(data)


def test_a_query_is_read_in_order() -> None:
    """Names and values are decoded, plus signs are spaces, and empty parts are nothing."""
    assert strict.parse_query(b"&a=1&b=%D0%B9+x&&c&a==2&") == [("a", "1"), ("b", "й x"), ("c", ""), ("a", "=2")]


@pytest.mark.parametrize("query", [b"a=%00", b"%00=1", b"a=%ff", b"a=%D0", b"a=%ed%a0%80"])
def test_a_query_that_is_no_text_is_refused(query: bytes) -> None:
    """A NUL or bytes that are no UTF-8 are refused, and the fault names the parameter."""
    with pytest.raises(Problem) as caught:
        strict.parse_query(query)
    fault = caught.value.faults[0]
    assert (caught.value.kind, fault.code, "\x00" in str(fault.parameter)) == (
        "invalid_parameter",
        "invalid_text",
        False,
    )


def test_a_query_of_a_hundred_kilobytes_is_too_large() -> None:
    """Nobody means a query of that length."""
    with pytest.raises(Problem) as caught:
        strict.parse_query(b"a=" + b"x" * 100_000)
    assert caught.value.kind == "too_large"


def _same(one: Any, other: Any) -> bool:
    """Tell whether two values are the same, types included: 1 is not 1.0 here, nor True."""
    return json.dumps(one) == json.dumps(other)
