"""Routes: signatures of articles, and the public keys by which anybody verifies them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import flask
import orjson

from api.accounts import guard
from api.delivery import answers, articles
from api.delivery.door import PublicDoor, door
from api.delivery.schemas import articles as article_schemas
from api.delivery.schemas import signatures as schemas
from api.delivery.views.articles import Article
from api.formats import signatures
from api.platform import web
from api.publishing import signing
from api.publishing.signing import Signature

well_known = PublicDoor("keys", __name__, url_prefix="/.well-known", description="The newsroom's public keys.")
well_known.after_request(answers.keep_private)

_KEYS = "/.well-known/jwks.json"
TAG = "signing"  # of what is to be purged with a key

Sign = Callable[[bytes], Signature]


@door.route("/articles/<slug_or_id>/signature")
@guard.public
@door.refuses(404, 410, schema=article_schemas.ArticleProblem)
@door.refuses(422, 503)
@door.query(schemas.SignatureQuery)
@door.response(200, schemas.SignatureSchema)
@door.alt_response(308, description="The slug is a former one")
def show_signature(query: dict[str, Any], slug_or_id: str) -> flask.Response:
    """Show the signature of an article in the language of its text, as it stands now.

    What is signed, byte for byte, stands in the guide for partners; `examples/python/verify.py` does it. Neither
    neighbours nor addresses of pictures nor a partner's rights are part of it, so it is the same for everybody.
    """
    found = articles.readable(query, slug_or_id)
    tags = [*answers.article_tags([found.id]), TAG]
    if found.is_former:
        return answers.moved(articles.moved(found.slug, "/signature"), cache_tags=tags)
    shown = _own(found)
    body = orjson.dumps(of_document(shown))
    return answers.answer(
        body,
        answers.tag_of(body),
        language=shown["language"],
        cache_tags=[*tags, f"lang-{shown['language']}"],
        negotiated=articles.is_negotiated(query, slug_or_id),
        links=web.link_field([("canonical", shown["links"]["self"].replace("?", "/signature?"))]),
    )


@well_known.route("/jwks.json")
@guard.public
@well_known.response(200, schemas.KeySet, content_type=signatures.KEYS_MEDIA_TYPE)
def show_keys() -> flask.Response:
    """Show the public keys that sign documents or ever did, as a JWK Set (RFC 7517)."""
    body = orjson.dumps(signatures.key_set(signing.public_keys()))
    return answers.answer(
        body,
        answers.tag_of(body),
        language=None,
        cache_tags=[TAG],
        cache_control=answers.BRIEFLY,
        media_type=signatures.KEYS_MEDIA_TYPE,
    )


def of_document(shown: dict[str, Any], sign: Sign | None = None) -> dict[str, Any]:
    """Give the signature of a whole document, in its own language, with what it is of; `sign` is for many of them.

    Raises:
        Unavailable: there is no key to sign with.
    """
    data = signatures.signed(shown)
    made = (sign or signing.signer())(data)
    return {
        "article_id": shown["id"],
        "language": shown["language"],
        "revision": shown["revision"],
        "updated_at": shown["updated_at"],
        "format": signatures.FORMAT,
        "algorithm": "Ed25519",
        "key_id": made.key_id,
        "signature": made.value,
        "sha256": hashlib.sha256(data).hexdigest(),
        "document": shown["links"]["self"],
        "keys": _KEYS,
    }


def _own(found: Article) -> dict[str, Any]:
    """Give an article as readers of its own language have it: names in it are in the reader's language."""
    if found.language != found.requested_language:
        found = articles.readable({"lang": found.language, "fallback": "none"}, found.id)
    return dict(orjson.loads(found.body or b""))
