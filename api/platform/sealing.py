"""Secrets that must be readable again: sealed with the instance's own before they reach the database.

AES-SIV (RFC 5297), bound to what the secret belongs to: one that was copied to another row does not open.
"""

from __future__ import annotations

import base64
import functools

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from api.platform import instance


class Unreadable(Exception):
    """It was sealed with another secret, for something else, or not by us."""


def seal(data: bytes, purpose: str, owner: str) -> str:
    """Give data sealed, as text, for what it belongs to."""
    return base64.urlsafe_b64encode(_cipher(instance.key("sealing")).encrypt(data, _bound(purpose, owner))).decode()


def unseal(text: str, purpose: str, owner: str) -> bytes:
    """Give what was sealed.

    Raises:
        Unreadable: not with this instance's secret, or not for this.
    """
    try:
        return _cipher(instance.key("sealing")).decrypt(base64.urlsafe_b64decode(text), _bound(purpose, owner))
    except (InvalidTag, ValueError):
        raise Unreadable from None


def _bound(purpose: str, owner: str) -> list[bytes]:
    return [purpose.encode(), owner.encode()]


@functools.lru_cache(maxsize=2)
def _cipher(key: bytes) -> AESSIV:
    return AESSIV(key)
