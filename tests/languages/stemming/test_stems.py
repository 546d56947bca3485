from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.languages.stemming import lacinka, stems, tokens

LANGUAGES = ("be", "be-Latn", "ru", "en", "pl", "uk")


def _token(word: str, language: str) -> str:
    return stems.token(tokens.spelled(word), language)


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", "выборы выборов выборам выборами выборах"),
        ("ru", "шёл идти иду шла шли шел"),
        ("ru", "день дня дней днями"),
        ("ru", "ёлка елка ёлки ёлкой"),
        ("ru", "объявление объявления объявлений"),
        ("en", "release releases released releasing"),
        ("en", "go goes went gone going"),
        ("en", "child children child's children's"),
        ("en", "council councils council's councils’"),
        ("en", "woman women women's"),
    ],
)
def test_russian_and_english_forms_find_each_other(language: str, forms: str) -> None:
    """Regular forms by Snowball's rules, irregular ones by the lists."""
    assert len({_token(form, language) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("vioska", "вёска"),
        ("ludzi", "людзі"),
        ("biełaruskaja", "беларуская"),
        ("niamiecki", "нямецкі"),
        ("dzień", "дзень"),
        ("šlach", "шлях"),
        ("siamja", "сям'я"),
        ("chata", "хата"),
        ("ab'java", "аб'ява"),
        ("mova", "мова"),
        ("adžała", "аджала"),
        ("ŭłada", "ўлада"),
        ("pieśnia", "песня"),
    ],
)
def test_lacinka_finds_what_is_written_in_cyrillic(latin: str, cyrillic: str) -> None:
    """Whoever types Belarusian in Latin letters finds texts in Cyrillic; texts in Latin letters are found by both."""
    assert _token(cyrillic, "be") in stems.sought(tokens.spelled(latin), "be")
    assert _token(latin, "be-Latn") == _token(cyrillic, "be") == _token(cyrillic, "be-Latn")


def test_a_word_in_latin_letters_is_english_amid_cyrillic() -> None:
    """A name in a Belarusian or Russian text is found in any form of English, and in Belarusian as Łacinka too."""
    assert _token("Elections", "be") == _token("election", "ru") == _token("election", "en")
    assert len(stems.sought("election", "be")) == 2
    assert lacinka.cyrillic("radyjo") == "радыё"


def test_stemmers_do_not_meet() -> None:
    """What Belarusian and Russian rules make of a word are two tokens, though the letters may be the same."""
    assert len({_token("рада", language) for language in ("be", "ru", "uk")}) == 3


@settings(deadline=None)  # the first word reads the lists
@given(st.text(st.characters(codec="utf-8"), max_size=80), st.sampled_from(LANGUAGES))
def test_a_token_is_ascii_whatever_the_word(text: str, language: str) -> None:
    """Neither database's rules for letters can come in, and no token is longer than PostgreSQL takes (2,046 bytes)."""
    for word in tokens.words(text):
        found = {stems.token(word.spelling, language), *stems.sought(word.spelling, language)}
        assert all(re.fullmatch("[brex][a-z0-9]*", token) and len(token) < 1_000 for token in found)
