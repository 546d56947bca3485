from __future__ import annotations

import pytest

from api.languages import spelling
from api.languages.wordcount import count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" — … «»", 0),
        ("Сям'я чакае.", 2),
        *((f"сям{sign}я", 1) for sign in spelling.APOSTROPHES),
        ("па-беларуску", 1),
        ("па\u2011беларуску, 5-ы, covid-19", 3),
        ("2017-2018", 2),
        ("слова - слова – слова", 3),
        ("1 200", 1),
        ("1\u00a0200 і 12\u202f345\u202f678", 3),
        ("10\u00a0000,5 %", 1),
        ("у 2017 100 чалавек", 4),
        ("за\u0301мак у\u0306лада И\u0306од ё\u0301лка", 4),
        ("Рада не рашыла: 12,5 %", 4),
        ("Совет отложил решение", 3),
        ("The council's vote isn't over", 5),
        ("3.14 and 1,000", 3),
    ],
)
def test_words_are_those_of_unicode(text: str, words: int) -> None:
    """Apostrophes and hyphens join, numbers are one word, stress marks part nothing, punctuation is none."""
    assert count(text) == words
