"""Exposure: which pictures readers have now, and which they had once. The one place that decides it.

A publication shows the pictures that its text names, or what stands for them: a redacted picture for the one that it
replaced, a substitute for one that was withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from api.content.pictures.models import Picture
from api.platform import db


@dataclass(frozen=True, slots=True)
class Exposure:
    """A picture's size in pixels and its state: whether it stands, something public shows it, and it ever was public.

    It stands as long as no other has replaced it and it is neither withdrawn nor deleted. `ends_at`: when the rights or
    a consent end, whichever comes first.
    """

    width: int
    height: int
    is_standing: bool
    is_shown: bool
    was_public: bool
    ends_at: datetime | None

    @property
    def is_public(self) -> bool:
        """Whether readers have it."""
        return self.is_standing and self.is_shown


def find(picture_id: str) -> Exposure | None:
    """Tell what a picture is to readers; None where there is none. One statement, by indexes."""
    found = db.row(_FIND, (picture_id, picture_id))
    if found is None:
        return None
    width, height, is_standing, is_shown, was_public, *ends = found
    ends_at = min((db.read_time(end) for end in ends if end is not None), default=None)
    return Exposure(width, height, bool(is_standing), bool(is_shown), bool(was_public), ends_at)


def changed() -> list[str]:
    """Give the ids of pictures that became public since it was last noted, or are public no longer.

    One statement over all that is public. Those that are leaving are left out until they have left.
    """
    return [picture_id for (picture_id,) in db.rows(_CHANGED)]


def is_named(picture_id: str) -> bool:
    """Tell whether the latest text of an article names a picture, or one that it stands for."""
    found = db.row(_IS_NAMED, (picture_id,))
    return found is not None and bool(found[0])


def public(picture_ids: Collection[str]) -> set[str]:
    """Give those of some pictures that readers have now; one statement, by indexes."""
    marks = ",".join("?" * len(picture_ids)) or "NULL"
    return {picture_id for (picture_id,) in db.rows(_PUBLIC.format(marks=marks), [*picture_ids])}


def articles(picture_id: str) -> list[str]:
    """Give the ids of the articles of which something public shows a picture, or would if it stood; the newest first.

    One statement, by indexes.
    """
    return [article_id for article_id, _ in db.rows(_ARTICLES, (picture_id,))]


def announce(article_ids: Collection[str], *also: str) -> list[tuple[str, bool]]:
    """Note which of the pictures that some articles show, and of some others, have come and gone since it was told.

    Gives them as (id, is public), for the journal to tell of; what partners may not have is not public to them. What
    readers have for the first time is noted as shown, however short it stays. A step inside a publishing transaction;
    one statement where nothing came or went.
    """
    db.require_transaction()
    ids = [*article_ids]
    sql = _TURNED.format(articles=",".join("?" * len(ids)) or "NULL", pictures=",".join("?" * len(also)) or "NULL")
    found = db.rows(sql, (*ids, *also))
    turned = [(picture_id, bool(is_public)) for picture_id, was_told, is_public, _ in found if was_told != is_public]
    for is_public in (True, False):
        _update([picture_id for picture_id, is_now in turned if is_now == is_public], is_announced=is_public)
    _update([picture_id for picture_id, _, _, is_new in found if is_new], exposure="shown")
    return turned


def _update(ids: Collection[str], **columns: object) -> None:
    if ids:
        Picture.update(**columns).where(Picture.id.in_(ids)).execute()


# What a picture stands for, itself included. A withdrawn one that was replaced has its substitute from its successor.
STANDS_FOR = """
WITH RECURSIVE stands_for (id) AS (
    SELECT id FROM picture WHERE id = ?
    UNION
    SELECT picture.id
      FROM stands_for
      JOIN picture
        ON picture.replaced_by = stands_for.id
        OR (picture.substitute = stands_for.id AND picture.replaced_by IS NULL AND picture.withdrawn_at IS NOT NULL)
)
"""

# No language goes from the newsroom while there is a publication in it: its row refers to it. By CROSS JOIN SQLite
# keeps this order; else it begins with all that was ever shown, which takes a hundred times as long.
_IS_SHOWN = """
EXISTS (SELECT 1
          FROM stands_for
         CROSS JOIN publication_picture
         CROSS JOIN publication
         WHERE publication_picture.picture_id = stands_for.id
           AND publication.id = publication_picture.publication_id
           AND publication.ended_at IS NULL AND publication.withdrawn_at IS NULL)
"""

_FIND = f"""
{STANDS_FOR}
SELECT picture.width, picture.height,
       picture.replaced_by IS NULL AND picture.withdrawn_at IS NULL AND picture.deleted_at IS NULL,
       {_IS_SHOWN},
       picture.exposure <> 'unseen'
       OR EXISTS (SELECT 1 FROM publication_picture WHERE publication_picture.picture_id = picture.id),
       picture.rights_expire_at, picture.consent_expires_at
  FROM picture
 WHERE picture.id = ?
