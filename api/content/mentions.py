"""How a text names a picture of the library: `picture:` and its id, with `#decorative` where it says nothing. Pure.

What is only decoration needs no alternative text, and readers of a screen are spared it (WAI, "Decorative Images").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from markdown_it.token import Token

SCHEME = "picture:"

_ADDRESS = re.compile(r"picture:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(#decorative)?")


class Mention(NamedTuple):
    """A picture as a text names it: its id, and whether it is only decoration."""

    picture: str
    is_decorative: bool


def read(address: str) -> Mention | None:
    """Read the address of a picture in Markdown; None if it is none of the library."""
    found = _ADDRESS.fullmatch(address)
    return Mention(found[1], found[2] is not None) if found is not None else None


def of(tokens: Iterable[Token]) -> list[Mention]:
    """Give the pictures of the library that the tokens of a document show, in order, each as often as it is shown."""
    addresses = (str(token.attrs["src"]) for token in tokens if token.type == "picture")
    return [mention for address in addresses if (mention := read(address)) is not None]
