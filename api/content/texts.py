"""The words of one revision, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A source text or its translation: title and summary as inline Markdown, the body as Markdown."""

    title: str
    summary: str
    body: str
