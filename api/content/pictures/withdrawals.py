"""Withdrawals: a picture that may be shown no longer, by somebody's word or because its time is over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from api.accounts.roles import Actor
from api.content.pictures.models import Picture
from api.languages import languages
from api.platform import db, ids
from api.platform.errors import Conflict, Fault, Invalid, Phrase, say

Cause = Literal["rights_expired", "consent_expired", "consent_withdrawn"]
CAUSES: tuple[Cause, ...] = get_args(Cause)


@dataclass(frozen=True, slots=True)
class Substitute:
    """The picture that takes the place of a withdrawn one, and what it shows by language; without, it is decoration."""

    id: str
    alts: Mapping[str, str] = field(default_factory=dict)


def put(picture: Picture, *, reason: str, substitute: Substitute | None, by: Actor | None, at: datetime) -> None:
    """Withdraw a picture that is locked. A step inside a publishing transaction, so that substitutes stand meanwhile.

    Raises:
        Conflict: it is withdrawn already.
        Invalid: the substitute is none, does not stand or is this very picture, or the newsroom lacks a language.
    """
    db.require_transaction()
    if picture.withdrawn_at is not None:
        raise Conflict(say("This picture is withdrawn already."))
    columns = _columns(reason, by=by, at=at)
    if substitute is not None:
        _require_sound(picture.id, substitute)
        alts = json.dumps(dict(substitute.alts), ensure_ascii=False, sort_keys=True)
        columns |= {"substitute": substitute.id, "substitute_alts": alts}
    Picture.update(**columns, serial=Picture.serial + 1).where(Picture.id == picture.id).execute()


def undo(picture: Picture, *, at: datetime) -> None:
    """Let a picture that is locked be shown again. A step inside a publishing transaction.

    Raises:
        Conflict: it is not withdrawn, or what has ended it is still so.
    """
    db.require_transaction()
    if picture.withdrawn_at is None:
        raise Conflict(say("This picture is not withdrawn."))
    if (found := cause_of(picture, at=at)) is not None:
        raise Conflict(_STILL[found])
    empty = ("withdrawn_at", "withdrawn_by", "withdrawn_reason", "substitute", "substitute_alts")
    Picture.update(**dict.fromkeys(empty), serial=Picture.serial + 1).where(Picture.id == picture.id).execute()


def at_once(columns: Mapping[str, Any], *, by: Actor, at: datetime) -> dict[str, Any]:
    """Give the columns of a withdrawal, if a picture of these facts may not be shown at all."""
    found = cause(columns, at=at)
    return {} if found is None else _columns(found, by=by, at=at)


def cause(columns: Mapping[str, Any], *, at: datetime) -> Cause | None:
    """Give why a picture may not be shown by its own facts: `consent`, `consent_expires_at`, `rights_expire_at`."""
    if columns.get("consent") == "withdrawn":
        return "consent_withdrawn"
    over = [found for name, found in _ENDS.items() if (end := columns.get(name)) is not None and end <= at]
    return over[0] if over else None


def cause_of(picture: Picture, *, at: datetime) -> Cause | None:
    """Give why a picture may not be shown by its own facts, whether it is withdrawn or not."""
    return cause({name: getattr(picture, name) for name in ("consent", *_ENDS)}, at=at)


def due(*, at: datetime) -> list[str]:
    """Give the ids of pictures whose time is over and that are not withdrawn yet; one statement, by indexes."""
    moment = db.write_time(at)
    return [picture_id for (picture_id,) in db.rows(_DUE, (moment, moment))]


_ENDS: dict[str, Cause] = {"consent_expires_at": "consent_expired", "rights_expire_at": "rights_expired"}

_STANDS = "replaced_by IS NULL AND withdrawn_at IS NULL AND deleted_at IS NULL"
_DUE = f"""
SELECT id FROM picture WHERE rights_expire_at <= ? AND {_STANDS}
UNION
SELECT id FROM picture WHERE consent_expires_at <= ? AND {_STANDS}
ORDER BY id
"""  # noqa: S608 - fixed

_STILL: dict[Cause, Phrase] = {
    "rights_expired": say("The rights in this picture have expired; change that first."),
    "consent_expired": say("The consent of the people in this picture has expired; change that first."),
    "consent_withdrawn": say("The people in this picture have withdrawn their consent; change that first."),
}


def _columns(reason: str, *, by: Actor | None, at: datetime) -> dict[str, Any]:
    return {"withdrawn_at": at, "withdrawn_by": by.id if by is not None else None, "withdrawn_reason": reason}


def _require_sound(picture_id: str, substitute: Substitute) -> None:
    """Refuse a substitute that could not be shown. One that stands leads nowhere else, so there is never a circle."""
    found = Picture.get_or_none(Picture.id == substitute.id) if ids.is_id(substitute.id) else None
    if found is None or found.deleted_at is not None:
        _refuse("unknown_picture", say("There is no such picture."))
    elif found.id == picture_id:
        _refuse("invalid_value", say("A picture cannot take its own place."))
    elif found.replaced_by is not None or found.withdrawn_at is not None:
        _refuse("invalid_value", say("A picture that is withdrawn or was replaced cannot take the place of another."))
    known = languages.everything()
    for language in substitute.alts:
        if language not in known:
            _refuse("unknown_language", languages.unknown(language), f"/alts/{language}")


def _refuse(code: str, detail: Phrase, beneath: str = "/id") -> None:
    raise Invalid(detail, Fault(code, detail, pointer=f"/substitute{beneath}"))
