"""Articles in other forms than the stored one: some fields of them, or another form of the body. Pure."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

import orjson

from api.content import rendering
from api.publishing import documents
from api.publishing.publications import Standing
from api.translation import freshness


def select(document: bytes, names: Collection[str]) -> bytes:
    """Leave in a JSON object the fields of these names, in its own order."""
    return orjson.dumps({name: value for name, value in orjson.loads(document).items() if name in names})


def picked(shown: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Leave in something shown the fields of these names, in its own order; all of them where none is named."""
    return {name: value for name, value in shown.items() if name in names} if names else shown


def with_body(document: bytes, body: dict[str, Any] | None) -> bytes:
    """Give an article another body, in its place."""
    return orjson.dumps(orjson.loads(document) | {"body": body})


def body_of(form: str, publication: Standing, source: Standing | None) -> dict[str, Any]:
    """Give the body of a publication as `markdown`, `text` or `blocks` (CONTRACT.md, "The full article adds").

    `source` is what was last published in the article's source language, by which blocks of a translation are stale.
    """
    if form == "markdown":
        return {"format": form, "content": publication.body}
    if form == "text":
        return {"format": form, "content": rendering.plain(publication.body)}
    stale = freshness.stale_keys(publication.messages, source.messages if source is not None else None)
    blocks = rendering.blocks(publication.body, documents.body_keys(publication))
    return {
        "format": "blocks",
        "content": [
            {"id": block.id, "kind": block.kind, "html": block.html, "text": block.text, "is_stale": block.id in stale}
            for block in blocks
        ],
    }


_SELF = b'"links":{"self":"'
_ALTERNATES = b'"alternates":['
_PREVIOUS = b'],"previous":'


def links(document: bytes) -> str:
    """Give the Link field of a stored article: its canonical address, and those of its other languages (RFC 8288).

    The alternates are cut out of the bytes, since reading all of them would cost more than all else that a cold
    article costs; inside a JSON text the quotes of the marks would be escaped.
    """
    own = document.find(_SELF) + len(_SELF)
    start = document.find(_ALTERNATES, own) + len(_ALTERNATES) - 1
    return _link_field(document[own : document.find(b'"', own)], document[start : document.find(_PREVIOUS, start) + 1])


@lru_cache(maxsize=1_024)
def _link_field(address: bytes, alternates: bytes) -> str:
    links = [f'<{address.decode()}>; rel="canonical"']
    links += [f'<{a["href"]}>; rel="alternate"; hreflang="{a["language"]}"' for a in orjson.loads(alternates)]
    return ", ".join(links)
