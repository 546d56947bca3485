"""Keys: made, recognised, rotated and revoked. Only the SHA-256 of one is ever stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from api.accounts import audit, records, tokens
from api.accounts.roles import Actor
from api.partners import contracts, partners
from api.partners.contracts import Contract
from api.partners.models import ApiKey
from api.platform import bookkeeping, characters, db, heartbeat, ids
from api.platform.errors import Conflict, Fault, Forbidden, Invalid, NotFound, Phrase, Unauthenticated, Unavailable, say
from api.platform.preconditions import ANY, Expected

Scope = Literal["read", "webhooks", "feed"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

PREFIX = "pwk_"
FEED_PREFIX = "pwf_"  # of a key with the scope `feed`, which stands in addresses and so reads feeds and nothing else
_FEED: Scope = "feed"
SANDBOX_PREFIX = "pwk_test_"
LENGTH = len(tokens.make(prefix=PREFIX))  # characters of a key
MOST = 20  # keys of one partner that are valid at once
LONGEST_OVERLAP = timedelta(days=90)
LONGEST_NAME = 100  # characters


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


def issue(
    partner_id: str,
    *,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None,
    is_sandbox: bool = False,
    by: Actor | None,
    at: datetime,
) -> dict[str, Any]:
    """Make a key for a partner and give it with its text, `key`, which is shown this once; one transaction.

    Every key expires after a year at the latest, which is the default. One that `is_sandbox` is told by its text.

    Raises:
        Forbidden: the person who acts does not administer.
        NotFound: there is no such partner.
        Invalid: a value cannot be accepted; each fault names its place.
        Conflict: the partner has very many keys already.
    """
    records.require_administrator(by)
    _require_good(name, scopes, expires_at, is_sandbox=is_sandbox, at=at)
    with db.transaction():
        partners.lock(partner_id)
        _require_few(partner_id, at=at)
        text = tokens.make(prefix=_prefix(scopes, is_sandbox=is_sandbox))
        made = _insert(
            partner_id, text, name=name, scopes=scopes, expires_at=expires_at or at + tokens.LONGEST,
            is_sandbox=is_sandbox, at=at,
        )  # fmt: skip
        _note("key.issue", made.id, by, at, partner=partner_id)
    return {**shown(made), "key": text}


def rotate(partner_id: str, key_id: str, *, overlap: timedelta, by: Actor | None, at: datetime) -> dict[str, Any]:
    """Make a key that takes over from another, and give it with its text; one transaction.

    It may what the other may, and is for the sandbox if that is. The other stays valid for the `overlap`, or until its
    own end if that comes first.

    Raises:
        Forbidden: the person who acts does not administer.
        NotFound: the partner has no such key.
        Conflict: the key is not valid any longer, or the partner has very many.
    """
    records.require_administrator(by)
    with db.transaction():
        partners.lock(partner_id)
        before = _own(partner_id, key_id)
        if before.revoked_at is not None or before.expires_at <= at:
            raise Conflict(say("This key is not valid any longer."))
        _require_few(partner_id, at=at)
        scopes = json.loads(before.scopes)
        text = tokens.make(prefix=_prefix(scopes, is_sandbox=before.is_sandbox))
        made = _insert(
            partner_id, text, name=before.name, scopes=scopes, expires_at=at + tokens.LONGEST,
            is_sandbox=before.is_sandbox, at=at, succeeds=before.id,
        )  # fmt: skip
        ends_at = min(before.expires_at, at + overlap)
        ApiKey.update(expires_at=ends_at).where(ApiKey.id == before.id).execute()
        _note("key.rotate", made.id, by, at, partner=partner_id, succeeds=before.id)
    return {**shown(made), "key": text}


def revoke(partner_id: str, key_id: str, *, expected: Expected = ANY, by: Actor | None, at: datetime) -> None:
    """Revoke a key, from the next request on; one transaction. One that is revoked stays so.

    Raises:
        Forbidden: the person who acts does not administer.
        NotFound: the partner has no such key.
        PreconditionFailed: the caller means another.
    """
    records.require_administrator(by)
    with db.transaction():
        partners.lock(partner_id)
        _own(partner_id, key_id)
        expected.check(key_id)
        living = (ApiKey.id == key_id) & ApiKey.revoked_at.is_null()
        if ApiKey.update(revoked_at=at).where(living).execute():
            _note("key.revoke", key_id, by, at, partner=partner_id)


def of(partner_id: str, *, at: datetime, only_sandbox: bool = False) -> list[dict[str, Any]]:
    """Give a partner's valid keys without their texts, the latest first; all, or only those of its sandbox."""
    living = (ApiKey.partner == partner_id) & ApiKey.revoked_at.is_null() & (ApiKey.expires_at > at)
    if only_sandbox:
        living &= ApiKey.is_sandbox
    return [shown(row) for row in ApiKey.select().where(living).order_by(ApiKey.created_at.desc(), ApiKey.id)]


