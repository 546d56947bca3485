"""The parts that pictures in SVG are made of: elements with escaped texts, places in percent, lines of words. Pure.

What comes of it refers to nothing outside itself and runs nothing (SVG 1.1, as an image in a page shows it).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape

from api.formats import elements


def element(name: str, *inner: str, **attributes: object) -> str:
    """Write an element around what is written already; `_` in a name stands for `-`, and `class_` for `class`.

    Attributes that are None or empty are left out.
    """
    written = "".join(
        f' {_named(key)}="{text(value)}"' for key, value in attributes.items() if value is not None and value != ""
    )
    return f"<{name}{written}>{''.join(inner)}</{name}>" if inner else f"<{name}{written}/>"


def text(value: object) -> str:
    """Write a text or number as XML: escaped, without what XML does not know; fractions have two digits at most."""
    return number(value) if isinstance(value, float) else escape(elements.readable(str(value)))


def number(value: float) -> str:
    """Write a number with two digits after the point at most."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")  # 0.0 more, so that nothing is -0


def isolated(words: str, *, is_rtl: bool) -> str:
    """Give a text that keeps its own order among words of the other direction (UAX 9, isolates).

    Only one that begins in that other direction needs the marks for it.
    """
    strong = (unicodedata.bidirectional(letter) for letter in words)
    first = next((kind for kind in strong if kind in {"L", "R", "AL"}), "")
    return words if (first in {"R", "AL"}) == is_rtl or not first else f"\u2068{words}\u2069"


def lines(words: str, width: int, most: int) -> list[str]:
    """Break a text between words into at most so many lines of about `width` letters; what is too much is cut."""
    found = [""]
    for word in words.split():
        for part in _parts(word, width):
            joined = f"{found[-1]} {part}".strip()
            if found[-1] and _width(joined) > width:
                found.append(part)
            else:
                found[-1] = joined
    if len(found) <= most:
        return found
    last = found[most - 1]
    while _width(last) > width - 1:
        last = last[:-1]
    return [*found[: most - 1], f"{last.rstrip()}…"]


def _named(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _parts(word: str, width: int) -> Iterator[str]:
    """Break a word that is longer than a line."""
    part = ""
    for letter in word:
        if part and _width(part + letter) > width and not unicodedata.combining(letter):
            yield part
            part = ""
        part += letter
    yield part


def _width(words: str) -> int:
    """Give about how many letters wide a text is: wide letters of East Asia count two, marks none."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in words)
    return len(words) + wide - sum(unicodedata.combining(letter) > 0 for letter in words)
