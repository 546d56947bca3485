"""Routes: the proof that a mirror holds what it should, for whoever has followed the journal to its end."""

from __future__ import annotations

from datetime import date
from typing import Any

import flask
import orjson

from api.accounts import guard
from api.content import weeks
from api.delivery import addresses, answers, changes, forms, horizons, readers
from api.delivery.door import door
from api.delivery.horizons import Since
from api.delivery.schemas import proofs as schemas
from api.delivery.schemas.changes import ChangesProblem
from api.delivery.views import keys
from api.delivery.views import proofs as views
from api.formats import proofs
from api.platform import db, places, web
from api.platform.errors import Conflict, say

_PATH = "/v1/changes/proof"


@door.route("/changes/proof")
@guard.public
@door.refuses(409, 422, 503)
@door.refuses(410, schema=ChangesProblem)
@door.query(schemas.ProofQuery)
@door.response(200, schemas.ProofSchema)
def show_proof(query: dict[str, Any]) -> flask.Response:
    """Show what a mirror holds that has followed the journal to this cursor: counts and hashes by language and week.

    It answers 409 while there is more to read behind the cursor, and 410 where that is kept no longer. What is hashed
    stands in the guide for partners; the neighbours of an article and the addresses of its pictures do not. All of it
    is read for this, so only two are made at once, and whoever comes beside them gets 503 with `Retry-After`.
    """
    if query["lang"] is not None:
        readers.asked_language(query["lang"])
    keys.require_ever_known(query["topic"])
    since = changes.place(query["cursor"], "cursor")
    with places.PROOFS.held(), db.snapshot():
        _require_end(since, query)
        found = [_told(document) for document in views.documents(query["lang"], query["topic"])]
    body = orjson.dumps(_proof(found))
    asked = addresses.address(_PATH, addresses.pairs(query, query["lang"]), cursor=query["cursor"])
    links = web.link_field([("canonical", asked)])
    return answers.answer(body, answers.tag_of(body), language=None, cache_tags=["changes"], links=links)


def _require_end(since: Since, query: dict[str, Any]) -> None:
    try:
        is_end = changes.is_end(since)
    except horizons.Expired:
        raise horizons.refusal(changes.start(query), parameter="cursor") from None
    if not is_end:
        raise Conflict(say("There is more behind this cursor: read it first."))


def _told(document: bytes) -> tuple[str, str, str]:
    """Give the language, the week and the digest of an article."""
    shown = orjson.loads(forms.syndicated(document))
    week = weeks.key_of(date.fromisoformat(shown["published_at"][:10]))
    return shown["language"], week, proofs.of_article(shown)


def _proof(found: list[tuple[str, str, str]]) -> dict[str, Any]:
    parts: dict[tuple[str, str], list[str]] = {}
    for language, week, digest in found:
        parts.setdefault((language, week), []).append(digest)
    return {
        "count": len(found),
        "hash": proofs.of_all(digest for *_, digest in found),
        "parts": [
            {"language": language, "week": week, "count": len(digests), "hash": proofs.of_all(digests)}
            for (language, week), digests in sorted(parts.items())
        ],
    }
