"""A body as readers get it: HTML through one allow-list, blocks, and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it.token import Token

from api.content import body as bodies
from api.content import footnotes, markdown, markdown_checks, markdown_inline
from api.content.body import Document

_SPOKEN = {"inline", "picture", "fence", "code_block"}


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a body: the message kinds, or `code` and `image`.

    `id` is that of its message, None where it has none; `html` the element that holds it, `text` what it says.
    """

    id: str | None
    kind: str
    html: str
    text: str


def html(body: str, ids: Sequence[str]) -> str:
    """Give the body as HTML; `ids` are the message ids of its units in order, and become `id="m-…"`.

    Headings begin at h2; footnotes stand in a section at the end, numbered by their first reference.
    """
    document = bodies.read(body)
    _give_ids(document, ids)
    return _CLEANER.clean("".join(_pieces(document.tokens, footnotes.numbers(document.tokens)))).strip()


def blocks(body: str, ids: Sequence[str]) -> list[Block]:
    """Give the blocks of the body in its order; a picture is an `image` and, for its title, a `caption`."""
    document = bodies.read(body)
    _give_ids(document, ids)
    kinds = {id(place.token): place.kind for place in document.places}
    numbers = footnotes.numbers(document.tokens)
    found: list[Block] = []
    for before, token in zip([None, *document.tokens], document.tokens, strict=False):
        if token.type == "picture":
            found.extend(_picture_blocks(token))
        elif token.type in _SPOKEN - {"inline"}:
            found.append(Block(None, "code", _CLEANER.clean(_code(token)), token.content))
        elif token.type == "inline" and token.content and before is not None:
            found.append(_block(kinds[id(token)], before, token, numbers))
    return found


def plain(body: str) -> str:
    """Give what the body says as plain text, its blocks separated by blank lines."""
    return "\n\n".join(filter(None, map(_text, bodies.read(body).tokens)))


def _text(token: Token) -> str:
    if token.type == "picture":
        return "\n\n".join(filter(None, (token.meta["alt"], token.meta["title"])))
    if token.type == "inline":
        return markdown_inline.plain(token.content)
    return token.content.strip("\n") if token.type in _SPOKEN else ""


def _give_ids(document: Document, ids: Sequence[str]) -> None:
    for place, each in zip(document.places, ids, strict=False):
        if each:
            place.token.meta[f"{place.part}id"] = f"m-{each}"


def _id(token: Token, part: str = "") -> str:
    name = token.meta.get(f"{part}id")
    return f' id="{escape(name)}"' if name else ""


def _block(kind: str, holder: Token, token: Token, numbers: dict[str, int]) -> Block:
    tag = {"list_item": "li", "table_cell": holder.tag}.get(kind, _tag(holder))
    inner = _CLEANER.clean("".join(_inline(token, numbers, {})))
    name = token.meta.get("id")
    markup = f"<{tag}{_id(token)}>{inner}</{tag}>"
    return Block(name and name[2:], kind, markup, markdown_inline.plain(token.content))


def _picture_blocks(token: Token) -> Iterator[Block]:
    name, title_name = token.meta.get("altid"), token.meta.get("titleid")
    yield Block(name and name[2:], "image", _CLEANER.clean(_image(token)), token.meta["alt"])
    if token.meta["title"]:
        yield Block(title_name and title_name[2:], "caption", _CLEANER.clean(_caption(token)), token.meta["title"])


def _pieces(tokens: list[Token], numbers: dict[str, int]) -> Iterator[str]:
    """Write block tokens as HTML; footnotes in the order of their numbers."""
    counts: dict[str, int] = {}
    main, notes = footnotes.parted(tokens)
    yield from _flow(main, numbers, counts)
    if notes:
        ordered = sorted(notes, key=lambda note: numbers.get(note[0].meta["label"], len(numbers) + 1))
        written = [(note, "".join(_flow(note[1:-1], numbers, counts))) for note in ordered]
        yield '<section class="footnotes"><ol>\n'
        for note, inner in written:
            number = numbers.get(note[0].meta["label"], 0)
            yield f'<li id="fn-{number}">{inner}<p>{_back(number, counts)}</p></li>\n'
        yield "</ol></section>\n"


def _back(number: int, counts: dict[str, int]) -> str:
    names = [f"fnref-{number}" + (f"-{n}" if n > 1 else "") for n in range(1, counts.get(str(number), 0) + 1)]
    return " ".join(f'<a href="#{name}" class="back" role="doc-backlink">↩</a>' for name in names)


