"""The words and signs of a message, one after another, as two wordings of it are compared. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token
from rapidfuzz.distance import Levenshtein

from api.content import markdown
from api.languages import weighty

SPECIAL = "\x00"  # begins what is neither word nor sign: `\x00link …`, `\x00footnote …`, `\x00picture …`, `\x00code …`
_LARGEST_TABLE = 4_000_000  # cells: what differs by more than 2,000 words and signs need not be told in detail
_MARKS = "".join(
    character for character in map(chr, range(0x300, 0x10000)) if unicodedata.category(character) in {"Mn", "Mc"}
)
_LEXEME = re.compile(
    r"(?<!\w)[+-]?\d+(?:[.,:/]\d+|[ ]\d{3}(?!\d))*\w*"  # a number, with its sign, its groups and what is joined to it
    rf"|[\w{_MARKS}]+(?:['-][\w{_MARKS}]+)*|\S"
)
_ENDS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class Hunk:
    """What differs in one place: the lexemes before and after, each with the lexemes that stand around it."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    around: tuple[str, ...]
    is_at_start: bool

    @property
    def both(self) -> tuple[str, ...]:
        """Everything that came or went."""
        return self.before + self.after


def read(source: str) -> list[str]:
    """Give the lexemes of a message, inline Markdown: its words in their case, signs, and where links begin and end.

    Emphasis is passed over, so that a word stays one of which a part is set in bold.
    """
    return [lexeme for piece in _pieces(source) for lexeme in ([piece] if piece[:1] == SPECIAL else _cut(piece))]


def is_word(lexeme: str) -> bool:
    """Tell whether a lexeme is a word or a number."""
    return lexeme[:1] != SPECIAL and any(map(str.isalnum, lexeme))


def starts(lexemes: Sequence[str]) -> list[bool]:
    """Tell of each lexeme whether a sentence may begin with it, so that it would have a capital letter anyway."""
    found, begins = [], True
    for lexeme in lexemes:
        found.append(begins)
        if lexeme in _ENDS:
            begins = True
        elif is_word(lexeme):
            begins = False
    return found


def compare(before: Sequence[str], after: Sequence[str]) -> list[Hunk] | None:
    """Give what differs between two wordings, place by place; None where it is too much to be told."""
    ahead = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(map(len, (before, after)))
    )
    most = min(len(before), len(after)) - ahead
    pairs = zip(reversed(before), reversed(after), strict=False)
    behind = min(next((i for i, (a, b) in enumerate(pairs) if a != b), most), most)
    if (len(before) - ahead - behind) * (len(after) - ahead - behind) > _LARGEST_TABLE:
        return None
    return list(_hunks(before, after, ahead, behind))


def _hunks(before: Sequence[str], after: Sequence[str], ahead: int, behind: int) -> Iterator[Hunk]:
    steps = Levenshtein.opcodes(before[ahead : len(before) - behind], after[ahead : len(after) - behind])
    begins = starts(before), starts(after)
    open_at: tuple[int, int] | None = None
    for step in [*steps, None]:
        here = (
            (ahead + step.src_start, ahead + step.dest_start) if step else (len(before) - behind, len(after) - behind)
        )
        if step is not None and step.tag != "equal":
            open_at = open_at or here
        elif open_at is not None:
            (i, j), (k, m) = open_at, here
            around = (*before[max(i - 1, 0) : i], *before[k : k + 1], *after[m : m + 1])
            at_start = _begins(before, begins[0], i, k) or _begins(after, begins[1], j, m)
            yield Hunk(tuple(before[i:k]), tuple(after[j:m]), around, is_at_start=at_start)
            open_at = None


def _begins(found: Sequence[str], begins: Sequence[bool], start: int, end: int) -> bool:
    """Tell whether the first word of a part is the first of a sentence."""
    return next((begins[index] for index in range(start, end) if is_word(found[index])), False)


def _pieces(source: str) -> Iterator[str]:
    text = ""
    for token in markdown.inlines(source):
        if token.type in {"softbreak", "hardbreak"}:
            text += " "
        elif (special := _special(token)) is not None:
            yield text
            yield special
            text = token.content if token.type == "image" else ""
        else:
            text += token.content
    yield text


def _special(token: Token) -> str | None:
    name = _SPECIALS.get(token.type)
    details = (*token.attrs.values(), token.meta.get("label", ""), token.content)
    return f"{SPECIAL}{name} {' '.join(map(str, details))}" if name else None


_SPECIALS = {
    "link_open": "link",
    "link_close": "link",
    "footnote_ref": "footnote",
    "image": "picture",
    "code_inline": "code",
}


def _cut(text: str) -> list[str]:
    return _LEXEME.findall(weighty.folded(text))
