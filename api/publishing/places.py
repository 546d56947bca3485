"""Places: where articles stand in their issues for readers, whatever is planned for them since."""

from __future__ import annotations

from collections.abc import Mapping

from api.platform import db
from api.publishing.models import IssuePlace


def put(positions: Mapping[str, int]) -> None:
    """Give articles (by id) their places. A step inside a publishing transaction."""
    db.require_transaction()
    records = [{"article": article_id, "position": position} for article_id, position in positions.items()]
    db.put(IssuePlace, records, key=["article"])


def held(issue_key: str) -> set[str]:
    """Give the ids of the articles that readers find in an issue."""
    return {article_id for (article_id,) in db.rows(_HELD, (issue_key,))}


# Said by language, because the index begins with it.
_HELD = """
SELECT article_id FROM reading WHERE requested_language IN (SELECT code FROM language) AND issue = ?
"""