def _flow(tokens: list[Token], numbers: dict[str, int], counts: dict[str, int]) -> Iterator[str]:
    for index, token in enumerate(tokens):
        inner = _inner_of(tokens, index)
        if token.type == "inline":
            yield from _inline(token, numbers, counts)
        elif token.type == "picture":
            yield f"{_image(token)}{_caption(token) if token.meta['title'] else ''}"
        elif token.type in _SPOKEN:
            yield _code(token)
        elif token.type == "hr":
            yield "<hr>\n"
        elif token.tag and not token.hidden:
            yield _element(token, inner)


def _inner_of(tokens: list[Token], index: int) -> Token | None:
    """Give the message or the picture that a block element holds, seen from its beginning or from its end."""
    if tokens[index].nesting == -1:
        return tokens[index - 1] if tokens[index - 1].type in {"inline", "picture"} else None
    inner = tokens[index + 1] if index + 1 < len(tokens) else None
    if inner is not None and inner.type == "paragraph_open" and inner.hidden:
        inner = tokens[index + 2]
    return inner if inner is not None and inner.type in {"inline", "picture"} else None


def _element(token: Token, inner: Token | None) -> str:
    tag = "figure" if inner is not None and inner.type == "picture" and token.tag == "p" else _tag(token)
    if token.nesting == -1:
        return f"</{tag}>\n"
    named = _id(inner) if inner is not None else ""
    scope = ' scope="col"' if tag == "th" else ""
    style = f' style="{escape(str(token.attrs["style"]))}"' if "style" in token.attrs else ""
    start = f' start="{token.attrs["start"]}"' if "start" in token.attrs else ""
    return f"<{tag}{named}{scope}{style}{start}>"


def _tag(token: Token) -> str:
    return f"h{min(int(token.tag[1]) + 1, 6)}" if token.type.startswith("heading") else token.tag


def _code(token: Token) -> str:
    language = re.match(r"[\w+#.-]+", token.info)
    named = f' class="language-{escape(language[0])}"' if language else ""
    return f"<pre><code{named}>{escape(token.content, quote=False)}</code></pre>\n"


def _image(token: Token) -> str:
    return f'<img{_id(token, "alt")} src="{escape(str(token.attrs["src"]))}" alt="{escape(token.meta["alt"])}">'


def _caption(token: Token) -> str:
    return f"<figcaption{_id(token, 'title')}>{escape(token.meta['title'])}</figcaption>"


def _inline(token: Token, numbers: dict[str, int], counts: dict[str, int]) -> Iterator[str]:
    if not markdown_inline.is_marked(token.content):
        yield escape(token.content, quote=False)
        return
    linked = False
    for inner in markdown.inlines(token.content):
        if inner.type == "footnote_ref":
            yield _reference(inner.meta["label"], numbers, counts, linked=linked)
        else:
            linked = inner.type == "link_open" or (linked and inner.type != "link_close")
            yield _inline_piece(inner)


def _inline_piece(token: Token) -> str:
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


def _reference(label: str, numbers: dict[str, int], counts: dict[str, int], *, linked: bool) -> str:
    number = numbers.get(label)
    if number is None:
        return ""
    if linked:
        return f"<sup>{number}</sup>"
    nth = counts[str(number)] = counts.get(str(number), 0) + 1
    name = f"fnref-{number}" + (f"-{nth}" if nth > 1 else "")
    return f'<sup><a href="#fn-{number}" id="{name}" role="doc-noteref">{number}</a></sup>'


_ID = re.compile(r"(?:m|fn|fnref)-[\w-]{1,64}")
_FREE = {"role": {"doc-noteref", "doc-backlink"}, "class": {"footnotes", "back"}}


def _allowed(element: str, attribute: str, value: str) -> str | None:
    """Decide over one attribute, whatever the database may have held."""
    if attribute in {"href", "src"}:
        allowed = markdown_checks.may_link(value) if attribute == "href" else markdown_checks.may_show(value)
        return value if allowed else None
    if attribute == "id":
        return value if _ID.fullmatch(value) else None
    if attribute in _FREE:
        return value if value in _FREE[attribute] or (element == "code" and attribute == "class") else None
    return value


_CLEANER = nh3.Cleaner(
    tags={
        *("h2", "h3", "h4", "h5", "h6", "p", "blockquote", "pre", "hr", "br", "ol", "ul", "li", "section"),
        *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img"),
        *("a", "code", "em", "strong", "sup"),
    },
    attributes={
        "*": {"id"},
        "a": {"href", "title", "rel", "class", "role"},
        "code": {"class"},
        "img": {"src", "alt", "title"},
        "ol": {"start"},
        "section": {"class"},
        "td": {"style"},
        "th": {"style", "scope"},
    },
    attribute_filter=_allowed,
    filter_style_properties={"text-align"},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
