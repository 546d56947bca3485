"""A body as a tree of blocks, from which a front end can lay out the whole article. Pure.

A leaf has `id` (that of its message, None where it has none), `html` (what stands inside its element), `text` and
`is_stale`. What holds blocks has them under `blocks`. Kinds and their further fields:

    paragraph, cell, alternative, caption   leaves
    heading     a leaf with `level`, 2 to 6 as in HTML: the title of the article is the first
    code        a leaf with `language`, None where nobody said
    list        `ordered`, `start`, `is_tight` (its paragraphs stand in their items as they are), `items` with `blocks`
    quote       `blocks`
    table       `align` for each column (left, center, right or None), `head`: cells, `rows`: cells each
    picture     `src`, `alternative`, and `caption` or None; `illustrations` puts all that is told of it under `picture`
    footnote    `number`, `anchor`, `references`: the anchors of what refers to it, `blocks`; at the end, by number
    rule        a line between two parts
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from html import escape
from typing import Any

from markdown_it.token import Token

from api.content import footnotes, inline_html, markdown_checks, mentions
from api.content.body import Document
from api.content.inline_html import Notes

Block = dict[str, Any]
_ALIGNED = re.compile(r"text-align:(left|center|right)")
_LANGUAGE = re.compile(r"[\w+#.-]+")


def build(document: Document, ids: Sequence[str], article: str) -> list[Block]:
    """Give the blocks of a document that was read; `ids` are the message ids of its places in order."""
    names = {(id(place.token), place.part): each for place, each in zip(document.places, ids, strict=False)}
    main, noted = footnotes.parted(document.tokens)
    builder = _Builder(names, Notes(article, footnotes.numbers(document.tokens)))
    blocks = list(builder.blocks(iter(main)))
    return blocks + builder.footnotes(noted)


def said(blocks: Sequence[Block]) -> str:
    """Give what a body says to search: without what it says of pictures of the library, which may have to go."""
    return "\n\n".join(leaf["text"] for leaf in leaves(blocks, is_said=True))


def leaves(blocks: Sequence[Block], *, is_said: bool = False) -> Iterator[Block]:
    """Give all leaves of some blocks, in the order in which they are read; only those of `said`, if so."""
    for block in blocks:
        if is_said and block.get("kind") == "picture" and mentions.read(block["src"]) is not None:
            continue
        if "html" in block:
            yield block
        for item in block.get("items", ()):
            yield from leaves(item["blocks"], is_said=is_said)
        yield from leaves(block.get("head", ()))
        for row in block.get("rows", ()):
            yield from leaves(row)
        yield from leaves([leaf for name in ("alternative", "caption") if (leaf := block.get(name)) is not None])
        yield from leaves(block.get("blocks", ()), is_said=is_said)


def leaf(kind: str, name: str | None, text: str) -> Block:
    """Give a leaf of plain text."""
    return _leaf(kind, name, inline_html.clean(escape(text, quote=False)), text)


def mark(blocks: Sequence[Block], name: str, ids: Collection[str]) -> None:
    """Say of each leaf whether it is one of these, under a name as `is_stale`."""
    for leaf in leaves(blocks):
        leaf[name] = leaf["id"] in ids


class _Builder:
    """Builds blocks from tokens in the order of the text, in which references to footnotes are counted."""

    def __init__(self, names: dict[tuple[int, str], str], notes: Notes) -> None:
        self._names = names
        self._notes = notes
        self._apart: set[int] = set()  # paragraphs that are not hidden, by identity: they make a list loose

    def blocks(self, tokens: Iterator[Token], until: str = "") -> Iterator[Block]:
        """Build the blocks up to the token that closes what they stand in."""
        for token in tokens:
            if token.type == until:
                return
            yield from self._block(token, tokens)

    def footnotes(self, noted: Sequence[Sequence[Token]]) -> list[Block]:
        """Build the footnotes in the order of their numbers; those without a reference stand last."""
        last = len(noted) + 1
        numbers = self._notes.numbers
        ordered = sorted(noted, key=lambda note: numbers.get(note[0].meta["label"], last))
        held = [list(self.blocks(iter(note[1:-1]))) for note in ordered]  # all, before references are counted
        return [
            {
                "kind": "footnote",
                "number": number,
                "anchor": self._notes.anchor(number),
                "references": self._notes.references(number),
                "blocks": blocks,
            }
            for number, blocks in enumerate(held, 1)
        ]

    def _block(self, token: Token, tokens: Iterator[Token]) -> Iterator[Block]:
        if token.type in {"paragraph_open", "heading_open"}:
            yield from self._message(token, tokens)
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            yield self._list(token, tokens)
        elif token.type == "blockquote_open":
            yield {"kind": "quote", "blocks": list(self.blocks(tokens, "blockquote_close"))}
        elif token.type == "table_open":
            yield self._table(tokens)
        elif token.type in {"fence", "code_block"}:
            language = _LANGUAGE.match(token.info)
            html = inline_html.clean(escape(token.content, quote=False))
            yield {**_leaf("code", None, html, token.content), "language": language and language[0]}
        elif token.type == "hr":
            yield {"kind": "rule"}

    def _message(self, token: Token, tokens: Iterator[Token]) -> Iterator[Block]:
        inner = next(tokens)
        next(tokens)
        if inner.type == "picture":
            yield self._picture(inner)
        elif inner.content:
            leaf = self._leaf("paragraph", inner)
            if token.type == "heading_open":
                leaf |= {"kind": "heading", "level": min(int(token.tag[1]) + 1, 6)}
            elif not token.hidden:
                self._apart.add(id(leaf))
            yield leaf

    def _list(self, token: Token, tokens: Iterator[Token]) -> Block:
        ordered = token.type == "ordered_list_open"
        ending = token.type.replace("open", "close")
        items: list[Block] = []
        for each in tokens:
            if each.type == ending:
                break
            items.append({"blocks": list(self.blocks(tokens, "list_item_close"))})
        tight = not any(id(block) in self._apart for item in items for block in item["blocks"])
        start = int(token.attrs.get("start", 1)) if ordered else None
        return {"kind": "list", "ordered": ordered, "start": start, "is_tight": tight, "items": items}

    def _table(self, tokens: Iterator[Token]) -> Block:
        rows: list[list[Block]] = []
        align: list[str | None] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type in {"th_open", "td_open"}:
                if token.type == "th_open":
                    found = _ALIGNED.search(str(token.attrs.get("style", "")))
                    align.append(found[1] if found is not None else None)
                rows[-1].append(self._leaf("cell", next(tokens)))
        return {"kind": "table", "align": align, "head": rows[0] if rows else [], "rows": rows[1:]}

    def _picture(self, token: Token) -> Block:
        address = str(token.attrs["src"])
        alternative, caption = (self._part(token, part) for part in ("alt", "title"))
        return {
            "kind": "picture",
            "src": address if markdown_checks.may_show(address) or mentions.read(address) else "",
            "alternative": {**alternative, "kind": "alternative"},
            "caption": {**caption, "kind": "caption"} if caption["text"] else None,
        }

    def _leaf(self, kind: str, token: Token) -> Block:
        html, text = inline_html.write(token.content, self._notes)
        token.meta["text"] = text  # for who wants the document's plain text, and would have to parse again
        return _leaf(kind, self._names.get((id(token), "")), html, text)

    def _part(self, token: Token, part: str) -> Block:
        return leaf("", self._names.get((id(token), part)), str(token.meta[part]))


def _leaf(kind: str, name: str | None, html: str, text: str) -> Block:
    return {"kind": kind, "id": name or None, "html": html, "text": text, "is_stale": False}
