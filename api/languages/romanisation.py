"""Cyrillic in Latin letters by each language's own rules, and the short names of addresses (slugs) made from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from api.languages import spelling
from api.languages.alphabets import BGN_PCGN, FOR_ADDRESSES, FOR_PEOPLE, LACINKA, PASSPORT, UKRAINIAN, Alphabet

NAMELESS = "article"  # the slug of a text of which nothing can be written in Latin letters
_DROPPED = f"{spelling.APOSTROPHES}”ʺ"  # no border between words: the signs of romanisation are among them
_CYRILLIC = r"[\u0400-\u052f][\u0400-\u052f\u0300-\u036f\u00ad\u200b-\u200d\u2060]*"
_HIDDEN = frozenset("\u00ad\u200b\u200c\u200d\u2060")  # where a word may break, and where not
_WORD = re.compile(rf"{_CYRILLIC}(?:[{spelling.APOSTROPHES}]{_CYRILLIC})*")
_SLUG_WORD = re.compile("[a-z0-9]+")
_SOFTENED = {"н": "ń", "с": "ś", "з": "ź", "ц": "ć"}  # by a soft sign behind them
_SIGNS = frozenset("ьъ")  # which say nothing by themselves
_SOFTENING = "ьеёіюя"
_HARD_VOWELS = "аоуэи"
_CLUMSY = re.compile("yy+|iy$")  # ый, ые, ий at the end: BGN/PCGN's `chernyy`, `novyye`

# Latin letters that Unicode does not take apart into a letter and a mark.
_PLAIN = {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ə": "e"}  # fmt: skip # noqa: E501


def romanise(text: str, language: str) -> str:
    """Write the Cyrillic of a text in Latin letters as people who read `language` (BCP 47) do; the rest stays.

    Belarusian is written in its own Latin alphabet, Łacinka: `be-Latn` is that.
    """
    alphabet = FOR_PEOPLE.get(language.partition("-")[0], BGN_PCGN)
    return _WORD.sub(lambda word: _written(word[0], alphabet), spelling.plain(text))


def letter_by_letter(text: str, language: str) -> list[str]:
    """Give what is written, as `romanise` does it, for each character of a text; together they are the text.

    What is not part of a Cyrillic word stays as it is typed. The text need not be composed (NFC): what belongs to the
    letter before it is written there, and "" in its own place.
    """
    base = language.partition("-")[0]
    said = list(text)
    for word in _WORD.finditer(text):
        said[word.start() : word.end()] = _by_letter(word[0], base)
    return said


@lru_cache(maxsize=16_384)  # some megabytes; the words of a language come again and again
def _by_letter(word: str, base: str) -> tuple[str, ...]:
    return tuple(_letters(word, FOR_PEOPLE.get(base, BGN_PCGN)))


def slug(text: str, language: str, *, longest: int = 80) -> str:
    """Give the short name of a text for addresses: `a` to `z`, `0` to `9` and single dashes, cut between words.

    `longest` is in characters; only a first word that is longer is cut inside. A text of which nothing can be written
    in Latin letters or digits gives `NAMELESS`, so a slug is never empty. The caller removes Markdown first.
    """
    base = language.partition("-")[0]
    latin = _WORD.sub(lambda word: _addressed(word[0], base), spelling.plain(text))
    plain = unicodedata.normalize("NFKD", latin).lower()
    whole = "-".join(_SLUG_WORD.findall("".join(map(_ascii, plain)))) or NAMELESS
    if len(whole) <= longest:
        return whole
    return whole[: longest + 1].rpartition("-")[0] or whole[:longest]


def _addressed(word: str, base: str) -> str:
    """Write a word for an address, by the language that its letters show: a Ukrainian name in Belarusian text."""
    alphabet = _alphabet_of(word.lower(), base)
    latin = _written(word, alphabet, is_for_address=True)
    return _CLUMSY.sub("y", latin.lower()) if alphabet is BGN_PCGN else latin


def _alphabet_of(word: str, base: str) -> Alphabet:
    own = FOR_ADDRESSES.get(base, BGN_PCGN)
    if base not in {"be", "ru", "uk"}:
        return own
    letters = set(word)
    if letters & set("їє") or {"і", "и"} <= letters:
        return UKRAINIAN
    if "ў" in letters or ("і" in letters and base == "ru"):
        return PASSPORT
    return BGN_PCGN if own is PASSPORT and letters & set("ищъ") else own


def _written(word: str, alphabet: Alphabet, *, is_for_address: bool = False) -> str:
    return unicodedata.normalize("NFC", "".join(_letters(word, alphabet, is_for_address=is_for_address)))


def _letters(word: str, alphabet: Alphabet, *, is_for_address: bool = False) -> list[str]:
    """Give what is written for each character of a word; a word of nothing but signs stays, for it speaks of them."""
    letters, places = _composed(word)
    lower = "".join(letters).lower()
    if _SIGNS.issuperset(lower):
        return list(word)
    said = [character if character in _HIDDEN else "" for character in word]
    for index, place in enumerate(places):
        latin = _letter(lower, index, alphabet, is_for_address=is_for_address)
        said[place] = _cased(letters, index, latin)
    return said


def _composed(word: str) -> tuple[list[str], Sequence[int]]:
    """Give the letters of a word, each composed with its mark, and where they stand; stress marks are no letters."""
    if word.isalpha():  # nearly all words: no mark in it, and nothing unseen
        return list(word), range(len(word))
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(word):
        if unicodedata.combining(character):
            whole = unicodedata.normalize("NFC", letters[-1] + character)
            letters[-1] = whole if len(whole) == 1 else letters[-1]
        elif character not in _HIDDEN:
            letters.append(spelling.APOSTROPHE if character in spelling.APOSTROPHES else character)
            places.append(place)
    return letters, places


def _letter(word: str, place: int, alphabet: Alphabet, *, is_for_address: bool) -> str:
    letter, previous, following = word[place], word[place - 1 : place], word[place + 1 : place + 2]
    if alphabet is LACINKA and (soft := _in_lacinka(word, place)) is not None:
        return soft
    if letter in alphabet.initial and (not previous or previous in alphabet.after):
        return alphabet.initial[letter]
    if letter == "г" and previous == "з" and alphabet is UKRAINIAN:
        return "gh"
    if letter == "ь" and is_for_address and following and following in _HARD_VOWELS:
        return "y"  # каньон is no kanon
    return alphabet.letters.get(letter, BGN_PCGN.letters.get(letter, letter))


def _in_lacinka(word: str, place: int) -> str | None:
    """Give what Łacinka writes for a letter because of its neighbours: ł is hard, l is soft and needs no i after it."""
    letter, previous = word[place], word[place - 1 : place]
    if letter == "л":
        softening = word[place + 2 : place + 3] if word[place + 1 : place + 2] == "л" else word[place + 1 : place + 2]
        return "l" if softening and softening in _SOFTENING else None
    if previous == "л" and letter in "еёюя":
        return LACINKA.letters[letter][1:]
    if letter == "і" and previous and previous in f"ь{spelling.APOSTROPHE}":
        return "ji"
    if letter in _SOFTENED and word[place + 1 : place + 2] == "ь":
        return _SOFTENED[letter]
    return "" if letter == "ь" else None


def _cased(word: Sequence[str], place: int, latin: str) -> str:
    if not word[place].isupper():
        return latin
    following = [letter for letter in word[place + 1 : place + 3] if letter != spelling.APOSTROPHE]
    previous = [letter for letter in word[max(place - 2, 0) : place] if letter != spelling.APOSTROPHE]
    neighbour = (following or previous[::-1] or [""])[0]  # СЯМ'Я is all in capitals
    return latin.upper() if neighbour.isupper() else latin.capitalize()


def _ascii(letter: str) -> str:
    """Give what a lower-case letter is in ASCII: nothing for marks and apostrophes, a space where nothing fits."""
    if letter in _DROPPED or unicodedata.category(letter) in ("Mn", "Cf"):
        return ""
    if letter.isascii():
        return letter
    return _PLAIN.get(letter) or str(unicodedata.decimal(letter, " "))
