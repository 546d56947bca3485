"""Keys: made, rotated and revoked. Only the SHA-256 of one is ever stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from api.accounts import audit, records, tokens
from api.accounts.roles import Actor
from api.partners import partners
from api.partners.models import ApiKey
from api.platform import characters, db, heartbeat, ids
from api.platform.errors import Conflict, Fault, Invalid, NotFound, say
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


def prefix_of(text: str) -> str:
    """Give how a key of the kind that a text means to be begins."""
    return next((each for each in (FEED_PREFIX, SANDBOX_PREFIX) if text.startswith(each)), PREFIX)


def prune(*, at: datetime) -> int:
    """Delete the keys that ended some months ago or more; gives how many. One transaction."""
    long_ago = at - LONGEST_OVERLAP
    with db.transaction():
        return int(ApiKey.delete().where((ApiKey.expires_at <= long_ago) | (ApiKey.revoked_at <= long_ago)).execute())


def _prefix(scopes: Sequence[str], *, is_sandbox: bool) -> str:
    if _FEED in scopes:
        return FEED_PREFIX
    return SANDBOX_PREFIX if is_sandbox else PREFIX


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


def _note(action: audit.Action, key_id: str, by: Actor | None, at: datetime, **details: str) -> None:
    who = by.id if by else audit.OPERATOR
    audit.note(action, by=who, at=at, thing="key", thing_id=key_id, language=None, **details)
