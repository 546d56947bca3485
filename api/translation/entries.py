"""One message in one language: what its source and its translation say, and the state that follows from both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from api.content import body

LONGEST = body.LONGEST  # characters of the translation of one message, as of a paragraph of the source
LONGEST_READ = 5 * LONGEST  # characters of a text that is looked into at all; beyond it is refused unread

State = Literal["untranslated", "fuzzy", "translated", "approved"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One message in one language. `position` is None once its text has gone from the article (obsolete).

    `translated_source` is the text that the translation was made against, `needs_work` says that a person marked it,
    `is_approved` whether it was approved for that text. The state is told by these and never stored, so nobody has to
    remember to change it when the source changes. An approval holds again when the source returns to its text.
    """

    key: str
    kind: str
    position: int | None
    source: str
    translation: str | None = None
    translated_source: str | None = None
    needs_work: bool = False
    is_approved: bool = False

    @property
    def state(self) -> State:
        """The message's state."""
        if not self.translation:
            return "untranslated"
        if self.needs_work or self.translated_source != self.source:
            return "fuzzy"
        return "approved" if self.is_approved else "translated"

    @property
    def is_fuzzy(self) -> bool:
        """Whether its translation waits for somebody to look at it."""
        return self.state == "fuzzy"

    @property
    def is_translated(self) -> bool:
        """Whether its translation stands, made against the source as it is, approved or not."""
        return self.state in {"translated", "approved"}

    @property
    def previous_source(self) -> str | None:
        """The text that the translation was made against, where the source has moved on since (gettext, `#|`)."""
        return self.translated_source if self.translation and self.translated_source != self.source else None


# An entry's state in SQL, where `version`, `article`, `message` and its `translation` in the version, if any, are
# joined. A message of the source is always translated; its row only remembers which text was approved.
STATE = """
  CASE WHEN version.language = article.source_language
       THEN CASE WHEN translation.is_approved AND translation.source = message.source
                 THEN 'approved' ELSE 'translated' END
       WHEN translation.text IS NULL OR translation.text = '' THEN 'untranslated'
       WHEN translation.needs_work OR translation.source IS NULL OR translation.source <> message.source THEN 'fuzzy'
       WHEN translation.is_approved THEN 'approved'
       ELSE 'translated' END
"""
