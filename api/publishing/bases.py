"""The public address in readings: those that show pictures are made anew when an operator has set another.

Addresses of pictures are absolute, as feeds and mail need them, so what was made with another address leads elsewhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from api.content.pictures.models import PictureBase
from api.platform import db, instance
from api.publishing import journal
from api.publishing.models import PendingRebuild

SETTLING = timedelta(hours=1)  # by when all processes of an instance are started with the same address

_ONE = 1  # the id of the one row


def follow(*, at: datetime) -> int:
    """Ask for the readings that show a picture, if the address is not the one they were made with. For a duty.

    They are asked for once more an hour later: while processes are started one after another, one that has the former
    address still may release a text, or be the worker that makes readings anew. Gives how many articles were asked
    for; one transaction if there is something to do, and none if not. What is the same already stays as it is.
    """
    base = instance.base_url()
    if not _is_due(base, at):
        return 0
    with db.transaction():
        journal.hold()
        if not _is_due(base, at):  # another worker was faster
            return 0
        # What is due with the same address is so for the second time.
        db.put(PictureBase, [{"id": _ONE, "base": base, "since": at, "is_settled": known() == base}], key=["id"])
        shown = [article_id for (article_id,) in db.rows(_SHOWN)]
        asked = [{"article": article_id, "asked_at": at, "only_names": False} for article_id in shown]
        db.put(PendingRebuild, asked, key=["article"])
    return len(shown)


def known() -> str | None:
    """Give the address that readings are made with, as far as a worker has noticed it."""
    found = PictureBase.get_or_none(PictureBase.id == _ONE)
    return found.base if found is not None else None


def _is_due(base: str, at: datetime) -> bool:
    found = PictureBase.get_or_none(PictureBase.id == _ONE)
    if found is None or found.base != base:
        return True
    return not found.is_settled and at >= found.since + SETTLING


_SHOWN = """
SELECT DISTINCT publication.article_id
  FROM publication_picture
  JOIN publication ON publication.id = publication_picture.publication_id
 WHERE publication.ended_at IS NULL AND publication.withdrawn_at IS NULL
 ORDER BY publication.article_id
"""
