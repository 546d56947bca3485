"""Signatures of deliveries, by the Standard Webhooks specification (1.0.0). Pure."""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
LEAST, MOST = 24, 64  # bytes of a secret, by the specification
_BYTES = 32  # of one of ours


def secret() -> bytes:
    """Make a secret."""
    return secrets.token_bytes(_BYTES)


def written(key: bytes) -> str:
    """Write a secret as its holder keeps it."""
    return PREFIX + base64.b64encode(key).decode()


def read(text: str) -> bytes | None:
    """Read a secret as its holder keeps it; None if it is none by the specification."""
    if not text.startswith(PREFIX):
        return None
    try:
        key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except ValueError:
        return None
    return key if LEAST <= len(key) <= MOST and written(key) == text else None


def headers(message_id: str, body: bytes, keys: Sequence[bytes], *, at: datetime) -> dict[str, str]:
    """Give the three fields of an attempt: signed with each of some secrets, of which the receiver may have any.

    The time is in whole seconds since 1970 in UTC, whatever zone `at` is written in.
    """
    seconds = int(at.timestamp())
    signed = b"%s.%d.%s" % (message_id.encode(), seconds, body)
    each = [base64.b64encode(hmac.digest(key, signed, "sha256")).decode() for key in keys]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in each),
    }
