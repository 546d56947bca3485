"""What the welcome page shows of the newsroom: each read is one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from api.platform import db

_WORDS = "SELECT language, name, tagline, about FROM site_text"

# The articles of the newest issue that has any for readers of this language, in the editor's order.
_STORIES = """
SELECT r.list_json
  FROM reading AS r
  JOIN article AS a ON a.id = r.article_id
 WHERE r.requested_language = ? AND r.list_json IS NOT NULL AND r.issue = (
       SELECT MAX(issue) FROM reading WHERE requested_language = ? AND list_json IS NOT NULL)
 ORDER BY a.position, a.id
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
    found = {row[0]: row for row in db.rows(_WORDS)}
    language = next((code for code in chain if code in found), next(iter(found), None))
    if language is None:
        return Site("Polyweek", "", "", None)
    code, name, tagline, about = found[language]
    return Site(name, tagline, about, code)


def stories(language: str) -> list[dict[str, Any]]:
    """Give the articles of the latest issue, in list form."""
    return [orjson.loads(bytes(document)) for (document,) in db.rows(_STORIES, (language, language))]
