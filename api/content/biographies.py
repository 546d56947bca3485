"""Biographies: what readers are told of an author, by language; plain text with blank lines between paragraphs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from api.content import naming
from api.content.models import BylineBiography
from api.platform import db


def put(byline_id: str, texts: Mapping[str, str | None]) -> None:
    """Tell of an author anew in some languages; None takes a biography away. A step inside a transaction.

    Raises:
        Invalid: the newsroom lacks a language; the place is under `/biographies`.
    """
    db.require_transaction()
    naming.check_languages(texts, place="/biographies")
    gone = [language for language, text in texts.items() if text is None]
    BylineBiography.delete().where(BylineBiography.byline == byline_id, BylineBiography.language.in_(gone)).execute()
    records = [
        {"byline": byline_id, "language": language, "text": text}
        for language, text in texts.items()
        if text is not None
    ]
    db.put(BylineBiography, records, key=["byline", "language"])


def of(byline_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """Give the biographies of some bylines by id, then by language in the newsroom's order; one statement."""
    found: dict[str, dict[str, str]] = {byline_id: {} for byline_id in byline_ids}
    sql = _TEXTS.format(marks=",".join("?" * len(found)))
    for byline_id, language, text in db.rows(sql, list(found)) if found else ():
        found[byline_id][language] = text
    return found


_TEXTS = """
SELECT byline_biography.byline_id, byline_biography.language, byline_biography.text
  FROM byline_biography
  JOIN language ON language.code = byline_biography.language
 WHERE byline_biography.byline_id IN ({marks})
 ORDER BY language.position, language.code
"""
