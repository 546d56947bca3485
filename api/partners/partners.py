"""Partners: added, changed and suspended by administrators."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from api.accounts import audit, records
from api.accounts.roles import Actor
from api.content import topics
from api.languages import languages
from api.partners import contracts
from api.partners.models import ContractChange, Partner
from api.platform import db, ids, rows
from api.platform.errors import Conflict, Fault, Invalid, NotFound, say
from api.platform.preconditions import ANY, Expected
from api.publishing import journal

_READING = frozenset({"languages", "topics", "delay_hours"})  # what decides what a partner reads
_TERMS = frozenset({"licence", "attribution", "formats", "ends_at"})  # what stands in the rights of each document
_KNOWN = ("name", "contact", *contracts.LETTERS, *contracts.DEFAULTS)
MISSING = say("There is no such partner.")


def create(values: Mapping[str, Any], *, by: Actor | None, at: datetime) -> str:
    """Add a partner and give the id; one transaction. Without `by` it is done from the command line.

    `values` are `name`, `contact` and any of `contracts.LETTERS` and `contracts.DEFAULTS`; topics are named by their
    keys. An end lies in the future.

    Raises:
        Forbidden: the person who acts does not administer.
        Invalid: a value cannot be accepted; each fault names its place.
        Conflict: the name is taken.
    """
    records.require_administrator(by)
    with db.transaction():
        _require_time_left(values.get("ends_at"), at=at)
        whole = _known({**contracts.LETTERS, **contracts.DEFAULTS, **values}, named=values.keys())
        partner_id = ids.new()
        if not db.insert(Partner, id=partner_id, created_at=at, **contracts.columns(whole)):
            raise _taken(values["name"])
        _note("partner.add", partner_id, by, at)
    return partner_id


def copy(partner_id: str, values: Mapping[str, Any], *, at: datetime) -> None:
    """Put a partner with the id that it has in another database, unless it is there. A step inside a transaction."""
    whole = _known({**contracts.DEFAULTS, **values}, named=values.keys())
    db.insert(Partner, id=partner_id, created_at=at, **contracts.columns(whole))


def change(
    partner_id: str, changes: Mapping[str, Any], *, expected: Expected = ANY, by: Actor | None, at: datetime
) -> None:
    """Change what is known of a partner, its contract included, from the next request on; one transaction.

    An end that has passed ends the contract at once.

    Raises:
        Forbidden: the person who acts does not administer.
        NotFound: there is no such partner.
        PreconditionFailed: it has changed since the caller read it.
        Invalid: a value cannot be accepted; each fault names its place.
        Conflict: the name is taken.
    """
    records.require_administrator(by)
    with db.transaction():
        generation = journal.begin() if changes.keys() & (_READING | _TERMS) else 0  # first of all locks
        partner = lock(partner_id, expected=expected)
        before = {name: getattr(partner, name) for name in _KNOWN}
        wanted = contracts.columns(_known({**_values(partner), **changes}, named=changes.keys()))
        changed = {name: wanted[name] for name in _KNOWN if name in changes and before[name] != wanted[name]}
        if "name" in changed and Partner.get_or_none(Partner.name == changed["name"]) is not None:
            raise _taken(changed["name"])
        if changed.keys() & (_READING | _TERMS):
            was = {name: before[name] for name in _READING}
            is_of_terms = bool(changed.keys() & _TERMS)
            ContractChange.create(partner=partner_id, generation=generation, at=at, is_of_terms=is_of_terms, **was)
        if changed:
            Partner.update(**changed, serial=Partner.serial + 1).where(Partner.id == partner_id).execute()
            _note("partner.change", partner_id, by, at, changed=" ".join(sorted(changed)))


def suspend(partner_id: str, *, by: Actor | None, at: datetime) -> None:
    """Suspend a partner: none of its keys lets it in from the next request on; one transaction.

    Raises:
        Forbidden: the person who acts does not administer.
        NotFound: there is no such partner.
    """
    records.require_administrator(by)
    with db.transaction():
        if lock(partner_id).suspended_at is None:
            _set_suspended(partner_id, at)
            _note("partner.suspend", partner_id, by, at)


def resume(partner_id: str, *, expected: Expected = ANY, by: Actor | None, at: datetime) -> None:
    """Let a suspended partner in again, with the keys that it had; one transaction.

    Raises:
        Forbidden, NotFound, PreconditionFailed: as `change`.
    """
    records.require_administrator(by)
    with db.transaction():
        if lock(partner_id, expected=expected).suspended_at is not None:
            _set_suspended(partner_id, None)
            _note("partner.resume", partner_id, by, at)


def id_of(name: str) -> str:
    """Give the id of a partner by its name.

    Raises:
        NotFound: there is none.
    """
    found = Partner.get_or_none(Partner.name == name)
    if found is None:
        raise NotFound(say("There is no partner {name}.", name=name))
    return str(found.id)


def lock(partner_id: str, *, expected: Expected = ANY) -> Partner:
    """Give a partner, locked until the transaction ends. A step inside a transaction.

    Raises:
        NotFound: there is none.
        PreconditionFailed: it has changed since the caller read it.
    """
    return rows.lock(Partner, Partner.id == partner_id, missing=MISSING, expected=expected, keeps_key=True)


def _set_suspended(partner_id: str, at: datetime | None) -> None:
    Partner.update(suspended_at=at, serial=Partner.serial + 1).where(Partner.id == partner_id).execute()


def _values(partner: Partner) -> dict[str, Any]:
    """Give a partner's values as they are written in requests, but for topics, which are ids."""
    contract = contracts.of(partner)
    values = {name: getattr(contract, name) for name in contracts.DEFAULTS}
    listed = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    told = {name: getattr(partner, name) for name in contracts.LETTERS}
    return {"name": partner.name, "contact": partner.contact, **told, **listed}


def _require_time_left(ends_at: datetime | None, *, at: datetime) -> None:
    if ends_at is not None and ends_at <= at:
        past = Fault("in_the_past", say("must lie in the future"), pointer="/ends_at")
        raise Invalid(past.sentence, past)


def _known(values: dict[str, Any], *, named: Collection[str]) -> dict[str, Any]:
    """Give values with the ids of topics instead of their keys, where they are among those `named` now.

    Raises:
        Invalid: something is wrong with them, or there is no such language or topic.
    """
    found = [*contracts.faults(values, named=named), *_language_faults(values)]
    if found:
        raise Invalid(found[0].sentence, *found)
    if "topics" in named and values["topics"] is not None:
        values["topics"] = [topics.id_of(key, pointer=f"/topics/{n}") for n, key in enumerate(values["topics"])]
    for name in ("languages", "topics"):
        if values[name] is not None:
            values[name] = sorted(set(values[name]))
    return values


def _language_faults(values: Mapping[str, Any]) -> list[Fault]:
    known = languages.everything()
    places: Sequence[tuple[str, str]] = [
        *((f"/languages/{place}", code) for place, code in enumerate(values["languages"] or ())),
        *((f"/attribution/{code}", code) for code in values["attribution"]),
    ]
    return [Fault("unknown_language", languages.unknown(code), pointer=at) for at, code in places if code not in known]


def _taken(name: str) -> Conflict:
    return Conflict(say("There is already a partner {name}.", name=name))


def _note(action: audit.Action, partner_id: str, by: Actor | None, at: datetime, **details: str) -> None:
    who = by.id if by else audit.OPERATOR
    audit.note(action, by=who, at=at, thing="partner", thing_id=partner_id, language=None, **details)
