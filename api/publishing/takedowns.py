"""Takedowns: what nothing public shows any longer leaves the store, and comes back when something shows it again.

Whether a picture is public is asked for each reading (`exposure`), so nobody gets one that is not; but its files lie
where a store may be public by mistake, or be copied. Its master and its first size stay: they were never public, or are
not any longer, and the desk must see what the picture is.
"""

from __future__ import annotations

import contextlib
from datetime import datetime

from api.accounts.roles import Actor
from api.content.pictures import files, pictures, renditions, stores
from api.content.pictures.models import Picture
from api.content.pictures.stores import Store
from api.platform import db
from api.platform.errors import Conflict, Unavailable, say
from api.platform.preconditions import Expected
from api.publishing import exposure, journal

TOGETHER = 20  # pictures of one transaction, some milliseconds each


class Exhibition:
    """Follows what is public: remembers at which generation it last looked, since nothing changes without another."""

    def __init__(self) -> None:
        self._seen = _NEVER

    def follow(self, store: Store) -> int:
        """Take down what left the public since the last look, and let the sizes of what came back be made anew.

        Gives how many pictures that were. For a duty; with nothing to do it is one statement. Some transactions, none
        while the store is at work; two workers at once do the work twice, and nothing worse.

        Raises:
            Unavailable: the store does not answer; the next look tries again.
        """
        generation, is_waiting = db.rows(_WAITING)[0]
        if generation == self._seen and not is_waiting:
            return 0
        count, leaving = _note(), _leaving()
        for picture_id in leaving:
            clear(picture_id, store=store)
        self._seen = _NEVER if leaving else generation  # one that has left may have been shown again meanwhile
        return count


_NEVER = -1  # no generation
_WAITING = "SELECT value, EXISTS (SELECT 1 FROM picture WHERE exposure = 'leaving') FROM generation"


def clear(picture_id: str, *, store: Store) -> None:
    """Remove the sizes of a picture that is leaving, and note that it has left. One transaction, safe to repeat.

    Where it has left and come back meanwhile by another worker's hands, its sizes are made anew: what was removed here
    may have been the new ones.

    Raises:
        Unavailable: the store does not answer.
    """
    picture = Picture.get_by_id(picture_id)
    sizes = renditions.others(picture.width, picture.height)
    db.release_connection()  # a store may be slow
    if sizes:
        store.remove(*(stores.name_of(picture_id, one) for one in sizes))
    with db.transaction():
        now = db.for_update(Picture.select().where(Picture.id == picture_id)).get()
        if now.exposure == "leaving":
            _update(picture_id, exposure="over")
        elif now.exposure == "shown":
            files.drop(picture_id, sizes)
            _update(picture_id, is_rendered=False, tries=0)


def delete(picture_id: str, *, store: Store, expected: Expected, by: Actor, at: datetime) -> None:
    """Delete a picture that nothing shows and no text names, with all its files, for good; one transaction.

    What the store does not take now, the worker removes.

    Raises:
        Forbidden: the person does not write.
        NotFound, PreconditionFailed: as `pictures.lock`.
        Conflict: something public shows it, the latest text of an article names it, or it has gone already.
    """
    by.require("write")
    with db.transaction():
        journal.hold()  # no release comes between the look and the deed
        pictures.lock(picture_id, expected=expected)
        found = exposure.find(picture_id)
        if found is not None and found.is_shown:
            raise Conflict(say("Something that is published shows this picture."))
        if exposure.is_named(picture_id):
            raise Conflict(say("The latest text of an article names this picture."))
        pictures.delete(picture_id, expected=expected, by=by, at=at)
    with contextlib.suppress(Unavailable):
        pictures.clear(picture_id, store=store)


def _note() -> int:
    """Note which pictures are public now; gives how many have changed. Transactions of some pictures each.

    Each stands behind the generation, so a release that shows a picture again is either seen there or comes later, and
    is seen at the next look. Nobody waits for the generation for long, however many there are.
    """
    found = exposure.changed()
    for start in range(0, len(found), TOGETHER):
        with db.transaction():
            journal.hold()
            for picture_id in found[start : start + TOGETHER]:
                _settle(picture_id)
    return len(found)


def _settle(picture_id: str) -> None:
    picture = db.for_update(Picture.select().where(Picture.id == picture_id)).get()
    found = exposure.find(picture_id)
    is_public = found is not None and found.is_public
    if is_public and picture.exposure == "unseen":
        _update(picture_id, exposure="shown")
    elif is_public and picture.exposure == "over":
        _update(picture_id, exposure="shown", is_rendered=False, tries=0)
    elif not is_public and picture.exposure == "shown":
        _leave(picture)


def _leave(picture: Picture) -> None:
    picture_id = picture.id
    if picture.replaced_by is not None or picture.deleted_at is not None:
        _update(picture_id, exposure="over")  # all its files go, by other hands
        return
    files.drop(picture_id, renditions.others(picture.width, picture.height))
    _update(picture_id, exposure="leaving", is_rendered=False, tries=0)


def _leaving() -> list[str]:
    return [row.id for row in Picture.select(Picture.id).where(Picture.exposure == "leaving").order_by(Picture.id)]


def _update(picture_id: str, **columns: object) -> None:
    Picture.update(**columns).where(Picture.id == picture_id).execute()
