from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from api.formats import svg

HOSTILE = "<script>alert(1)</script>&\"' \x00\x0b\ufffe\ud800 ]]>"


def test_whatever_a_text_says_stays_text() -> None:
    """Marks are escaped in texts and in attributes, and what XML does not know is left out."""
    written = svg.element("text", svg.text(HOSTILE), id=HOSTILE)
    found = ET.fromstring(written)
    assert (found.text, list(found)) == ("<script>alert(1)</script>&\"'  ]]>", [])
    assert found.get("id") == found.text


def test_an_attribute_without_a_value_is_left_out() -> None:
    """None and empty texts are no attributes; `class_` is `class`, and other dashes are written as underscores."""
    assert (
        svg.element("g", class_="a", x=None, y="", text_anchor="end", z=0) == '<g class="a" text-anchor="end" z="0"/>'
    )


@pytest.mark.parametrize(
    ("value", "written"), [(0.0, "0"), (-0.001, "0"), (1.0, "1"), (100.0, "100"), (2.345, "2.35"), (-0.5, "-0.5")]
)
def test_numbers_are_short(value: float, written: str) -> None:
    """Two digits after the point at most, no idle zeros, and no zero with a sign."""
    assert svg.number(value) == svg.text(value) == written


def test_lines_break_between_words_and_are_cut_when_they_are_too_many() -> None:
    """No line is longer than it may be, be a word as long as it likes; what is cut ends with an ellipsis."""
    assert svg.lines("one two three four", 9, 3) == ["one two", "three", "four"]
    assert svg.lines("one two three four", 9, 2) == ["one two", "three…"]
    assert svg.lines("abcdefghij", 4, 3) == ["abcd", "efgh", "ij"]
    assert svg.lines("abcdefghij", 4, 1) == ["abc…"]
    assert svg.lines("河川河川", 4, 2) == ["河川", "河川"]
    assert svg.lines("", 4, 2) == [""]


def test_words_of_the_other_direction_keep_their_order() -> None:
    """A Latin name among Arabic words is isolated, and the other way round; numbers and one's own are not."""
    assert svg.isolated("River (1)", is_rtl=True) == "\u2068River (1)\u2069"
    assert svg.isolated("النهر", is_rtl=False) == "\u2068النهر\u2069"
    for words, is_rtl in (("River", False), ("النهر", True), ("12", True), ("\u2066−7\u2069", True)):
        assert svg.isolated(words, is_rtl=is_rtl) == words
