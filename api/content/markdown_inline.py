"""The normal form of inline Markdown: one text, one string, and the same meaning wherever it stands.

Links written by reference carry their address themselves, so no message depends on definitions elsewhere. Escapes are
only those that are needed: `[sic]`, `5 * 3` and `snake_case` stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.token import Token

from api.content import markdown
from api.content.markdown import Env

INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2061-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)  # controls, bidi controls, zero-width signs, fillers, tags; not U+200C and U+200D, which are part of some scripts
_BREAKS = "\xad\u2060 "  # a writer says by them where a word may break, and where not; alone they are nothing
WHITE = re.compile("[\t\n\r\u2028\u2029][ \t\n\r\u2028\u2029]*| [ \t\n\r\u2028\u2029]+")  # but for single spaces

WITH_PICTURES = {"paragraph", "list_item", "quote", "footnote"}

_MARK = re.compile(r"[\\`*_\[\]<&]")
_ROUNDS = 6
_STRAIGHT = {"text", "text_special", "html_inline"}


class Picture(NamedTuple):
    """A picture: its address and its two plain texts, either of them perhaps empty."""

    address: str
    alternative: str
    title: str


def normal(source: str, *, breaks: bool = False, env: Env | None = None) -> str:
    """Give the normal form: one line, or with `breaks` hard breaks as backslash and newline, and "" for blank.

    It is a fixed point: normal(normal(x)) == normal(x). Raw HTML becomes text, invisible characters go.
    """
    if not is_marked(source):
        return clean(source)
    return settle(source, markdown.inlines(source, env), breaks=breaks)


def settle(last: str, tokens: list[Token], *, breaks: bool) -> str:
    """Write and parse a source until that changes nothing; after `_ROUNDS` it is taken as plain text."""
    for _ in range(_ROUNDS):
        tokens = canonical(tokens, breaks=breaks)
        text = write(tokens)
        if text == last:
            return text
        last, tokens = text, markdown.inlines(text)
    return escape(clean("".join(spoken(tokens))))


def clean(text: str) -> str:
    """Make plain text of one line: white space single, none at the ends, nothing invisible."""
    cleaned = INVISIBLE.sub("", text)
    if "  " in cleaned or not cleaned.isprintable():  # else it holds no white space but single spaces
        cleaned = WHITE.sub(" ", cleaned)
    cleaned = cleaned.strip()
    return cleaned if cleaned.strip(_BREAKS) else ""


def plain(source: str) -> str:
    """Give the words of inline Markdown without its marks; a picture gives its alternative text."""
    return clean("".join(spoken(markdown.inlines(source)))) if is_marked(source) else clean(source)


def spoken(tokens: list[Token]) -> Iterator[str]:
    """Give the pieces of text that a reader sees or hears."""
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            yield "\n"
        elif token.type == "image":
            yield from spoken(token.children or [])
        else:
            yield token.content


def is_marked(source: str) -> bool:
    """Tell whether the source may hold more than plain text, so that it must be parsed."""
    return _MARK.search(source) is not None or "  \n" in source


def only_picture(source: str) -> Picture | None:
    """Give the picture that inline Markdown in normal form consists of, if it is one picture and nothing else."""
    if not (source.startswith("![") and source.endswith(")")):
        return None
    tokens = markdown.inlines(source)
    if len(tokens) != 1 or tokens[0].type != "image":
        return None
    token = tokens[0]
    title = clean(str(token.attrs.get("title") or ""))
    return Picture(str(token.attrs["src"]), clean("".join(spoken(token.children or []))), title)


def canonical(tokens: list[Token], *, breaks: bool) -> list[Token]:
    """Reduce tokens to those of the normal form: texts joined, white space single, breaks only where allowed."""
    joined: list[Token] = []
    for token in tokens:
        kept = _reduced(token, breaks=breaks)
        if kept.type == "text" and joined and joined[-1].type == "text":
            joined[-1].content += kept.content
        elif kept.type != "text" or kept.content:
            joined.append(kept)
    return list(_trimmed(joined))


def write(tokens: list[Token]) -> str:
    """Write canonical tokens as Markdown."""
    pieces: list[str] = []
    links: list[Token] = []
    for index, token in enumerate(tokens):
        if token.type == "link_open":
            links.append(token)
            pieces.append("" if token.markup == "autolink" else "[")
        elif token.type == "link_close":
            pieces.append(_link_end(links.pop()))
        elif token.type != "text":
            pieces.append(_mark(token))
        elif links and links[-1].markup == "autolink":
            pieces.append(f"<{token.content}>")
        else:
            pieces.append(_beside(escape(token.content, linked=bool(links)), tokens, index))
    return "".join(pieces)


def escape(text: str, *, linked: bool = False) -> str:
    """Write plain text so that it is read back as that text; `linked` inside the text of a link."""
    text = text.replace("\\", "\\\\").replace("`", "\\`")
    text = _STAR.sub(r"\\*", text)
    text = _UNDERSCORE.sub(r"\\_", text)
    text = (_BRACKET if linked else _LINK_LIKE).sub(r"\\\g<0>", text)
    return _REFERENCE_OR_TAG.sub(r"\\\g<0>", text)


def image(source: str, alternative: str, title: str) -> str:
    """Write a picture from its address and its two plain texts; an empty title is left out."""
    return f"![{escape(alternative, linked=True)}]({_destination(source, title)})"


# Each begins with the rare sign that it is about and looks back from there: the search skips from sign to sign.
_STAR = re.compile(r"\*(?:(?<!\s.)|(?!\s))")
_UNDERSCORE = re.compile(r"_(?:(?<![^\W_].)|(?![^\W_]))")
_BRACKET = re.compile(r"[\[\]]")
_LINK_LIKE = re.compile(r"\[(?=\^)|\](?=[(:])")
_REFERENCE_OR_TAG = re.compile(r"&(?=#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]*;)|<(?=[A-Za-z/!?])")
_BARE = re.compile(r"[^\s()<>\\]+")
_BRACKETED = re.compile(r"[<>\\]")
_OTHER_SPACE = re.compile("[\t\n\r\u2028\u2029]")


def _reduced(token: Token, *, breaks: bool) -> Token:
    if token.type in _STRAIGHT:
        return Token("text", "", 0, content=WHITE.sub(" ", INVISIBLE.sub("", token.content)))
    if token.type == "softbreak" or (token.type == "hardbreak" and not breaks):
        return Token("text", "", 0, content=" ")
    if token.type == "image":
        return _reduced_image(token)
    if token.type == "code_inline":
        token.content = _OTHER_SPACE.sub(" ", INVISIBLE.sub("", token.content))
    return token


def _reduced_image(token: Token) -> Token:
    alternative = clean("".join(spoken(token.children or [])))
    token.children = [Token("text", "", 0, content=alternative)] if alternative else []
    return token


def _trimmed(tokens: list[Token]) -> Iterator[Token]:
    """Take white space off both ends and around hard breaks, and hard breaks off both ends."""
    start, end = 0, len(tokens)
    while start < end and _is_blank(tokens[start]):
        start += 1
    while end > start and _is_blank(tokens[end - 1]):
        end -= 1
    for index in range(start, end):
        token = tokens[index]
        if token.type == "text":
            if index == start or tokens[index - 1].type == "hardbreak":
                token.content = token.content.lstrip()
            if index == end - 1 or tokens[index + 1].type == "hardbreak":
                token.content = token.content.rstrip()
            token.content = re.sub(" {2,}", " ", token.content)
            if not token.content:
                continue
        yield token


def _is_blank(token: Token) -> bool:
    return token.type == "hardbreak" or (token.type == "text" and not token.content.strip())


def _mark(token: Token) -> str:
    if token.type == "code_inline":
        return _code(token.content)
    if token.type == "hardbreak":
        return "\\\n"
    if token.type == "footnote_ref":
        return f"[^{token.meta['label']}]"
    if token.type == "image":
        alternative = "".join(spoken(token.children or []))
        return image(str(token.attrs["src"]), alternative, str(token.attrs.get("title") or ""))
    return token.markup  # emphasis, opened or closed


def _code(code: str) -> str:
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    if longest or (code.startswith(" ") and code.endswith(" ") and code.strip()):
        code = f" {code} "
    ticks = "`" * (longest + 1)
    return f"{ticks}{code}{ticks}"


def _link_end(link: Token) -> str:
    if link.markup == "autolink":
        return ""
    return f"]({_destination(str(link.attrs['href']), str(link.attrs.get('title') or ''))})"


def _destination(address: str, title: str) -> str:
    address = WHITE.sub(" ", INVISIBLE.sub("", address)).strip()
    if not _BARE.fullmatch(address):
        address = "<" + _BRACKETED.sub(r"\\\g<0>", address) + ">"
    address = _REFERENCE_OR_TAG.sub(r"\\\g<0>", address) if "&" in address else address
    title = clean(title).replace("\\", "\\\\").replace('"', '\\"')
    title = _REFERENCE_OR_TAG.sub(r"\\\g<0>", title)
    return f'{address} "{title}"' if title else address


def _beside(text: str, tokens: list[Token], index: int) -> str:
    """Escape what only its neighbours would give a meaning: `!` before a link, `:` after a footnote reference."""
    before = tokens[index - 1].type if index else ""
    after = tokens[index + 1].type if index + 1 < len(tokens) else ""
    if text.endswith("!") and after in {"link_open", "footnote_ref"}:
        text = text[:-1] + "\\!"
    if (before == "footnote_ref" and text.startswith(":")) or (before == "link_open" and text.startswith("^")):
        text = "\\" + text
    return text
