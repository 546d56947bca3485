"""What widgets need to know beside what the public routes show."""

from __future__ import annotations

from collections.abc import Collection

from api.platform import db


def for_others(picture_ids: Collection[str]) -> set[str]:
    """Give those of some pictures that may be shown on other people's pages; one statement."""
    if not picture_ids:
        return set()
    marks = ",".join("?" * len(picture_ids))
    sql = f"SELECT id FROM picture WHERE id IN ({marks}) AND syndication"  # noqa: S608 - marks
    return {picture_id for (picture_id,) in db.rows(sql, [*picture_ids])}
