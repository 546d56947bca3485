"""Which picture readers are shown where a text names one: itself, the one in its place, or none. Some statements."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace

from api.content.pictures import facts
from api.content.pictures.figures import Figure
from api.content.pictures.models import Picture


def load(picture_ids: Collection[str]) -> dict[str, Figure | None]:
    """Give what is shown for some pictures, by their ids; None where nothing is.

    A picture that was redacted again is shown as the one that took its place, a withdrawn one as its substitute, which
    may have been redacted or withdrawn in its turn. A statement for each such step; none where no picture is named.
    """
    known: dict[str, Picture] = {}
    wanted = set(picture_ids)
    while wanted:
        known |= {row.id: row for row in Picture.select().where(Picture.id.in_(sorted(wanted)))}
        beyond = {other for row in known.values() for other in (row.replaced_by, row.substitute) if other is not None}
        wanted = beyond - known.keys()
    return {picture_id: _shown(picture_id, known) for picture_id in picture_ids}


def _shown(picture_id: str, known: Mapping[str, Picture]) -> Figure | None:
    alts: Mapping[str, str] | None = None
    passed: set[str] = set()  # what stands for itself, by whatever fault, shows nothing
    while (row := known.get(picture_id)) is not None and row.deleted_at is None and picture_id not in passed:
        passed.add(picture_id)
        if row.replaced_by is not None:
            picture_id = row.replaced_by
        elif row.withdrawn_at is None:
            return replace(of(row), alts=alts)
        elif row.substitute is not None:
            picture_id, alts = row.substitute, json.loads(row.substitute_alts or "{}")
        else:
            return None
    return None


def of(row: Picture) -> Figure:
    """Give a picture as readers get it, whatever has become of it."""
    ends = [end for end in (row.rights_expire_at, row.consent_expires_at) if end is not None]
    return Figure(
        id=row.id,
        width=row.width,
        height=row.height,
        thumbhash=row.thumbhash,
        colour=row.colour,
        focus=facts.focus_of(row),
        credit=row.credit,
        holder=row.holder,
        licence=row.licence,
        licence_url=row.licence_url,
        usage=row.usage,
        expires_at=min(ends, default=None),
        syndication=row.syndication,
    )
