"""Handovers: what a door has handed to a partner, told to whoever keeps account of it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from api.publishing.audience import Audience


@dataclass(frozen=True, slots=True)
class Handover:
    """An article in a language of which a partner was told: up to which generation, and whether it is there for them.

    `has_text`: its text was given too. `is_direct`: it was asked for by itself, so whoever asked knows the answer.
    `ahead_revision` is that of a text which was given while it was under embargo.
    """

    article_id: str
    language: str
    generation: int
    is_there: bool
    has_text: bool
    is_direct: bool = False
    ahead_revision: int | None = None


class Keeper(Protocol):
    """Who keeps account of what was handed over. Neither call waits for a database."""

    def given(self, audience: Audience, handovers: Sequence[Handover], *, page: str = "") -> None:
        """Note what a partner was given, with the mark of the page of the journal that had it."""
        ...

    def came_back(self, audience: Audience, page: str) -> None:
        """Note that a partner has come with the cursor of a page, so it has that page."""
        ...
