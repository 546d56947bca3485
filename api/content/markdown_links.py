"""Links and pictures in inline Markdown, in one pass, where markdown-it searches anew from each bracket.

CommonMark 0.31, 6.3 and 6.4, with markdown-it's meaning; a test compares both. Its own rules walk from every `[` to the
end of the text and from every `](` through the address once for each rule that looks ahead, so a thousand brackets
without a match cost a million steps.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from markdown_it.common.utils import normalizeReference, unescapeAll
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.html_inline import html_inline
from markdown_it.token import Token

LONGEST_LABEL = 999  # characters of a reference's name (CommonMark 0.31, 4.7)
_DEEPEST_PICTURE = 8  # pictures in pictures: each level is read anew

_SPACE = re.compile(r"[ \t\n]*")
_POINTED = re.compile(r"<((?:\\[\s\S]|[^\n<>\\])*+)>")
_STOP = re.compile(r"[\x00-\x20\x7f\\()]")
_PARENTHESES = 32  # open ones in an address, as in markdown-it
_TITLE = re.compile(
    r""""((?:\\[\s\S]|[^"\\])*+)"|'((?:\\[\s\S]|[^'\\])*+)'|\(((?:\\[\s\S]|[^()\\])*+)\)""",
)
_ENDS = (("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">"))


class Target(NamedTuple):
    """Where a link leads, and where in the text it ends."""

    address: str
    title: str
    end: int


def link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 — markdown-it's way
    """Read `[text](address "title")`, or `[text][name]` of a definition."""
    if state.src[state.pos] != "[":
        return False
    start, last = state.pos + 1, state.posMax
    end = _label_end(state, state.pos, is_flat=True)
    target = _target(state, start, end, is_picture=False) if end >= 0 else None
    if target is None:
        return False
    if not silent:
        _push_link(state, target, start, end)
    state.pos, state.posMax = target.end, last
    return True


def image(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 — the same
    """Read `![text](address "title")`, or `![text][name]` of a definition."""
    if not state.src.startswith("![", state.pos, state.posMax):
        return False
    start = state.pos + 2
    end = _label_end(state, state.pos + 1, is_flat=False)
    target = _target(state, start, end, is_picture=True) if end >= 0 else None
    if target is None:
        return False
    if not silent:
        _push_image(state, target, state.src[start:end])
    state.pos = target.end
    return True


def html(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 — the same
    """Read raw HTML, unless it has no end: looking for it from each `<?` is quadratic."""
    ending = next((end for beginning, end in _ENDS if state.src.startswith(beginning, state.pos)), None)
    if ending is not None and state.src.find(ending, state.pos) < 0:
        return False
    return html_inline(state, silent)


def _label_end(state: StateInline, start: int, *, is_flat: bool) -> int:
    """Give where the bracket at `start` is closed, or -1; `is_flat`: with no link in between.

    One walk finds it for all the brackets that it meets; `skipToken` steps over what is a token of its own.
    """
    known = _memory(state)
    open_: list[int] = []
    before, state.pos = state.pos, start
    end: int | None = known.get((start, is_flat, state.posMax))
    while end is None:
        end = _next_end(state, known, open_, is_flat=is_flat)
    if end < 0 and open_:
        known.update(((each, is_flat, state.posMax), -1) for each in open_)
    state.pos = before
    return end


def _next_end(state: StateInline, known: dict[Any, Any], open_: list[int], *, is_flat: bool) -> int | None:
    """Walk on by one token; gives the end of the first bracket when that is known."""
    if state.pos >= state.posMax:
        return -1
    here, sign = state.pos, state.src[state.pos]
    if sign == "]":
        state.pos += 1
        known[open_.pop(), is_flat, state.posMax] = here
        return None if open_ else here
    if sign == "[" and not open_:  # the first, which is what is asked about
        open_.append(here)
        state.pos += 1
        return None
    state.md.inline.skipToken(state)
    if sign == "[" and state.pos > here + 1:
        return -1 if is_flat else None
    if sign == "[":
        end = known.get((here, is_flat, state.posMax))
        if end is None:
            open_.append(here)
        elif end < 0:
            return -1
        else:
            state.pos = end + 1
    return None


def _memory(state: StateInline) -> dict[Any, Any]:
    """Give our own part of the parser's cache for this text; the parser's keys are whole numbers."""
    return cast("dict[Any, Any]", state.cache)


def _target(state: StateInline, start: int, end: int, *, is_picture: bool) -> Target | None:
    """Give what stands behind a label from `start` to `end`: an address in parentheses, or the name of a definition."""
    key = ("target", start, is_picture, state.posMax)
    known = _memory(state)
    if key not in known:
        known[key] = _read_target(state, start, end, is_picture=is_picture)
    return cast("Target | None", known[key])


def _read_target(state: StateInline, start: int, end: int, *, is_picture: bool) -> Target | None:
    if state.src.startswith("(", end + 1, state.posMax):
        found = _written(state.src, end + 2, state.posMax)
        if found is not None or is_picture or _after_space(state.src, end + 2, state.posMax) >= state.posMax:
            return found
    references: Mapping[str, Any] | None = state.env.get("references")
    return _referred(state, start, end, references) if references is not None else None


def _written(text: str, position: int, last: int) -> Target | None:
    """Read `address "title")` from behind the parenthesis."""
    position = _after_space(text, position, last)
    address = _address(text, position, last)
    title = ""
    if address is not None:
        behind = address.end
        position = _after_space(text, behind, last)
        found = _TITLE.match(text, position, last) if position != behind else None
        if found is not None:
            title, position = unescapeAll(found[found.lastindex or 1]), _after_space(text, found.end(), last)
    if not text.startswith(")", position, last):
        return None
    return Target(address.address if address is not None else "", title, position + 1)


def _after_space(text: str, position: int, last: int) -> int:
    found = _SPACE.match(text, position, last)
    return found.end() if found is not None else position


def _address(text: str, start: int, last: int) -> Target | None:
    if text.startswith("<", start, last):
        found = _POINTED.match(text, start, last)
        return Target(unescapeAll(found[1]), "", found.end()) if found is not None else None
    end = _address_end(text, start, last)
    return Target(unescapeAll(text[start:end]), "", end) if end > start else None


def _address_end(text: str, start: int, last: int) -> int:
    """Give where an address ends: at white space, a control, or a parenthesis that none in it opens; -1 where none."""
    position, level = start, 0
    while (found := _STOP.search(text, position, last)) is not None:
        position, sign = found.start(), found[0]
        if sign == "\\" and position + 1 < last:
            if text[position + 1] == " ":
                break
            position += 2
            continue
        level += {"(": 1, ")": -1}.get(sign, 0)
        if level > _PARENTHESES:
            return -1
        if level < 0 or sign not in "()\\":
            break
        position += 1
    else:
        position = last
    return position if level <= 0 else -1


def _referred(state: StateInline, start: int, end: int, references: Mapping[str, Any]) -> Target | None:
    """Read `[name]` behind a label, or take the label itself for the name."""
    behind, named = end + 1, ""
    if state.src.startswith("[", behind, state.posMax):
        closed = _label_end(state, behind, is_flat=False)
        if closed >= 0:
            named, behind = state.src[behind + 1 : closed], closed + 1
    named = named or state.src[start:end]
    if len(named) > LONGEST_LABEL:
        return None
    found = references.get(normalizeReference(named))
    return Target(found["href"], found["title"], behind) if found else None


def _push_link(state: StateInline, target: Target, start: int, end: int) -> None:
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": target.address}
    if target.title:
        token.attrSet("title", target.title)
    state.pos, state.posMax = start, end
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.push("link_close", "a", -1)


def _push_image(state: StateInline, target: Target, text: str) -> None:
    token = state.push("image", "img", 0)
    token.attrs = {"src": target.address, "alt": ""}
    token.children = _inner(state, text) or None
    token.content = text
    if target.title:
        token.attrSet("title", target.title)


def _inner(state: StateInline, text: str) -> list[Token]:
    """Read the text of a picture; of what is nested too deep in others, take the words as they stand."""
    tokens: list[Token] = []
    depth = state.env.get("pictures", 0)
    if depth >= _DEEPEST_PICTURE:
        return [Token("text", "", 0, content=text)]
    state.env["pictures"] = depth + 1
    try:
        state.md.inline.parse(text, state.md, state.env, tokens)
    finally:
        state.env["pictures"] = depth
    return tokens
