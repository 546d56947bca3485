"""Łacinka, the Latin alphabet of Belarusian, written in Cyrillic: for whoever searches by the one for the other.

Marks that a keyboard lacks are not guessed at: `šč` is шч, `sc` is сц. What an `l` or an `i` only softens has no letter
of its own afterwards.
"""

from __future__ import annotations

import re

_VOWELS = {"a": "я", "e": "е", "o": "ё", "u": "ю"}
_DOUBLE = {"ch": "х", "dž": "дж", "dź": "дзь", "dz": "дз"}
_LETTERS = (
    "a=а b=б c=ц ć=ць č=ч d=д e=э f=ф g=г h=г i=і k=к l=ль ł=л m=м n=н ń=нь o=о p=п q=к r=р s=с ś=сь š=ш t=т u=у"
    " ŭ=ў v=в w=в x=кс y=ы z=з ź=зь ž=ж j=й ĺ=ль"
)
_SINGLE = dict(pair.split("=") for pair in _LETTERS.split())
_PARTS = re.compile("ch|dž|dź|dz|j[aeou]|ji|l[aeou]|li[aeou]|(?<=[bcćčdfghklmnprsśšvwzźžł])i[aeou]|li|.", re.DOTALL)


def cyrillic(word: str) -> str:
    """Give a word of Łacinka, in lower case, in Cyrillic letters; other letters stay as they are."""
    return "".join(_written(part) for part in _PARTS.findall(word))


def _written(part: str) -> str:
    if part in _DOUBLE:
        return _DOUBLE[part]
    if len(part) == 1:
        return _SINGLE.get(part, part)
    if part in {"ji", "li"}:
        return part.replace("j", "").replace("l", "л").replace("i", "і")
    return ("л" if part[0] == "l" else "") + _VOWELS[part[-1]]
