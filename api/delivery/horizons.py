"""Horizons: how far back a cursor of the journal may lie where that is bounded, and how who came too late begins anew.

A cursor is good as long as all that stands behind its place is kept. Whoever began at the beginning of all reads first
what lies furthest back, and would be overtaken on the way. So their cursors carry where the journal ended when they
began: what they have been told since is as it stood then or later. Once the horizon has passed their place, but not
that one, they are given what stands, and go on from there, as whoever begins with `initial=true`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.delivery.views import contracts
from api.delivery.views.changes import BEGINNING, Position
from api.platform import web
from api.platform.errors import ExpiredCursor, Fault, say
from api.publishing import journal

_BEGAN = "began"  # the only member of what stands last in a cursor that carries it


class Expired(Exception):
    """What stands behind a position is not kept any longer."""


@dataclass(frozen=True, slots=True)
class Since:
    """What a cursor says: a position, and where the journal ended when its holder began, while that is ahead of it."""

    position: Position
    began: Position = BEGINNING


def is_bounded() -> bool:
    """Tell whether the beginning of the journal is kept no longer."""
    return journal.horizon() > BEGINNING


def written(since: Since) -> Position:
    """Give what a cursor holds."""
    return (*since.position, {_BEGAN: since.began}) if since.began > _place(since.position) else since.position


def read(held: Position) -> Since:
    """Read what a cursor holds."""
    *position, last = held
    return Since(tuple(position), tuple(last[_BEGAN])) if isinstance(last, dict) else Since(tuple(held))


def anew(since: Since) -> Position | None:
    """Give from where to read what stands, where the horizon has passed a position; None where it has not.

    It is asked behind the reading: what went meanwhile has moved the horizon.

    Raises:
        Expired: it is to be begun anew, since what was withdrawn meanwhile nobody can tell.
    """
    horizon = journal.horizon()
    if _place(since.position) >= horizon:
        return None
    if since.began < horizon:
        raise Expired
    begun = (*since.began, 0, "", "")
    return contracts.again(since.position, begun) if _is_of_partner(since.position) else begun


def refusal(address: str, *, parameter: str) -> ExpiredCursor:
    """Refuse a cursor that stood in a parameter; `address` is where to begin anew, and stands in a Link field too."""
    web.tell({"first": address})
    detail = say("This cursor is too old: drop what you hold, and begin anew with initial=true, at links.first.")
    return ExpiredCursor(
        detail, Fault("expired_cursor", detail, parameter=parameter), members={"links": {"first": address}}
    )


def _place(position: Position) -> tuple[Any, ...]:
    """Give the place in the journal behind which a position needs all: where it stands, or where it goes on later."""
    return contracts.needed(position) if _is_of_partner(position) else tuple(position[:2])


def _is_of_partner(position: Position) -> bool:
    return isinstance(position[0], list | tuple)
