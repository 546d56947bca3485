"""Contracts: what a partner may read, when and how often, and what is wrong with one. Pure."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from api.partners.models import Partner
from api.platform import characters, mailboxes
from api.platform.errors import Fault, Phrase, say
from api.publishing.audience import FORMATS

State = Literal["active", "suspended", "ended"]
STATES: tuple[State, ...] = get_args(State)

LONGEST_NAME = 200  # characters
LONGEST_LINE = 500  # characters of licence and attribution
LONGEST_HOURS = 24 * 31  # of delay
LONGEST_LEAD = 60 * 24 * 7  # minutes
MOST_NETWORKS = 50
MOST_A_MINUTE = 6_000
MOST_A_DAY = 1_000_000

DEFAULTS: dict[str, Any] = {
    "languages": None,
    "topics": None,
    "delay_hours": 0,
    "embargo_lead_minutes": 0,
    "formats": None,
    "licence": "",
    "attribution": {},
    "per_minute": 60,
    "per_day": 10_000,
    "networks": [],
    "ends_at": None,
}

# What is no part of the contract: how letters are written, and when one says that the partner has fallen silent.
LETTERS: dict[str, Any] = {"contact_language": "en", "alarm_after_hours": None}
LONGEST_SILENCE = 24 * 31  # hours

_LISTS = ("languages", "topics", "formats", "networks", "attribution")  # kept as JSON


@dataclass(frozen=True, slots=True)
class Contract:
    """What a partner may: `languages`, `topics` (ids) and `formats` are None for all, `networks` empty for any address.

    `delay_hours` are after the first publication, `embargo_lead_minutes` before a planned release: a contract has one
    of them at most. `attribution` is by language.
    """

    languages: tuple[str, ...] | None
    topics: tuple[str, ...] | None
    delay_hours: int
    embargo_lead_minutes: int
    formats: tuple[str, ...] | None
    licence: str
    attribution: Mapping[str, str]
    per_minute: int
    per_day: int
    networks: tuple[str, ...]
    ends_at: datetime | None

    def allows(self, address: str) -> bool:
        """Tell whether a request may come from an address."""
        if not self.networks:
            return True
        caller = _address(address)
        return caller is not None and any(
            caller.version == network.version and caller in network
            for network in map(ipaddress.ip_network, self.networks)
        )


def of(partner: Partner) -> Contract:
    """Give the contract of a partner as it stands."""
    return read({name: getattr(partner, name) for name in DEFAULTS})


def read(columns: Mapping[str, Any]) -> Contract:
    """Read a contract from the columns of its row."""
    found: dict[str, Any] = {name: json.loads(columns[name]) if columns[name] is not None else None for name in _LISTS}
    return Contract(
        languages=tuple(found["languages"]) if found["languages"] is not None else None,
        topics=tuple(found["topics"]) if found["topics"] is not None else None,
        delay_hours=columns["delay_hours"],
        embargo_lead_minutes=columns["embargo_lead_minutes"],
        formats=tuple(found["formats"]) if found["formats"] is not None else None,
        licence=columns["licence"],
        attribution=found["attribution"],
        per_minute=columns["per_minute"],
        per_day=columns["per_day"],
        networks=tuple(found["networks"]),
        ends_at=columns["ends_at"],
    )


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give what is stored of some values of a partner; networks are written in their shortest form.

    JSON is in all `formats`, in the order of the vocabulary.
    """
    written = dict(values)
    if written.get("formats") is not None:
        written["formats"] = [each for each in FORMATS if each == "json" or each in written["formats"]]
    if "networks" in written:
        written["networks"] = [str(_network(each)) for each in written["networks"]]
    for name in _LISTS:
        if written.get(name) is not None:
            written[name] = json.dumps(written[name], ensure_ascii=False, sort_keys=True)
    return written


def state(partner: Partner, *, at: datetime) -> State:
    """Tell whether a partner's keys work."""
    return state_of(partner.suspended_at, partner.ends_at, at=at)


def state_of(suspended_at: datetime | None, ends_at: datetime | None, *, at: datetime) -> State:
    """Tell it by since when a partner is suspended, and when its contract ends."""
    if suspended_at is not None:
        return "suspended"
    return "ended" if ends_at is not None and ends_at <= at else "active"


def faults(values: Mapping[str, Any]) -> list[Fault]:
    """Tell what is wrong with a partner's values that its form does not tell; languages and topics are not looked up.

    `values` are all that the partner would then have.
    """
    found: list[Fault] = []
    if complaint := characters.of_line(values["name"], 1, LONGEST_NAME):
        found.append(_fault(complaint[0], complaint[1], "/name"))
    if not mailboxes.is_address(values["contact"]):
        found.append(_fault("invalid_value", say("must be an e-mail address"), "/contact"))
    detail = say("must name at least one, or be null for all")
    empty = [name for name in ("languages", "topics") if values[name] is not None and not values[name]]
    found += [_fault("required", detail, f"/{name}") for name in empty]
    if values["embargo_lead_minutes"] and values["delay_hours"]:
        other = say("cannot be given together with {other}", other="delay_hours")
        found.append(_fault("invalid_value", other, "/embargo_lead_minutes"))
    return found + _network_faults(values["networks"])


def _network_faults(networks: Sequence[str]) -> list[Fault]:
    detail = say("must be an address or a network such as 192.0.2.0/24 or 2001:db8::/32")
    return [
        _fault("invalid_value", detail, f"/networks/{place}")
        for place, each in enumerate(networks)
        if _network(each) is None
    ]


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text.strip(), strict=False) if "%" not in text else None
    except ValueError:
        return None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Read a caller's address; one of IPv4 written as IPv6 is of IPv4."""
    try:
        found = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _fault(code: str, detail: Phrase, pointer: str) -> Fault:
    return Fault(code, detail, pointer=pointer)
