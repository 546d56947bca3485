"""Proofs: digests by which somebody who holds copies of articles can tell that they are what the newsroom has. Pure.

The digest of an article is the SHA-256, in hexadecimal, of these fields of its document, in UTF-8 with a line feed
between them: id, language, slug, revision, published_at, updated_at, freshness, title, summary, the topic's key and
name, the verdict's value, the issue's key, the bylines' keys joined by commas, their names joined by commas, and the
body's HTML without the pictures that are not for partners, and without the attributes `src`, `srcset` and `sizes` and
what stands in them. What is null is empty.

That of several articles is the SHA-256 of their digests, sorted, with a line feed between them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

_ADDRESSES = re.compile(r' (?:src|srcset|sizes)="[^"]*"')
_KEPT = re.compile(r'<figure class="picture" data-syndication="false">.*?</figure>\n?', re.DOTALL)
_PLAIN = ("id", "language", "slug", "revision", "published_at", "updated_at", "freshness", "title", "summary")


def of_article(document: Mapping[str, Any]) -> str:
    """Give the digest of an article by its whole document with an HTML body."""
    told = fields(document)
    named = told["bylines"]
    lines = [
        *(str(told[name]) for name in _PLAIN),
        told["topic"]["key"],
        told["topic"]["name"],
        told["trend"] or "",
        told["issue"] or "",
        ",".join(byline["key"] for byline in named),
        ",".join(byline["name"] for byline in named),
        told["body"],
    ]
    return _sha256("\n".join(lines))


def fields(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a proof or a signature tells of an article: what is the same to everybody who may read it.

    Of the HTML, addresses of pictures are left out, and pictures that are not for partners, with what is said of them.
    """
    return {
        **{name: document[name] for name in _PLAIN},
        "topic": {name: document["topic"][name] for name in ("key", "name")},
        "trend": document["trend"]["value"] if document["trend"] is not None else None,
        "issue": document["issue"]["key"] if document["issue"] is not None else None,
        "bylines": [{name: byline[name] for name in ("key", "name")} for byline in document["bylines"]],
        "body": _ADDRESSES.sub("", _KEPT.sub("", document["body"]["content"])),
    }


def of_all(digests: Iterable[str]) -> str:
    """Give the digest of several articles by theirs."""
    return _sha256("\n".join(sorted(digests)))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
