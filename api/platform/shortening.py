"""Shortening: texts cut for where only so much is shown, between words, and never inside what readers see as one sign.

What is one sign is told by Unicode's grapheme clusters (UAX 29, section 3.1.1), as far as the standard library knows
characters. Where it does not know better it keeps together what might be parted: a text gets a little shorter by that.
"""

from __future__ import annotations

import unicodedata

_ELLIPSIS = "…"
_AT_THE_END = " ,;:—–-"  # before which nothing is left out
_JOINER = "\u200d"
_MARKS = {"Mn", "Me", "Mc"}  # with them variation selectors and the frame of a key
_ADDED = "\u200c\u0e33\u0eb3"  # ZWNJ, and vowels of Thai and Lao that are letters
_VIRAMA = 9  # the combining class of what binds two consonants of an Indic script


def shortened(text: str, most: int) -> str:
    """Give a text of at most so many characters, cut between words where that leaves most of it."""
    if len(text) <= most:
        return text
    end = _boundary(text, most - 1)
    words, _, _ = text[: end + 1].rpartition(" ")
    cut = words if len(words) >= most // 2 else text[:end]
    return cut.rstrip(_AT_THE_END) + _ELLIPSIS


def _boundary(text: str, end: int) -> int:
    """Give the last place up to one where a sign ends; that one itself where a single sign has no end."""
    return next((place for place in range(end, 0, -1) if not _is_inside(text, place)), end)


def _is_inside(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    return (
        before == _JOINER
        or unicodedata.combining(before) == _VIRAMA
        or _is_added(after)
        or (_is_leading(before) and _is_hangul(after))
        or _is_halved(text, place)
    )


def _is_added(letter: str) -> bool:
    """Tell whether a character belongs to the one before it: a mark, a joiner, a colour of skin, a tag of a flag."""
    return (
        unicodedata.category(letter) in _MARKS
        or letter == _JOINER
        or letter in _ADDED
        or "\U0001f3fb" <= letter <= "\U0001f3ff"
        or "\U000e0020" <= letter <= "\U000e007f"
        or "\u1160" <= letter <= "\u11ff"  # vowels and ends of Korean syllables
        or "\ud7b0" <= letter <= "\ud7fb"
    )


def _is_leading(letter: str) -> bool:
    """Tell whether a character begins a Korean syllable of several."""
    return "\u1100" <= letter <= "\u115f" or "\ua960" <= letter <= "\ua97c"


def _is_hangul(letter: str) -> bool:
    return _is_leading(letter) or "\uac00" <= letter <= "\ud7a3"


def _is_halved(text: str, place: int) -> bool:
    """Tell whether a place parts the two letters of a flag: they go in pairs from the first of a row."""
    if not _is_of_flag(text[place]):
        return False
    first = place
    while first and _is_of_flag(text[first - 1]):
        first -= 1
    return (place - first) % 2 == 1


def _is_of_flag(letter: str) -> bool:
    return "\U0001f1e6" <= letter <= "\U0001f1ff"
