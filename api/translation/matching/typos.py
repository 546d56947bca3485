"""Whether an edit is a slip of the pen: what it touches of that which an approval was given for. Pure.

Nobody looks at a typo but who makes it, so an approval outlives it only where it can hardly matter: letters within a
few words. What a sentence turns on (`weighty`) is no typo, nor is another word in the place of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from rapidfuzz.distance import OSA

from api.languages import weighty
from api.translation.matching import lexemes
from api.translation.matching.lexemes import SPECIAL, Hunk

Touch = Literal[
    "typo_title",
    "typo_number",
    "typo_name",
    "typo_negation",
    "typo_link",
    "typo_footnote",
    "typo_quotation",
    "typo_wording",
    "typo_extent",
    "typo_structure",
]

ONE_IN_A_MESSAGE = 10  # of so many words of a message one may be touched; one may be of any
ONE_IN_A_TEXT = 50  # of so many words of the text one may be touched; so may be
LEAST_IN_A_TEXT = 3

_SHORT = 3  # letters of a word that may come or go: an article, a preposition
_LONG = 6  # letters of a word of which two may be wrong
_COUNTED = frozenset("%‰°№#$€£₽¥")  # signs that say what a number counts
_ALIKE = str.maketrans("ўёіi", "уеии")  # letters that are taken for one another
_SPECIALS: dict[str, Touch] = {
    "link": "typo_link",
    "picture": "typo_link",
    "footnote": "typo_footnote",
    "code": "typo_wording",
}


@dataclass(frozen=True, slots=True)
class Reworded:
    """A message whose approval would be carried: its kind, the wording that was approved, and the one that is now.

    `is_new` tells whether this very edit changed it; what earlier typos did counts for the extent only.
    """

    key: str
    kind: str
    approved: str
    now: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """Something that no typo touches, with what stood there before and after; `key` is None for the whole text."""

    what: Touch
    key: str | None = None
    before: str = ""
    after: str = ""


def touched(reworded: Sequence[Reworded], approved: Iterable[str]) -> list[Touched]:
    """Say what an edit, and the typos before it, touch that no typo may; nothing where it is one.

    `reworded` are the messages that no longer say what was approved, `approved` all wordings that were approved, in
    which is looked which words are names and how long the text is.
    """
    vocabulary = _Vocabulary(approved)
    found: list[Touched] = []
    words = 0
    for message in reworded:
        hunks = lexemes.compare(lexemes.read(message.approved), lexemes.read(message.now))
        here = _extent(hunks) if hunks is not None else vocabulary.words
        words += here
        if message.is_new:
            found += _in_message(message, hunks, here, vocabulary)
    if words > max(LEAST_IN_A_TEXT, vocabulary.words // ONE_IN_A_TEXT):
        found.append(Touched("typo_extent"))
    return list(dict.fromkeys(found))


class _Vocabulary:
    """The words of a text as they were approved: those that stand in lower case, and those that are surely names."""

    def __init__(self, wordings: Iterable[str]) -> None:
        self.words = 0
        self._common: set[str] = set()
        self._names: set[str] = set()
        for wording in wordings:
            self._add(lexemes.read(wording))

    def _add(self, found: Sequence[str]) -> None:
        for lexeme, begins in zip(found, lexemes.starts(found), strict=True):
            if lexemes.is_word(lexeme):
                self.words += 1
                if lexeme.islower():
                    self._common.add(lexeme)
                elif not begins:
                    self._names.add(lexeme.lower())

    def has_name(self, hunk: Hunk) -> bool:
        """Tell whether a name came, went or changed.

        Where a sentence begins, every word has a capital letter: it may have been a name, unless the word that stood
        there, or stands there now, is a common one elsewhere.
        """
        sides = [[each for each in side if lexemes.is_word(each)] for side in (hunk.before, hunk.after)]
        first = {side[0] for side in sides if side} if hunk.is_at_start else set()
        if any(word != word.lower() and not (word in first and word == word.capitalize()) for word in chain(*sides)):
            return True
        lower = {word.lower() for word in first}
        is_capitalised = any(word != word.lower() for word in first)
        return is_capitalised and (bool(lower & self._names) or not lower & self._common)


def _in_message(message: Reworded, hunks: list[Hunk] | None, words: int, vocabulary: _Vocabulary) -> Iterator[Touched]:
    if message.kind == "title":
        yield Touched("typo_title", message.key, message.approved, message.now)
        return
    if hunks is None:
        yield Touched("typo_extent", message.key)
        return
    for hunk in hunks:
        for what in _in_hunk(hunk, vocabulary):
            yield Touched(what, message.key, _shown(hunk.before), _shown(hunk.after))
    total = sum(map(lexemes.is_word, lexemes.read(message.approved)))
    if words > max(1, total // ONE_IN_A_MESSAGE):
        yield Touched("typo_extent", message.key)


def _in_hunk(hunk: Hunk, vocabulary: _Vocabulary) -> Iterator[Touch]:
    words = [lexeme.lower() for lexeme in hunk.both if lexemes.is_word(lexeme)]
    pairs = _pairs(hunk)
    yield from {_SPECIALS[each[1:].partition(" ")[0]] for each in hunk.both if each[:1] == SPECIAL}
    if any(map(weighty.is_number, words)) or not _COUNTED.isdisjoint(hunk.both) or _is_unit(hunk, words):
        yield "typo_number"
    if any(map(weighty.is_negation, words)) or any(weighty.denies(*pair) for pair in pairs) or _is_turned(hunk, words):
        yield "typo_negation"
    if vocabulary.has_name(hunk):
        yield "typo_name"
    if '"' in hunk.both or "?" in hunk.both:
        yield "typo_quotation"
    if not (all(_is_slip(*pair) for pair in pairs) if pairs else _is_small(hunk)):
        yield "typo_wording"


def _pairs(hunk: Hunk) -> list[tuple[str, str]]:
    """Pair the words before with those after: as many with as many, or what was joined or parted; else none."""
    before = [lexeme.lower() for lexeme in hunk.before if lexemes.is_word(lexeme)]
    after = [lexeme.lower() for lexeme in hunk.after if lexemes.is_word(lexeme)]
    if len(before) == len(after):
        return list(zip(before, after, strict=True))
    joined = "".join(before).replace("-", ""), "".join(after).replace("-", "")
    return [joined] if joined[0] == joined[1] else []


def _is_slip(one: str, other: str) -> bool:
    """Tell whether one word is the other misspelt: a letter wrong, or two late in a long one.

    Of a single letter nothing is left to know it by.
    """
    one, other = one.translate(_ALIKE), other.translate(_ALIKE)
    if one == other:
        return True
    shortest = min(len(one), len(other))
    most = 2 if shortest >= _LONG and one[:2] == other[:2] else 1
    return max(len(one), len(other)) > 1 and OSA.distance(one, other, score_cutoff=most) <= most


def _is_small(hunk: Hunk) -> bool:
    """Tell whether what came or went is short, or a word that stood twice."""
    words = [lexeme for lexeme in hunk.both if lexemes.is_word(lexeme)]
    return all(len(word) <= _SHORT or word in hunk.around for word in words) and not (
        hunk.before and hunk.after and any(len(word) > _SHORT for word in words)
    )


def _is_unit(hunk: Hunk, words: Sequence[str]) -> bool:
    """Tell whether a short word beside a number has changed: 5 kg, 5 g."""
    return any(len(word) <= _SHORT for word in words) and any(
        any(map(str.isdigit, lexeme)) for lexeme in hunk.around if lexeme[:1] != SPECIAL
    )


def _is_turned(hunk: Hunk, words: Sequence[str]) -> bool:
    """Tell whether a sign has come to or gone from a negation: it is said of something else then."""
    return len(words) < len(hunk.both) and any(weighty.is_negation(lexeme.lower()) for lexeme in hunk.around)


def _extent(hunks: Sequence[Hunk]) -> int:
    """Count the words that came, went or changed."""
    return sum(max(sum(map(lexemes.is_word, hunk.before)), sum(map(lexemes.is_word, hunk.after))) for hunk in hunks)


def _shown(found: Sequence[str]) -> str:
    return " ".join(lexeme.removeprefix(SPECIAL) for lexeme in found) or "–"
