"""What administrators and partners read of partners: data in the shapes of their schemas."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from api.partners import contracts, partners, silences
from api.partners.contracts import Contract
from api.partners.models import Partner
from api.platform import db, paging, rows
from api.platform.errors import NotFound


def partner_page(cursor: paging.Cursor | None, limit: int, *, at: datetime) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of partners by name, with what to show of each; five statements."""
    page = rows.page("SELECT name, id FROM partner WHERE TRUE", (), cursor, limit, by=("name",))
    ids = [row[1] for row in page.rows]
    found = {row.id: row for row in Partner.select().where(Partner.id.in_(ids))} if ids else {}
    return page, _shown([found[id_] for id_ in ids if id_ in found], at=at)


def partner(partner_id: str, *, at: datetime) -> dict[str, Any]:
    """Show a partner; its `serial` too, which is its tag.

    Raises:
        NotFound: there is none.
    """
    found = Partner.get_or_none(Partner.id == partner_id)
    if found is None:
        raise NotFound(partners.MISSING)
    return _shown([found], at=at)[0] | {"serial": found.serial}


def contract_of(partner_id: str) -> Contract:
    """Give the contract of a partner.

    Raises:
        NotFound: there is none.
    """
    found = Partner.get_or_none(Partner.id == partner_id)
    if found is None:
        raise NotFound(partners.MISSING)
    return contracts.of(found)


def own(partner_id: str, *, at: datetime) -> dict[str, Any]:
    """Show a partner to itself, but for its quotas and keys: name, contact and contract."""
    shown = partner(partner_id, at=at)
    return {
        "id": shown["id"],
        "name": shown["name"],
        "contact": shown["contact"],
        "contract": {name: shown[name] for name in contracts.DEFAULTS},
    }


def contract_changes(partner_id: str) -> list[tuple[int, datetime, str | None, str | None, int, bool]]:
    """Give the changes of what a partner reads: generation and time, and languages, topics and delay before it.

    The last tells whether the rights of each document are others since.
    """
    return [
        (int(generation), db.read_time(at), languages, topics, delay, bool(is_of_terms))
        for generation, at, languages, topics, delay, is_of_terms in db.rows(_CONTRACT_CHANGES, (partner_id,))
    ]


_CONTRACT_CHANGES = """
SELECT generation, at, languages, topics, delay_hours, is_of_terms
  FROM contract_change
 WHERE partner_id = ?
 ORDER BY generation
"""


def _shown(found: Sequence[Partner], *, at: datetime) -> list[dict[str, Any]]:
    read = [contracts.of(one) for one in found]
    named = topic_keys([id_ for contract in read for id_ in contract.topics or ()])
    counted = _key_counts([one.id for one in found], at=at)
    polled = silences.shown([one.id for one in found])
    return [
        {
            "id": one.id,
            "name": one.name,
            "contact": one.contact,
            **{name: getattr(one, name) for name in contracts.LETTERS},
            **polled[one.id],
            **{name: getattr(contract, name) for name in contracts.DEFAULTS},
            "topics": None if contract.topics is None else sorted(named[t] for t in contract.topics if t in named),
            "state": contracts.state(one, at=at),
            "created_at": one.created_at,
            "suspended_at": one.suspended_at,
            "key_count": counted.get(one.id, 0),
        }
        for one, contract in zip(found, read, strict=True)
    ]


def topic_keys(topic_ids: Sequence[str]) -> dict[str, str]:
    """Give the keys of topics by their ids; those that are no longer are left out."""
    ids = list(dict.fromkeys(topic_ids))
    sql = f"SELECT id, key FROM topic WHERE id IN ({','.join('?' * len(ids))})"  # noqa: S608 - marks
    return dict(db.rows(sql, ids)) if ids else {}


def _key_counts(partner_ids: Sequence[str], *, at: datetime) -> dict[str, int]:
    marks = ",".join("?" * len(partner_ids))
    return dict(db.rows(_COUNTS.format(marks=marks), (*partner_ids, db.write_time(at)))) if partner_ids else {}


_COUNTS = """
SELECT partner_id, COUNT(*)
  FROM api_key
 WHERE partner_id IN ({marks}) AND revoked_at IS NULL AND expires_at > ?
 GROUP BY partner_id
"""
