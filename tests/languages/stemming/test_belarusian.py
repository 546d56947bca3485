from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from api.languages.stemming import belarusian, tokens

HERE = Path(__file__).parent


def _words(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [list(dict.fromkeys(line.split())) for line in lines if line and not line.startswith("#")]


def _stem(word: str) -> str:
    return belarusian.stem(tokens.spelled(word))


def _share(words: list[list[str]]) -> float:
    """Give the share of pairs of forms of one word that find each other."""
    pairs = [pair for forms in words for pair in itertools.combinations(forms, 2)]
    return sum(_stem(one) == _stem(other) for one, other in pairs) / len(pairs)


def test_any_form_finds_every_other() -> None:
    """Of more than 700 forms of 85 words each has the stem of all others of its word."""
    words = _words("belarusian_forms.txt")
    assert sum(map(len, words)) >= 700
    for forms in words:
        assert len({_stem(form) for form in forms}) == 1, {form: _stem(form) for form in forms}


def test_words_that_the_rules_were_not_made_with_are_mostly_joined() -> None:
    """Of 300 further forms, written down after the rules, at least 95 of 100 pairs find each other."""
    words = _words("belarusian_other_forms.txt")
    assert sum(map(len, words)) >= 300
    assert _share(words) >= 0.95


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("мора", "мара"),
        ("каша", "каса"),
        ("душа", "дус"),
        ("брат", "брак"),
        ("лета", "лекі"),
        ("рот", "рок"),
        ("месяц", "месца"),
        ("база", "бага"),
        ("фраза", "фрага"),
        ("магіла", "магчы"),
        ("Магілёў", "магіла"),
        ("дарога", "дарагі"),
        ("станцыя", "станок"),
        ("партыя", "парта"),
        ("памяць", "пам"),
        ("ідэя", "ісці"),
        ("Расія", "расці"),
        ("дом", "даць"),
        ("стол", "стаць"),
        ("дно", "дзень"),
        ("праз", "Прага"),
        ("суд", "сад"),
        ("год", "гук"),
        ("вуліца", "вулкан"),
        ("палова", "палац"),
        ("народ", "нарада"),
        ("міністр", "мінскі"),
        ("закон", "заказ"),
        ("выбары", "выбух"),
        ("краіна", "край"),
    ],
)
def test_words_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    """What is no form of a word is not found by it, though its letters are nearly the same."""
    assert _stem(one) != _stem(other)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("улада", "ўлада"),
        ("воук", "воўк"),
        ("пауза", "паўза"),
        ("ёлка", "елка"),
        ("абява", "аб'ява"),
        ("весць", "вёсць"),
    ],
)
def test_letters_that_keyboards_lack_may_be_typed_as_others(typed: str, written: str) -> None:
    """ў may be typed as у and ё as е, and an apostrophe be left out."""
    assert _stem(typed) == _stem(written)
