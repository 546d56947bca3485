"""Places: addresses on the web at which partners say that something stands; nothing is ever sent there. Pure."""

from __future__ import annotations

from api.platform import destinations
from api.platform.errors import Fault, say

LONGEST = 2000  # characters


def faults(url: str, pointer: str) -> list[Fault]:
    """Tell what is wrong with an address that stands in a body at a place."""
    try:
        destinations.parse(url)
    except destinations.Refused:
        detail = say("must be an http or https address, without user and fragment")
        return [Fault("invalid_value", detail, pointer=pointer)]
    return []
