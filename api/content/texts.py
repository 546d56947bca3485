"""What a revision consists of, as data: its words, and how much it changes for who has read the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Weight = Literal["typo", "meaning", "correction"]
WEIGHTS: tuple[Weight, ...] = get_args(Weight)


@dataclass(frozen=True, slots=True)
class Text:
    """A source text or its translation: title and summary as inline Markdown, the body as Markdown."""

    title: str
    summary: str
    body: str
