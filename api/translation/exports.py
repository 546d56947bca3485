"""Exports: a version as a file that a translator takes away, always the same bytes for the same state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from api.content import articles, body
from api.content.texts import Text
from api.translation import splitting
from api.translation.catalogues import Catalogue
from api.translation.entries import Entry
from api.translation.files.exchange import Header


def export(catalogue: Catalogue, write: Callable[[Header, Sequence[Entry]], bytes]) -> bytes:
    """Give a version as a file, in the format of `write`, such as `po.write`.

    It holds the messages of the document, then the obsolete ones that have a translation. Of the source version this is
    a template: every translation in it is empty.
    """
    revision = articles.revision(catalogue.article_id, catalogue.revision)
    entries = [line.entry for line in catalogue.lines]
    header = Header(
        article_id=catalogue.article_id,
        title=revision.title,
        language=catalogue.language,
        source_language=catalogue.source_language,
        revision=catalogue.revision,
        serial=catalogue.serial,
        exported_at=_changed_at(catalogue, revision.created_at),
        alternatives=_alternatives(articles.text_of(revision), entries),
    )
    return write(header, [entry for entry in entries if entry.position is not None or entry.translation])


def _alternatives(text: Text, entries: Sequence[Entry]) -> frozenset[int]:
    """Give the positions of alternative texts; a text without pictures is not read for them."""
    if all(entry.kind != "caption" for entry in entries):
        return frozenset()
    known = frozenset((entry.kind, entry.source) for entry in entries)
    return splitting.alternatives(text, body.read(text.body, known=known))


def _changed_at(catalogue: Catalogue, revised_at: datetime) -> datetime:
    """Give when source or translations last changed: the clock would make other bytes of the same state."""
    return max([revised_at, *(line.updated_at for line in catalogue.lines if line.updated_at is not None)])
