"""Stems as tokens: what a database is given instead of a word, so that neither's own rules for words come in.

A token is ASCII letters and digits: first whose rules made it (`b` Belarusian, `r` Russian, `e` English, `x` those of
no language), then the stem, a sign for each Cyrillic letter. Two words have one token only where one stemmer makes one
stem of them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

import Stemmer

from api.languages import romanisation
from api.languages.spelling import APOSTROPHE
from api.languages.stemming import belarusian, lacinka, tokens

_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z\u00df-\u024f]")
_LETTERS = "абвгдежзійклмнопрстуфхцчшыьэюяўиъщ"
_SIGNS = dict(zip(_LETTERS, "abvgdejziyklmnoprstufhcw0152347689", strict=True))
_PLAIN = {sign: sign for sign in "abcdefghijklmnoprstuvwxyz0123456789"}  # without q, which stands around all others


@lru_cache(maxsize=32_768)  # some megabytes
def token(word: str, language: str) -> str:
    """Give the token by which a text of a language (BCP 47) holds a word, spelled as `tokens` gives it.

    Words in Latin letters amid Belarusian or Russian are taken for English.
    """
    base = language.partition("-")[0]
    if base == "be" and "-Latn" in language:
        return _belarusian(lacinka.cyrillic(typed(word, language)))
    if base == "be" and _CYRILLIC.search(word):
        return _belarusian(word)
    if base == "ru" and _CYRILLIC.search(word):
        return _encoded("r", _russian(word), _SIGNS)
    if base in {"be", "ru", "en"} and _LATIN.search(word) and not _CYRILLIC.search(word):
        return _encoded("e", _english(word), _PLAIN)
    return _encoded("x", word.replace(APOSTROPHE, ""), _PLAIN)


def sought(word: str, language: str) -> tuple[str, ...]:
    """Give the tokens by which a word that a reader types is looked for in texts of a language, each once.

    In Belarusian texts what is typed in Latin letters may be Łacinka.
    """
    own = token(word, language)
    if language.partition("-")[0] == "be" and own[0] == "e":
        return own, _belarusian(lacinka.cyrillic(word))
    return (own,)


def typed(word: str, language: str) -> str:
    """Give a word, or the beginning of one, in the letters that a language is written in: be-Latn in Latin ones."""
    if "-Latn" in language and _CYRILLIC.search(word):
        return romanisation.romanise(word, language)
    return word


def _belarusian(word: str) -> str:
    return _encoded("b", belarusian.stem(word), _SIGNS)


def _russian(word: str) -> str:
    plain = word.replace("ё", "е").replace(APOSTROPHE, "")
    return _irregular("russian").get(plain) or str(_snowball("russian").stemWord(plain))


def _english(word: str) -> str:
    plain = word.replace(APOSTROPHE, "'")
    known = _irregular("english").get(plain.removesuffix("'s"))
    return known or str(_snowball("english").stemWord(plain)).replace("'", "")


def _snowball(language: str) -> Stemmer.Stemmer:
    """Give a stemmer of this moment: one must not be used by two threads at once, and to make one costs little."""
    return Stemmer.Stemmer(language, 0)


@lru_cache(maxsize=2)
def _irregular(language: str) -> dict[str, str]:
    """Give by its spelling what each irregular form becomes."""
    text = (resources.files(__package__) / f"{language}.txt").read_text("utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            forms = [tokens.spelled(form).replace("ё", "е") for form in line.split()]
            found.update((form, forms[0]) for form in forms if form not in found)
    return found


def _encoded(kind: str, stem: str, signs: dict[str, str]) -> str:
    return kind + "".join(signs.get(letter) or f"q{ord(letter):x}q" for letter in stem)
