"""What is signed of an article, byte for byte, and the form in which keys are published. Pure.

Signed is a JSON object in its canonical form (RFC 8785): what a proof of state hashes (`proofs.fields`), and beside it
`format`, so that the signature of one kind of thing is never that of another. A partner's rights are not in it: they
are another to each, and whoever verifies a text may have it from somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import rfc8785

from api.formats import proofs

FORMAT = "polyweek-article-1"
KEYS_MEDIA_TYPE = "application/jwk-set+json"  # RFC 7517 section 8.5.2


def signed(document: Mapping[str, Any]) -> bytes:
    """Give the bytes that are signed of an article, by its whole document with an HTML body, in its own language."""
    return rfc8785.dumps({"format": FORMAT, **proofs.fields(document)})


def key_set(keys: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Write public keys as a JWK Set (RFC 7517, RFC 8037), as `signing.public_keys` gives them."""
    return {"keys": [_jwk(key) for key in keys]}


def _jwk(key: Mapping[str, Any]) -> dict[str, Any]:
    """Write a key; `exp` is when it ended, and `revoked` since when nothing by it is to be believed.

    The last two are as in OpenID Federation 1.0, section 8.7, which publishes former keys too.
    """
    written: dict[str, Any] = {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": key["public"],
        "kid": key["id"],
        "use": "sig",
        "alg": "EdDSA",
        "iat": _seconds(key["created_at"]),
    }
    if key["ended_at"] is not None:
        written["exp"] = _seconds(key["ended_at"])
    if key["revoked_at"] is not None:
        written["revoked"] = {"revoked_at": _seconds(key["revoked_at"]), "reason": "compromised"}
    return written


def _seconds(moment: datetime) -> int:
    """Give a moment as a NumericDate (RFC 7519), of its minute."""
    return int(moment.timestamp()) // 60 * 60
