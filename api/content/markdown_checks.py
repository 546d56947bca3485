"""What is not allowed in a text: raw HTML, unsafe addresses, invisible characters, pictures out of their place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.token import Token

from api.content import mentions
from api.content.markdown_inline import INVISIBLE
from api.platform.errors import Fault, say

_LINK = re.compile(
    r"(?i:https?://[^\s/<>\"\\`{}|^]|mailto:[^\s<>\"\\`]+@)[^\s<>\"\\`]*"
    r"|/(?![/\\])[^\s<>\"\\`]*|#[^\s<>\"\\`]+"
    r"|[\w.~%-][^\s<>\"\\`:]*"  # relative, and without a colon, so that nothing in it can be a scheme
)
_PICTURE = re.compile(r"(?i:https://)[^\s/<>\"\\`{}|^][^\s<>\"\\`]*")


def may_link(address: str) -> bool:
    """Tell whether a link may go there: http, https, mailto, a path of this site or a place (`#…`)."""
    return _LINK.fullmatch(address) is not None


def may_show(address: str) -> bool:
    """Tell whether a picture of another host may come from there: external https only."""
    return _PICTURE.fullmatch(address) is not None


def inline_faults(tokens: list[Token], line: int) -> list[Fault]:
    """Judge parsed inline tokens of a text that begins at `line`; each fault names its own line."""
    return [fault for token, here in _lines(tokens, line) for fault in _faults_of(token, here)]


def pictures(tokens: list[Token], line: int) -> list[tuple[str, int]]:
    """Give the address and the line of each picture in parsed inline tokens, those in the text of another too."""
    found: list[tuple[str, int]] = []
    for token, here in _lines(tokens, line):
        if token.type == "image":
            found += [(str(token.attrs["src"]), here), *pictures(token.children or [], here)]
    return found


def misplaced_faults(shown: list[tuple[str, int]]) -> list[Fault]:
    """Give a fault for each picture of the library among those that stand in a line of text, a heading or a cell."""
    wrong = say("A picture of the library stands in a paragraph of its own.")
    return [Fault("picture_alone", wrong, line=line) for address, line in shown if mentions.read(address) is not None]


def decoration_faults(address: str, alternative: str, line: int) -> list[Fault]:
    """Give the fault of a picture that is marked as decoration and described all the same."""
    mention = mentions.read(address)
    if mention is None or not mention.is_decorative or not alternative:
        return []
    return [Fault("decorative_alt", DESCRIBED, line=line)]


DESCRIBED = say("A picture that is only decoration has no alternative text: leave out the one or the other.")


def invisible_faults(text: str) -> list[Fault]:
    """Give one fault for each line with an invisible character, of a text that begins at line 1."""
    if not INVISIBLE.search(text):
        return []
    lines = enumerate(text.split("\n"), 1)
    return [_invisible(found[0], line) for line, each in lines if (found := INVISIBLE.search(each))]


def html_fault(line: int) -> Fault:
    """Give the fault of raw HTML in a line."""
    return Fault("raw_html", say("Raw HTML is not accepted; write Markdown."), line=line)


def _lines(tokens: list[Token], line: int) -> Iterator[tuple[Token, int]]:
    for token in tokens:
        yield token, line
        line += 1 if token.type in {"softbreak", "hardbreak"} else token.content.count("\n")


def _faults_of(token: Token, line: int) -> list[Fault]:
    if token.type == "html_inline":
        return [html_fault(line)]
    if token.type == "link_open" and not may_link(address := str(token.attrs["href"])):
        wrong = say("A link goes to http, https, mailto or this site, not to {address}.", address=address[:200])
        return [Fault("invalid_link", wrong, line=line)]
    if token.type == "image":
        return [*_picture_faults(str(token.attrs["src"]), line), *inline_faults(token.children or [], line)]
    hidden = INVISIBLE.search(token.content)
    return [_invisible(hidden[0], line)] if hidden else []


def _picture_faults(address: str, line: int) -> list[Fault]:
    if may_show(address) or mentions.read(address) is not None:
        return []
    wrong = say("A picture comes from an https address, not from {address}.", address=address[:200])
    if address[: len(mentions.SCHEME)].lower() == mentions.SCHEME:
        wrong = say("A picture of the library is named by its id, not by {address}.", address=address[:200])
    return [Fault("invalid_picture", wrong, line=line)]


def _invisible(character: str, line: int) -> Fault:
    name = f"U+{ord(character):04X}"
    return Fault("invisible_character", say("There is an invisible character here, {name}.", name=name), line=line)
