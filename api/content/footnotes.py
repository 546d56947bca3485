"""Footnotes: gathered at the end of a document, one definition for each label, and each of them referred to."""

from __future__ import annotations

from collections.abc import Iterable

from markdown_it.token import Token

from api.content.markdown import LABEL, inlines
from api.platform.errors import Fault, say


def gather(tokens: list[Token]) -> list[Token]:
    """Move definitions, wherever they stand, into one block at the end, in the order in which they are written.

    Gives tokens as `markdown_writer` takes them: `footnote_block`, in it one `footnote` for each
    definition. The order is not that of the references, because a translation may well exchange two of them.
    """
    body: list[Token] = []
    notes: list[list[Token]] = []
    open_notes: list[list[Token]] = []
    for token in tokens:
        if token.type == "footnote_reference_open":
            note = [Token("footnote_open", "", 1, meta=token.meta, map=token.map)]
            notes.append(note)
            open_notes.append(note)
        elif token.type == "footnote_reference_close":
            open_notes.pop().append(Token("footnote_close", "", -1))
        else:
            (open_notes[-1] if open_notes else body).append(token)
    return body + _block(notes)


def faults(tokens: list[Token], references: Iterable[tuple[str, int]]) -> list[Fault]:
    """Judge gathered tokens by their `references` (label and line): each label is defined once and referred to."""
    defined: set[str] = set()
    found: list[Fault] = []
    used = dict(reversed(list(references)))
    for token, following in zip(tokens, [*tokens[1:], None], strict=False):
        if token.type != "footnote_open":
            continue
        label, line = str(token.meta["label"]), (token.map or [0])[0] + 1
        found.extend(_faults_of(label, line, again=label in defined, referred=label in used))
        if following and following.type == "footnote_close":
            found.append(Fault("footnote_empty", say("The footnote [^{label}] has no text.", label=label), line=line))
        defined.add(label)
    return found + [
        Fault("footnote_undefined", say("There is no footnote [^{label}].", label=label), line=line)
        for label, line in used.items()
        if label not in defined
    ]


def parted(tokens: list[Token]) -> tuple[list[Token], list[list[Token]]]:
    """Split gathered tokens: those of the text, and a list for each footnote that includes its `footnote` tokens."""
    starts = [index for index, token in enumerate(tokens) if token.type == "footnote_open"]
    if not starts:
        return tokens, []
    ends = [*starts[1:], len(tokens) - 1]
    return tokens[: starts[0] - 1], [tokens[start:end] for start, end in zip(starts, ends, strict=True)]


def numbers(tokens: list[Token]) -> dict[str, int]:
    """Number the labels from 1 by their first reference, those in footnotes after those in the text."""
    main, notes = parted(tokens)
    defined = {note[0].meta["label"]: note for note in notes}
    order: dict[str, int] = {}
    waiting = [main]
    for part in waiting:
        for label in _references(part):
            if label in defined and label not in order:
                order[label] = len(order) + 1
                waiting.append(defined[label])
    return order


def _references(tokens: list[Token]) -> Iterable[str]:
    for token in tokens:
        if token.type == "inline" and "[^" in token.content:
            yield from (inner.meta["label"] for inner in inlines(token.content) if inner.type == "footnote_ref")


def _block(notes: list[list[Token]]) -> list[Token]:
    if not notes:
        return []
    inner = [token for note in notes for token in note]
    return [Token("footnote_block_open", "", 1), *inner, Token("footnote_block_close", "", -1)]


def _faults_of(label: str, line: int, *, again: bool, referred: bool) -> list[Fault]:
    if LABEL.fullmatch(f"[^{label}]") is None:
        wrong = say("A footnote is named by letters, digits, dots and hyphens, 64 at most.")
        return [Fault("footnote_label", wrong, line=line)]
    if again:
        return [Fault("footnote_duplicate", say("The footnote [^{label}] is defined twice.", label=label), line=line)]
    if not referred:
        unused = say("Nothing refers to the footnote [^{label}], so it would not be shown.", label=label)
        return [Fault("footnote_unreferenced", unused, line=line)]
    return []
