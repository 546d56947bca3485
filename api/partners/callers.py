"""Callers: the partner behind a key, recognised by it, and how it stands with both."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from api.accounts import tokens
from api.partners import contracts, keys
from api.partners.contracts import Contract
from api.partners.models import ApiKey
from api.platform import bookkeeping, db, heartbeat
from api.platform.errors import Fault, Forbidden, Phrase, Unauthenticated, Unavailable, say


@dataclass(frozen=True, slots=True)
class Caller:
    """The partner behind a key, with what the key may and what the contract allows."""

    partner_id: str
    name: str
    key_id: str
    scopes: frozenset[str]
    contract: Contract
    is_sandbox: bool = False


@dataclass(frozen=True, slots=True)
class _Seen:
    """A key as it stands; `newest` is the newest time recorded (`heartbeat`)."""

    caller: Caller
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    suspended_at: datetime | None
    newest: datetime | None


def find(text: str, address: str, *, at: datetime, is_parting: bool = False) -> Caller:
    """Give the partner who comes with a key from an address. What is wrong with the key is told, since they hold it.

    Who `is_parting` may be suspended, or its contract ended. Nothing but the digest of the text is looked for, so the
    time it takes tells nothing of other keys.

    Raises:
        Unauthenticated: it is malformed, unknown, revoked or expired.
        Forbidden: the partner is suspended, its contract has ended, or it may not come from there.
    """
    if not tokens.is_well_formed(text, prefix=keys.prefix_of(text)):
        raise _refused("malformed_key", say("This key is incomplete: it has been cut off or mistyped."))
    key = _seek(text)
    _require_welcome(key, address, at=at, is_parting=is_parting)
    _note_use(key, at)
    return key.caller


def hold(caller: Caller, text: str, address: str, *, at: datetime, is_parting: bool = False) -> None:
    """Make sure that a key still lives, and keep it and its partner as they are. A step inside a transaction.

    Raises:
        Unauthenticated, Forbidden: as `find`.
    """
    db.keep("SELECT 1 FROM partner WHERE id = ?", (caller.partner_id,))
    db.keep("SELECT 1 FROM api_key WHERE hash = ?", (tokens.digest(text),))
    key = _seek(text)  # which sees what was committed while the statement before waited (PostgreSQL, READ COMMITTED)
    _require_welcome(key, address, at=at, is_parting=is_parting)


def _seek(text: str) -> _Seen:
    """Give a key as it stands, with its partner: in one statement, since each request of a partner asks for it.

    Raises:
        Unauthenticated: there is none.
    """
    found = db.row(_SEEK, (tokens.digest(text),))
    if found is None:
        raise _refused("unknown_key", say("This key is not one of ours."))
    partner_id, name, key_id, scopes, is_sandbox, *times = found[:10]
    values = dict(zip(contracts.DEFAULTS, found[10:], strict=True))
    expires_at, *others = (db.read_time(each) if each is not None else None for each in (*times, values["ends_at"]))
    revoked_at, last_used_at, suspended_at, newest, values["ends_at"] = others
    assert expires_at is not None  # noqa: S101 - the table says so
    held = frozenset(json.loads(scopes))
    caller = Caller(partner_id, name, key_id, held, contracts.read(values), bool(is_sandbox))
    return _Seen(caller, expires_at, revoked_at, last_used_at, suspended_at, newest)


_SEEK = f"""
SELECT partner.id, partner.name, api_key.id, api_key.scopes, api_key.is_sandbox, api_key.expires_at,
       api_key.revoked_at, api_key.last_used_at, partner.suspended_at, {heartbeat.NEWEST},
       {", ".join(f"partner.{name}" for name in contracts.DEFAULTS)}
  FROM api_key JOIN partner ON partner.id = api_key.partner_id
 WHERE api_key.hash = ?
"""  # noqa: S608 - fixed parts


def _require_welcome(key: _Seen, address: str, *, at: datetime, is_parting: bool) -> None:
    contract, at = key.caller.contract, heartbeat.believed(at, key.newest)
    _require_living(key, at=at)
    if not contract.allows(address):
        raise _forbidden("wrong_address", say("This key may not be used from this address."))
    is_excused = is_parting and not key.caller.is_sandbox  # only to say what has become of what they hold
    state = contracts.state_of(key.suspended_at, contract.ends_at, at=at) if not is_excused else "active"
    if state == "suspended":
        raise _forbidden("partner_suspended", say("This partner is suspended. The newsroom can tell why."))
    if state == "ended":
        raise _forbidden("contract_ended", say("The contract of this partner has ended."))


def _require_living(key: _Seen, *, at: datetime) -> None:
    if key.revoked_at is not None:
        raise _refused("revoked_key", say("This key has been revoked."))
    if key.expires_at <= at:
        raise _refused("expired_key", say("This key has expired."))


def _refused(code: str, detail: Phrase) -> Unauthenticated:
    return Unauthenticated(detail, Fault(code, detail, header="Authorization"))


def _forbidden(code: str, detail: Phrase) -> Forbidden:
    return Forbidden(detail, Fault(code, detail, header="Authorization"))


def _note_use(key: _Seen, at: datetime) -> None:
    """Note the hour of a key's last use, unless the database is locked: a read must not wait for a write."""
    hour = heartbeat.believed(at, key.newest).replace(minute=0, second=0, microsecond=0)
    if key.last_used_at != hour:
        with suppress(Unavailable), bookkeeping.now():
            ApiKey.update(last_used_at=hour).where(ApiKey.id == key.caller.key_id).execute()
