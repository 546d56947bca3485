"""Captions of the pictures in a body, with the terms of each, so that people read how it may be used. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

# As `figures.html` writes it.
_FIGURE = re.compile(
    r"(?P<shown><picture>.*?/media/(?P<id>[0-9a-f-]{36})/.*?</picture>)"
    r"(?:(?P<open><figcaption[^>]*>)(?P<said>.*?)</figcaption>)?",
    re.DOTALL,
)


def pictures(html: str) -> list[str]:
    """Give the ids of the pictures that a body shows, each once."""
    return list(dict.fromkeys(found["id"] for found in _FIGURE.finditer(html)))


def with_terms(html: str, terms: Mapping[str, str]) -> str:
    """Give a body in which the terms of each picture, by its id, stand below it, behind its caption and credit."""

    def put(found: re.Match[str]) -> str:
        said = terms.get(found["id"], "")
        if not said:
            return found[0]
        return f"{found['shown']}{found['open'] or '<figcaption>'}{below(found['said'] or '', said)}</figcaption>"

    return _FIGURE.sub(put, html) if terms else html


def below(caption: str, terms: str) -> str:
    """Give what stands below a picture: its caption, which is HTML, and its terms, which are text."""
    small = f'<small class="terms">{escape(terms, quote=False)}</small>' if terms else ""
    return " ".join(filter(None, [caption, small]))
