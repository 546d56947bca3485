"""What a reader asks for: words, "phrases", -exclusions and beginnings*, read in time linear in the text. Pure.

Nothing that is typed is an error but too much of it: signs that mean nothing here part words and no more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from api.languages.stemming import tokens
from api.platform.errors import Fault, InvalidParameter, Phrase, say

LONGEST = 200  # characters
MOST_WORDS = 20
MOST_BEGUN = 4  # beginnings, each of which stands for up to a hundred words in each language
SHORTEST_BEGUN = 2  # letters of a beginning: one letter begins everything

_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″＂"), '"')
_MINUSES = dict.fromkeys(map(ord, "−－"), "-")
_PIECE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<chunk>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """Some words that stand side by side, as they are spelled; mostly it is one.

    With `is_begun` the last of them only begins so.
    """

    words: tuple[str, ...]
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What must be in a text, all of it, and what must not."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


def read(text: str, *, is_typed: bool = False) -> Question:
    """Read a question; with `is_typed` its last word is still being typed, and so begins what is looked for.

    Raises:
        InvalidParameter: it is too long, there is no word in it to look for, or its beginnings are too short or too
            many; the word that is still being typed may be short.
    """
    if len(text) > LONGEST:
        detail = say("must have {low} to {high} characters", low=1, high=LONGEST)
        raise _refused("invalid_length", detail)
    terms = list(_terms(text))
    wanted = [term for is_excluded, term in terms if not is_excluded]
    unwanted = [term for is_excluded, term in terms if is_excluded]
    if not wanted:
        raise _refused("required", say("There is no word to look for in it."))
    if sum(len(term.words) for _, term in terms) > MOST_WORDS:
        raise _refused("too_many", say("must have at most {count} items", count=MOST_WORDS))
    _check_begun({term for _, term in (terms[:-1] if is_typed else terms) if term.is_begun})
    if is_typed and not terms[-1][0] and text[-1:].isalnum():
        wanted[-1] = Term(wanted[-1].words, is_begun=True)
    return Question(tuple(dict.fromkeys(wanted)), tuple(dict.fromkeys(unwanted)))


def corrected(text: str, words: Mapping[str, str]) -> str:
    """Give what was asked with some words, as they are spelled, replaced by others; all else stays."""
    parts, place = [], 0
    for word in tokens.words(text):
        if word.spelling in words:
            parts += [text[place : word.start], words[word.spelling]]
            place = word.end
    return "".join([*parts, text[place:]])


def _check_begun(begun: Collection[Term]) -> None:
    if any(len(term.words[-1]) < SHORTEST_BEGUN for term in begun):
        raise _refused("invalid_length", say("A beginning needs at least {count} letters.", count=SHORTEST_BEGUN))
    if len(begun) > MOST_BEGUN:
        raise _refused("too_many", say("There may be at most {count} beginnings in it.", count=MOST_BEGUN))


def _refused(code: str, detail: Phrase) -> InvalidParameter:
    return InvalidParameter(detail, Fault(code, detail, parameter="q"))


def _terms(text: str) -> Iterator[tuple[bool, Term]]:
    """Give the terms in order, each with whether it is excluded."""
    plain = text.translate(_QUOTES).translate(_MINUSES)
    for piece in _PIECE.finditer(plain):
        group = "phrase" if piece["phrase"] is not None else "chunk"
        found = list(tokens.words(piece[group]))
        if found:
            is_begun = group == "chunk" and piece[group][found[-1].end :].startswith("*")
            yield piece["minus"] is not None, Term(tuple(word.spelling for word in found), is_begun)
