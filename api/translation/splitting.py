"""Texts split into messages, and documents of another language rebuilt from them, without ever splicing text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from markdown_it.token import Token

from api.content import body, markdown, markdown_checks, markdown_inline, markdown_unclosed
from api.content.texts import Text
from api.languages import wordcount
from api.platform.errors import Fault, Phrase, Size, say

Kind = Literal["title", "summary", "paragraph", "heading", "list_item", "quote", "table_cell", "caption", "footnote"]


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
    """Give the messages of a text in its order: title, summary if there is one, then the body. Position is index."""
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
    document, lines = body.read(text.body), _lines(text)
    kinds: list[Kind] = [*(unit.kind for unit in lines), *(place.kind for place in document.places)]
    tidied = [tidy(kind, each) if each else "" for kind, each in zip(kinds, translations, strict=True)]
    for place, each in zip(document.places, tidied[len(lines) :], strict=True):
        if each:
            place.put(each)
    said = {unit.kind: each or unit.source for unit, each in zip(lines, tidied, strict=False)}
    return Text(said["title"], said.get("summary", ""), body.write(document))


def tidy(kind: Kind, translation: str) -> str:
    """Give a translation in the normal form in which it can stand as that kind, or "" when it is blank.

    Newlines become spaces, and hard breaks too except in paragraphs; HTML becomes text, invisible characters go; a
    caption is plain text; what is nothing but a picture keeps only its alternative text.
    """
    return _as_kind(kind, markdown_inline.normal(translation, breaks=kind == "paragraph"))


def objection(unit: Unit, translation: str) -> Fault | None:
    """Say why a translation cannot stand for a unit, at `/translation`, or give None when it can.

    Codes: `too_long`, `too_much_markup`, `invisible_character`, `raw_html`, `line_break` (a hard break outside a
    paragraph), `unclosed_markup`, `link_targets`, `footnote_references`, `pictures` (not those of the source, as many
    of each; a link of the source may be repeated).
    """
    return judge(unit, translation)[1]


@dataclass(frozen=True, slots=True)
class Bulk:
    """What texts come to together: their marks of markup (`markdown.marks`), and their bytes in UTF-8."""

    marks: int = 0
    size: int = 0

    @classmethod
    def of(cls, texts: Iterable[str]) -> Bulk:
        """Give what some texts come to."""
        marks = size = 0
        for text in texts:
            marks += markdown.marks(text)
            size += len(text.encode(errors="replace"))
        return cls(marks, size)

    def with_instead(self, text: str, former: str) -> Bulk:
        """Give what they come to with one text in the place of another."""
        added, gone = Bulk.of([text]), Bulk.of([former])
        return Bulk(self.marks + added.marks - gone.marks, self.size + added.size - gone.size)


def crowding(bulk: Bulk) -> Fault | None:
    """Say why a version cannot hold so much, at `/translation`: what readers get is made of all of its texts.

    Codes: `too_much_markup`, beyond twice what a source may hold, and `too_long`, beyond twice the bytes.
    """
    if bulk.marks > 2 * body.MOST_MARKS:
        most = say("All paragraphs together have at most {limit} signs of markup.", limit=2 * body.MOST_MARKS)
        return _fault("too_much_markup", most)
    if bulk.size > 2 * body.LARGEST:
        return _fault("too_long", say("A version has at most {limit}.", limit=Size(2 * body.LARGEST)))
    return None


def judge(unit: Unit, translation: str) -> tuple[str, Fault | None]:
    """Give a translation as `tidy` does and what `objection` says of it, from one reading of both."""
    if (fault := _too_large(translation)) is not None:
        return translation, fault
    tokens = _inlines(translation)
    if (fault := _unacceptable(unit.kind, translation, tokens)) is not None:
        return translation, fault
    given = _references(tokens)
    tidied = _as_kind(unit.kind, _settled(unit.kind, translation, tokens))
    if tidied != translation:
        given = _references(_inlines(tidied))
    wanted = _references(_inlines(unit.source))
    differing = (code for code in wanted if tidied and _differs(code, wanted[code], given[code]))
    return tidied, next((_mismatch(code, wanted[code], given[code]) for code in differing), None)


def _as_kind(kind: Kind, source: str) -> str:
    if kind == "caption":
        plain = markdown_inline.plain(source)
        most = markdown.MOST_MARKS // 4  # a picture has two captions, and an address that may need some
        written = markdown_inline.escape(plain)
        if markdown.marks(written) < most:
            return written
        return markdown_inline.escape(markdown_inline.clean(markdown.unmarked(plain)))
    if kind in markdown_inline.WITH_PICTURES and (picture := markdown_inline.only_picture(source)):
        return markdown_inline.escape(picture.alternative)
    return source


def _too_large(translation: str) -> Fault | None:
    if len(translation) > body.LONGEST:
        most = say("A translation of one message has at most {limit} characters.", limit=body.LONGEST)
        return _fault("too_long", most)
    if markdown.marks(translation) > markdown.MOST_MARKS:
        return _fault("too_much_markup", say("The translation has too much markup."))
    return None


def _unacceptable(kind: Kind, translation: str, tokens: list[Token]) -> Fault | None:
    hidden = markdown_inline.INVISIBLE.search(translation)
    found = markdown_checks.inline_faults(tokens, 1)
    if hidden or any(fault.code == "invisible_character" for fault in found):
        return _fault("invisible_character", say("There is an invisible character in the translation."))
    if any(fault.code == "raw_html" for fault in found):
        return _fault("raw_html", say("Raw HTML is not accepted; write Markdown."))
    if kind != "paragraph" and any(token.type == "hardbreak" for token in tokens):
        return _fault("line_break", say("Only a paragraph may hold a line break."))
    if (found_ := markdown_unclosed.unclosed(tokens)) is not None:
        return markdown_unclosed.fault(found_, pointer="/translation")
    return None


def _inlines(source: str) -> list[Token]:
    """Read inline Markdown; what has no marks need not be parsed."""
    if markdown_inline.is_marked(source):
        return markdown.inlines(source)
    return [Token("text", "", 0, content=source)]


def _settled(kind: Kind, translation: str, tokens: list[Token]) -> str:
    if markdown_inline.is_marked(translation):
        return markdown_inline.settle(translation, tokens, breaks=kind == "paragraph")
    return markdown_inline.clean(translation)


def _units(text: Text, document: body.Document) -> list[Unit]:
    return [*_lines(text), *(Unit(place.kind, place.source) for place in document.places)]


def _lines(text: Text) -> list[Unit]:
    summary = markdown_inline.normal(text.summary)
    return [Unit("title", markdown_inline.normal(text.title)), *([Unit("summary", summary)] if summary else [])]


def _fault(code: str, detail: Phrase) -> Fault:
    return Fault(code, detail, pointer="/translation")


def _references(tokens: list[Token]) -> dict[str, Counter[str]]:
    """Count what a text refers to, under the code of the refusal that a difference gives."""
    found: dict[str, Counter[str]] = {
        "link_targets": Counter(),
        "footnote_references": Counter(),
        "pictures": Counter(),
    }
    for token in tokens:
        if token.type == "link_open":
            found["link_targets"][str(token.attrs["href"])] += 1
        elif token.type == "footnote_ref":
            found["footnote_references"][f"[^{token.meta['label']}]"] += 1
        elif token.type == "image":
            found["pictures"][str(token.attrs["src"])] += 1
    return found


def _differs(code: str, wanted: Counter[str], given: Counter[str]) -> bool:
    return bool(wanted - given or _added(code, wanted, given))


def _added(code: str, wanted: Counter[str], given: Counter[str]) -> Counter[str]:
    """Give what a translation refers to and its source does not; it may link to an address of the source again."""
    added = given - wanted
    return Counter({name: n for name, n in added.items() if name not in wanted}) if code == "link_targets" else added


def _mismatch(code: str, wanted: Counter[str], given: Counter[str]) -> Fault:
    missing, added = sorted((wanted - given).elements()), sorted(_added(code, wanted, given).elements())
    if missing:
        return _fault(code, say("The source refers to {names}; the translation must too.", names=", ".join(missing)))
    return _fault(code, say("The source does not refer to {names}.", names=", ".join(added)))