"""  # noqa: S608 - fixed

_ARTICLES = f"""
{STANDS_FOR}
SELECT DISTINCT article.id, article.created_at
  FROM stands_for
  JOIN publication_picture ON publication_picture.picture_id = stands_for.id
  JOIN publication ON publication.id = publication_picture.publication_id
  JOIN article ON article.id = publication.article_id
 WHERE publication.ended_at IS NULL AND publication.withdrawn_at IS NULL
 ORDER BY article.created_at DESC, article.id
"""  # noqa: S608 - fixed

# As above, from several pictures at once: `root` is where each began.
_STAND_FOR = """
stands_for (root, id) AS (
    SELECT id, id FROM concerned
    UNION
    SELECT stands_for.root, picture.id
      FROM stands_for
      JOIN picture
        ON picture.replaced_by = stands_for.id
        OR (picture.substitute = stands_for.id AND picture.replaced_by IS NULL AND picture.withdrawn_at IS NOT NULL)
)
"""

_HAS_READERS = """
picture.replaced_by IS NULL AND picture.withdrawn_at IS NULL AND picture.deleted_at IS NULL
AND EXISTS (SELECT 1
              FROM stands_for
              JOIN publication_picture ON publication_picture.picture_id = stands_for.id
              JOIN publication ON publication.id = publication_picture.publication_id
             WHERE stands_for.root = picture.id
               AND publication.ended_at IS NULL AND publication.withdrawn_at IS NULL)
"""

_PUBLIC = f"""
WITH RECURSIVE concerned (id) AS (SELECT id FROM picture WHERE id IN ({{marks}})), {_STAND_FOR}
SELECT picture.id FROM concerned JOIN picture ON picture.id = concerned.id WHERE {_HAS_READERS}
"""  # noqa: S608 - fixed

# What stood for another until now is told by no row any longer, and so is named beside it.
_TURNED = f"""
WITH RECURSIVE named (id) AS (
    SELECT publication_picture.picture_id
      FROM publication_picture
      JOIN publication ON publication.id = publication_picture.publication_id
     WHERE publication.article_id IN ({{articles}})
    UNION
    SELECT id FROM picture WHERE id IN ({{pictures}})
),
concerned (id) AS (
    SELECT id FROM named
    UNION
    SELECT COALESCE(picture.replaced_by, picture.substitute)
      FROM concerned
      JOIN picture ON picture.id = concerned.id
     WHERE picture.replaced_by IS NOT NULL OR picture.substitute IS NOT NULL
),
{_STAND_FOR},
found (id, is_announced, syndication, exposure, has_readers) AS (
    SELECT picture.id, picture.is_announced, picture.syndication, picture.exposure,
           {_HAS_READERS}
      FROM concerned
      JOIN picture ON picture.id = concerned.id
),
told (id, is_announced, is_public, is_new) AS (
    SELECT id, is_announced, syndication AND has_readers, has_readers AND exposure = 'unseen' FROM found
)
SELECT id, is_announced, is_public, is_new
  FROM told
 WHERE (is_announced AND NOT is_public) OR (is_public AND NOT is_announced) OR is_new
 ORDER BY id
"""  # noqa: S608 - fixed

_CHANGED = """
WITH RECURSIVE shown (id) AS (
    SELECT publication_picture.picture_id
      FROM publication_picture
      JOIN publication ON publication.id = publication_picture.publication_id
     WHERE publication.ended_at IS NULL AND publication.withdrawn_at IS NULL
    UNION
    SELECT COALESCE(picture.replaced_by, picture.substitute)
      FROM shown
      JOIN picture ON picture.id = shown.id
     WHERE picture.replaced_by IS NOT NULL OR (picture.withdrawn_at IS NOT NULL AND picture.substitute IS NOT NULL)
),
known (id, exposure, is_public) AS (
    SELECT picture.id, picture.exposure,
           shown.id IS NOT NULL
           AND picture.replaced_by IS NULL AND picture.withdrawn_at IS NULL AND picture.deleted_at IS NULL
      FROM picture
      LEFT JOIN shown ON shown.id = picture.id
)
SELECT id
  FROM known
 WHERE (exposure = 'shown' AND NOT is_public) OR (exposure IN ('unseen', 'over') AND is_public)
 ORDER BY id
"""

_IS_NAMED = f"""
{STANDS_FOR}
SELECT EXISTS (SELECT 1 FROM stands_for JOIN draft_picture ON draft_picture.picture_id = stands_for.id)
"""  # noqa: S608 - fixed
