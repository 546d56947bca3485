"""Idempotency: a POST that its caller repeats with the same key is done once, and answered as it was the first time.

A record goes through three states. It is `running` while the first request works, for at most `HELD`, after which a
repeat may take over: the first may have died. It is `committed` by the verb's own transaction, so that the work is not
done twice even if the process dies right after. It is `answered` once the answer is stored, for a day. A request that
lost the record to a repeat cannot commit.

Only successes are remembered. A refusal changed nothing, so its repeat is tried anew: if refusals were stored, anyone
with a token could fill the disk with them (draft-ietf-httpapi-idempotency-key-header, section 2.6, leaves it open). An
answer larger than `LARGEST`, or beyond the `MOST` bytes of a credential, is not stored either: its repeat is told that
the work was done.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, InvalidParameter, say
from api.platform.models import IdempotencyRecord

KEPT = timedelta(hours=24)
HELD = timedelta(seconds=30)
LARGEST = 64 * 1024  # bytes of an answer that is kept
MOST = 2 * 1024 * 1024  # bytes of answers kept for one credential

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_DONE = range(200, 300)


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored answer. `headers` are those that a repeat gets too, such as Location and ETag."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to do the work of a request with this key."""

    key: str
    holder: str
    owner: str


def claim(credential: str, key: str, fingerprint: str, *, at: datetime) -> Claim | Answer:
    """Give the right to do a request's work, or the stored answer of the first request; one transaction.

    `fingerprint` is a hash of what is asked: with another one the key is refused. Of the credential a hash is stored.

    Raises:
        InvalidParameter: the key is not of 1 to 255 visible ASCII characters.
        Invalid: the key was used for another request (`idempotency_mismatch`).
        Conflict: the first is still at work (`idempotency_in_progress`), or was done and its answer is lost.
    """
    if not _KEY.fullmatch(key):
        detail = say("An Idempotency-Key consists of 1 to 255 visible ASCII characters.")
        raise InvalidParameter(detail, Fault("invalid_key", detail, header="Idempotency-Key"))
    mine = Claim(_hashed(f"{credential}\0{key}"), ids.new(), _hashed(f"owner\0{credential}"))
    with db.transaction():
        return mine if _takes(mine, fingerprint, at=at) else _first_answer(mine.key, fingerprint, at=at)


def mark(claim: Claim) -> None:
    """Mark the work as done. The last step of the transaction that does it.

    Raises:
        Conflict: a repeat has taken over the record and does the work.
    """
    if not db.rows(_MARK, (claim.key, claim.holder)):
        raise Conflict(_IN_PROGRESS, code="idempotency_in_progress")


def settle(claim: Claim, answer: Answer, *, at: datetime, is_secret: bool = False) -> None:
    """Store an answer for repeats, or delete the claim of a request that was refused; one transaction.

    An answer that shows a secret is not stored, nor one that is too large: a repeat is told that the work was done.
    """
    with db.transaction():
        if answer.status not in _DONE:
            db.rows(_FORGET, (claim.key, claim.holder))
        elif is_secret or not _has_room(claim.owner, answer, at=at):
            db.rows(_END, (db.write_time(at), claim.key, claim.holder))
        else:
            headers = json.dumps(answer.headers)
            db.rows(_KEEP, (answer.status, headers, answer.body, claim.key, claim.holder))


def prune(*, at: datetime) -> int:
    """Delete the records that have expired; gives how many. One transaction."""
    with db.transaction():
        return int(IdempotencyRecord.delete().where(IdempotencyRecord.expires_at <= at).execute())


_IN_PROGRESS = say("The first request with this Idempotency-Key is still in progress.")

_TAKE = """
INSERT INTO idempotency_record (key, owner, fingerprint, state, holder, held_until, expires_at)
VALUES (?, ?, ?, 'running', ?, ?, ?)
ON CONFLICT (key) DO UPDATE
   SET fingerprint = excluded.fingerprint, state = 'running', holder = excluded.holder,
       held_until = excluded.held_until, expires_at = excluded.expires_at, status = NULL, headers = NULL, body = NULL
 WHERE idempotency_record.expires_at <= ?
    OR (idempotency_record.state = 'running' AND idempotency_record.held_until <= ?
        AND idempotency_record.fingerprint = excluded.fingerprint)
RETURNING holder
"""
_FIND = "SELECT fingerprint, state, held_until, status, headers, body FROM idempotency_record WHERE key = ?"
_MARK = """
UPDATE idempotency_record SET state = 'committed'
 WHERE key = ? AND holder = ? AND state IN ('running', 'committed')
RETURNING key
"""
_KEEP = """
UPDATE idempotency_record SET state = 'answered', status = ?, headers = ?, body = ?
 WHERE key = ? AND holder = ?
RETURNING key
"""
_END = "UPDATE idempotency_record SET state = 'committed', held_until = ? WHERE key = ? AND holder = ? RETURNING key"
_FORGET = "DELETE FROM idempotency_record WHERE key = ? AND holder = ? AND state = 'running' RETURNING key"
_KEPT = "SELECT COALESCE(SUM(LENGTH(body)), 0) FROM idempotency_record WHERE owner = ? AND expires_at > ?"


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _has_room(owner: str, answer: Answer, *, at: datetime) -> bool:
    """Tell whether an answer is small enough to be kept, with what is kept for the same credential already."""
    if len(answer.body) > LARGEST:
        return False
    ((kept,),) = db.rows(_KEPT, (owner, db.write_time(at)))
    return int(kept) + len(answer.body) <= MOST


def _takes(mine: Claim, fingerprint: str, *, at: datetime) -> bool:
    now = db.write_time(at)
    ends = db.write_time(at + HELD), db.write_time(at + KEPT)
    return bool(db.rows(_TAKE, (mine.key, mine.owner, fingerprint, mine.holder, *ends, now, now)))


def _first_answer(key: str, fingerprint: str, *, at: datetime) -> Answer:
    found = db.row(_FIND, (key,))
    if found is None:  # the first has just been forgotten
        raise Conflict(_IN_PROGRESS, code="idempotency_in_progress")
    first, state, held_until, status, headers, body = found
    if first != fingerprint:
        raise Invalid(say("This Idempotency-Key was sent with another request."), code="idempotency_mismatch")
    if state == "answered":
        return Answer(status, json.loads(headers), bytes(body))
    if db.read_time(held_until) > at:
        raise Conflict(_IN_PROGRESS, code="idempotency_in_progress")
    raise Conflict(say("This was done at the first request; its answer cannot be given again. Read what is there now."))
