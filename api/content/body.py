"""The body of a text: read into a document of translatable places, judged, and written back in its normal form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from markdown_it.token import Token

from api.content import footnotes, leads, markdown, markdown_checks, markdown_inline, markdown_unclosed, markdown_writer
from api.content.markdown import Env
from api.content.texts import Text
from api.platform.errors import Fault, Invalid, Phrase, RawHtml, Size, TooLarge, say

LARGEST = 1024 * 1024
LONGEST = 20_000  # characters of one paragraph
MOST_MARKS = 30_000  # of all messages together, as `markdown.marks` counts them; each costs some 20 µs to save
MOST_MESSAGES = 6_000  # each costs some 100 µs to save
MOST_FAULTS = 100
Kind = Literal["paragraph", "heading", "list_item", "quote", "table_cell", "caption", "footnote"]


class Place(NamedTuple):
    """Where a message stands: its kind, its token, and its part of a picture (`alt`, `title`) or "" for all of it."""

    kind: Kind
    token: Token
    part: str

    @property
    def source(self) -> str:
        """The message here, inline Markdown in normal form."""
        return markdown_inline.escape(str(self.token.meta[self.part])) if self.part else self.token.content

    def put(self, source: str) -> None:
        """Replace the message by another in normal form; its surroundings cannot be touched by it."""
        if self.part:
            self.token.meta[self.part] = markdown_inline.plain(source)
        else:
            self.token.content = source


@dataclass(slots=True)
class Document:
    """A body that has been read: block tokens, `places` in the order of the document, and what is wrong with it.

    The content of each `inline` token is inline Markdown in normal form. A paragraph that is only a picture holds a
    `picture` token instead: its address under `src`, its plain texts in `meta` under `alt` and `title`. `references`
    are the labels of footnotes with the lines that refer to them, `pictures` all addresses of pictures with theirs.
    """

    tokens: list[Token]
    places: list[Place] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    references: list[tuple[str, int]] = field(default_factory=list)
    pictures: list[tuple[str, int]] = field(default_factory=list)

    def copy(self) -> Document:
        """Give the same document with tokens of its own, whose places may be put anew."""
        twins = {id(token): _copy(token) for token in self.tokens}
        places = [place._replace(token=twins[id(place.token)]) for place in self.places]
        return Document(list(twins.values()), places, [*self.faults], [*self.references], [*self.pictures])


def normal(text: Text) -> Text:
    """Give the normal form: the same bytes for the same text, and of a normal form itself.

    Title and summary are one line of inline Markdown each, the body is as mdformat writes it, what is said of the lead
    picture is plain text. Raises: RawHtml or Invalid with a fault for each line, or for `/title`, `/summary` and
    `/picture/…`; TooLarge beyond LARGEST bytes of UTF-8.
    """
    return accept(text)[0]


def accept(text: Text) -> tuple[Text, Document]:
    """Give the normal form and the document that it is, read once for both; raises as `normal` does.

    The lines of the document's `pictures` are those of the text as it was given.
    """
    _refuse_large(text.body)
    document = read(text.body, longest=LONGEST)
    of_lines = [*_line_faults(text.title, "/title"), *_line_faults(text.summary, "/summary")]
    found = [*of_lines, *leads.faults(text.lead), *document.faults]
    if found:
        refuse(found)
    pictures = document.pictures
    body, document = _settled(document)
    document.pictures = pictures
    _refuse_large(body)
    title, summary = (markdown_inline.normal(line) for line in (text.title, text.summary))
    return Text(title, summary, body, leads.normal(text.lead)), document


def read(body: str, *, longest: int | None = None, known: frozenset[tuple[str, str]] = frozenset()) -> Document:
    """Read any body, with the faults in it; paragraphs of more than `longest` characters are not parsed.

    Raises: Invalid, with the line, for blocks nested too deep and for tables too large.
    """
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    body = _ODD.sub(lambda found: _REPAIRED.get(found[0], found[0]), body)
    faults = markdown_checks.invisible_faults(body)
    tokens, env = markdown.blocks(markdown_inline.INVISIBLE.sub("", body) if faults else body)
    document = Document(footnotes.gather(tokens), faults=faults)
    document.faults += [markdown_checks.html_fault((t.map or [0])[0] + 1) for t in tokens if t.type == "html_block"]
    if longest is not None:
        _require_bounded(token for _, token in _inlines(tokens))
    size = 0
    for kind, token in _inlines(document.tokens):
        if (kind, token.content) in known:
            document.places.append(Place(kind, token, ""))
        else:
            _read_inline(document, kind, token, env, longest)
        size += len(token.content)
        if longest is not None and size > LARGEST:
            raise _too_large()
    document.tokens = list(_without_blanks(document.tokens))
    document.faults += footnotes.faults(document.tokens, document.references)
    return document


def write(document: Document) -> str:
    """Write a document as Markdown."""
    return markdown_writer.write(document.tokens)


def refuse(found: list[Fault]) -> None:
    """Raise RawHtml if any of the faults is raw HTML, else Invalid, with the first MOST_FAULTS of them."""
    found = sorted(found, key=lambda fault: fault.line or 0)[:MOST_FAULTS]
    if any(fault.code == "raw_html" for fault in found):
        raise RawHtml(say("The text holds raw HTML."), *found)
    raise Invalid(say("The text cannot be accepted as it is."), *found)


def _copy(token: Token) -> Token:
    """Copy a block token; `dataclasses.replace` takes ten times as long."""
    attrs, meta = {**token.attrs}, {**token.meta}
    made = Token(token.type, token.tag, token.nesting, attrs, token.map, token.level, token.children, token.content)
    made.markup, made.info, made.meta = token.markup, token.info, meta
    made.block, made.hidden = token.block, token.hidden
    return made


def _refuse_large(body: str) -> None:
    if len(body.encode(errors="replace")) > LARGEST:
        raise _too_large()


def _too_large() -> TooLarge:
    return TooLarge(say("A body has at most {limit}.", limit=Size(LARGEST)))


def _line_faults(source: str, pointer: str) -> list[Fault]:
    if len(source) > LONGEST:
        return [Fault("too_long", _too_long(), pointer=pointer)]
    tokens = markdown.inlines(source)
    found = [*markdown_checks.invisible_faults(source), *markdown_checks.inline_faults(tokens, 1)]
    if (unclosed := markdown_unclosed.unclosed(tokens)) is not None:
        found.append(markdown_unclosed.fault(unclosed))
    if any(token.type in {"image", "footnote_ref"} for token in tokens):
        found.append(Fault("inline_only", say("Pictures and footnotes belong in the body.")))
    return [replace(fault, line=None, pointer=pointer) for fault in found[:1]]


def _settled(document: Document) -> tuple[str, Document]:
    """Write and read until nothing changes: Markdown that was just written may be parsed differently.

    Messages that are known to be in normal form are not parsed again.
    """
    body = write(document)
    for _ in range(4):
        document = read(body, known=frozenset((place.kind, place.source) for place in document.places))
        again = write(document)
        if again == body:
            return body, document
        body = again
    raise Invalid(say("The Markdown of this text is ambiguous; write it more simply."))


def _misread() -> dict[str, str]:
    """Give the characters that windows-1252 has where ISO 8859-1 has controls (HTML Standard, 13.2.5.80)."""
    pairs = {chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
    return {control: character for control, character in pairs.items() if character}


_ODD = re.compile("[\x80-\x9f\u2028\u2029]")
_REPAIRED = {"\u2028": " ", "\u2029": " ", **_misread()}
_KINDS: dict[str, Kind] = {"blockquote": "quote", "list_item": "list_item", "footnote": "footnote"}


def _inlines(tokens: list[Token]) -> Iterator[tuple[Kind, Token]]:
    """Give each `inline` token with the kind of its message: what it is itself, else what it stands in."""
    around: list[Kind] = ["paragraph"]
    for index, token in enumerate(tokens):
        if token.type == "inline":
            holder = tokens[index - 1].type
            own: dict[str, Kind] = {"heading_open": "heading", "th_open": "table_cell", "td_open": "table_cell"}
            yield own.get(holder, around[-1]), token
        kind = _KINDS.get(token.type.rpartition("_")[0])
        if kind and token.nesting == 1:
            around.append("footnote" if around[-1] == "footnote" else kind)
        elif kind:
            around.pop()


def _read_inline(document: Document, kind: Kind, token: Token, env: Env, longest: int | None) -> None:
    line = (token.map or [0])[0] + 1
    if longest is not None and len(token.content) > longest:
        pass  # named below
    elif longest is not None and markdown.marks(token.content) > markdown.MOST_MARKS:
        document.faults.append(Fault("too_much_markup", say("This paragraph has too much markup."), line=line))
    elif markdown_inline.is_marked(token.content):
        _read_marked(document, kind, token, env, line, longest)
    else:
        token.content = markdown_inline.clean(token.content)
    if longest is not None and token.type == "inline" and len(token.content) > longest:
        document.faults.append(Fault("too_long", _too_long(), line=line))
    if token.type == "inline" and token.content:
        document.places.append(Place(kind, token, ""))


def _read_marked(document: Document, kind: Kind, token: Token, env: Env, line: int, longest: int | None) -> None:
    tokens = markdown.inlines(token.content, env)
    if longest is not None and _written_out(tokens) > longest:
        document.faults.append(Fault("too_long", _too_long(), line=line))
        return
    document.faults += markdown_checks.inline_faults(tokens, line)
    if longest is not None and (unclosed := markdown_unclosed.unclosed(tokens)) is not None:
        document.faults.append(markdown_unclosed.fault(unclosed, line=line + unclosed.lines))
    document.references += [(inner.meta["label"], line) for inner in tokens if inner.type == "footnote_ref"]
    shown = markdown_checks.pictures(tokens, line)
    document.pictures += shown
    token.content = markdown_inline.settle(token.content, tokens, breaks=kind == "paragraph")
    if kind in markdown_inline.WITH_PICTURES and (image := markdown_inline.only_picture(token.content)):
        document.faults += markdown_checks.decoration_faults(image.address, image.alternative, shown[0][1])
        document.faults += markdown_checks.misplaced_faults(shown[1:])
        token.type, token.attrs = "picture", {"src": image.address}
        token.meta = {"alt": image.alternative, "title": image.title}
        document.places += [Place("caption", token, part) for part in ("alt", "title") if token.meta[part]]
    else:
        document.faults += markdown_checks.misplaced_faults(shown)


def _written_out(tokens: list[Token]) -> int:
    """Count the characters of the addresses and titles that a message holds itself once it is in normal form.

    A definition of 19,000 characters to which a thousand paragraphs refer would be a gigabyte.
    """
    return sum(len(str(value)) for token in tokens for value in token.attrs.values())


def _too_long() -> Phrase:
    return say("A paragraph has at most {limit} characters.", limit=LONGEST)


def _require_bounded(messages: Iterable[Token]) -> None:
    """Refuse a text of too many messages, or of too many marks in all of them, at the first that is too much."""
    marks = 0
    for number, token in enumerate((token for token in messages if token.content), 1):
        line = (token.map or [0])[0] + 1
        marks += markdown.marks(token.content)
        if number > MOST_MESSAGES:
            detail = say("A text has at most {limit} paragraphs, headings, items and cells.", limit=MOST_MESSAGES)
            raise Invalid(detail, Fault("too_many_blocks", detail, line=line))
        if marks > MOST_MARKS:
            detail = say("All paragraphs together have at most {limit} signs of markup.", limit=MOST_MARKS)
            raise Invalid(say("The text has too much markup."), Fault("too_much_markup", detail, line=line))


def _without_blanks(tokens: list[Token]) -> Iterator[Token]:
    """Leave out empty paragraphs and headings, and raw HTML."""
    for index, token in enumerate(tokens):
        if token.type == "fence":
            token.info = token.info if markdown_writer.INFO.fullmatch(token.info.strip()) else ""
        if token.type in {"paragraph_open", "heading_open"} and _is_blank(tokens[index + 1]):
            continue
        if token.type in {"paragraph_close", "heading_close"} and _is_blank(tokens[index - 1]):
            continue
        held = tokens[index - 1].type if index else ""
        if token.type == "html_block" or (_is_blank(token) and held in {"paragraph_open", "heading_open"}):
            continue
        yield token


def _is_blank(token: Token) -> bool:
    return token.type == "inline" and not token.content
