"""A document's tokens written as Markdown by mdformat, with our own way where its own is unsafe or slow.

Paragraphs take inline Markdown that is in normal form already, so only what a line's beginning could mean is left to
escape. Lists are numbered by what precedes them in one pass: mdformat looks back anew from each list, which is cubic
over lists side by side.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import mdformat_tables
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdformat.renderer import MDRenderer, RenderContext, RenderTreeNode

from api.content import markdown_inline

INFO = re.compile(r"[^`~\\&\s]*(?: [^`~\\&\s]+)*")  # what may stand behind a fence: words


def write(tokens: list[Token]) -> str:
    """Give the document as Markdown that ends in a newline, or "" if there is nothing in it."""
    _mark_lists(tokens)
    return MDRenderer().render(tokens, _OPTIONS, {})


def _mark_lists(tokens: list[Token]) -> None:
    """Tell lists of one kind that follow each other directly apart by their markers."""
    siblings: list[Token | None] = [None]
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            before = siblings[-1]
            follows = before is not None and before.type == token.type
            token.meta["second"] = bool(follows and before and not before.meta["second"])
        if token.nesting == 1:
            siblings[-1] = token
            siblings.append(None)
        elif token.nesting == -1:
            siblings.pop()
        else:
            siblings[-1] = None


def _inline(node: RenderTreeNode, _context: RenderContext) -> str:
    return node.content


def _picture(node: RenderTreeNode, _context: RenderContext) -> str:
    return markdown_inline.image(str(node.attrs["src"]), str(node.meta["alt"]), str(node.meta["title"]))


def _heading(node: RenderTreeNode, context: RenderContext) -> str:
    text = "".join(child.render(context) for child in node.children)
    return f"{'#' * int(node.tag[1])} {_CLOSING.sub(_escaped, text)}"


def _paragraph(node: RenderTreeNode, context: RenderContext) -> str:
    text = "".join(child.render(context) for child in node.children)
    return "\n".join(_START.sub(_escaped, line) for line in text.split("\n"))


def _escaped(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found.lastindex else f"\\{found[0]}"


def _bullet_list(node: RenderTreeNode, context: RenderContext) -> str:
    mark = "*" if node.meta["second"] else "-"
    return _items(node, context, [mark] * len(node.children))


def _ordered_list(node: RenderTreeNode, context: RenderContext) -> str:
    end = ")" if node.meta["second"] else "."
    first = str(node.attrs.get("start", 1))
    later = "1".rjust(len(first), "0")
    return _items(node, context, [first + end] + [later + end] * (len(node.children) - 1))


def _items(node: RenderTreeNode, context: RenderContext, marks: list[str]) -> str:
    tight = all(inner.hidden for item in node.children for inner in item.children if inner.type == "paragraph")
    between = "\n" if tight else "\n\n"
    items = []
    for item, mark in zip(node.children, marks, strict=True):
        inner = between.join(filter(None, (child.render(context) for child in item.children)))
        items.append(_hung(f"{mark} ", inner))
    return between.join(items)


def _hung(mark: str, text: str) -> str:
    """Put a mark before the first line and as much space before the others."""
    first, *others = text.split("\n")
    indent = " " * len(mark)
    return "\n".join([mark + first if first else mark.rstrip(), *(indent + line if line else "" for line in others)])


def _quote(node: RenderTreeNode, context: RenderContext) -> str:
    text = "\n\n".join(filter(None, (child.render(context) for child in node.children)))
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def _cell(node: RenderTreeNode, context: RenderContext) -> str:
    return "".join(child.render(context) for child in node.children).replace("|", "\\|")


def _footnote(node: RenderTreeNode, context: RenderContext) -> str:
    label, text = f"[^{node.meta['label']}]:", "\n\n".join(filter(None, (x.render(context) for x in node.children)))
    apart = "" if node.children and node.children[0].type == "paragraph" else "\n"
    lines = "\n".join(f"    {line}" if line else "" for line in text.split("\n"))
    return f"{label}{apart or ' '}{lines if apart else lines[4:]}".rstrip() if text else label


def _footnotes(node: RenderTreeNode, context: RenderContext) -> str:
    return "\n\n".join(child.render(context) for child in node.children)


_CLOSING = re.compile(r"#(?=$)")
_START = re.compile(
    r"^(?:(\d{1,9})([.)])(?=\s|$)"  # a numbered item
    r"|[-+](?=\s|$)|#{1,6}(?=\s|$)|>|~{3}"  # an item, a heading, a quotation, a fence
    r"|=+\s*$|(?=[-:| ]*-)[-:|][-:| ]*$)",  # an underline that makes a heading or a table of the line above
    re.ASCII,
)


def _options() -> dict[str, Any]:
    parser = MarkdownIt()
    parser.options["mdformat"] = {"compact_tables": True}  # padding would square one long cell over all its rows
    mdformat_tables.update_mdit(parser)
    ours = {
        **mdformat_tables.RENDERERS,
        "inline": _inline,
        "picture": _picture,
        "heading": _heading,
        "paragraph": _paragraph,
        "bullet_list": _bullet_list,
        "ordered_list": _ordered_list,
        "blockquote": _quote,
        "td": _cell,
        "th": _cell,
        "footnote": _footnote,
        "footnote_block": _footnotes,
    }
    return {"mdformat": {}, "parser_extension": [SimpleNamespace(RENDERERS=ours)]}


_OPTIONS = _options()
