r"""Markup that somebody began and did not close, which Markdown silently takes for the signs themselves.

Only what cannot have been meant otherwise counts: a sign inside a word or between spaces is just that (`5 * 3`,
`snake_case`, a backtick for an apostrophe), and one with a backslash is meant. So nothing is found in a normal form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markdown_it.token import Token

_OTHER = "\ufffc"  # stands for what is no plain text: neither a word nor a space nor a sign of markup
_BEGIN, _END = "\ufffa", "\ufffb"  # stand for those of an emphasis
_LONGEST = 40  # characters of the text that are shown
_BEFORE = r"(?<![\w*_`\\])"  # no word before: where markup begins
_UNCLOSED = re.compile(
    rf"{_BEFORE}(?:\*+|_+|`+)(?=[^\s*_`.,;:!?)\]}}\ufffc])"  # begun before a word or a quotation mark
    r"|(?<=[^\s*_])(?:\*\*+|__+)(?![\w*_])"  # two or more signs that would end what nobody began
    r"|(?<=\ufffb)[*_]+"  # more of them than began it
    r"|!?\[[^\[\]\n]*\]\("  # a link or picture without the end of its address
    r"|\[\^"  # a footnote reference without its end
    r"|<(?=(?i:https?:|mailto:))"  # an address without its end
)


def unclosed(tokens: Iterable[Token]) -> str | None:
    """Give the piece of text that has unclosed markup, of inline tokens as parsed, or None where there is none."""
    text = "".join(_plain(tokens))
    if (found := _UNCLOSED.search(text)) is None:
        return None
    piece = text[found.start() : found.start() + _LONGEST]
    return re.split(f"[{_OTHER}{_BEGIN}{_END}\n]", piece)[0].strip() or found[0]


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
            yield _END
        else:
            yield _BEGIN if token.type in {"em_open", "strong_open"} else _OTHER
