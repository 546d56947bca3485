"""What stands beside a picture: credit, rights, consent, focal point, the desk's note. Checked as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, TypedDict, get_args
from urllib.parse import urlsplit

from api.content.pictures.models import Picture
from api.content.pictures.renditions import Focus
from api.platform.errors import Fault, Invalid, say

Consent = Literal["given", "not_needed", "withdrawn"]
CONSENTS: tuple[Consent, ...] = get_args(Consent)
LONGEST = {
    "credit": 200,
    "source": 500,
    "licence": 200,
    "licence_url": 500,
    "usage": 2_000,
    "holder": 200,
    "note": 2_000,
}
_PARTS = 10_000  # of a side, in which the focus is kept


class Facts(TypedDict, total=False):
    """Facts to be written; what is left out stays as it is. The focal point is in parts of width and height, 0 to 1."""

    credit: str
    source: str
    licence: str
    licence_url: str
    usage: str
    holder: str
    note: str
    syndication: bool
    rights_expire_at: datetime | None
    consent_expires_at: datetime | None
    focal_point: Mapping[str, float]
    has_people: bool
    consent: Consent | None


def columns(facts: Facts, before: Picture | None = None, *, beneath: str = "") -> dict[str, Any]:
    """Give facts as columns, checked together with those that a picture has already.

    Raises:
        Invalid: a text is too long, the focal point lies outside, or people and consent contradict each other; each
            fault has its pointer, which begins with `beneath`.
    """
    faults = [*_long(facts), *_outside(facts), *_addresses(facts), *_consents(facts, before)]
    if faults:
        raise Invalid(faults[0].detail, *(replace(fault, pointer=f"{beneath}{fault.pointer}") for fault in faults))
    found: dict[str, Any] = {name: value for name, value in facts.items() if name != "focal_point"}
    if "focal_point" in facts:
        found |= {f"focal_{axis}": round(facts["focal_point"][axis] * _PARTS) for axis in "xy"}
    if found.get("has_people") is False:
        found["consent"] = None
    texts = [found.get(name, getattr(before, name, "")) for name in ("credit", "source", "holder", "note")]
    return found | {"searched": "\n".join(texts).casefold()}


def focus_of(picture: Picture) -> Focus:
    """Give a picture's focal point."""
    return Focus(picture.focal_x / _PARTS, picture.focal_y / _PARTS)


def _long(facts: Facts) -> list[Fault]:
    detail = {name: say("must have at most {most} characters", most=most) for name, most in LONGEST.items()}
    return [
        Fault("too_long", detail[name], pointer=f"/{name}")
        for name, most in LONGEST.items()
        if len(str(facts.get(name, ""))) > most
    ]


def _outside(facts: Facts) -> list[Fault]:
    if "focal_point" not in facts:
        return []
    point, detail = facts["focal_point"], say("The focal point must lie inside the picture: x and y from 0 to 1.")
    return [
        Fault("out_of_range", detail, pointer=f"/focal_point/{axis}")
        for axis in "xy"
        if not (isinstance(point.get(axis), int | float) and 0 <= point[axis] <= 1)
    ]


def _addresses(facts: Facts) -> list[Fault]:
    address = facts.get("licence_url", "")
    try:
        parts = urlsplit(address)
        is_well = not address or (parts.scheme == "https" and bool(parts.hostname))
    except ValueError:
        is_well = False
    detail = say("The licence's address must begin with https://.")
    return [] if is_well else [Fault("invalid_link", detail, pointer="/licence_url")]


def _consents(facts: Facts, before: Picture | None) -> list[Fault]:
    has_people = facts.get("has_people", before is not None and before.has_people)
    consent = facts.get("consent", before.consent if before is not None else None)
    if has_people and consent is None:
        detail = say("Say whether the people in the picture have given their consent, or none is needed.")
        return [Fault("required", detail, pointer="/consent")]
    if not has_people and facts.get("consent") is not None:
        detail = say("Consent is of people, and the picture is said to have none.")
        return [Fault("invalid_value", detail, pointer="/consent")]
    return []
