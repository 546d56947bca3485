"""The other sizes of pictures, made by the worker after the upload: from the master, in a decoder's process."""

from __future__ import annotations

from datetime import datetime

from api.content.pictures import decoding, facts, files, renditions
from api.content.pictures.models import Picture
from api.content.pictures.stores import Store
from api.platform import db
from api.platform.errors import Problem

MOST_TRIES = 5


def pending(*, limit: int = 10) -> list[str]:
    """Give the ids of pictures that lack sizes, the longest waiting first; those that failed often come no more."""
    stands = Picture.replaced_by.is_null() & Picture.deleted_at.is_null() & Picture.exposure.not_in(_TAKEN_DOWN)
    waits = (~Picture.is_rendered) & (Picture.tries < MOST_TRIES) & stands
    query = Picture.select(Picture.id).where(waits).order_by(Picture.tries, Picture.created_at, Picture.id)
    return [row.id for row in query.limit(limit)]


_TAKEN_DOWN = ("leaving", "over")  # nothing public shows them: their sizes are made when something does again


def run_pending(store: Store, *, at: datetime) -> int:  # noqa: ARG001 - as every duty's
    """Make the sizes of one picture that lacks some; gives how many pictures that were. For a duty.

    Two workers at once do the work twice, and nothing worse.
    """
    for picture_id in pending(limit=1):
        make(picture_id, store=store)
        return 1
    return 0


def make(picture_id: str, *, store: Store) -> bool:
    """Make the sizes that a picture lacks; tells whether it now has all. Two transactions, and none while it works.

    A failure is counted, and the picture tried again later.
    """
    with db.transaction():
        Picture.update(tries=Picture.tries + 1).where(Picture.id == picture_id).execute()
    picture = Picture.get_by_id(picture_id)
    there = files.of(picture_id)
    lacking = [one for one in renditions.wanted(picture.width, picture.height) if one not in there]
    try:
        kind, master = files.master_of(store, picture_id)
        made = decoding.render(kind, master, lacking, facts.focus_of(picture)) if lacking else {}
        written = files.put(store, picture_id, made)
    except Problem:
        return False
    with db.transaction():
        now = db.for_update(Picture.select().where(Picture.id == picture_id)).get()
        if now.replaced_by is not None or now.deleted_at is not None:  # what was written here may not be seen
            Picture.update(has_files=True).where(Picture.id == picture_id).execute()
            return False
        if now.exposure in _TAKEN_DOWN:  # what was written here is to go too
            Picture.update(exposure="leaving").where(Picture.id == picture_id).execute()
            return False
        if (
            now.tries != picture.tries
        ):  # taken down and shown again, or somebody else is at it: what is there may be gone
            return False
        if (now.focal_x, now.focal_y) != (picture.focal_x, picture.focal_y):
            # Crops of two focal points may have been written over each other: all of them are made anew.
            files.drop(picture_id, [one for one in files.of(picture_id) if one.crop in renditions.CROPS])
            Picture.update(is_rendered=False, tries=0).where(Picture.id == picture_id).execute()
            return False
        files.append(picture_id, written)
        Picture.update(is_rendered=True, tries=0).where(Picture.id == picture_id).execute()
    return True
