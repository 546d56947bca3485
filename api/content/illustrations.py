"""Pictures of the library put into a body that names them: in each of its forms, in the place where the text has them.

A publication keeps its body with the names alone, so that a picture can be replaced, or vanish, without anything being
rendered again. What held nothing but pictures that are shown no longer goes with them: items, lists and quotes.
Footnotes stay, since the text refers to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape

from markdown_it.token import Token

from api.content import body as bodies
from api.content import inline_html, mentions, rendering, trees
from api.content.pictures import figures
from api.content.pictures.addresses import Addresses
from api.content.pictures.figures import Figure, Said
from api.content.trees import Block

Figures = Mapping[str, Figure | None]  # what is shown for a picture, by the id that the text names

# As `layout` writes a picture; in HTML that passed the allow-list, `"` stands around attributes only.
_FIGURE = re.compile(
    r'<figure><img(?P<alt_id> id="m-[\w-]+")? src="(?P<address>picture:[^"]+)" alt="(?P<alt>[^"]*)">'
    r'(?:<figcaption(?P<caption_id> id="m-[\w-]+")?>(?P<caption>[^<]*)</figcaption>)?</figure>\n?'
)
_GONE = "\0"  # where a picture was; no body holds it
_EMPTIED = re.compile(rf'<(li|ul|ol|blockquote)(?: start="\d+")?>(?:\s*{_GONE})+\s*</\1>\n?')
_OPENING = {"list_item_open", "bullet_list_open", "ordered_list_open", "blockquote_open"}
_CLOSING = {name.replace("open", "close") for name in _OPENING}
_SHOWN = re.compile(r'<img(?: id="m-[\w-]+")? src="picture:([0-9a-f-]{36})')
_DESCRIBED = re.compile(r'<img(?: id="m-([\w-]+)")? src="(picture:[^"]+)')
_NAMED = re.compile(r"\bpicture:([0-9a-f-]{36})")


def shown(text: str) -> set[str]:
    """Give the ids of the pictures that a body as HTML shows."""
    return set(_SHOWN.findall(text))


def described(text: str) -> list[tuple[str, str]]:
    """Give the pictures that a body as HTML shows, sorted: the id of the message that describes each, and its address.

    The first is empty for what is only decoration. So two pictures that change places, and leave their descriptions
    where they were, are told from two that moved with them.
    """
    return sorted(_DESCRIBED.findall(text))


def named(text: str) -> set[str]:
    """Give the ids of the pictures that a body names in whichever form, those among them that are only spoken of."""
    return set(_NAMED.findall(text))


def said_of(text: str, picture: str, language: str) -> Said | None:
    """Give what a body as HTML says of a picture where it shows it first, None where it does not."""
    for found in _FIGURE.finditer(text):
        mention = mentions.read(found["address"])
        if mention is not None and mention.picture == picture:
            alt, caption = unescape(found["alt"]), unescape(found["caption"] or "")
            return Said(language, alt, caption, is_decorative=mention.is_decorative)
    return None


def html(text: str, figures_: Figures, language: str, addresses: Addresses) -> str:
    """Put pictures into a body as `layout` wrote it; those that nothing is shown for go with their captions."""

    def put(found: re.Match[str]) -> str:
        mention = mentions.read(found["address"])
        figure = figures_.get(mention.picture) if mention is not None else None
        if mention is None or figure is None:
            return _GONE
        caption = unescape(found["caption"] or "")
        said = Said(language, unescape(found["alt"]), caption, is_decorative=mention.is_decorative)
        ids = (found["alt_id"] or "", found["caption_id"] or "")
        return f"{inline_html.clean(figures.html(figure, said, ids, addresses))}\n"

    return _without_emptied(_FIGURE.sub(put, text)).strip() if mentions.SCHEME in text else text


def _without_emptied(text: str) -> str:
    """Take away what has become empty, the innermost first, and the marks where pictures were."""
    count = 1
    while count:
        text, count = _EMPTIED.subn(_GONE, text)
    return text.replace(_GONE, "")


def blocks(tree: Sequence[Block], figures_: Figures, language: str, addresses: Addresses) -> list[Block]:
    """Put pictures into a tree of blocks: `picture` of such a block says all of it, and is None of a foreign one."""
    return list(_blocks(tree, figures_, language, addresses))


def _blocks(tree: Sequence[Block], figures_: Figures, language: str, addresses: Addresses) -> Iterator[Block]:
    for block in tree:
        if block["kind"] == "picture":
            yield from _picture(block, figures_, language, addresses)
            continue
        if "items" in block:
            block["items"] = list(_items(block["items"], figures_, language, addresses))
        was_empty = block.get("blocks") == []
        if "blocks" in block:
            block["blocks"] = blocks(block["blocks"], figures_, language, addresses)
        is_emptied = block["kind"] == "quote" and not block["blocks"] and not was_empty
        if not is_emptied and block.get("items") != []:
            yield block


def _items(items: Sequence[Block], figures_: Figures, language: str, addresses: Addresses) -> Iterator[Block]:
    for item in items:
        shown_ = blocks(item["blocks"], figures_, language, addresses)
        if shown_ or not item["blocks"]:
            yield {**item, "blocks": shown_}


def _picture(block: Block, figures_: Figures, language: str, addresses: Addresses) -> Iterator[Block]:
    mention = mentions.read(block["src"])
    if mention is None:
        yield {**block, "picture": None}
        return
    figure = figures_.get(mention.picture)
    if figure is None:
        return
    own, caption = block["alternative"], block["caption"]
    said = Said(language, own["text"], caption["text"] if caption else "", is_decorative=mention.is_decorative)
    told = figures.whole(figure, said, addresses)
    if figure.alts is not None:
        own, caption = trees.leaf("alternative", None, told["alt"]), None
    yield {**block, "src": told["fallback"], "alternative": own, "caption": caption, "picture": told}


def markdown(text: str, figures_: Figures, language: str, addresses: Addresses) -> str:
    """Put the addresses of pictures into a body in Markdown."""
    if mentions.SCHEME not in text:
        return text
    document = bodies.read(text)
    document.tokens = _tokens(document.tokens, figures_, language, addresses)
    return bodies.write(document)


def _tokens(tokens: Sequence[Token], figures_: Figures, language: str, addresses: Addresses) -> list[Token]:
    """Give tokens with addresses in their pictures; of one that is not shown, not even the paragraph."""
    hidden = {index for index, token in enumerate(tokens) if _is_hidden(token, figures_)}
    kept: list[Token] = []
    has_lost = [False]  # of the text, and of each list, item and quote that is open: whether something in it has gone
    for index, token in enumerate(tokens):
        if {index - 1, index, index + 1} & hidden:
            has_lost[-1] = True
            continue
        if token.type in _OPENING:
            has_lost.append(False)
        elif token.type in _CLOSING and has_lost.pop() and kept[-1].type in _OPENING:
            kept.pop()
            has_lost[-1] = True
            continue
        kept.append(_addressed(token, figures_, language, addresses))
    return kept


def _is_hidden(token: Token, figures_: Figures) -> bool:
    mention = mentions.read(str(token.attrs["src"])) if token.type == "picture" else None
    return mention is not None and figures_.get(mention.picture) is None


def _addressed(token: Token, figures_: Figures, language: str, addresses: Addresses) -> Token:
    mention = mentions.read(str(token.attrs["src"])) if token.type == "picture" else None
    figure = figures_.get(mention.picture) if mention is not None else None
    if mention is not None and figure is not None:
        said = Said(language, token.meta["alt"], token.meta["title"], is_decorative=mention.is_decorative)
        told = figures.whole(figure, said, addresses)
        token.attrs["src"] = told["fallback"]
        token.meta |= {"alt": told["alt"], "title": told["caption"]}
    return token


def text(plain: str, markdown_: str, figures_: Figures, language: str, addresses: Addresses) -> str:
    """Give what a body says in plain words, `plain`, without what was said of pictures that are shown no longer."""
    found = [figures_.get(picture) for picture in named(markdown_)]
    if all(figure is not None and figure.alts is None for figure in found):
        return plain
    return rendering.plain(markdown(markdown_, figures_, language, addresses))
