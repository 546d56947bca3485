"""Exports: a version as a file that a translator takes away, always the same bytes for the same state."""

from __future__ import annotations

from datetime import datetime

from api.content import articles
from api.translation import states, status
from api.translation.catalogues import Catalogue, Line
from api.translation.files.po import Entry, Header, write


def po(catalogue: Catalogue) -> bytes:
    """Give a version as a PO file: the messages of the document, then the obsolete ones that have a translation.

    Of the source version this is a template: every translation in it is empty.
    """
    revision = articles.revision(catalogue.article_id, catalogue.revision)
    header = Header(
        article_id=catalogue.article_id,
        title=revision.title,
        language=catalogue.language,
        source_language=catalogue.source_language,
        revision=catalogue.revision,
        serial=catalogue.serial,
        exported_at=_changed_at(catalogue, revision.created_at),
    )
    kept = [line for line in catalogue.lines if line.entry.position is not None or line.entry.translation]
    return write(header, [_entry(catalogue, line) for line in kept])


def _changed_at(catalogue: Catalogue, revised_at: datetime) -> datetime:
    """Give when source or translations last changed: the clock would make other bytes of the same state."""
    return max([revised_at, *(line.updated_at for line in catalogue.lines if line.updated_at is not None)])


def _entry(catalogue: Catalogue, line: Line) -> Entry:
    entry = line.entry
    return Entry(
        key=entry.key,
        kind=entry.kind,
        position=entry.position,
        source=entry.source,
        previous_source=states.previous_source(entry.source, entry.translation, entry.translated_source),
        translation=entry.translation,
        is_fuzzy=status.state(catalogue, line) == "fuzzy",
    )
