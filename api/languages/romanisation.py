"""Cyrillic in Latin letters by each language's own rules, and the short names of addresses (slugs) made from it."""

from __future__ import annotations

import re
import unicodedata

from api.languages import spelling
from api.languages.alphabets import BGN_PCGN, FOR_ADDRESSES, FOR_PEOPLE, LACINKA, PASSPORT, UKRAINIAN, Alphabet

NAMELESS = "article"  # the slug of a text of which nothing can be written in Latin letters
_DROPPED = f"{spelling.APOSTROPHES}”ʺ"  # no border between words: the signs of romanisation are among them
_CYRILLIC = r"[\u0400-\u052f\u0300-\u036f]"
_WORD = re.compile(rf"{_CYRILLIC}+(?:{spelling.APOSTROPHE}{_CYRILLIC}+)*")
_SLUG_WORD = re.compile("[a-z0-9]+")
_ACUTE = "\u0301"  # what a soft sign puts on the Belarusian consonant before it
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
    bare = "".join(letter for letter in word if not unicodedata.combining(letter))  # stress marks are no letters
    letters = bare.lower()
    latin = (
        _cased(bare, place, _letter(letters, place, alphabet, is_for_address=is_for_address))
        for place in range(len(bare))
    )
    return unicodedata.normalize("NFC", "".join(latin))


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
        return "l" if word[place:].lstrip("л")[:1] in tuple(_SOFTENING) else None
    if previous == "л" and letter in "еёюя":
        return LACINKA.letters[letter][1:]
    if letter == "і" and previous and previous in f"ь{spelling.APOSTROPHE}":
        return "ji"
    if letter == "ь":
        return _ACUTE if previous and previous in "нсзц" else ""
    return None


def _cased(word: str, place: int, latin: str) -> str:
    if not word[place].isupper():
        return latin
    neighbour = word[place + 1 : place + 2] or word[place - 1 : place]
    return latin.upper() if neighbour.isupper() else latin.capitalize()


def _ascii(letter: str) -> str:
    """Give what a lower-case letter is in ASCII: nothing for marks and apostrophes, a space where nothing fits."""
    if letter in _DROPPED or unicodedata.category(letter) in ("Mn", "Cf"):
        return ""
    if letter.isascii():
        return letter
    return _PLAIN.get(letter) or str(unicodedata.decimal(letter, " "))
