"""Which pictures the latest texts of articles name, kept beside them so that no list reads a text to know it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from api.content import illustrations
from api.content.models import DraftPicture
from api.content.texts import Text
from api.platform import db

AHEAD = timedelta(days=7)  # that editors are warned before a picture goes

Code = Literal["picture_expires", "picture_withdrawn"]
CODES: tuple[Code, ...] = get_args(Code)


@dataclass(frozen=True, slots=True)
class PictureWarning:
    """A picture that the latest text of an article names will be shown no longer at a time, or has not been since."""

    code: Code
    picture_id: str
    at: datetime


def put(article_id: str, text: Text) -> None:
    """Note which pictures the text names that has become an article's latest. A step inside a transaction."""
    db.require_transaction()
    lead = {text.lead.picture} if text.lead is not None else set()
    DraftPicture.delete().where(DraftPicture.article == article_id).execute()
    named = sorted(lead | illustrations.named(text.body))
    db.append(DraftPicture, [{"article": article_id, "picture": picture} for picture in named])


def warnings(article_ids: Sequence[str], *, at: datetime) -> dict[str, list[PictureWarning]]:
    """Give what editors must know of the pictures in the latest texts of some articles; one statement."""
    found: dict[str, list[PictureWarning]] = {article_id: [] for article_id in article_ids}
    until = db.write_time(at + AHEAD)
    marks = ",".join("?" * len(article_ids)) or "NULL"
    for article_id, picture, withdrawn_at, *ends in db.rows(_WARNED.format(marks=marks), (*article_ids, until, until)):
        if withdrawn_at is not None:
            found[article_id].append(PictureWarning("picture_withdrawn", picture, db.read_time(withdrawn_at)))
        else:
            end = min(db.read_time(end) for end in ends if end is not None)
            found[article_id].append(PictureWarning("picture_expires", picture, end))
    return found


# A picture that others have replaced names the one that stands now.
_WARNED = """
SELECT DISTINCT draft_picture.article_id, own.id, own.withdrawn_at, own.rights_expire_at, own.consent_expires_at
  FROM draft_picture
  JOIN picture AS named ON named.id = draft_picture.picture_id
  JOIN picture AS own ON own.id = COALESCE(named.replaced_by, named.id)
 WHERE draft_picture.article_id IN ({marks})
   AND (own.withdrawn_at IS NOT NULL OR own.rights_expire_at <= ? OR own.consent_expires_at <= ?)
 ORDER BY draft_picture.article_id, own.id
"""
