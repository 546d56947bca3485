"""What the welcome page shows of the newsroom: each read is one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from api.content import naming
from api.content import site as texts
from api.platform import db

# The articles of the newest issue that has any for readers of this language, in the order that was last public: where
# drafts and plans put them since is nobody's business.
_STORIES = """
SELECT r.list_json
  FROM reading AS r
  LEFT JOIN issue_place ON issue_place.article_id = r.article_id
 WHERE r.requested_language = ? AND r.list_json IS NOT NULL AND r.issue = (
       SELECT MAX(issue) FROM reading WHERE requested_language = ? AND list_json IS NOT NULL)
 ORDER BY COALESCE(issue_place.position, 0), r.article_id
 LIMIT 12
"""


@dataclass(frozen=True, slots=True)
class Site:
    """What the newsroom says of itself, in `language`; only a name where it has said nothing yet."""

    name: str
    tagline: str
    about: str
    language: str | None


def site(chain: Sequence[str]) -> Site:
    """Give the newsroom's words in the first language of a chain that has them, else in any."""
    said = naming.chosen(texts.everything(), chain)
    if said is None:
        return Site("Polyweek", "", "", None)
    language, words = said
    return Site(words.name, words.tagline, words.about, language)


def stories(language: str) -> list[dict[str, Any]]:
    """Give the articles of the latest issue, in list form."""
    return [orjson.loads(bytes(document)) for (document,) in db.rows(_STORIES, (language, language))]
