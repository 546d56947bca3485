from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.languages import romanisation, spelling, wordcount
from api.translation.matching import similarity


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [
        *((f"сям{sign}я", "сям’я") for sign in spelling.APOSTROPHES),
        ("за\u0301мак", "замак"),
        ("у\u0306лада, И\u0306од, е\u0308лка", "ўлада, Йод, ёлка"),
        ("ё\u0301лка, ўла\u0301да, й", "ёлка, ўлада, й"),
        ("Lu\u0301dka, Łódź, źnič", "Lúdka, Łódź, źnič"),
        ("'сказаў' і 'пайшоў'", "'сказаў' і 'пайшоў'"),
        ("rock 'n' roll, don't", "rock 'n' roll, don’t"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_a_word_has_one_spelling_however_it_was_typed(typed: str, spelled: str) -> None:
    """Look-alikes of the apostrophe, stress marks and decomposed letters go; letters with marks of their own stay."""
    assert spelling.plain(typed) == spelled


@given(st.text())
def test_spelling_is_done_once(text: str) -> None:
    """What is plain stays as it is, and two canonically equivalent texts have one spelling."""
    plain = spelling.plain(text)
    assert spelling.plain(plain) == plain
    assert spelling.plain(unicodedata.normalize("NFD", text)) == plain


@pytest.mark.parametrize("sign", spelling.APOSTROPHES)
def test_every_apostrophe_is_one_wherever_words_are_looked_at(sign: str) -> None:
    """Counting, comparing and romanising have one table: no sign is an apostrophe to one and a border to another."""
    typed, meant = f"Сям{sign}я і аб{sign}ект", "Сям’я і аб’ект"
    assert wordcount.count(typed) == wordcount.count(meant) == 3
    assert similarity.profile(typed) == similarity.profile(meant)
    assert romanisation.romanise(typed, "be") == romanisation.romanise(meant, "be") == "Siamja i abjekt"
    assert romanisation.slug(typed, "be") == romanisation.slug(meant, "be")


def test_a_stressed_or_decomposed_text_is_the_same_to_the_comparison() -> None:
    """Whoever marks a stress, or types on a system that decomposes letters, does not write another paragraph."""
    text = "Замак у Міры, ўлада і ёлка"
    stressed = unicodedata.normalize("NFD", text.replace("Замак", "За\u0301мак"))
    assert similarity.profile(stressed) == similarity.profile(text)
