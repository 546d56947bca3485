"""How readers ask for an issue as one file."""

from __future__ import annotations

from api.delivery.queries import Fallback, LanguageQuery


class ArchiveQuery(LanguageQuery):
    """In which language; `none` leaves out articles that have no text of their own in it."""

    fallback = Fallback()
