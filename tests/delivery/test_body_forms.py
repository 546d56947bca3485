"""A front end lays out an article of its blocks alone."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest

from tests.contract.described import Described
from tests.newsroom import Newsroom

BODY = """\
First[^b], with *words*, `code` and [a link](https://example.org/a?b=1&c=2 "T").

## A "heading" & more

7. one
   - nested

     > quoted
   - ![inner](https://example.org/i)
8. ```py
   x < 1
   ```

- tight
- list

***

| a | b | c |
| :-- | :-: | -- |
| d[^a] | | e |

![seen](https://example.org/p "said")

Last again[^b].

[^a]: A note.

[^b]: Another,

    - with a list
"""


def laid_out(blocks: list[Any]) -> str:
    """Lay an article out, knowing nothing but its blocks."""
    notes = [block for block in blocks if block["kind"] == "footnote"]
    text = "".join(map(element, (block for block in blocks if block["kind"] != "footnote")))
    if not notes:
        return text.strip()
    items = "".join(f'<li id="{note["anchor"]}">{with_backlinks(note)}</li>\n' for note in notes)
    return f'{text}<section class="footnotes"><ol>\n{items}</ol></section>'


def with_backlinks(note: Any) -> str:
    """Lay a footnote out, its backlinks in its last paragraph."""
    back = " ".join(f'<a href="#{name}" class="back" role="doc-backlink">↩</a>' for name in note["references"])
    *others, last = note["blocks"]
    if last["kind"] != "paragraph":
        return "".join(map(element, note["blocks"])) + f"<p>{back}</p>\n"
    return "".join(map(element, others)) + element({**last, "html": f"{last['html']} {back}"})


def name(leaf: Any) -> str:
    """Give the attributes that every leaf has."""
    marks = "".join(f' data-{mark}=""' for mark in ("stale",) if leaf[f"is_{mark}"])
    return f' id="m-{leaf["id"]}"{marks}' if leaf["id"] else ""


def element(block: Any) -> str:  # noqa: PLR0911 - one for each kind
    """Lay one block out."""
    kind = block["kind"]
    if kind == "paragraph":
        return f"<p{name(block)}>{block['html']}</p>\n"
    if kind == "heading":
        return f"<h{block['level']}{name(block)}>{block['html']}</h{block['level']}>\n"
    if kind == "code":
        language = f' class="language-{block["language"]}"' if block["language"] else ""
        return f"<pre><code{language}>{block['html']}</code></pre>\n"
    if kind == "quote":
        return f"<blockquote>{''.join(map(element, block['blocks']))}</blockquote>\n"
    if kind == "list":
        tag = "ol" if block["ordered"] else "ul"
        start = f' start="{block["start"]}"' if block["ordered"] and block["start"] != 1 else ""
        return f"<{tag}{start}>{''.join(item(each['blocks'], block['is_tight']) for each in block['items'])}</{tag}>\n"
    if kind == "table":
        head, rows = row("th", block["head"], block), "".join(row("td", cells, block) for cells in block["rows"])
        return f"<table><thead>{head}</thead>\n<tbody>{rows}</tbody></table>\n"
    if kind == "picture":
        image, caption = block["alternative"], block["caption"]
        below = f"<figcaption{name(caption)}>{caption['html']}</figcaption>" if caption else ""
        return f'<figure><img{name(image)} src="{block["src"]}" alt="{escape(image["text"])}">{below}</figure>\n'
    assert kind == "rule"
    return "<hr>\n"


def item(blocks: list[Any], tight: bool) -> str:  # noqa: FBT001
    """Lay an item of a list out."""
    if tight and blocks[0]["kind"] == "paragraph":
        return f"<li{name(blocks[0])}>{blocks[0]['html']}{''.join(map(element, blocks[1:]))}</li>\n"
    return f"<li>{''.join(map(element, blocks))}</li>\n"


def row(tag: str, cells: list[Any], table: Any) -> str:
    """Lay a row of a table out."""
    scope = ' scope="col"' if tag == "th" else ""
    inner = "".join(
        f"<{tag}{name(cell)}{scope}{f' class={chr(34)}align-{side}{chr(34)}' if side else ''}>{cell['html']}</{tag}>\n"
        for cell, side in zip(cells, table["align"], strict=True)
    )
    return f"<tr>{inner}</tr>\n"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_blocks_are_the_whole_article(sqlite_newsroom: Newsroom, language: str) -> None:
    """The HTML rebuilt from the blocks is that of the other form, stale marks and anchors included."""
    sqlite_newsroom.let_foreign_pictures_in()
    article = sqlite_newsroom.publish("en", "ru", body=BODY)
    sqlite_newsroom.revise(article, body=BODY.replace("First", "Firstly").replace("tight", "dense"), weight="meaning")
    sqlite_newsroom.approve(article, "en")
    sqlite_newsroom.release(article, "en")
    path = f"/v1/articles/{article}?lang={language}"
    shown = sqlite_newsroom.get(f"{path}&body=blocks")
    assert not Described(sqlite_newsroom.get("/openapi.json")).faults("showArticle", 200, shown)
    blocks = shown["body"]
    html = sqlite_newsroom.get(path)["body"]["content"]
    assert blocks["format"] == "blocks"
    assert laid_out(blocks["content"]) == html
    assert (language == "en") == ("data-stale" not in html)
    assert "style=" not in html
