"""Tokens: made, recognised, checked and revoked. Only the SHA-256 of one is ever stored."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
import zlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from api.accounts import audit
from api.accounts.models import Person, Token
from api.accounts.roles import Actor, Granted
from api.platform import bookkeeping, db, heartbeat, ids
from api.platform.errors import Fault, Forbidden, Invalid, NotFound, PasswordRequired, Unauthenticated, Unavailable, say
from api.platform.preconditions import ANY, Expected

PREFIX = "pw_"
SESSION = timedelta(hours=12)
LONGEST = timedelta(days=366)
REMEMBERED = timedelta(days=30)  # after its end
_ALPHABET = string.digits + string.ascii_letters
_BODY, _CHECK = 43, 6  # characters: 32 bytes, then a CRC-32, both in base 62


def make(entropy: bytes | None = None, *, prefix: str = PREFIX) -> str:
    """Make a token's text: a prefix that scanners recognise, 256 bits, and a checksum that tells a typing error.

    `entropy` (32 bytes) makes it derivable, for the demo; otherwise it is random. Another kind of credential has
    another `prefix`.
    """
    number = int.from_bytes(entropy or secrets.token_bytes(32))
    body = _base62(number, _BODY)
    return f"{prefix}{body}{_checksum(body)}"


def is_well_formed(text: str, *, prefix: str = PREFIX) -> bool:
    """Tell whether a text can be a token at all, without asking the database."""
    body, check = text[len(prefix) : -_CHECK], text[-_CHECK:]
    return (
        text.startswith(prefix)
        and len(body) == _BODY
        and text.isascii()
        and hmac.compare_digest(_checksum(body), check)
    )


def issue(person_id: str, *, name: str, at: datetime, expires_at: datetime | None, text: str | None = None) -> str:
    """Give a person a token and return its text, which is shown this once. A step inside a transaction."""
    db.require_transaction()
    text = text or make()
    Token.create(id=ids.new(), person=person_id, hash=digest(text), name=name, created_at=at, expires_at=expires_at)
    return text


def actor_of(text: str, *, at: datetime) -> Actor:
    """Give the person behind a token.

    Raises:
        Unauthenticated: it is no token of ours, has expired or been revoked, or its person is suspended; which of
            these is not told.
    """
    found = _living(text, at=at)
    person_id, login, name, locale = found[0][:4]
    grants = _granted(found)
    _note_use(text, found[0], at)
    return Actor(person_id, login, name, locale, grants)


def hold(by: Actor, text: str, *, at: datetime) -> None:
    """Make sure that a token still lives and its person still may what they were allowed. A step inside a transaction.

    Person and token are locked against changes until it ends: suspending, revoking and taking a role away wait for the
    writes that began before, and writes that begin after are refused.

    Raises:
        Unauthenticated: the token has died.
        Forbidden: what was allowed by a role is allowed by none any longer.
    """
    db.keep("SELECT 1 FROM person WHERE id = ?", (by.id,))
    db.keep("SELECT 1 FROM token WHERE hash = ?", (digest(text),))
    # Another statement, which sees what was committed while the one before waited (PostgreSQL, READ COMMITTED).
    by.keep_only(_granted(_living(text, at=at)))


def make_personal(
    by: Actor, *, name: str, expires_at: datetime | None, within: str | None = None, at: datetime
) -> dict[str, object]:
    """Make a token for the person who acts, and give it with its text; one transaction.

    Every token expires after a year at the latest, which is the default. One that is made with another token (`within`,
    its text) and without a password does not outlive that one.

    Raises:
        Forbidden: the person has no role; a session is enough to see that.
        PasswordRequired: it would outlive the token in use.
        Invalid: it would have expired already, or lives longer than a year; the fault stands at `/expires_at`.
    """
    at = heartbeat.believed(at, heartbeat.newest())
    _require_span(expires_at, at=at)
    with db.transaction():
        if not by.held:
            raise Forbidden(say("Your roles do not allow this."))
        latest = min(at + LONGEST, _end_of(within) or at + LONGEST)
        if expires_at is not None and expires_at > latest:
            detail = say("A token that outlives the one in use needs the password.")
            raise PasswordRequired(detail, Fault("required", say("is required"), pointer="/password"))
        text = issue(by.id, name=name, at=at, expires_at=expires_at or latest)
        (made,) = of(by.id, at=at, hash_=digest(text))
        audit.note("token.make", by=by.id, at=at, thing="token", thing_id=str(made["id"]))
    return {**made, "token": text}


def _require_span(expires_at: datetime | None, *, at: datetime) -> None:
    if expires_at is not None and not at < expires_at <= at + LONGEST:
        detail = say("A token expires within a year.") if expires_at > at else say("The time has already passed.")
        code = "too_late" if expires_at > at else "in_the_past"
        raise Invalid(detail, Fault(code, detail, pointer="/expires_at"))


def _end_of(text: str | None) -> datetime | None:
    found = Token.get_or_none(Token.hash == digest(text)) if text is not None else None
    return found.expires_at if found is not None else None


def of(person_id: str, *, at: datetime, hash_: str | None = None) -> list[dict[str, object]]:
    """Give a person's valid tokens without their texts, the latest first; with `hash_` only that one."""
    query = Token.select().where(Token.person == person_id, Token.revoked_at.is_null())
    if hash_ is not None:
        query = query.where(Token.hash == hash_)
    return [
        {
            "id": row.id,
            "name": row.name,
            "created_at": row.created_at,
            "expires_at": row.expires_at,
            "last_used_on": row.last_used_on,
        }
        for row in query.order_by(Token.created_at.desc(), Token.id)
        if row.expires_at is None or row.expires_at > at
    ]


