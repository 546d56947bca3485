"""Offers: which texts each partner with a lead is given ahead of their release, kept up by the worker.

What a partner may read is decided at each reading. An offer only tells the partner that it should look again, and that
a text which it was given is gone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from api.partners import audiences, contracts
from api.partners.models import EmbargoOffer, Partner
from api.platform import db, instance
from api.publishing import journal
from api.publishing.audience import Audience
from api.publishing.embargoes import snapshots

_AT_ONCE = 200  # offers of a partner in one transaction

Place = tuple[str, str]  # an article and a language


def follow(*, at: datetime) -> int:
    """Write what is to be offered ahead, and to whom; gives how many snapshots and offers changed.

    A transaction for all snapshots and one for each partner to whom something is to be told; one statement in a
    newsroom that gives nothing ahead. Of a partner who may not come in now only what is taken back is written.
    """
    concerned = _concerned()
    holders = {id_ for (id_,) in db.rows(_HOLDERS)} if concerned else set()
    ahead = [
        one
        for one in concerned
        if one.embargo_lead_minutes and (contracts.state(one, at=at) == "active" or one.id in holders)
    ]
    longest = max((contracts.of(one).embargo_lead_minutes for one in ahead), default=0)
    done = snapshots.follow(at + timedelta(minutes=longest), at=at) if ahead else snapshots.clear()
    return done + sum(_offer(one, at=at) for one in concerned)


_HOLDERS = "SELECT DISTINCT partner_id FROM embargo_offer WHERE is_held"


def _concerned() -> list[Partner]:
    """Give the partners with a lead, and those who hold something from a time when they had one."""
    held = EmbargoOffer.select(EmbargoOffer.partner).where(EmbargoOffer.is_held)
    return list(Partner.select().where((Partner.embargo_lead_minutes > 0) | Partner.id.in_(held)).order_by(Partner.id))


def _offer(partner: Partner, *, at: datetime) -> int:
    contract = contracts.of(partner)
    audience = audiences.by_contract(partner.id, contract, base_url=instance.base_url(), at=at)
    terms = json.dumps(
        [contract.licence, sorted(contract.attribution.items()), contract.formats, str(contract.ends_at)]
    )
    with db.snapshot():
        seen, held = _seen(audience, terms), _held(partner.id)
    changes = _changes(seen, held)
    if contracts.state(partner, at=at) != "active":
        changes = [each for each in changes if not each["is_held"]]
    records = changes[:_AT_ONCE]
    if not records:
        return 0
    with db.transaction():
        serial = journal.begin_ahead()
        told = [{**record, "partner": partner.id, "serial": serial, "at": at} for record in records]
        db.put(EmbargoOffer, told, key=["partner", "article_id", "language"])
    return len(records)


def _seen(audience: Audience, terms: str) -> dict[Place, dict[str, Any]]:
    """Give what a partner sees ahead now, with a mark that changes with each document and with its terms."""
    found = db.rows(audience.looking_ahead.scope.embargoed(_COLUMNS))
    return {
        (article_id, language): {
            "article_id": article_id,
            "language": language,
            "etag": f"{etag} {terms}",
            "revision": revision,
            "topic": topic,
        }
        for article_id, language, etag, revision, topic in found
    }


_COLUMNS = "ahead.article_id, ahead.language, ahead.etag, ahead.revision, ahead.topic"


def _held(partner_id: str) -> dict[Place, EmbargoOffer]:
    rows = EmbargoOffer.select().where(EmbargoOffer.partner == partner_id, EmbargoOffer.is_held)
    return {(row.article_id, row.language): row for row in rows}


def _changes(seen: Mapping[Place, dict[str, Any]], held: Mapping[Place, EmbargoOffer]) -> list[dict[str, Any]]:
    """Decide what is to be told: what is new, what is another, and what is gone, the last first."""
    gone = [
        {
            "article_id": row.article_id,
            "language": row.language,
            "etag": "",
            "revision": row.revision,
            "topic": row.topic,
            "type": "withdrawn",
            "is_held": False,
        }
        for place, row in held.items()
        if place not in seen
    ]
    return gone + [
        {**offer, "type": "updated" if place in held else "published", "is_held": True}
        for place, offer in seen.items()
        if place not in held or held[place].etag != offer["etag"]
    ]
