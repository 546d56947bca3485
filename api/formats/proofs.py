"""Proofs: digests by which somebody who holds copies of articles can tell that they are what the newsroom has. Pure.

The digest of an article is the SHA-256, in hexadecimal, of these fields of its document, in UTF-8 with a line feed
between them: id, language, slug, revision, published_at, updated_at, freshness, title, summary, the topic's key and
name, the verdict's value, the issue's key, the bylines' keys joined by commas, their names joined by commas, and the
body's HTML without the attributes `src`, `srcset` and `sizes` and what stands in them. What is null is empty.

That of several articles is the SHA-256 of their digests, sorted, with a line feed between them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

_ADDRESSES = re.compile(r' (?:src|srcset|sizes)="[^"]*"')
_PLAIN = ("id", "language", "slug", "revision", "published_at", "updated_at", "freshness", "title", "summary")


def of_article(document: Mapping[str, Any]) -> str:
    """Give the digest of an article by its whole document with an HTML body."""
    named = document["bylines"]
    told = [
        *(str(document[name]) for name in _PLAIN),
        document["topic"]["key"],
        document["topic"]["name"],
        document["trend"]["value"] if document["trend"] is not None else "",
        document["issue"]["key"] if document["issue"] is not None else "",
        ",".join(byline["key"] for byline in named),
        ",".join(byline["name"] for byline in named),
        _ADDRESSES.sub("", document["body"]["content"]),
    ]
    return _sha256("\n".join(told))


def of_all(digests: Iterable[str]) -> str:
    """Give the digest of several articles by theirs."""
    return _sha256("\n".join(sorted(digests)))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
