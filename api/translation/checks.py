"""What a translation must be to stand for its message: each check says what it objects to. Pure.

A check takes a `Candidate`, which is the text beside the unit it is for, and gives a fault for each objection,
at `/translation`. To add one, write the function and put it into the tuple of its stage at the end of this module;
whoever judges texts has it then. The first fault refuses a text, so checks stand in the order in which they are told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from markdown_it.token import Token

from api.content import body, markdown, markdown_checks, markdown_inline, markdown_unclosed
from api.platform.errors import Fault, Phrase, Size, say
from api.translation import splitting
from api.translation.entries import LONGEST
from api.translation.splitting import Unit


class Candidate:
    """A text that is to stand for a unit, as it was given and as it would be kept; each is parsed once at most."""

    def __init__(self, unit: Unit, given: str) -> None:
        self.unit, self.given = unit, given

    @cached_property
    def tokens(self) -> list[Token]:
        """The text as given, read as inline Markdown; `kept` brings them into normal form, so ask for them before."""
        return _inlines(self.given)

    @cached_property
    def kept(self) -> str:
        """The text in the normal form in which it would be kept, as `splitting.tidy` gives it; "" for a blank one."""
        return splitting.tidy(self.unit.kind, self.given, self.tokens)

    @cached_property
    def references(self) -> dict[str, Counter[str]]:
        """What the text refers to, as it would be kept: addresses of links and of pictures, footnotes, by token."""
        return _references(self.tokens if self.kept == self.given else _inlines(self.kept))

    @cached_property
    def wanted(self) -> dict[str, Counter[str]]:
        """What its source refers to."""
        return _references(_inlines(self.unit.source))


Check = Callable[[Candidate], Iterable[Fault]]


def judge(unit: Unit, translation: str) -> tuple[str, Fault | None]:
    """Give a translation as it would be kept (`splitting.tidy`), and why it cannot stand for a unit, if it cannot.

    Codes: `too_long`, `too_much_markup`, `invisible_character`, `raw_html`, `line_break` (a hard break outside a
    paragraph), `unclosed_markup`, `link_targets`, `footnote_references`, `pictures` (not those of the source, as many
    of each; a link of the source may be repeated). A text that is refused as it was given is given back so.
    """
    candidate = Candidate(unit, translation)
    if (fault := _first(_AS_GIVEN, candidate)) is not None:
        return translation, fault
    return candidate.kept, _first(_BESIDE_SOURCE, candidate) if candidate.kept else None


def objection(unit: Unit, translation: str) -> Fault | None:
    """Say why a translation cannot stand for a unit, as `judge` does, or give None when it can."""
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


def _first(checks: Iterable[Check], candidate: Candidate) -> Fault | None:
    return next(chain.from_iterable(check(candidate) for check in checks), None)


def _size(candidate: Candidate) -> Iterator[Fault]:
    """Bound what has to be read: nothing of a text is parsed before it has passed this."""
    if len(candidate.given) > LONGEST:
        yield _fault("too_long", say("A translation of one message has at most {limit} characters.", limit=LONGEST))
    if markdown.marks(candidate.given) > markdown.MOST_MARKS:
        yield _fault("too_much_markup", say("The translation has too much markup."))


def _characters(candidate: Candidate) -> Iterator[Fault]:
    found = markdown_checks.inline_faults(candidate.tokens, 1)
    hidden = markdown_inline.INVISIBLE.search(candidate.given)
    if hidden or any(fault.code == "invisible_character" for fault in found):
        yield _fault("invisible_character", say("There is an invisible character in the translation."))
    if any(fault.code == "raw_html" for fault in found):
        yield _fault("raw_html", say("Raw HTML is not accepted; write Markdown."))


def _line_breaks(candidate: Candidate) -> Iterator[Fault]:
    if candidate.unit.kind != "paragraph" and any(token.type == "hardbreak" for token in candidate.tokens):
        yield _fault("line_break", say("Only a paragraph may hold a line break."))


def _unclosed_markup(candidate: Candidate) -> Iterator[Fault]:
    if (found := markdown_unclosed.unclosed(candidate.tokens)) is not None:
        yield markdown_unclosed.fault(found, pointer="/translation")


def _links(candidate: Candidate) -> Iterator[Fault]:
    """Compare the addresses of links; one of the source may stand in the translation more often."""
    wanted, given = candidate.wanted["link_open"], candidate.references["link_open"]
    added = {address: count for address, count in (given - wanted).items() if address not in wanted}
    yield from _mismatch("link_targets", wanted - given, Counter(added))


def _footnotes(candidate: Candidate) -> Iterator[Fault]:
    wanted, given = candidate.wanted["footnote_ref"], candidate.references["footnote_ref"]
    yield from _mismatch("footnote_references", wanted - given, given - wanted)


def _pictures(candidate: Candidate) -> Iterator[Fault]:
    wanted, given = candidate.wanted["image"], candidate.references["image"]
    yield from _mismatch("pictures", wanted - given, given - wanted)


def _mismatch(code: str, missing: Counter[str], added: Counter[str]) -> Iterator[Fault]:
    """Name what is missing, or else what was added."""
    if missing:
        names = ", ".join(sorted(missing.elements()))
        yield _fault(code, say("The source refers to {names}; the translation must too.", names=names))
    elif added:
        names = ", ".join(sorted(added.elements()))
        yield _fault(code, say("The source does not refer to {names}.", names=names))


def _inlines(source: str) -> list[Token]:
    """Read inline Markdown; what has no marks need not be parsed."""
    if markdown_inline.is_marked(source):
        return markdown.inlines(source)
    return [Token("text", "", 0, content=source)]


def _references(tokens: list[Token]) -> dict[str, Counter[str]]:
    """Count what a text refers to, by the type of the token that refers."""
    found: dict[str, Counter[str]] = {"link_open": Counter(), "footnote_ref": Counter(), "image": Counter()}
    for token in tokens:
        if token.type == "link_open":
            found[token.type][str(token.attrs["href"])] += 1
        elif token.type == "footnote_ref":
            found[token.type][f"[^{token.meta['label']}]"] += 1
        elif token.type == "image":
            found[token.type][str(token.attrs["src"])] += 1
    return found


def _fault(code: str, detail: Phrase) -> Fault:
    return Fault(code, detail, pointer="/translation")


# What must be right for a text to be kept at all.
_AS_GIVEN: tuple[Check, ...] = (_size, _characters, _line_breaks, _unclosed_markup)
# What a text must have in common with its source, in the form in which it would be kept; a blank text is not asked.
_BESIDE_SOURCE: tuple[Check, ...] = (_links, _footnotes, _pictures)
