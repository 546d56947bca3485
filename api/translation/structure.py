"""The structure of a document: what readers get of it that is no message, which nobody translates. Pure.

A version is approved as a whole: who may change a picture's address, a line of code or the order of paragraphs behind
an approval can turn what it says round. How far the items of a list stand apart is the one thing left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from markdown_it.token import Token

from api.content import body
from api.content.body import Document
from api.translation.splitting import Unit

Frame = list[tuple[object, ...]]


def of_document(document: Document) -> Frame:
    """Give the blocks of a document in normal form, with its code and the addresses of its pictures, in order."""
    return [_framed(token) for token in document.tokens]


def of_body(source: str, known: Iterable[Unit] = ()) -> Frame:
    """Give the same of a body in normal form; messages that are `known` to be so need not be read again."""
    return of_document(body.read(source, known=frozenset((unit.kind, unit.source) for unit in known)))


def digest(frame: Frame, keys: Iterable[str]) -> str:
    """Give the SHA-256 of a frame and that of which messages stand in it, in order, with a full stop between."""
    return f"{_sha256(frame)}.{_sha256(list(keys))}"


def is_of(digest: str, frame: Frame) -> bool:
    """Tell whether a digest is of this frame; False of the empty one, which says nothing."""
    return digest.partition(".")[0] == _sha256(frame)


def _sha256(data: object) -> str:
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()


def _framed(token: Token) -> tuple[object, ...]:
    content = token.content if token.type in {"fence", "code_block"} else ""
    attributes = tuple(sorted(token.attrs.items()))
    return token.type, token.tag, token.info, attributes, token.meta.get("label"), content
