"""Letters: what is to be told by e-mail is written down here, in the transaction that makes it so.

The worker sends them (`postman`). One that is being sent is claimed, so no two workers send it at once; who is killed
between the relay's answer and `sent` leaves a claim that ends, and the letter goes out once more as the same mail.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from api.platform import db, holding, ids
from api.platform.models import Letter

State = Literal["waiting", "sent", "given_up"]
STATES: tuple[State, ...] = get_args(State)

TRIED_FOR = timedelta(days=3)
HELD = timedelta(minutes=10)  # a claim; longer than the sending of one letter can take
_KEPT = timedelta(days=365)  # that a letter was sent, without what stood in it
_DELAYS = (60, 300, 900, 1800, 3600, 7200, 14_400, 21_600)  # seconds; the last again and again
_FARTHEST = timedelta(days=1)  # a time to try again that is farther away was written by a clock that was ahead
_JITTER = 0.1
_LONGEST_ERROR = 300  # characters
_UNSENT = Letter.sent_at.is_null() & Letter.given_up_at.is_null()


def write(address: str, *, kind: str, subject: str, text: str, language: str = "en", at: datetime) -> None:
    """Write a letter to an address, in a language. A step inside a transaction."""
    db.require_transaction()
    Letter.insert(
        id=ids.new(), address=address, kind=kind, subject=subject, text=text, language=language, created_at=at
    ).execute()


def unsent() -> list[Letter]:
    """Give the letters that wait to be sent, the oldest first."""
    return list(Letter.select().where(_UNSENT).order_by(Letter.created_at, Letter.id))


def is_due(*, at: datetime) -> bool:
    """Tell whether a letter is to be tried now."""
    return Letter.select(Letter.id).where(_due(at)).limit(1).get_or_none() is not None


def claim(*, by: str, at: datetime) -> Letter | None:
    """Claim the letter that is to be tried next, and count the try; one transaction."""
    with db.transaction():
        query = Letter.select().where(_due(at)).order_by(Letter.attempts, Letter.created_at, Letter.id).limit(1)
        letter: Letter | None = db.for_update(query).get_or_none()
        if letter is None:
            return None
        letter.attempts += 1
        letter.first_tried_at = letter.first_tried_at or at
        Letter.update(
            attempts=letter.attempts, first_tried_at=letter.first_tried_at, claimed_by=by, claimed_until=at + HELD
        ).where(Letter.id == letter.id).execute()
    return letter


def sent(letter_id: str, *, at: datetime) -> None:
    """Note that a letter has been handed over; one transaction."""
    with db.transaction():
        Letter.update(sent_at=at, given_up_at=None, error=None, due_at=None, **_UNCLAIMED).where(
            Letter.id == letter_id
        ).execute()


def failed(letter_id: str, reason: str, *, is_final: bool, by: str, at: datetime) -> None:
    """Note why a letter was not handed over, and when it is tried again, if ever; one transaction.

    What is no longer claimed `by` who tried it is left as it is.
    """
    with db.transaction():
        letter = db.for_update(Letter.select().where(Letter.id == letter_id, Letter.claimed_by == by)).get_or_none()
        if letter is None:
            return
        is_over = is_final or at - letter.first_tried_at >= TRIED_FOR
        ends = {"given_up_at": at, "due_at": None} if is_over else {"due_at": _next_at(letter.attempts, at=at)}
        Letter.update(error=reason[:_LONGEST_ERROR], **ends, **_UNCLAIMED).where(Letter.id == letter_id).execute()


def keep_waiting(reason: str, *, at: datetime) -> None:
    """Note why none of the letters that are due can be sent just now, which none of them is to blame for."""
    with db.transaction():
        Letter.update(error=reason[:_LONGEST_ERROR]).where(_due(at)).execute()


def retry(letter_id: str | None = None, *, at: datetime) -> int:
    """Let a letter, or all that were given up and still have their text, be tried at once; gives how many.

    For another three days; a letter that waits is tried sooner. One transaction.
    """
    chosen = Letter.sent_at.is_null() & (Letter.text != "")
    chosen &= Letter.given_up_at.is_null(is_null=False) if letter_id is None else Letter.id == letter_id
    with db.transaction():
        changes: dict[str, Any] = {"given_up_at": None, "due_at": at, "first_tried_at": None, "attempts": 0}
        return int(Letter.update(**changes).where(chosen).execute())


def begin_anew() -> None:
    """Let all that waits be tried for its full time again. A step inside a transaction."""
    db.require_transaction()
    Letter.update(first_tried_at=None).where(_UNSENT, Letter.first_tried_at.is_null(is_null=False)).execute()


def forget(*, days: int, at: datetime) -> int:
    """Erase what stood in letters that ended so many days ago, and give up those that nobody sent for as long.

    Days in which nothing could go out do not count for these: they begin anew when a hold ends. After a year the
    letters themselves. Gives how many were touched; one transaction.
    """
    old = at - timedelta(days=days)
    with db.transaction():
        released_at, given_up = holding.ended_at(), 0
        if released_at is None or released_at <= old:
            given_up = Letter.update(given_up_at=at, **_UNCLAIMED).where(_UNSENT, Letter.created_at <= old).execute()
        ended = (Letter.sent_at <= old) | (Letter.given_up_at <= old)
        erased = Letter.update(subject="", text="").where(ended, Letter.text != "").execute()
        gone = Letter.delete().where(Letter.created_at <= old - _KEPT, ~_UNSENT).execute()
    return int(given_up + erased + gone)


def listed(state: State | None = None, *, most: int) -> Sequence[dict[str, Any]]:
    """Give letters without their texts, the latest first: what an operator needs to see how it goes with them."""
    query = Letter.select().order_by(Letter.created_at.desc(), Letter.id).limit(most)
    return [_shown(letter) for letter in (query.where(_IN[state]) if state else query)]


def counts() -> dict[State, int]:
    """Give how many letters there are of each state."""
    return {state: Letter.select().where(_IN[state]).count() for state in STATES}


def state_of(letter: Letter) -> State:
    """Tell how it stands with a letter."""
    if letter.sent_at is not None:
        return "sent"
    return "waiting" if letter.given_up_at is None else "given_up"


def _due(at: datetime) -> Any:  # noqa: ANN401 - an expression of peewee's
    is_time = Letter.due_at.is_null() | (Letter.due_at <= at) | (Letter.due_at > at + _FARTHEST)
    until = Letter.claimed_until
    return _UNSENT & is_time & (until.is_null() | (until <= at) | (until > at + 2 * HELD))


def _next_at(attempts: int, *, at: datetime) -> datetime:
    seconds = _DELAYS[min(attempts, len(_DELAYS)) - 1]
    return at + timedelta(seconds=seconds * random.uniform(1 - _JITTER, 1 + _JITTER))  # noqa: S311 - no secret


def _shown(letter: Letter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "state": state_of(letter),
        "kind": letter.kind,
        "address": letter.address,
        "language": letter.language,
        "created_at": letter.created_at,
        "sent_at": letter.sent_at,
        "attempts": letter.attempts,
        "due_at": letter.due_at,
        "error": letter.error,
    }


_UNCLAIMED: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
_IN: dict[State, Any] = {
    "waiting": _UNSENT,
    "sent": Letter.sent_at.is_null(is_null=False),
    "given_up": Letter.sent_at.is_null() & Letter.given_up_at.is_null(is_null=False),
}
