"""Epochs: which journal a cursor belongs to. A restore begins another, for what it forgot no entry will ever tell.

A cursor may stand before all that was forgotten, and whoever holds it may have read of that all the same: documents and
frames are given as they are at the time of a call. So each ends that was given before.
"""

from __future__ import annotations

from typing import Any

from api.platform.errors import Fault, InvalidParameter, say
from api.publishing import journal

Place = tuple[Any, ...]


def stamped(position: Place) -> Place:
    """Give what a cursor of the journal at a position holds: the epoch, and the position."""
    return (journal.epoch(), *position)


def position(place: Place, *, parameter: str = "since") -> Place:
    """Give the position out of a cursor.

    Raises:
        InvalidParameter: it was given before a restore; whoever holds it must begin anew.
    """
    # Versions before this one wrote no epoch, and there was none to write before the first restore.
    epoch, found = (place[0], place[1:]) if isinstance(place[0], str) else ("", place)
    if epoch == journal.epoch():
        return found
    detail = say(
        "This newsroom was restored from a backup after this cursor was given: "
        "drop what you hold, and begin anew with initial=true."
    )
    raise InvalidParameter(detail, Fault("invalid_cursor", detail, parameter=parameter))
