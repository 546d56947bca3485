from __future__ import annotations

import pytest

from api.languages.wordcount import count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" — … «»", 0),
        ("Сям'я чакае.", 2),
        ("сям’я", 1),  # U+2019
        ("па-беларуску", 2),
        ("Рада не рашыла: 12,5 %", 4),
        ("Совет отложил решение", 3),
        ("The council's vote isn't over", 5),
        ("3.14 and 1,000", 3),
    ],
)
def test_words_are_those_of_unicode(text: str, words: int) -> None:
    """Apostrophes join, hyphens part, numbers are one word, punctuation is none."""
    assert count(text) == words
