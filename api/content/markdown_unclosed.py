r"""Markup that somebody began and did not close, which Markdown silently takes for the signs themselves.

Only what cannot have been meant otherwise counts: a sign inside a word or between spaces is just that (`5 * 3`,
`snake_case`, a backtick for an apostrophe), and so are the star of a footnote (`*Names are changed`, `the mayor*`), the
stars of a word that is not written out (`f***`), a name that begins with a sign (`@_mayor`, `` `Abd``). One with a
backslash is meant. So nothing is found in a normal form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from markdown_it.token import Token

from api.platform.errors import Fault, say

_OTHER = "\ufffc"  # stands for what is no plain text: neither a word nor a space nor a sign of markup
_BEGIN, _END, _END_STRONG = "\ufffa", "\ufffb", "\ufff9"  # stand for those of an emphasis
_LONGEST = 40  # characters of the text that are shown
_BEFORE = r"(?<![\w*_`\\@/#=&~+$])"  # no word or address before: where markup begins
_WORD = r"(?=[^\s*_`.,;:!?)\]}\ufffc])"  # a word or a quotation mark
_UNCLOSED = re.compile(
    rf"{_BEFORE}(?:(?<!^)\*(?!\d)|\*{{2,3}}|_{{1,3}}){_WORD}"  # begun; a star at the beginning may be a footnote's
    rf"|{_BEFORE}\*(?=\ufffa)"
    rf"|{_BEFORE}(?:``+|`(?!(?-i:[A-ZА-ЯЁІЎЄЇ]))){_WORD}"  # a name may begin with an apostrophe
    r"|(?<=[^\s*_])(?<![^\w][^\W_])(?<![^\w][^\W_]{2})(?<!^[^\W_])(?<!^[^\W_]{2})"  # not a word of a letter or two
    r"(?:\*{2,3}|_{2,3})(?![\w*_])"  # two or more signs that would end what nobody began
    r"|(?<=\ufffb)[*_]+|(?<=\ufff9)(?:[*_]{2,}|_)"  # more of them than began it
    r"|!?\[[^\[\]\n]*\]\((?=\s*(?:<|https?:|mailto:|picture:|www\.|/|#)|[^()\n]*(?:\n|$))"  # an address without its end
    r"|\[\^"  # a footnote reference without its end
    r"|<(?=(?i:https?:|mailto:))"  # an address without its end
)


class Unclosed(NamedTuple):
    """A piece of text that has unclosed markup, and how many lines stand before it."""

    piece: str
    lines: int


def unclosed(tokens: Iterable[Token]) -> Unclosed | None:
    """Give the first piece of text with unclosed markup, of inline tokens as parsed, or None where there is none."""
    text = "".join(_plain(tokens))
    if (found := _UNCLOSED.search(text)) is None:
        return None
    piece = text[found.start() : found.start() + _LONGEST]
    shown = re.split(f"[{_OTHER}{_BEGIN}{_END}{_END_STRONG}\n]", piece)[0].strip().rstrip(".") or found[0]
    return Unclosed(shown, text.count("\n", 0, found.start()))


def fault(found: Unclosed, *, line: int | None = None, pointer: str | None = None) -> Fault:
    """Give the fault of unclosed markup at a place."""
    said = say("Markup is not closed here: {piece}. Close it, or put a backslash before the sign.", piece=found.piece)
    return Fault("unclosed_markup", said, line=line, pointer=pointer)


def _plain(tokens: Iterable[Token]) -> Iterator[str]:
    is_address = False
    for token in tokens:
        if token.type in {"link_open", "link_close"} and token.markup == "autolink":
            is_address = token.type == "link_open"
        if token.type == "text" and not is_address:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield "\n"
        elif token.type in {"em_close", "strong_close"}:
            yield _END if token.type == "em_close" else _END_STRONG
        else:
            yield _BEGIN if token.type in {"em_open", "strong_open"} else _OTHER