def revoke_own(by: Actor, token_id: str, *, expected: Expected = ANY, at: datetime) -> None:
    """Revoke one of the acting person's tokens by its id, which is its ETag too; one transaction.

    Raises:
        NotFound: this person has no such token.
        PreconditionFailed: the caller means another.
    """
    with db.transaction():
        own = (Token.id == token_id) & (Token.person == by.id) & Token.revoked_at.is_null()
        if not Token.update(revoked_at=at).where(own).execute():
            raise NotFound(say("You have no such token."))
        expected.check(token_id)
        audit.note("token.revoke", by=by.id, at=at, thing="token", thing_id=token_id)


def end(text: str, *, at: datetime) -> bool:
    """Revoke a token by its text; tells whether it was one that lived. A step inside a transaction."""
    db.require_transaction()
    living = (Token.hash == digest(text)) & Token.revoked_at.is_null()
    return bool(Token.update(revoked_at=at).where(living).execute())


def end_all(person_id: str, *, at: datetime, but: str | None = None) -> None:
    """Revoke all of a person's tokens, but for the one of a text. A step inside a transaction.

    Previews, which higher floors make in a person's name, end too: each holds the `key_serial` at which it was made.
    """
    db.require_transaction()
    living = (Token.person == person_id) & Token.revoked_at.is_null()
    if but is not None:
        living &= Token.hash != digest(but)
    Token.update(revoked_at=at).where(living).execute()
    Person.update(key_serial=Person.key_serial + 1).where(Person.id == person_id).execute()


def count(person_ids: Sequence[str], *, at: datetime) -> dict[str, int]:
    """Give how many valid tokens some people have, by person; who has none is left out."""
    marks = ", ".join("?" * len(person_ids))
    return dict(db.rows(_COUNT.format(marks=marks), (*person_ids, db.write_time(at)))) if person_ids else {}


def prune(*, at: datetime) -> int:
    """Delete the tokens that ended a month ago or more; gives how many. One transaction."""
    long_ago = at - REMEMBERED
    with db.transaction():
        return int(Token.delete().where((Token.expires_at <= long_ago) | (Token.revoked_at <= long_ago)).execute())


_COUNT = """
SELECT person_id, COUNT(*)
  FROM token
 WHERE person_id IN ({marks}) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
 GROUP BY person_id
"""

_ACTOR = """
SELECT person.id, person.login, person.name, person.locale, token.expires_at, token.revoked_at, person.suspended_at,
       token.last_used_on, heartbeat."at", "grant".role, "grant".language
  FROM token
  JOIN person ON person.id = token.person_id
  LEFT JOIN heartbeat ON heartbeat.name = 'newest'
  LEFT JOIN "grant" ON "grant".person_id = person.id
 WHERE token.hash = ?
 ORDER BY "grant".role, COALESCE("grant".language, '')
"""


def _living(text: str, *, at: datetime) -> list[tuple[Any, ...]]:
    found = db.rows(_ACTOR, (digest(text),)) if is_well_formed(text) else []
    if not found or any(_is_dead(row, at) for row in found):
        raise Unauthenticated(say("The token is not valid, or not any longer."))
    return found


def _granted(found: list[tuple[Any, ...]]) -> tuple[Granted, ...]:
    return tuple(Granted(role, language) for *_, role, language in found if role is not None)


def _is_dead(row: tuple[object, ...], at: datetime) -> bool:
    expires_at, revoked_at, suspended_at = row[4:7]
    at = heartbeat.believed(at, _known(row))
    expired = isinstance(expires_at, str | datetime) and db.read_time(expires_at) <= at
    return expired or revoked_at is not None or suspended_at is not None


def _known(row: tuple[object, ...]) -> datetime | None:
    known = row[8]
    return db.read_time(known) if isinstance(known, str | datetime) else None


def _note_use(text: str, row: tuple[object, ...], at: datetime) -> None:
    """Note the day of a token's last use, unless the database is locked: a read must not wait for a write."""
    known = _known(row)
    today = heartbeat.believed(at, known).date().isoformat()
    if row[7] != today or (known is not None and timedelta(hours=1) < at - known <= heartbeat.FARTHEST):
        with suppress(Unavailable), bookkeeping.now():
            Token.update(last_used_on=today).where(Token.hash == digest(text)).execute()
            heartbeat.advance(at)


def digest(text: str) -> str:
    """Give what is stored of a token: its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), _CHECK)


def _base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
