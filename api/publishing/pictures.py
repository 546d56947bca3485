"""Pictures as readers get them: withdrawn and restored, described anew, redacted, and withdrawn when a time is over.

Each waits for the generation before it looks, so no release that shows the picture comes between; and it raises it only
where something public shows the picture, or is about to.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from api.accounts import audit
from api.accounts.roles import Actor
from api.content.pictures import pictures, withdrawals
from api.content.pictures.facts import Facts
from api.content.pictures.models import Picture
from api.content.pictures.redactions import Redaction
from api.content.pictures.stores import Store
from api.content.pictures.withdrawals import Substitute
from api.platform import db
from api.platform.preconditions import ANY, Expected
from api.publishing import exposure, journal, rebuilds


def withdraw(picture_id: str, *, reason: str, substitute: Substitute | None, by: Actor, at: datetime) -> None:
    """Take a picture from everything that shows it, in every language, or put another in its place; one transaction.

    What is said of it goes with it. The journal tells of each version that showed it, and of the picture by its id
    alone: the reason can be the harm, and is for the desk.

    Raises:
        Forbidden: the person does not release.
        NotFound: there is no such picture.
        Conflict: it is withdrawn already, another has taken its place, or it was deleted.
        Invalid: the substitute cannot be shown; the fault has its pointer.
    """
    by.require("release")
    with db.transaction():
        picture = _lock(picture_id)
        _withdraw(picture, reason=reason, substitute=substitute, by=by, at=at)


def restore(picture_id: str, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Let a withdrawn picture be shown again wherever a text names it; one transaction.

    Raises:
        Forbidden: the person does not release.
        NotFound, PreconditionFailed: as `pictures.lock`.
        Conflict: it is not withdrawn, its rights or a consent in it have ended, another has taken its place, or it was
            deleted.
    """
    by.require("release")
    with db.transaction():
        picture = _lock(picture_id, expected)
        withdrawals.undo(picture, at=at)
        _follow(picture_id, *([picture.substitute] if picture.substitute is not None else []), at=at)
        audit.note("picture.restore", by=by.id, at=at, thing="picture", thing_id=picture_id)


def change(picture_id: str, told: Facts, *, expected: Expected, by: Actor, at: datetime) -> None:
    """Change facts of a picture, for readers at once; one transaction.

    With another focal point its crops are made anew by the worker. Where a consent or a right has ended by what is told
    here, the picture is withdrawn.

    Raises:
        Forbidden: the person does not write.
        NotFound, PreconditionFailed, Conflict: as `pictures.lock`.
        Invalid: a fact cannot be accepted; the fault has its pointer.
    """
    by.require("write")
    with db.transaction():
        pictures.describe(_lock(picture_id, expected), told, by=by, at=at)
        picture = Picture.get_by_id(picture_id)
        cause = withdrawals.cause_of(picture, at=at)
        if cause is not None and picture.withdrawn_at is None:
            _withdraw(picture, reason=cause, substitute=None, by=by, at=at)
        else:
            _follow(picture_id, at=at)


def redact(
    picture_id: str, shapes: Sequence[Redaction], *, store: Store, expected: Expected, by: Actor, at: datetime
) -> str:
    """Redact a picture again: a new one takes its place, whose id is given; one transaction after the painting.

    Readers have the new one at once. What was beneath is in no file of it, and the files of the old one are removed.

    Raises:
        Forbidden: the person does not write.
        NotFound, PreconditionFailed, Conflict: as `pictures.lock`.
        Unavailable: too many pictures are being opened, or the store does not answer.
    """
    by.require("write")
    with pictures.redrawn(picture_id, shapes, store=store) as drawn, db.transaction():
        journal.hold()
        pictures.replace(drawn, expected=expected, by=by, at=at)
        _follow(drawn.picture_id, picture_id, at=at)
    pictures.clear(picture_id, store=store)
    return drawn.picture_id


def expire(*, at: datetime) -> int:
    """Withdraw the pictures whose rights or consent have ended; gives how many. For a duty; a transaction for each."""
    found = withdrawals.due(at=at)
    for picture_id in found:
        with db.transaction():
            _expire(picture_id, at=at)
    return len(found)


def _expire(picture_id: str, *, at: datetime) -> None:
    """Withdraw a picture whose time is over, unless somebody has been faster, or has prolonged it."""
    journal.hold()
    picture = db.for_update(Picture.select().where(Picture.id == picture_id)).get()
    is_standing = picture.withdrawn_at is None and picture.replaced_by is None and picture.deleted_at is None
    cause = withdrawals.cause_of(picture, at=at)
    if is_standing and cause is not None:
        _withdraw(picture, reason=cause, substitute=None, by=None, at=at)


def _lock(picture_id: str, expected: Expected = ANY) -> Picture:
    journal.hold()
    return pictures.lock(picture_id, expected=expected)


def _withdraw(picture: Picture, *, reason: str, substitute: Substitute | None, by: Actor | None, at: datetime) -> None:
    withdrawals.put(picture, reason=reason, substitute=substitute, by=by, at=at)
    _follow(picture.id, *([substitute.id] if substitute is not None else []), at=at)
    audit.note(
        "picture.withdraw",
        by=by.id if by is not None else audit.OPERATOR,
        at=at,
        thing="picture",
        thing_id=picture.id,
        cause=reason if reason in withdrawals.CAUSES else None,
        substitute=substitute.id if substitute is not None else None,
    )


def _follow(picture_id: str, *others: str, at: datetime) -> None:
    """Bring readings and journal after what has become of a picture, if something public shows it, or would."""
    if found := exposure.articles(picture_id):
        rebuilds.illustrate(found, journal.begin(), picture_id, *others, at=at)
