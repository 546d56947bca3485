"""Exposure: which pictures readers have now, and which they had once. The one place that decides it.

A publication shows the pictures that its text names, or what stands for them: a redacted picture for the one that it
replaced, a substitute for one that was withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.platform import db


@dataclass(frozen=True, slots=True)
class Exposure:
    """A picture's size in pixels and its state: whether it stands, readers have it now, and ever had it.

    It stands as long as no other has replaced it and it is neither withdrawn nor deleted; what does not is not public.
    """

    width: int
    height: int
    is_standing: bool
    is_public: bool
    was_public: bool


def find(picture_id: str) -> Exposure | None:
    """Tell what a picture is to readers; None where there is none. One statement, by indexes."""
    found = db.row(_FIND, (picture_id, picture_id))
    if found is None:
        return None
    width, height, is_standing, is_shown, was_public = found
    return Exposure(width, height, bool(is_standing), bool(is_standing and is_shown), bool(was_public))


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
