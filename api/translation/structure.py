"""The structure of a text: its blocks, code and which pictures it shows, which are no messages to translate. Pure.

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
from api.content.texts import Lead
from api.translation.splitting import Unit

# A text without its words: for each block and mark what it is, its attributes, and code as it stands.
Skeleton = list[tuple[object, ...]]


def of_document(document: Document, lead: Lead | None = None) -> Skeleton:
    """Give which lead picture a text has, if any, and the blocks of its document in normal form, in order.

    Of a document are in it its code and the addresses of its pictures; of the lead, whether it is only decoration.
    """
    return [*of_lead(lead), *(_without_text(token) for token in document.tokens)]


def of_body(source: str, known: Iterable[Unit] = (), lead: Lead | None = None) -> Skeleton:
    """Give the same of a body in normal form; messages that are `known` to be so need not be read again."""
    return of_document(body.read(source, known=frozenset((unit.kind, unit.source) for unit in known)), lead)


def of_lead(lead: Lead | None) -> Skeleton:
    """Give the part of a skeleton that is of the lead picture; nothing where there is none."""
    return [("lead", lead.picture, lead.is_decorative)] if lead is not None else []


def digest(skeleton: Skeleton, keys: Iterable[str]) -> str:
    """Give the SHA-256 of a skeleton and that of which messages stand in it, in order, with a full stop between."""
    return f"{_sha256(skeleton)}.{_sha256(list(keys))}"


def is_of(digest: str, skeleton: Skeleton) -> bool:
    """Tell whether a digest is of this skeleton; False of the empty one, which says nothing."""
    return digest.partition(".")[0] == _sha256(skeleton)


def _sha256(data: object) -> str:
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()


def _without_text(token: Token) -> tuple[object, ...]:
    content = token.content if token.type in {"fence", "code_block"} else ""
    attributes = tuple(sorted(token.attrs.items()))
    return token.type, token.tag, token.info, attributes, token.meta.get("label"), content
