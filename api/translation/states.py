"""The state of a message in a language, told by its texts and never stored."""

from __future__ import annotations

from typing import Literal

State = Literal["untranslated", "fuzzy", "translated", "approved"]


def state(
    source: str, translation: str | None, translated_source: str | None, *, needs_work: bool, is_approved: bool
) -> State:
    """Tell the state of a message whose translation was made against `translated_source`.

    An approval is remembered together with the text it was given for: it holds again when the source returns to that.
    """
    if not translation:
        return "untranslated"
    if needs_work or translated_source != source:
        return "fuzzy"
    return "approved" if is_approved else "translated"


def previous_source(source: str, translation: str | None, translated_source: str | None) -> str | None:
    """Give the text that the translation was made against where the source has moved on since (gettext, `#|`)."""
    return translated_source if translation and translated_source != source else None


# The same in SQL, where `version`, `article`, `message` and its `translation` in the version, if any, are joined. A
# message of the source is always translated; its row only remembers which text was approved.
AS_SQL = """
  CASE WHEN version.language = article.source_language
       THEN CASE WHEN translation.is_approved AND translation.source = message.source
                 THEN 'approved' ELSE 'translated' END
       WHEN translation.text IS NULL OR translation.text = '' THEN 'untranslated'
       WHEN translation.needs_work OR translation.source IS NULL OR translation.source <> message.source THEN 'fuzzy'
       WHEN translation.is_approved THEN 'approved'
       ELSE 'translated' END
"""
