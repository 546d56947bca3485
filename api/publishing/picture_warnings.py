"""Picture warnings: which pictures go before long, or have gone, told to editors while there is time to act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from api.platform import db

AHEAD = timedelta(days=7)  # that editors are warned before a picture goes

Code = Literal["picture_expires", "picture_withdrawn"]
CODES: tuple[Code, ...] = get_args(Code)


@dataclass(frozen=True, slots=True)
class PictureWarning:
    """A picture of an article will be shown no longer at a time, or has not been since.

    It goes from the latest text or from a public one, under its own name or in the place of another. It has gone only
    from the latest text, which names it.
    """

    code: Code
    picture_id: str
    at: datetime


def of(article_ids: Sequence[str], *, at: datetime) -> dict[str, list[PictureWarning]]:
    """Give what editors must know of the pictures of some articles; one statement."""
    found: dict[str, list[PictureWarning]] = {article_id: [] for article_id in article_ids}
    until = db.write_time(at + AHEAD)
    sql = _WARNED.format(marks=",".join("?" * len(article_ids)) or "NULL")
    for article_id, picture, withdrawn_at, *ends in db.rows(sql, (*article_ids, *article_ids, until, until)):
        if withdrawn_at is not None:
            found[article_id].append(PictureWarning("picture_withdrawn", picture, db.read_time(withdrawn_at)))
        else:
            end = min(db.read_time(end) for end in ends if end is not None)
            found[article_id].append(PictureWarning("picture_expires", picture, end))
    return found


# `is_named`: the latest text names it, or what it was before it was redacted.
_WARNED = """
WITH RECURSIVE reached (article_id, id, is_named) AS (
    SELECT article_id, picture_id, TRUE FROM draft_picture WHERE article_id IN ({marks})
    UNION
    SELECT publication.article_id, publication_picture.picture_id, FALSE
      FROM publication
      JOIN publication_picture ON publication_picture.publication_id = publication.id
     WHERE publication.article_id IN ({marks})
       AND publication.ended_at IS NULL AND publication.withdrawn_at IS NULL
    UNION
    SELECT reached.article_id, COALESCE(picture.replaced_by, picture.substitute),
           reached.is_named AND picture.replaced_by IS NOT NULL
      FROM reached
      JOIN picture ON picture.id = reached.id
     WHERE picture.replaced_by IS NOT NULL OR (picture.withdrawn_at IS NOT NULL AND picture.substitute IS NOT NULL)
)
SELECT DISTINCT reached.article_id, picture.id, picture.withdrawn_at, picture.rights_expire_at,
       picture.consent_expires_at
  FROM reached
  JOIN picture ON picture.id = reached.id
 WHERE picture.replaced_by IS NULL
   AND CASE WHEN picture.withdrawn_at IS NOT NULL THEN reached.is_named
            ELSE picture.deleted_at IS NULL AND (picture.rights_expire_at <= ? OR picture.consent_expires_at <= ?) END
 ORDER BY reached.article_id, picture.id
"""
