"""The one Markdown parser: CommonMark with tables and footnotes, bounded so that no text can exhaust it.

Footnote references are recognised by their form alone, never by what else the document defines: a message so means the
same wherever it stands. Addresses are kept as they were written; `markdown_inline` judges them.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from itertools import accumulate
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference as reference_rule
from markdown_it.rules_block.table import table as table_rule
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_def

from api.content import markdown_links
from api.platform.errors import Fault, Invalid, Phrase, say

DEEPEST = 40  # levels of open blocks; a list takes two, a quotation one
LARGEST_TABLE = 10_000  # cells; a short row is filled up to all columns, so two bytes can ask for thousands of cells
MOST_BLOCKS = 20_000  # of any kind; a list item and its paragraph are two
MOST_AHEAD = 100_000  # lines; some 440 link definitions in a row
MOST_MARKS = 1_000  # in one message
MOST_IN_CAPTION = MOST_MARKS // 4  # a picture has two captions, and an address that may need some
LABEL = re.compile(r"\[\^([\w.-]{1,64})\]")
_MARKS = re.compile(r"\\[\s\S]?|[\n`*_\[\]!<&]")
_OPEN = re.compile(r"[`*_\[\]!<&]")
_SIGNS = re.compile(r"[\\\n`*_\[\]!<&]")
_PLAIN = re.compile(r"[^\n`*_\[\]!<&\\]++")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")

Env = MutableMapping[str, Any]


def blocks(body: str) -> tuple[list[Token], Env]:
    """Parse the blocks of a body, whose line ends are newlines, and leave its `inline` tokens unparsed.

    Gives the tokens and what the document defines (`references`), which `inlines` needs. Raises: Invalid with the
    line, for blocks nested too deep, too many blocks, and tables too large.
    """
    env: Env = {}
    tokens: list[Token] = []
    state = _Lines(body, _PARSER, env, tokens)
    _PARSER.block.tokenize(state, 0, state.lineMax)
    return tokens, env


def inlines(source: str, env: Env | None = None) -> list[Token]:
    """Parse inline Markdown, with the link references that `env` defines or with none.

    What has more than MOST_MARKS that are open to be read as markup is plain text.
    """
    if len(_OPEN.findall(source)) > MOST_MARKS:
        return [Token("text", "", 0, content=_ESCAPED.sub(r"\1", source))]
    tokens: list[Token] = []
    _PARSER.inline.parse(source, _PARSER, {} if env is None else env, tokens)
    return tokens


def marks(source: str) -> int:
    """Count what makes the inline parser stop: signs of markup, ends of lines, escapes.

    An escape and what it escapes are one, so that a text and its normal form have as many.
    """
    return len(_MARKS.findall(source))


def unmarked(text: str) -> str:
    """Remove the characters that `marks` counts."""
    return _SIGNS.sub("", text)


class _Lines(StateBlock):
    """The parser's state over a body, its lines measured one by one: doing so by characters took most of the time."""

    def __init__(self, body: str, parser: MarkdownIt, env: Env, tokens: list[Token]) -> None:
        super().__init__("", parser, env, tokens)
        self.src = body if body.endswith("\n") else body + "\n"
        lines = self.src.split("\n")[:-1]
        spaces = [line[: len(line) - len(line.lstrip(" \t"))] for line in lines]
        self.eMarks = list(accumulate((len(line) + 1 for line in lines), initial=-1))[1:]
        self.bMarks = [end - len(line) for end, line in zip(self.eMarks, lines, strict=True)]
        self.tShift = [len(space) for space in spaces]
        self.sCount = [len(space.expandtabs(4)) for space in spaces]
        self.lineMax = len(lines)
        end = len(self.src)
        for marks_of_lines, last in ((self.bMarks, end), (self.eMarks, end), (self.tShift, 0), (self.sCount, 0)):
            marks_of_lines.append(last)
        self.bsCount = [0] * len(self.bMarks)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 2 * DEEPEST})
    parser.block.ruler.before("code", "bounds", _bounded)
    parser.block.ruler.before("code", "table", _bounded_table, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.at("reference", _bounded_reference)
    parser.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.at("text", _plain_run)
    parser.inline.ruler.before("link", "footnote_ref", _footnote_ref)
    parser.inline.ruler.at("link", markdown_links.link)
    parser.inline.ruler.at("image", markdown_links.image)
    parser.inline.ruler.at("html_inline", markdown_links.html)
    setattr(parser, "normalizeLink", _as_written)  # noqa: B010 — a hook of markdown-it, typed as a method
    setattr(parser, "normalizeLinkText", _as_written)  # noqa: B010 — the same
    setattr(parser, "validateLink", _any)  # noqa: B010 — the same
    return parser


def _bounded(state: StateBlock, start: int, _end: int, _silent: bool) -> bool:  # noqa: FBT001 — markdown-it's way
    """Stop before `maxNesting`, beyond which the parser would drop text without a word, and at MOST_BLOCKS."""
    if state.level > DEEPEST:
        raise _too_much("nested_too_deep", say("Lists and quotations are nested too deep here."), start)
    seen = state.env["blocks"] = state.env.get("blocks", 0) + 1
    if seen > MOST_BLOCKS:
        raise _too_much("too_many_blocks", say("A body has at most {limit} blocks.", limit=MOST_BLOCKS), start)
    return False


def _bounded_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 — markdown-it's way
    if silent or not table_rule(state, start, end, silent=True):
        return silent and table_rule(state, start, end, silent=True)
    columns = state.getLines(start + 1, start + 2, 0, keepLastLF=False).count("|") + 1
    if columns * (_end_of_run(state, start, end) - start) > LARGEST_TABLE:
        limit = say("This table is too large; at most {limit} cells are allowed.", limit=LARGEST_TABLE)
        raise _too_much("table_too_large", limit, start)
    return table_rule(state, start, end, silent=False)


def _bounded_reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 — the same
    """Bound the lines that this rule looks ahead: from each definition it reads on to the end of its paragraph."""
    if state.src.startswith("[", state.bMarks[start] + state.tShift[start]):
        ahead = state.env["ahead"] = state.env.get("ahead", 0) + _end_of_run(state, start, end) - start
        if ahead > MOST_AHEAD:
            raise _too_much("too_many_references", say("There are too many link definitions here."), start)
    return reference_rule(state, start, end, silent)


def _end_of_run(state: StateBlock, start: int, end: int) -> int:
    """Give the number of the next blank line, or `end`; looked for once for each run of lines."""
    known: int = state.env.get("run", 0)
    if start >= known:
        known = next((line for line in range(start, end) if state.isEmpty(line)), end)
        state.env["run"] = known
    return known


def _too_much(code: str, detail: Phrase, start: int) -> Invalid:
    return Invalid(detail, Fault(code, detail, line=start + 1))


def _plain_run(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 — markdown-it's way
    """Take text up to where a rule of ours may begin; the parser's own rule looks at one character after another."""
    found = _PLAIN.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.pending += found[0]
    state.pos = found.end()
    return True


def _footnote_ref(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 — markdown-it's way
    found = LABEL.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("footnote_ref", "", 0).meta = {"label": found[1]}
    state.pos = found.end()
    return True


def _as_written(address: str) -> str:
    return address


def _any(_address: str) -> bool:
    return True


_PARSER = _parser()
