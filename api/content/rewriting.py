"""Inline Markdown in the letters of another script: its words are rewritten, and nothing else. Pure.

Marks, addresses, code, footnotes and whatever else is no text stay. A word is one word though marks stand in it, so
what is written for a letter goes by the letters beside it: `л*ё*н` is `l*o*n`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from api.content import markdown, markdown_inline
from api.languages.scripts import Letters

_APART = "\n"  # stands for what parts words
_TRANSPARENT = {"link_open", "link_close", "em_open", "em_close", "strong_open", "strong_close"}


def inline(source: str, letters: Letters, *, breaks: bool = False) -> str:
    """Give inline Markdown in normal form rewritten, in normal form; `breaks` as `markdown_inline.normal` has it."""
    if not markdown_inline.is_marked(source):
        return markdown_inline.escape("".join(letters(source)))
    tokens = markdown_inline.canonical(markdown.inlines(source), breaks=breaks)
    _rewrite(tokens, letters)
    return markdown_inline.write(tokens)


def _rewrite(tokens: Sequence[Token], letters: Letters) -> None:
    """Rewrite the texts among some tokens, all at once; pictures are apart, with their two texts each."""
    texts = list(_texts(tokens))
    said = letters("".join(token.content if token is not None else _APART for token in texts))
    start = 0
    for token in texts:
        end = start + (len(token.content) if token is not None else 1)
        if token is not None:
            token.content = "".join(said[start:end])
        start = end
    for token in tokens:
        if token.type == "image":
            _rewrite(token.children or [], letters)
            token.attrs["title"] = "".join(letters(str(token.attrs.get("title") or "")))


def _texts(tokens: Sequence[Token]) -> Iterator[Token | None]:
    """Give the texts that are words of readers, and None for what stands between words."""
    automatic = False
    for token in tokens:
        if token.type in {"link_open", "link_close"}:
            automatic = token.type == "link_open" and token.markup == "autolink"
        if token.type == "text" and not automatic:
            yield token
        elif token.type not in _TRANSPARENT:
            yield None
