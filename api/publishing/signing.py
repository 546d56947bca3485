"""Signing: the keys by which readers can tell that a document is the newsroom's, and signatures by the one of today.

An Ed25519 signature of the same bytes by the same key is always the same (RFC 8032), and made in less time than a row
is read: so none is kept. A private key is sealed in the database, and opened by whoever signs for the first time.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.accounts import audit
from api.platform import db, sealing
from api.platform.errors import Conflict, NotFound, Unavailable, say
from api.platform.sealing import Unreadable
from api.publishing import journal
from api.publishing.models import SigningKey

_PURPOSE = "signing key"
_COLUMNS = ("id", "public", "created_at", "ended_at", "revoked_at")


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature of 64 bytes in base64url without padding, and the id of its key."""

    key_id: str
    value: str


def public_keys() -> list[dict[str, Any]]:
    """Give all public keys that ever signed, the latest first: `id`, `public`, when made, ended and revoked."""
    found = SigningKey.select().order_by(SigningKey.created_at.desc(), SigningKey.id)
    return [{name: getattr(key, name) for name in _COLUMNS} for key in found]


def sign(data: bytes) -> Signature:
    """Sign bytes by the key of today.

    Raises:
        Unavailable: as `signer`.
    """
    return signer()(data)


def signer() -> Callable[[bytes], Signature]:
    """Give what signs bytes by the key of today: for many of them the key is read once.

    Raises:
        Unavailable: there is none yet, or it was sealed with another secret than the instance has.
    """
    found = db.row("SELECT id, private FROM signing_key WHERE ended_at IS NULL ORDER BY created_at DESC LIMIT 1")
    if found is None:
        raise Unavailable(say("There is no key to sign with yet."))
    key_id, sealed = found
    key = _opened(sealed, key_id)
    return lambda data: Signature(key_id, _text(key.sign(data)))


def begin(*, at: datetime) -> int:
    """Make the first key where there is none, and tell how many were made; one transaction if any."""
    if SigningKey.select().exists():
        return 0
    with db.transaction():
        journal.hold()  # two may find none at once
        if SigningKey.select().exists():
            return 0
        _make(at=at)
    return 1


def rotate(*, at: datetime) -> str:
    """Let another key sign from now on, and give its id; what the former has signed stays good. One transaction."""
    with db.transaction():
        journal.begin()
        _end(at=at)
        made = _make(at=at)
        audit.note("signing.rotate", by=audit.OPERATOR, at=at, thing="signing_key", thing_id=made)
    return made


def revoke(key_id: str, *, at: datetime) -> None:
    """Tell everybody that a key is in other hands; where it signed until now, another does. One transaction.

    Raises:
        NotFound: there is no such key.
        Conflict: it is revoked already.
    """
    with db.transaction():
        journal.begin()
        found = SigningKey.get_or_none(SigningKey.id == key_id)
        if found is None:
            raise NotFound(say("There is no such key."))
        if found.revoked_at is not None:
            raise Conflict(say("This key is revoked already."))
        if found.ended_at is None:
            _end(at=at)
            _make(at=at)
        SigningKey.update(revoked_at=at).where(SigningKey.id == key_id).execute()
        audit.note("signing.revoke", by=audit.OPERATOR, at=at, thing="signing_key", thing_id=key_id)


def _end(*, at: datetime) -> None:
    SigningKey.update(ended_at=at, private=None).where(SigningKey.ended_at.is_null()).execute()


def _make(*, at: datetime) -> str:
    key = Ed25519PrivateKey.from_private_bytes(secrets.token_bytes(32))  # RFC 8032 section 5.1.5
    public = _text(key.public_key().public_bytes_raw())
    key_id = _thumbprint(public)
    private = sealing.seal(key.private_bytes_raw(), _PURPOSE, key_id)
    SigningKey.insert(id=key_id, public=public, private=private, created_at=at).execute()
    return key_id


def _thumbprint(public: str) -> str:
    """Give the thumbprint of a key (RFC 7638 section 3, with the members of RFC 8037 section 2)."""
    members = {"crv": "Ed25519", "kty": "OKP", "x": public}
    return _text(hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest())


@functools.lru_cache(maxsize=2)
def _opened(sealed: str, key_id: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(sealing.unseal(sealed, _PURPOSE, key_id))
    except Unreadable:
        raise Unavailable(say("The key to sign with cannot be opened.")) from None


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
