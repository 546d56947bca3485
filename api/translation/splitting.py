"""Texts split into messages, and documents of another language rebuilt from them, without ever splicing text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from markdown_it.token import Token

from api.content import body, markdown, markdown_inline, rewriting
from api.content.texts import Text
from api.languages import wordcount
from api.languages.scripts import Letters
from api.platform import characters

Kind = Literal["title", "summary", "paragraph", "heading", "list_item", "quote", "table_cell", "caption", "footnote"]
Line = Literal["title", "summary", "alt", "caption"]  # what stands above the body; the last two are of the lead picture


@dataclass(frozen=True)
class Unit:
    """One translatable unit: its kind, and its source as inline Markdown in normal form."""

    kind: Kind
    source: str

    @cached_property
    def words(self) -> int:
        """Words as UAX 29 counts them, of what is read: marks and addresses do not count."""
        return wordcount.count(markdown_inline.plain(self.source))


def split(text: Text) -> list[Unit]:
    """Give the messages of a text in its order; position is index.

    Title, summary if there is one, alternative text and caption of the lead picture where they are, then the body.
    """
    return _units(text, body.read(text.body))


def accept(text: Text) -> tuple[Text, list[Unit], body.Document]:
    """Give the normal form of a text, its messages and the document of its body; raises as `body.normal` does."""
    text, document = body.accept(text)
    return text, _units(text, document), document


def rebuild(text: Text, translations: Sequence[str | None]) -> Text:
    """Give the text with each message replaced by its translation; None and blank ones keep the source.

    `text` is a source in normal form, `translations` has one entry for each message of `split`. The result is in
    normal form and splits into as many messages of the same kinds, whatever the translations hold.
    """
    return rebuilt(text, body.read(text.body), translations)[0]


def rebuilt(text: Text, document: body.Document, translations: Sequence[str | None]) -> tuple[Text, body.Document]:
    """Give the text as `rebuild` does, and the document of its body, which need not be read again to be rendered.

    `document` is that of the source's body; it becomes the document of the translation.
    """
    lines = _lines(text)
    kinds: list[Kind] = [*(unit.kind for unit in lines.values()), *(place.kind for place in document.places)]
    tidied = [tidy(kind, each) if each else "" for kind, each in zip(kinds, translations, strict=True)]
    for place, each in zip(document.places, tidied[len(lines) :], strict=True):
        if each:
            place.put(each)
    said = {line: each or unit.source for (line, unit), each in zip(lines.items(), tidied, strict=False)}
    lead = text.lead and replace(text.lead, alt=_plain(said, "alt"), caption=_plain(said, "caption"))
    return Text(said["title"], said.get("summary", ""), body.write(document), lead), document


def rewritten(text: Text, document: body.Document, letters: Letters) -> tuple[Text, body.Document]:
    """Give the text in the letters of another script, and the document of its body; messages and places stay.

    `document` is that of the text's body; it becomes the document of the other.
    """
    messages = [rewriting.inline(u.source, letters, breaks=u.kind == "paragraph") for u in _units(text, document)]
    return rebuilt(text, document, messages)


def alternatives(text: Text, document: body.Document) -> frozenset[int]:
    """Give the positions of the messages of a text that are alternative texts of pictures, not their captions."""
    parts = [*_lines(text), *(place.part for place in document.places)]
    return frozenset(position for position, part in enumerate(parts) if part == "alt")


def tidy(kind: Kind, translation: str, tokens: list[Token] | None = None) -> str:
    """Give a translation in the normal form in which it can stand as that kind, or "" when it is blank.

    Newlines become spaces, and hard breaks too except in paragraphs; HTML becomes text, invisible characters go; a
    caption is plain text, and blank where nothing of it can be seen; what is nothing but a picture keeps only its
    alternative text. `tokens` are those of the translation, where the caller has parsed it already; they are used up.
    """
    breaks = kind == "paragraph"
    if tokens is not None and markdown_inline.is_marked(translation):
        return _as_kind(kind, markdown_inline.settle(translation, tokens, breaks=breaks))
    return _as_kind(kind, markdown_inline.normal(translation, breaks=breaks))


def _as_kind(kind: Kind, source: str) -> str:
    if kind == "caption":
        plain = markdown_inline.plain(source)
        if not characters.is_visible(plain):
            return ""
        written = markdown_inline.escape(plain)
        if markdown.marks(written) < markdown.MOST_IN_CAPTION:
            return written
        return markdown_inline.escape(markdown_inline.clean(markdown.unmarked(plain)))
    if kind in markdown_inline.WITH_PICTURES and (picture := markdown_inline.only_picture(source)):
        return markdown_inline.escape(picture.alternative)
    return source


def _units(text: Text, document: body.Document) -> list[Unit]:
    return [*_lines(text).values(), *(Unit(place.kind, place.source) for place in document.places)]


def _lines(text: Text) -> dict[Line, Unit]:
    """Give the messages above the body by what they are, in order."""
    units: dict[Line, Unit] = {"title": Unit("title", markdown_inline.normal(text.title))}
    if summary := markdown_inline.normal(text.summary):
        units["summary"] = Unit("summary", summary)
    if text.lead is not None and text.lead.alt:
        units["alt"] = Unit("caption", markdown_inline.escape(text.lead.alt))
    if text.lead is not None and text.lead.caption:
        units["caption"] = Unit("caption", markdown_inline.escape(text.lead.caption))
    return units


def _plain(said: Mapping[Line, str], line: Line) -> str:
    return markdown_inline.plain(said.get(line, ""))
