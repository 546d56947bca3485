"""What happened is written down for each endpoint that is to hear of it, by following the journal.

The place in the journal is kept in the transaction that writes the deliveries, and its row is locked first: each entry
is written once for each endpoint, in the order of commits, however many workers there are and whenever one is killed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.partners import contracts
from api.partners.contracts import Contract
from api.partners.models import Partner
from api.partners.receipts import receipts
from api.partners.receipts.receipts import Key
from api.partners.sending import delays, queue
from api.partners.sending.models import FollowedJournal, Webhook
from api.partners.sending.queue import Item
from api.platform import db
from api.publishing.narrowing import Scope

_NAME = "webhooks"
_AT_ONCE = 200  # entries of the journal in one transaction
_OUTSIDE = "outside_contract"
_MISSED = "- missed"  # what an endpoint knows of its contract when something was not written down for it


@dataclass(frozen=True, slots=True)
class _Entry:
    generation: int
    position: int
    type: str
    at: datetime
    article_id: str | None
    language: str | None
    topic_id: str | None
    revision: int | None
    reason: str | None
    published_at: datetime | None
    issue: str | None
    touched: str | None
    alternates: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class _Endpoint:
    id: str
    partner_id: str
    events: frozenset[str]
    contract: Contract
    knew: str
    version: str


def follow(*, at: datetime) -> int:
    """Write the deliveries of the next entries of the journal, and tell of changed contracts; gives how many.

    One transaction. Entries of before the first call are not told.
    """
    if not _is_asked(at=at):
        return 0
    with db.transaction():
        place = _place()
        found = _entries(place)
        endpoints = list(_endpoints(at=at)) if found or _has_new_contract(at=at) else []
        made = sum(_tell(endpoint, found, at=at) for endpoint in endpoints)
        if found:
            _note_missed([endpoint.id for endpoint in endpoints])
            last = found[-1]
            FollowedJournal.update(generation=last.generation, position=last.position).where(
                FollowedJournal.name == _NAME
            ).execute()
    return made


def digest(contract: Contract) -> str:
    """Give a digest of what a contract lets a partner have, and on which terms; quotas and networks are not in it."""
    told = (
        contract.languages, contract.topics, contract.delay_hours,
        contract.licence, sorted(contract.attribution.items()), contract.ends_at and db.write_time(contract.ends_at),
        contract.embargo_lead_minutes, contract.formats,
    )  # fmt: skip
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def place() -> tuple[int, int] | None:
    """Give up to where in the journal everything is written down for endpoints; None before the first call."""
    found = db.row("SELECT generation, position FROM followed_journal WHERE name = ?", (_NAME,))
    return (int(found[0]), int(found[1])) if found is not None else None


def _is_asked(*, at: datetime) -> bool:
    """Look, without a lock, whether there is anything to do."""
    found = db.row("SELECT generation, position FROM followed_journal WHERE name = ?", (_NAME,))
    return found is None or bool(db.rows(_NEXT, (*found, *found))) or _has_new_contract(at=at)


def _place() -> tuple[int, int]:
    """Give the place in the journal, locked; at first its end."""
    query = FollowedJournal.select().where(FollowedJournal.name == _NAME)
    place = db.for_update(query).get_or_none()
    if place is None:
        generation, position = max((row for row in (db.row(sql) for sql in _ENDS) if row), default=(0, 0))
        db.insert(FollowedJournal, name=_NAME, generation=generation, position=position)
        place = db.for_update(query).get()
    return int(place.generation), int(place.position)


def _entries(place: tuple[int, int]) -> list[_Entry]:
    found = db.rows(_ENTRIES, (*place, _AT_ONCE)) + db.rows(_ISSUES, (*place, _AT_ONCE))
    found.sort(key=lambda row: row[:2])
    return [_entry(*row) for row in found[:_AT_ONCE]]


def _entry(
    generation: int,
    position: int,
    kind: str,
    at: Any,  # noqa: ANN401 - a moment as either database gives it
    article_id: str | None,
    language: str | None,
    topic_id: str | None,
    revision: int | None,
    reason: str | None,
    published_at: Any,  # noqa: ANN401 - as above
    issue: str | None,
    touched: str | None,
    alternates: str | None,
) -> _Entry:
    published = db.read_time(published_at) if published_at is not None else None
    return _Entry(
        generation, position, kind, db.read_time(at), article_id, language, topic_id, revision, reason, published,
        issue, touched, frozenset(alternates.strip("|").split("||")) if alternates else None,
    )  # fmt: skip


def _endpoints(*, at: datetime) -> Iterator[_Endpoint]:
    for webhook in Webhook.select(Webhook, Partner).join(Partner).order_by(Webhook.id):
        if webhook.begins_at and contracts.state(webhook.partner, at=at) == "active":
            contract, events = contracts.of(webhook.partner), frozenset(json.loads(webhook.events))
            version = f"{webhook.partner.serial} {digest(contract)}"
            yield _Endpoint(webhook.id, webhook.partner_id, events, contract, webhook.contract, version)


def _note_missed(told: Sequence[str]) -> None:
    """Note which endpoints were not told, as their partners are not let in now; later they hear that they must look."""
    missed = Webhook.id.not_in(told) & Webhook.begins_at.is_null(is_null=False) & (Webhook.contract != _MISSED)
    Webhook.update(contract=_MISSED).where(missed).execute()


def _tell(endpoint: _Endpoint, entries: Sequence[_Entry], *, at: datetime) -> int:
    told = [(entry, item) for entry in entries if (item := _item(endpoint.contract, entry))]
    told = [(entry, item) for entry, item in told if item.event in endpoint.events]
    items = [item for _, item in told]
    articles = {item.article_id for item in items if item.article_id is not None}
    coming = delays.beside(endpoint.id, endpoint.contract, articles, at=at)
    if endpoint.version != endpoint.knew:
        Webhook.update(contract=endpoint.version).where(Webhook.id == endpoint.id).execute()
        is_another = endpoint.knew and endpoint.version.split()[1] != endpoint.knew.split()[1]
        if is_another:
            items += [Item("contract.changed", "contract", at, at)]
        if is_another or not endpoint.knew:
            coming = delays.anew(endpoint.id, endpoint.contract, at=at)
    already = {(item.article_id, item.language, item.due_at) for item in items}
    items += [item for item in coming if (item.article_id, item.language, item.due_at) not in already]
    items = [item for item in items if item.event in endpoint.events]
    if items:
        queue.put(endpoint.id, items)
        receipts.offer(sorted(_offers(endpoint, told, at=at)))
    return len(items)


def _offers(
    endpoint: _Endpoint, told: Sequence[tuple[_Entry, Item]], *, at: datetime
) -> Iterator[tuple[Key, int, datetime]]:
    """Give the versions that some items offer: neither those that were withdrawn nor those whose time is to come."""
    for entry, item in told:
        is_article = item.article_id is not None and item.language is not None and item.event != queue.WITHDRAWN
        if is_article and item.due_at <= at:
            yield (endpoint.partner_id, str(item.article_id), str(item.language)), entry.generation, at


def _item(contract: Contract, entry: _Entry) -> Item | None:
    """Decide what an entry of the journal is to a partner; None where it is outside the contract."""
    if entry.article_id is None or entry.language is None:
        return _of_issue(contract, entry)
    if contract.languages is not None and entry.language not in contract.languages:
        return None
    if contract.languages is not None and entry.alternates and entry.alternates.isdisjoint(contract.languages):
        return None  # the text names only languages of others otherwise, so to them it is the same
    event, reason = f"article.{entry.type}", entry.reason
    if contract.topics is not None and (event == queue.WITHDRAWN or entry.topic_id not in contract.topics):
        if not _was_covered(contract.topics, entry):
            return None
        if event != queue.WITHDRAWN:
            event, reason = queue.WITHDRAWN, _OUTSIDE
    due_at = delays.due_at(entry.at, entry.published_at, contract)
    is_silent = event == queue.WITHDRAWN and due_at > entry.at and contract.delay_hours > 0  # before its time
    due_at = entry.at if event == queue.WITHDRAWN else due_at
    return Item(
        event, entry.article_id, entry.at, due_at, entry.article_id, entry.language, entry.revision, reason, is_silent,
        None if event == queue.WITHDRAWN else entry.touched,
    )  # fmt: skip


def _of_issue(contract: Contract, entry: _Entry) -> Item | None:
    """Decide what an issue that came or changed is to a partner: news with the first text of it that is theirs."""
    if (first := _first_in_issue(contract, _IN_ISSUE, entry)) is None:
        return None
    begun = _first_in_issue(contract, _OF_ISSUE, entry)
    if (entry.type == "updated" and begun != entry.generation) or (begun is not None and begun > entry.generation):
        return None
    due_at = delays.due_at(entry.at, db.read_time(first), contract)
    return Item("issue.released", f"issue {entry.issue}", entry.at, due_at, reason=entry.issue)


def _was_covered(topics: Sequence[str], entry: _Entry) -> bool:
    """Tell whether a version was ever in one of some topics, up to an entry of the journal."""
    scope = Scope(None, {}, dict.fromkeys(topics, ""), timedelta(0), entry.at)
    was = scope.was("shown", until=f"{entry.generation:d}")
    sql = f"SELECT 1 FROM publication AS shown WHERE article_id = ? AND language = ? AND {was} LIMIT 1"  # noqa: S608 - our own parts
    return db.row(sql, (entry.article_id, entry.language)) is not None


def _first_in_issue(contract: Contract, sql: str, entry: _Entry) -> Any:  # noqa: ANN401 - a moment as either database gives it, or a number
    """Give what a statement finds first among the texts of an issue within a contract; None where there is none."""
    values = [str(entry.issue)]
    for column, allowed in (("r.language", contract.languages), ("t.id", contract.topics)):
        if allowed is not None:
            sql += f" AND {column} IN ({','.join('?' * len(allowed))})"
            values += allowed
    ((first,),) = db.rows(sql, values)
    return first


def _has_new_contract(*, at: datetime) -> bool:
    """Tell whether a partner has been changed since its endpoints last heard of its contract."""
    return db.row(_CHANGED, (db.write_time(at),)) is not None


_CHANGED = """
SELECT 1
  FROM webhook AS w JOIN partner AS p ON p.id = w.partner_id
 WHERE w.begins_at IS NOT NULL AND p.suspended_at IS NULL AND (p.ends_at IS NULL OR p.ends_at > ?)
   AND SUBSTR(w.contract, 1, LENGTH(CAST(p.serial AS TEXT)) + 1) <> CAST(p.serial AS TEXT) || ' '
 LIMIT 1
