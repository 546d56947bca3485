"""The words of a text, by rules of our own: a database takes `аб'ява` for two words, and each database others.

A word is a run of letters and digits with their marks; an apostrophe between two of them joins (`сям'я`, `don't`),
whichever sign it is typed by, and what is not seen (soft hyphens, joiners) parts nothing. A hyphen parts: `Нью-Ёрк` is
two words that stand side by side, as it is where somebody writes it without one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from api.languages import spelling
from api.languages.spelling import APOSTROPHE, APOSTROPHES

LONGEST = 64  # letters of a word that count; no dictionary has one as long

_LETTER = r"[^\W_]"
_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
# Of accents and points, and of scripts whose vowels are marks; Python's \w knows no marks.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963\u0971-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    r"\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f18\u0f19\u0f35-\u0f39\u0f71-\u0f84\u102b-\u103e\u1dc0-\u1dff\u20d0-\u20f0"
)
_RUN = rf"{_LETTER}(?:{_LETTER}|[{_MARKS}{_UNSEEN}])*"
_WORD = re.compile(rf"{_RUN}(?:[{APOSTROPHES}]{_RUN})*")
_PLAIN = re.compile("[a-zа-яёіўґ]+")
_HIDDEN = re.compile(f"[{_UNSEEN}]")


class Word(NamedTuple):
    """A word where it stands, `text[start:end]`, and how it is spelled."""

    start: int
    end: int
    spelling: str


def words(text: str) -> Iterator[Word]:
    """Give the words of a text in order, in time linear in its length."""
    for found in _WORD.finditer(text):
        if spelt := spelled(found[0]):
            yield Word(found.start(), found.end(), spelt)


def runs(text: str) -> list[str]:
    """Give the words of a text as they stand in it; `spelled` says how each is spelled, if it is one."""
    return _WORD.findall(text)


def spelled(word: str) -> str:
    """Give a word in the one way to write it: composed, lower case, unstressed, the one apostrophe, nothing unseen.

    It is cut after `LONGEST` letters, and empty where no letter or digit is left.
    """
    return _spelled(word[: 4 * LONGEST])


@lru_cache(maxsize=16_384)
def _spelled(word: str) -> str:
    lower = word.lower()
    if _PLAIN.fullmatch(lower):  # nearly all words: nothing of what follows would change them
        return lower[:LONGEST]
    composed = unicodedata.normalize("NFKC", _HIDDEN.sub("", word)).lower()
    kept = (letter for letter in spelling.plain(composed) if letter == APOSTROPHE or _belongs(letter))
    return "".join(kept)[:LONGEST].strip(APOSTROPHE)


def _belongs(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter) in {"Mn", "Mc"}
