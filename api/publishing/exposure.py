"""Exposure: which pictures readers have now, and which they had once. The one place that decides it.

A publication shows the pictures that its text names, or what stands for them: a redacted picture for the one that it
replaced, a substitute for one that was withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.platform import db


@dataclass(frozen=True, slots=True)
class Exposure:
    """A picture's size in pixels and its state: whether it stands, something public shows it, and it ever was public.

    It stands as long as no other has replaced it and it is neither withdrawn nor deleted.
    """

    width: int
    height: int
    is_standing: bool
    is_shown: bool
    was_public: bool

    @property
    def is_public(self) -> bool:
        """Whether readers have it."""
        return self.is_standing and self.is_shown


def find(picture_id: str) -> Exposure | None:
    """Tell what a picture is to readers; None where there is none. One statement, by indexes."""
    found = db.row(_FIND, (picture_id, picture_id))
    if found is None:
        return None
    width, height, is_standing, is_shown, was_public = found
    return Exposure(width, height, bool(is_standing), bool(is_shown), bool(was_public))


def changed() -> list[tuple[str, bool]]:
    """Give the pictures that became public since it was last noted, or are public no longer, as (id, is public).

    One statement over all that is public. Those that are leaving are left out until they have left.
    """
    return [(picture_id, bool(is_public)) for picture_id, is_public in db.rows(_CHANGED)]


def is_named(picture_id: str) -> bool:
    """Tell whether the latest text of an article names a picture, or one that it stands for; reads all these texts."""
    found = db.row(_IS_NAMED, (picture_id, "%picture:", "%"))
    return found is not None and bool(found[0])


# What a picture stands for, itself included. A withdrawn one that was replaced has its substitute from its successor.
_STANDS_FOR = """
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

# No language goes from the newsroom while there is a publication in it: its row refers to it.
_IS_SHOWN = """
EXISTS (SELECT 1
          FROM stands_for
          JOIN publication_picture ON publication_picture.picture_id = stands_for.id
          JOIN publication ON publication.id = publication_picture.publication_id
         WHERE publication.ended_at IS NULL AND publication.withdrawn_at IS NULL)
"""

_FIND = f"""
{_STANDS_FOR}
SELECT picture.width, picture.height,
       picture.replaced_by IS NULL AND picture.withdrawn_at IS NULL AND picture.deleted_at IS NULL,
       {_IS_SHOWN},
       picture.exposure <> 'unseen'
       OR EXISTS (SELECT 1 FROM publication_picture WHERE publication_picture.picture_id = picture.id)
  FROM picture
 WHERE picture.id = ?
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
SELECT id, is_public
  FROM known
 WHERE (exposure = 'shown' AND NOT is_public) OR (exposure IN ('unseen', 'over') AND is_public)
 ORDER BY id
"""

_IS_NAMED = f"""
{_STANDS_FOR}
SELECT EXISTS (SELECT 1
                 FROM revision
                 JOIN stands_for ON revision.picture = stands_for.id OR revision.body LIKE ? || stands_for.id || ?
                WHERE NOT EXISTS (SELECT 1
                                    FROM revision AS later
                                   WHERE later.article_id = revision.article_id AND later.number > revision.number))
"""  # noqa: S608 - fixed
