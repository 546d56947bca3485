from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.languages.stemming import tokens
from tests.effort import effort


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Аб'ява, аб’ява і абʼява.", ["аб’ява", "аб’ява", "і", "аб’ява"]),
        ("Нью-Ёрк—гэта", ["нью", "ёрк", "гэта"]),
        ("«Слова»", ["слова"]),
        ("за́мак, зама\u0301к", ["замак", "замак"]),
        ("ко\u00adрань", ["корань"]),
        ("у\u0306лада", ["ўлада"]),
        ("ＦＵＬＬ 12 %", ["full", "12"]),
        ("don't 'quote' rock'n'roll", ["don’t", "quote", "rock’n’roll"]),
        ("snake_case a_b", ["snake", "case", "a", "b"]),
        ("\u200b \ud83d\ude00 — …", []),
        ("हिन्दी", ["हिन्दी"]),
    ],
)
def test_words_are_found_as_they_are_spelled(text: str, expected: list[str]) -> None:
    """An apostrophe joins, a hyphen parts, and neither stress nor what is not seen changes a word."""
    assert [word.spelling for word in tokens.words(text)] == expected


@given(st.text(st.characters(codec=None), max_size=200))
def test_any_text_has_words_where_they_stand(text: str) -> None:
    """Whatever stands in a text, words come in order, from it, composed, and never empty or too long."""
    found = list(tokens.words(text))
    assert all(word.spelling == tokens.spelled(text[word.start : word.end]) for word in found)
    assert all(unicodedata.is_normalized("NFC", word.spelling) for word in found)
    assert all(0 < len(word.spelling) <= tokens.LONGEST for word in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))


@pytest.mark.parametrize("piece", ["а", "а'", "'", "\u0301", "а\u0301", "\u00ad", "а\u00ad", "- "])
def test_a_long_text_takes_time_in_proportion(piece: str) -> None:
    """Ten times the text takes about ten times as long, whatever it is made of."""
    short, long = (effort(lambda text=piece * count: list(tokens.words(text))) for count in (20_000, 200_000))  # type: ignore[misc]
    assert long < 40 * short + 5
