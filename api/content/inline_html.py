"""Inline Markdown as HTML, and the one allow-list through which all HTML goes out.

Written from tokens in one walk: markdown-it's render rules would be as many functions of five arguments each, and let
raw HTML through where no rule is given; here it is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

import nh3
from markdown_it.token import Token

from api.content import markdown, markdown_checks, markdown_inline, mentions


@dataclass(slots=True)
class Notes:
    """The footnotes of an article: their numbers by label, and how often each has been referred to so far.

    Anchors carry the article, since several articles may stand on one page.
    """

    article: str
    numbers: Mapping[str, int]
    counts: dict[int, int] = field(default_factory=dict)

    def anchor(self, number: int) -> str:
        """Give the id of a footnote's element."""
        return "-".join(filter(None, ("fn", self.article, str(number))))

    def reference(self, number: int, nth: int) -> str:
        """Give the id of the nth reference to a footnote, from 1."""
        return "-".join(filter(None, ("fnref", self.article, str(number), str(nth) if nth > 1 else "")))

    def references(self, number: int) -> list[str]:
        """Give the ids of all references to a footnote that have been written."""
        return [self.reference(number, nth) for nth in range(1, self.counts.get(number, 0) + 1)]


def write(source: str, notes: Notes) -> tuple[str, str]:
    """Give a message as HTML through the allow-list, and as the plain text that it says."""
    if not markdown_inline.is_marked(source):
        return clean(escape(source, quote=False)), markdown_inline.clean(source)
    tokens = markdown.inlines(source)
    text = markdown_inline.clean("".join(markdown_inline.spoken(tokens)))
    return clean("".join(_pieces(tokens, notes))), text


def clean(html: str) -> str:
    """Remove from HTML what the allow-list does not have, even if the database held it."""
    return _CLEANER.clean(html)


def _pieces(tokens: list[Token], notes: Notes) -> Iterator[str]:
    linked = False
    for token in tokens:
        if token.type == "footnote_ref":
            yield _reference(token.meta["label"], notes, linked=linked)
        else:
            linked = token.type == "link_open" or (linked and token.type != "link_close")
            yield _piece(token)


def _reference(label: str, notes: Notes, *, linked: bool) -> str:
    number = notes.numbers.get(label)
    if number is None:
        return ""
    if linked:
        return f"<sup>{number}</sup>"
    nth = notes.counts[number] = notes.counts.get(number, 0) + 1
    name = notes.reference(number, nth)
    return f'<sup><a href="#{notes.anchor(number)}" id="{name}" role="doc-noteref">{number}</a></sup>'


def _piece(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return " " if token.type == "softbreak" else "<br>"
    if token.type == "code_inline":
        return f"<code>{escape(token.content, quote=False)}</code>"
    if token.type == "image":
        spoken = escape("".join(markdown_inline.spoken(token.children or [])))
        return f'<img src="{escape(str(token.attrs["src"]))}" alt="{spoken}"{_title(token)}>'
    if token.type == "link_open":
        address = str(token.attrs["href"])
        away = ' rel="noopener noreferrer"' if address[:4].lower() == "http" else ""
        return f'<a href="{escape(address)}"{_title(token)}{away}>'
    if token.tag and token.nesting:
        return f"</{token.tag}>" if token.nesting == -1 else f"<{token.tag}>"
    return escape(token.content, quote=False)


def _title(token: Token) -> str:
    title = token.attrs.get("title")
    return f' title="{escape(str(title))}"' if title else ""


_ID = re.compile(r"(?:m|fn|fnref)-[\w-]{1,64}")
_CELL = {"align-left", "align-center", "align-right"}
_CLASSES = {
    "section": {"footnotes"},
    "a": {"back"},
    "td": _CELL,
    "th": _CELL,
    "figure": {"picture"},
    "span": {"credit"},
}
_MEDIA = re.compile(r"https?://[^\s<>\"\\`]+/media/[0-9a-f-]{36}/[\w./?=&-]+")  # the files of our own pictures
_ROLES = {"doc-noteref", "doc-backlink"}


def _allowed(element: str, attribute: str, value: str) -> str | None:
    """Give an attribute's value if it is allowed, else None."""
    if attribute in {"href", "src"}:
        allowed = markdown_checks.may_link(value) if attribute == "href" else _may_show(value)
    elif attribute == "id":
        allowed = _ID.fullmatch(value) is not None
    elif attribute == "class":
        allowed = element == "code" or value in _CLASSES.get(element, ())
    else:
        allowed = attribute != "role" or value in _ROLES
    return value if allowed else None


def _may_show(address: str) -> bool:
    return markdown_checks.may_show(address) or mentions.read(address) is not None or bool(_MEDIA.fullmatch(address))


_CLEANER = nh3.Cleaner(
    tags={
        *("h2", "h3", "h4", "h5", "h6", "p", "blockquote", "pre", "hr", "br", "ol", "ul", "li", "section"),
        *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img"),
        *("a", "code", "em", "strong", "sup", "picture", "source", "span"),
    },
    attributes={
        "*": {"id", "data-stale"},
        "a": {"href", "title", "rel", "class", "role"},
        "code": {"class"},
        "figure": {"class", "data-syndication"},
        "img": {"src", "alt", "title", "srcset", "sizes", "width", "height", "loading", "decoding"},
        "ol": {"start"},
        "section": {"class"},
        "source": {"type", "srcset", "sizes"},
        "span": {"class"},
        "td": {"class"},
        "th": {"class", "scope"},
    },
    attribute_filter=_allowed,
    url_schemes={"http", "https", "mailto", "picture"},
    link_rel=None,
)