def shown(key: ApiKey) -> dict[str, Any]:
    """Show a key without its text."""
    return {
        "id": key.id,
        "name": key.name,
        "scopes": json.loads(key.scopes),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "succeeds": key.succeeds,
        "sandbox": bool(key.is_sandbox),
    }


def is_key(text: str) -> bool:
    """Tell whether a text means to be a partner's key, well-formed or not."""
    return text.startswith(PREFIX)


def is_feed_token(text: str) -> bool:
    """Tell whether a text means to be a feed token, well-formed or not."""
    return text.startswith(FEED_PREFIX)


def find(text: str, address: str, *, at: datetime, is_parting: bool = False) -> Caller:
    """Give the partner who comes with a key from an address. What is wrong with the key is told, since they hold it.

    Who `is_parting` may be suspended, or its contract ended. Nothing but the digest of the text is looked for, so the
    time it takes tells nothing of other keys.

    Raises:
        Unauthenticated: it is malformed, unknown, revoked or expired.
        Forbidden: the partner is suspended, its contract has ended, or it may not come from there.
    """
    if not tokens.is_well_formed(text, prefix=_prefix_of(text)):
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


def prune(*, at: datetime) -> int:
    """Delete the keys that ended some months ago or more; gives how many. One transaction."""
    long_ago = at - LONGEST_OVERLAP
    with db.transaction():
        return int(ApiKey.delete().where((ApiKey.expires_at <= long_ago) | (ApiKey.revoked_at <= long_ago)).execute())


def _prefix(scopes: Sequence[str], *, is_sandbox: bool) -> str:
    if _FEED in scopes:
        return FEED_PREFIX
    return SANDBOX_PREFIX if is_sandbox else PREFIX


def _prefix_of(text: str) -> str:
    return next((each for each in (FEED_PREFIX, SANDBOX_PREFIX) if text.startswith(each)), PREFIX)


def _require_good(
    name: str, scopes: Sequence[str], expires_at: datetime | None, *, is_sandbox: bool, at: datetime
) -> None:
    at = heartbeat.believed(at, heartbeat.newest())
    found: list[Fault] = []
    if complaint := characters.of_line(name, 1, LONGEST_NAME):
        found.append(Fault(*complaint, pointer="/name"))
    if not scopes:
        found.append(Fault("required", say("must name at least one"), pointer="/scopes"))
    if _FEED in scopes and len(set(scopes)) > 1:
        alone = say("feed goes with no other scope: its token is part of addresses, so it opens nothing else")
        found.append(Fault("invalid_value", alone, pointer="/scopes"))
    if _FEED in scopes and is_sandbox:
        detail = say("A feed token is for the real feeds; a sandbox has none.")
        found.append(Fault("invalid_value", detail, pointer="/sandbox"))
    detail = say("must be one of {choices}", choices=", ".join(SCOPES))
    found += [
        Fault("invalid_choice", detail, pointer=f"/scopes/{place}")
        for place, scope in enumerate(scopes)
        if scope not in SCOPES
    ]
    if expires_at is not None and expires_at <= at:
        found.append(Fault("in_the_past", say("The time has already passed."), pointer="/expires_at"))
    elif expires_at is not None and expires_at > at + tokens.LONGEST:
        found.append(Fault("too_late", say("A key expires within a year."), pointer="/expires_at"))
    if found:
        raise Invalid(found[0].sentence, *found)


def _require_few(partner_id: str, *, at: datetime) -> None:
    if len(of(partner_id, at=at)) >= MOST:
        raise Conflict(say("This partner has {count} keys; revoke one that is not needed.", count=MOST))


def _insert(
    partner_id: str,
    text: str,
    *,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime,
    is_sandbox: bool,
    at: datetime,
    succeeds: str | None = None,
) -> ApiKey:
    return ApiKey.create(
        id=ids.new(),
        partner=partner_id,
        hash=tokens.digest(text),
        name=name,
        scopes=json.dumps(sorted(set(scopes))),
        created_at=at,
        expires_at=expires_at,
        is_sandbox=is_sandbox,
        succeeds=succeeds,
    )


def _own(partner_id: str, key_id: str) -> ApiKey:
    found: ApiKey | None = ApiKey.get_or_none(ApiKey.id == key_id, ApiKey.partner == partner_id)
    if found is None:
        raise NotFound(say("The partner has no such key."))
    return found


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


def _note(action: audit.Action, key_id: str, by: Actor | None, at: datetime, **details: str) -> None:
    who = by.id if by else audit.OPERATOR
    audit.note(action, by=who, at=at, thing="key", thing_id=key_id, language=None, **details)
