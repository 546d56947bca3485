"""A body as readers get it, in all its forms from one reading: blocks, the HTML laid out of them, and plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.content import body as bodies
from api.content import layout, markdown_inline, trees
from api.content.body import Document
from api.content.trees import Block


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a body beside its Markdown; nothing in them is marked as stale."""

    html: str
    blocks: list[Block]
    text: str


def render(body: str, ids: Sequence[str], article: str = "") -> Forms:
    """Give all forms of a body; `ids` are the message ids of its units in order, `article` goes into anchors."""
    return of_document(bodies.read(body), ids, article)


def of_document(document: Document, ids: Sequence[str], article: str = "") -> Forms:
    """Give all forms of a body that has been read already, as `render` does."""
    blocks = trees.build(document, ids, article)
    return Forms(layout.html(blocks), blocks, _plain(document))


def html(body: str, ids: Sequence[str]) -> str:
    """Give the body as HTML (`layout.html`); the ids become `id="m-…"`."""
    return render(body, ids).html


def blocks(body: str, ids: Sequence[str]) -> list[Block]:
    """Give the body as a tree (`trees`)."""
    return render(body, ids).blocks


def plain(body: str) -> str:
    """Give what the body says as plain text, its blocks separated by blank lines."""
    return _plain(bodies.read(body))


def _plain(document: Document) -> str:
    said = []
    for token in document.tokens:
        if token.type == "picture":
            said += [token.meta["alt"], token.meta["title"]]
        elif token.type == "inline":
            said.append(token.meta["text"] if "text" in token.meta else markdown_inline.plain(token.content))
        elif token.type in {"fence", "code_block"}:
            said.append(token.content.strip("\n"))
    return "\n\n".join(filter(None, said))
