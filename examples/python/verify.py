"""Verifies that an article is the newsroom's. Python 3.11 and the package `cryptography` are all it takes.

    python verify.py article.json signature.json keys.json

Each is a file, or an address. Keep keys.json from a time that you trust: forged articles come with forged keys.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PLAIN = ("id", "language", "slug", "revision", "published_at", "updated_at", "freshness", "title", "summary")
KEPT = r'(?s)<figure class="picture" data-syndication="false">.*?</figure>\n?'  # pictures that are not for partners


def signed(article: dict[str, Any]) -> bytes:
    """Give the bytes that are signed. All names are ASCII and no number is a fraction, so this is RFC 8785."""
    told = {name: article[name] for name in PLAIN} | {
        "format": "polyweek-article-1",
        "topic": {name: article["topic"][name] for name in ("key", "name")},
        "trend": (article["trend"] or {}).get("value"),
        "issue": (article["issue"] or {}).get("key"),
        "bylines": [{name: each[name] for name in ("key", "name")} for each in article["bylines"]],
        "body": re.sub(KEPT + r'| (?:src|srcset|sizes)="[^"]*"', "", article["body"]["content"]),
    }
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def is_genuine(article: dict[str, Any], signature: dict[str, Any], keys: dict[str, Any]) -> bool:
    """Tell whether one of the keys, which is not revoked, has signed the article."""
    named = (key for key in keys["keys"] if key["kid"] == signature["key_id"] and "revoked" not in key)
    if (key := next(named, None)) is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(_bytes(key["x"])).verify(_bytes(signature["signature"]), signed(article))
    except InvalidSignature:
        return False
    return True


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _read(place: str) -> dict[str, Any]:
    return dict(json.load(urlopen(place, timeout=30)) if "://" in place else json.loads(Path(place).read_bytes()))


if __name__ == "__main__":
    is_good = is_genuine(*map(_read, sys.argv[1:4])) and sys.stdout.write("verified\n")
    sys.exit(None if is_good else "This article is not as the newsroom has signed it.")
