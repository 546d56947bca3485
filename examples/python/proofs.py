"""Digests of articles as the guide for partners has them, by which a mirror is proved equal to the newsroom. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # made by make_types.py, and needed by nobody who only runs this
    from polyweek_types import Proof

_ADDRESSES = re.compile(r' (?:src|srcset|sizes)="[^"]*"')
_PLAIN = ("id", "language", "slug", "revision", "published_at", "updated_at", "freshness", "title", "summary")

Parts = dict[tuple[str, str], tuple[int, str]]  # by language and week: how many, and their hash


def parts(documents: Iterable[dict[str, Any]]) -> Parts:
    """Give count and hash of documents, by language and by ISO week of first publication."""
    digests: dict[tuple[str, str], list[str]] = {}
    for document in documents:
        year, week, _ = date.fromisoformat(document["published_at"][:10]).isocalendar()
        digests.setdefault((document["language"], f"{year}-W{week:02}"), []).append(_digest(document))
    return {place: (len(found), _sha256("\n".join(sorted(found)))) for place, found in digests.items()}


def told(proof: Proof) -> Parts:
    """Give the same as the newsroom tells it."""
    return {(part["language"], part["week"]): (part["count"], part["hash"]) for part in proof["parts"]}


def _digest(document: dict[str, Any]) -> str:
    bylines, trend, issue = document["bylines"], document["trend"], document["issue"]
    fields = [
        *(str(document[name]) for name in _PLAIN),
        document["topic"]["key"],
        document["topic"]["name"],
        trend["value"] if trend is not None else "",
        issue["key"] if issue is not None else "",
        ",".join(byline["key"] for byline in bylines),
        ",".join(byline["name"] for byline in bylines),
        _ADDRESSES.sub("", document["body"]["content"]),
    ]
    return _sha256("\n".join(fields))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
