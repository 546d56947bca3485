"""Cyrillic in Latin letters by each language's own rules, and the short names of addresses (slugs) made from it.

Belarusian follows the national instruction on transliterating geographical names in the wording of 2007, Ukrainian the
national table of 2010 (Cabinet of Ministers, resolution 55), Russian and whatever else is written in Cyrillic the
BGN/PCGN system of 1947 without its optional dots. BGN/PCGN was preferred to ICAO Doc 9303 because `Yuliya`, `Yeltsin`
read better in an address than `Iuliia`, `Eltsin`, and to GOST 7.79-2000 B because most English texts write so.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

NAMELESS = "article"  # the slug of a text of which nothing can be written in Latin letters
_APOSTROPHES = "'’ʼ"
_DROPPED = f"{_APOSTROPHES}‘`´ʹʺ”"  # no border between words: the signs of romanisation are among them
_CYRILLIC = r"[\u0400-\u052f\u0300-\u036f]"
_WORD = re.compile(rf"{_CYRILLIC}+(?:[{_APOSTROPHES}]{_CYRILLIC}+)*")
_SLUG_WORD = re.compile("[a-z0-9]+")
_ACUTE = "\u0301"  # what a soft sign puts on the Belarusian consonant before it

# Latin letters that Unicode does not take apart into a letter and a mark.
_PLAIN = {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t", "ŋ": "n", "ə": "e"}  # fmt: skip # noqa: E501


class _System(NamedTuple):
    """A way of writing Cyrillic in Latin letters.

    `initial` holds what some letters become at the start of a word and after one of the letters `after`.
    """

    letters: dict[str, str]
    initial: dict[str, str]
    after: str


def _table(pairs: str) -> dict[str, str]:
    return {pair[0]: pair[1:] for pair in pairs.split()}


_BELARUSIAN = _System(
    _table(
        "аa бb вv гh ґg дd еie ёio жž зz іi йj кk лl мm нn оo пp рr сs тt уu ўŭ фf хch цc чč шš ыy ь эe юiu яia"
        " иi щšč ъ"  # only in foreign names
    )
    | dict.fromkeys(_APOSTROPHES, ""),
    _table("еje ёjo юju яja"),
    f"аеёіоуыэюяўйьъ{_APOSTROPHES}",
)
_UKRAINIAN = _System(
    _table(
        "аa бb вv гh ґg дd еe єie жzh зz иy іi їi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ь юiu яia"
    )
    | _table("ёio ыy эe ъ")  # only in foreign names
    | dict.fromkeys(_APOSTROPHES, ""),
    _table("єye їyi йy юyu яya"),
    "",
)
_BGN_PCGN = _System(
    _table(
        "аa бb вv гg дd еe ёë жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ” ыy ь’ эe юyu яya"
    )
    # Letters of other alphabets and of the Russian of before 1918.
    | _table("іi ѣe ѳf ѵi ґg єye їyi ўu јj љlj њnj ђdj ћc џdz ѓg ќk ѕdz әa ғg қk ңn өo ұu үu һh ҳh ҷj ӣi ӯu"),
    _table("еye ёyë"),
    "аеёиоуыэюяйъьіїє",
)
_SYSTEMS = {"be": _BELARUSIAN, "uk": _UKRAINIAN}


def romanise(text: str, language: str) -> str:
    """Write the Cyrillic of a text in Latin letters by the rules of `language` (BCP 47); the rest stays as it is."""
    system = _SYSTEMS.get(language.partition("-")[0], _BGN_PCGN)
    return _WORD.sub(lambda word: _written(word[0], system), unicodedata.normalize("NFC", text))


def slug(text: str, language: str, *, longest: int = 80) -> str:
    """Give the short name of a text for addresses: `a` to `z`, `0` to `9` and single dashes, cut between words.

    `longest` is in characters; only a first word that is longer is cut inside. A text of which nothing can be written
    in Latin letters or digits gives `NAMELESS`, so a slug is never empty. Markdown marks are the caller's to take away.
    """
    plain = unicodedata.normalize("NFKD", romanise(text, language)).lower()
    whole = "-".join(_SLUG_WORD.findall("".join(map(_ascii, plain)))) or NAMELESS
    if len(whole) <= longest:
        return whole
    return whole[: longest + 1].rpartition("-")[0] or whole[:longest]


def _written(word: str, system: _System) -> str:
    bare = "".join(letter for letter in word if not unicodedata.combining(letter))  # stress marks are no letters
    latin = (_cased(bare, place, _letter(bare.lower(), place, system)) for place in range(len(bare)))
    return unicodedata.normalize("NFC", "".join(latin))


def _letter(word: str, place: int, system: _System) -> str:
    letter, previous = word[place], word[place - 1 : place]
    if letter in system.initial and (not previous or previous in system.after):
        return system.initial[letter]
    if letter == "ь" and system is _BELARUSIAN:
        return _ACUTE if previous and previous in "лнсзц" else ""
    if letter == "г" and previous == "з" and system is _UKRAINIAN:
        return "gh"
    return system.letters.get(letter, letter)


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
