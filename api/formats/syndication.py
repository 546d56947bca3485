"""What of an article partners get: all but the pictures that are not for them. Pure."""

from __future__ import annotations

import re

import orjson

_KEPT = re.compile(r'<figure class="picture" data-syndication="false">.*?</figure>\n?', re.DOTALL)
_MARKS = (b'"syndication":false', b'data-syndication=\\"false\\"')  # as they stand in JSON


def syndicated(document: bytes) -> bytes:
    """Leave out of a whole article the pictures that are not for partners: the lead, and those in its HTML."""
    if not any(mark in document for mark in _MARKS):
        return document
    shown = orjson.loads(document)
    if shown["picture"] is not None and not shown["picture"]["rights"]["syndication"]:
        shown["picture"] = None
    shown["body"]["content"] = _KEPT.sub("", shown["body"]["content"])
    return orjson.dumps(shown)
