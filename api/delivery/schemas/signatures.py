"""What crosses the wire of signatures, and of the keys that verify them."""

from __future__ import annotations

import marshmallow as ma

from api.delivery.queries import Fallback, LanguageQuery
from api.platform import fields


class SignatureQuery(LanguageQuery):
    """Of which text: that in a language, or the first of its fallback chain."""

    fallback = Fallback()


class SignatureSchema(ma.Schema):
    """The signature of an article in a language, by the newsroom's key of today (Ed25519, RFC 8032)."""

    article_id = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    revision = ma.fields.Integer(required=True)
    updated_at = fields.Moment(required=True)
    format = ma.fields.String(required=True, metadata={"description": "What is signed, and how it is written."})
    algorithm = fields.Choice("Ed25519", required=True)
    key_id = ma.fields.String(required=True, metadata={"description": "`kid` of the key among `keys`."})
    signature = ma.fields.String(required=True, metadata={"description": "64 bytes in base64url, without padding."})
    sha256 = ma.fields.String(
        required=True, metadata={"description": "Of the bytes that are signed, in hexadecimal: it tells a difference."}
    )
    document = ma.fields.String(required=True, metadata={"description": "Where the document is."})
    keys = ma.fields.String(required=True, metadata={"description": "Where the public keys are."})


class KeyRevocation(ma.Schema):
    """Since when nothing that a key has signed is to be believed, in seconds since 1970."""

    revoked_at = ma.fields.Integer(required=True)
    reason = fields.Choice("compromised", required=True)


class PublicKey(ma.Schema):
    """A key as a JWK (RFC 7517, RFC 8037); `iat` is when it was made and `exp` when it ended, in seconds since 1970."""

    kty = fields.Choice("OKP", required=True)
    crv = fields.Choice("Ed25519", required=True)
    x = ma.fields.String(required=True)
    kid = ma.fields.String(required=True)
    use = fields.Choice("sig", required=True)
    alg = fields.Choice("EdDSA", required=True)
    iat = ma.fields.Integer(required=True)
    exp = ma.fields.Integer()
    revoked = ma.fields.Nested(KeyRevocation)


class KeySet(ma.Schema):
    """All keys that ever signed, the present one first: a former one still verifies what it has signed."""

    keys = ma.fields.List(ma.fields.Nested(PublicKey), required=True)
