"""A tree of blocks laid out as HTML: what `format=html` gives, and what a front end may do in its own way. Pure.

It is laid out of the tree, which `body=blocks` needs anyway, and not out of tokens by markdown-it's renderer and the
footnote plugin's: those write other classes, marks and newlines, and what was published once keeps its bytes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from html import escape

from api.content import inline_html
from api.content.trees import Block

_MARKED = re.compile(r'<([a-z0-9]+) id="m-([\w-]+)"')


def html(blocks: Sequence[Block]) -> str:
    """Give the HTML of an article's body; headings begin at h2, footnotes stand in a section at the end."""
    notes = [block for block in blocks if block["kind"] == "footnote"]
    text = "".join(_flow([block for block in blocks if block["kind"] != "footnote"]))
    if notes:
        text += f'<section class="footnotes"><ol>\n{"".join(map(_footnote, notes))}</ol></section>\n'
    return inline_html.clean(text).strip()


def mark(text: str, name: str, ids: Collection[str]) -> str:
    """Set an attribute, as `data-stale`, on the elements of these messages in HTML that `html` gave.

    A regular expression finds them: in HTML that passed the allow-list, `<` stands in tags only, and `"` only around
    attributes.
    """
    if not ids:
        return text
    return _MARKED.sub(lambda found: f'{found[0]} {name}=""' if found[2] in ids else found[0], text)


def _flow(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        yield _block(block)


def _block(block: Block) -> str:
    kind = block["kind"]
    if kind == "paragraph":
        return f"<p{_id(block)}>{block['html']}</p>\n"
    if kind == "heading":
        return f"<h{block['level']}{_id(block)}>{block['html']}</h{block['level']}>\n"
    if kind == "code":
        named = f' class="language-{escape(block["language"])}"' if block["language"] else ""
        return f"<pre><code{named}>{block['html']}</code></pre>\n"
    if kind == "quote":
        return f"<blockquote>{''.join(_flow(block['blocks']))}</blockquote>\n"
    return {"list": _list, "table": _table, "picture": _picture}[kind](block) if kind != "rule" else "<hr>\n"


def _list(block: Block) -> str:
    start = f' start="{block["start"]}"' if block["ordered"] and block["start"] != 1 else ""
    tag = "ol" if block["ordered"] else "ul"
    items = "".join(_item(item["blocks"], is_tight=block["is_tight"]) for item in block["items"])
    return f"<{tag}{start}>{items}</{tag}>\n"


def _item(blocks: Sequence[Block], *, is_tight: bool) -> str:
    """Lay out an item; the first paragraph of a tight one is the item itself."""
    if is_tight and blocks and blocks[0]["kind"] == "paragraph":
        return f"<li{_id(blocks[0])}>{blocks[0]['html']}{''.join(_flow(blocks[1:]))}</li>\n"
    return f"<li>{''.join(_flow(blocks))}</li>\n"


def _table(block: Block) -> str:
    head = _row("th", block["head"], block["align"])
    rows = "".join(_row("td", row, block["align"]) for row in block["rows"])
    return f"<table><thead>{head}</thead>\n{f'<tbody>{rows}</tbody>' if rows else ''}</table>\n"


def _row(tag: str, cells: Sequence[Block], align: Sequence[str | None]) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    written = [
        f"<{tag}{_id(cell)}{scope}{_aligned(side)}>{cell['html']}</{tag}>\n"
        for cell, side in zip(cells, align, strict=False)
    ]
    return f"<tr>{''.join(written)}</tr>\n"


def _aligned(side: str | None) -> str:
    return f' class="align-{side}"' if side else ""


def _picture(block: Block) -> str:
    said, caption = block["alternative"], block["caption"]
    below = f"<figcaption{_id(caption)}>{caption['html']}</figcaption>" if caption else ""
    return f'<figure><img{_id(said)} src="{escape(block["src"])}" alt="{escape(said["text"])}">{below}</figure>\n'


def _footnote(block: Block) -> str:
    """Lay out a footnote, with the ways back in its last paragraph."""
    back = " ".join(f'<a href="#{name}" class="back" role="doc-backlink">↩</a>' for name in block["references"])
    blocks = list(block["blocks"])
    if back and blocks and blocks[-1]["kind"] == "paragraph":
        blocks[-1] = {**blocks[-1], "html": f"{blocks[-1]['html']} {back}"}
        back = ""
    last = f"<p>{back}</p>\n" if back else ""
    return f'<li id="{block["anchor"]}">{"".join(_flow(blocks))}{last}</li>\n'


def _id(leaf: Block) -> str:
    return f' id="m-{escape(leaf["id"])}"' if leaf["id"] else ""
