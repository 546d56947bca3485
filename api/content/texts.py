"""What a revision consists of, as data: its words, and how much it changes for who has read the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Weight = Literal["typo", "meaning", "correction"]
WEIGHTS: tuple[Weight, ...] = get_args(Weight)


@dataclass(frozen=True, slots=True)
class Lead:
    """The picture that stands above a text, by its id, and what is said of it there, as plain texts.

    One that is only decoration has no alternative text, and readers are told so.
    """

    picture: str
    alt: str = ""
    caption: str = ""
    is_decorative: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A source text or its translation: title and summary as inline Markdown, the body as Markdown, and its lead."""

    title: str
    summary: str
    body: str
    lead: Lead | None = None

    @property
    def above(self) -> int:
        """How many messages stand above the body: the title, then the summary and the lead's texts where they are."""
        said = (self.summary, *((self.lead.alt, self.lead.caption) if self.lead is not None else ()))
        return 1 + sum(map(bool, said))