"""


# When the first that it shows now was published, and the generation of the first that it ever showed.
_IN_ISSUE = """
SELECT MIN(r.published_at) FROM reading AS r JOIN topic AS t ON t.key = r.topic
 WHERE r.issue = ? AND r.requested_language = r.language AND r.list_json IS NOT NULL"""
_OF_ISSUE = """
SELECT MIN(r.generation)
  FROM publication AS r JOIN topic AS t ON t.id = r.topic_id JOIN issue AS i ON i.id = r.issue_id
 WHERE i.key = ?"""

_ENDS = [
    f"SELECT generation, position FROM {table} ORDER BY generation DESC, position DESC LIMIT 1"  # noqa: S608 - fixed names
    for table in ("change", "frame_change")
]

_NEXT = """
SELECT 1 FROM change WHERE (generation, position) > (?, ?)
UNION ALL
SELECT 1 FROM frame_change WHERE (generation, position) > (?, ?) AND resource = 'issue' AND type <> 'withdrawn'
LIMIT 1
"""

# The topic is that which was last released, in any language that was public then.
_ENTRIES = """
SELECT c.generation, c.position, c.type, c.at, c.article_id, c.language,
       COALESCE((SELECT latest.topic_id FROM publication AS latest
                  WHERE latest.article_id = c.article_id AND latest.generation <= c.generation
                    AND (latest.ended_at IS NULL OR latest.ended_at > c.at)
                    AND (latest.withdrawn_at IS NULL OR latest.withdrawn_at > c.at)
                  ORDER BY latest.generation DESC, latest.id DESC
                  LIMIT 1), p.topic_id),
       p.revision, c.reason,
       p.first_published_at, NULL, c.touched, c.alternates
  FROM change AS c LEFT JOIN publication AS p ON p.id = c.publication_id
 WHERE (c.generation, c.position) > (?, ?)
 ORDER BY c.generation, c.position
 LIMIT ?
"""

_ISSUES = """
SELECT generation, position, type, at, NULL, NULL, NULL, NULL, NULL, NULL, key, NULL, NULL
  FROM frame_change
 WHERE (generation, position) > (?, ?) AND resource = 'issue' AND type <> 'withdrawn'
 ORDER BY generation, position
 LIMIT ?
"""
