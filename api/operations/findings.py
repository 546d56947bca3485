"""What the doctor finds: one thing each, how it is, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["well", "note", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. A note deserves a look; a fault wants its advice to be followed."""

    about: str
    level: Level
    says: str
    advice: str | None = None


def well(about: str, says: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(about, "well", says)


def note(about: str, says: str, advice: str) -> Finding:
    """Say what deserves a look."""
    return Finding(about, "note", says, advice)


def fault(about: str, says: str, advice: str) -> Finding:
    """Say what must be put right."""
    return Finding(about, "fault", says, advice)
