"""What is sent: the body of a delivery, made of what is public at that moment, so that no copy of a text is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson

from api.partners import audiences, contracts
from api.partners.models import Partner
from api.partners.receipts import placed
from api.platform import clock, db, instance, lenses

LARGEST = 20_000  # bytes of a full body; above it is thin


@dataclass(frozen=True, slots=True)
class Told:
    """A delivery with what is public of what it tells: `document` is JSON bytes of the article, None without one.

    `touched` is JSON of what it has changed in the text; `republications` are where the partner shows that. What is
    public was read up to `generation`.
    """

    id: str
    event: str
    at: datetime
    article_id: str | None
    language: str | None
    revision: int | None
    reason: str | None
    is_public: bool
    slug: str | None
    document: bytes | None
    touched: str | None
    republications: Sequence[Mapping[str, Any]]
    generation: int


def read(delivery_ids: Sequence[str], partner_id: str, *, is_full: bool, at: datetime) -> list[Told]:
    """Give a partner's deliveries by their ids, with their articles as its contract lets it read them now.

    An issue that shows the partner nothing, as when its only text was withdrawn meanwhile, is left out.
    """
    if not delivery_ids:
        return []
    contract = contracts.of(Partner.get_by_id(partner_id))
    reader = audiences.by_contract(partner_id, contract, base_url=instance.base_url(), at=at)
    document = "SUBSTR(r.full_json, 1, r.core_length)" if is_full else "NULL"
    sql = _TOLD.format(document=document, marks=",".join("?" * len(delivery_ids)))
    with lenses.through(reader):
        found = db.rows(sql, delivery_ids)
    places = placed.of_articles(partner_id, {row[3] for row in found if row[3] is not None})
    return [_told(row, places.get((row[3], row[4]), []), reader.generation) for *row, is_shown in found if is_shown]


def body(told: Told) -> tuple[bytes, bool]:
    """Write the body of a delivery, and tell whether it is full: its article is at hand, and not too large."""
    data = _data(told)
    shown = {"type": told.event, "timestamp": clock.to_readers(told.at), "data": data}
    if told.document is None:
        return orjson.dumps(shown), False
    whole = orjson.dumps({**shown, "data": {**data, "form": "full", "document": orjson.Fragment(told.document)}})
    return (whole, True) if len(whole) <= LARGEST else (orjson.dumps(shown), False)


def _data(told: Told) -> dict[str, Any]:
    if told.event == "issue.released":
        return {"issue": told.reason, "href": f"{instance.base_url()}/v1/issues/{told.reason}"}
    if told.article_id is None:
        return {"href": f"{instance.base_url()}/v1/partner/me"} if told.event != "ping" else {}
    is_withdrawn = told.event == "article.withdrawn"
    return {
        "article_id": told.article_id,
        "language": told.language,
        "revision": told.revision,
        "is_public": told.is_public,
        "slug": told.slug if told.is_public and not is_withdrawn else None,
        "note": told.reason if told.is_public and not is_withdrawn else None,
        "touched": orjson.Fragment(told.touched) if told.touched and told.is_public and not is_withdrawn else None,
        "republications": told.republications,
        "reason": told.reason if is_withdrawn else None,
        "href": f"{instance.base_url()}/v1/articles/{told.article_id}?lang={quote(str(told.language))}",
        "form": "thin",
        "document": None,
    }


def _told(row: Sequence[Any], republications: Sequence[Mapping[str, Any]], generation: int) -> Told:
    id_, event, at, article_id, language, revision, reason, is_public, slug, document, touched = row
    has_document = document is not None and event != "article.withdrawn"
    whole = bytes(document) + b"}" if has_document else None
    return Told(
        id_, event, db.read_time(at), article_id, language, revision, reason, bool(is_public), slug, whole, touched,
        republications, generation,
    )  # fmt: skip


_TOLD = """
SELECT d.id, d.event, d.at, d.article_id, d.language, d.revision, d.reason, r.full_json IS NOT NULL, r.slug, {document},
       d.touched,
       d.event <> 'issue.released' OR EXISTS (
           SELECT 1 FROM reading AS shown
            WHERE shown.issue = d.reason AND shown.requested_language = shown.language AND shown.list_json IS NOT NULL)
  FROM delivery AS d
  LEFT JOIN reading AS r
    ON r.article_id = d.article_id AND r.requested_language = d.language AND r.language = d.language
 WHERE d.id IN ({marks})
"""
