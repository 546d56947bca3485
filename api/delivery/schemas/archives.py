"""How readers ask for an issue as one file."""

from __future__ import annotations

from api.delivery.queries import LanguageQuery
from api.platform import fields


class ArchiveQuery(LanguageQuery):
    """In which language; `none` leaves out articles that have no text of their own in it."""

    fallback = fields.Choice("chain", "none", load_default="chain")
