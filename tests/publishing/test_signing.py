from __future__ import annotations

import base64
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from api.platform import db
from api.platform.errors import Conflict, NotFound, Unavailable
from api.publishing import journal, signing
from api.publishing.models import SigningKey
from tests.newsroom import NOW, Newsroom


def _public(key_id: str) -> Ed25519PublicKey:
    (text,) = [key["public"] for key in signing.public_keys() if key["id"] == key_id]
    return Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(f"{text}="))


def _verify(signature: signing.Signature, data: bytes) -> None:
    _public(signature.key_id).verify(base64.urlsafe_b64decode(f"{signature.value}=="), data)


def test_the_first_key_is_made_once(newsroom: Newsroom) -> None:
    """Before there is one nothing is signed; the worker makes one, and no second."""
    with pytest.raises(Unavailable):
        signing.sign(b"x")
    assert [signing.begin(at=NOW), signing.begin(at=NOW)] == [1, 0]
    (key,) = signing.public_keys()
    made = signing.sign(b"x")
    assert made.key_id == key["id"]
    assert made == signing.sign(b"x")
    _verify(made, b"x")
    with pytest.raises(InvalidSignature):
        _verify(made, b"y")


def test_a_former_key_still_verifies(newsroom: Newsroom) -> None:
    """After a rotation another key signs, the former's signature stays good, and nobody can sign by it again."""
    signing.begin(at=NOW)
    before = signing.sign(b"x")
    generation = journal.generation()
    made = signing.rotate(at=NOW)
    assert journal.generation() > generation
    assert signing.sign(b"x").key_id == made != before.key_id
    _verify(before, b"x")
    assert SigningKey.get(SigningKey.id == before.key_id).private is None
    assert {key["id"]: key["ended_at"] for key in signing.public_keys()} == {before.key_id: NOW, made: None}


def test_a_key_in_other_hands_signs_no_longer(sqlite_newsroom: Newsroom) -> None:
    """Revoked it is told as such for ever, and another has taken its place; twice or an unknown one is refused."""
    signing.begin(at=NOW)
    lost = signing.sign(b"x").key_id
    signing.revoke(lost, at=NOW)
    assert signing.sign(b"x").key_id != lost
    assert [key["revoked_at"] for key in signing.public_keys() if key["id"] == lost] == [NOW]
    with pytest.raises(Conflict):
        signing.revoke(lost, at=NOW)
    with pytest.raises(NotFound):
        signing.revoke("none", at=NOW)


def test_a_private_key_is_sealed(sqlite_newsroom: Newsroom) -> None:
    """In the database it cannot be read, and one that was sealed for another key does not open."""
    signing.begin(at=NOW)
    sealed = SigningKey.get().private
    assert len(base64.urlsafe_b64decode(sealed)) == 32 + 16
    signing.rotate(at=NOW)
    with db.transaction():
        SigningKey.update(private=sealed).where(SigningKey.ended_at.is_null()).execute()
    with pytest.raises(Unavailable):
        signing.sign(b"x")


def test_the_audit_tells_of_keys(sqlite_newsroom: Newsroom) -> None:
    """Who reads the audit sees each rotation and revocation, by the key's id."""
    made = signing.rotate(at=NOW)
    signing.revoke(made, at=NOW)
    entries = sqlite_newsroom.get("/v1/admin/audit?limit=2", "admin")["data"]
    assert [(each["action"], each["thing"], each["thing_id"]) for each in entries] == [
        ("signing.revoke", "signing_key", made),
        ("signing.rotate", "signing_key", made),
    ]
    assert "private" not in json.dumps(entries)
