"""What the desk reads of how far an issue is: seven statements, however large it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from api.content import naming, titles
from api.content.models import Issue
from api.desk.views import work
from api.desk.views.versions import Speak, blockers, progress
from api.languages import languages
from api.platform import db
from api.translation import catalogues, status
from api.translation.catalogues import Catalogue


@db.snapshot()
def board(issue: Issue, chain: Sequence[str], speak: Speak, *, at: datetime) -> dict[str, Any]:
    """Show how far an issue is in every language; seven statements, however many articles and languages."""
    ids = [article_id for (article_id,) in db.rows(_ARTICLES_OF, (issue.id,))]
    texts, found = work.texts(ids), catalogues.of_articles(ids)
    title = naming.chosen(titles.of([issue.id])[issue.id], chain)
    deadline_at = _deadline(issue.id)
    left = None if deadline_at is None else round((deadline_at - at).total_seconds() / 3600, 1)
    return {
        "issue": {"id": issue.id, "key": issue.key, "title": title[1] if title is not None else None},
        "deadline_at": deadline_at,
        "hours_left": left,
        "languages": [
            _board_language(code, [found[article][code] for article in ids if code in found[article]], texts, speak)
            for code in languages.everything()
        ],
    }


_ARTICLES_OF = "SELECT id FROM article WHERE issue_id = ? ORDER BY position, id"

_DEADLINE = """
SELECT COALESCE((SELECT MIN(at) FROM release WHERE issue_id = issue.id AND state = 'scheduled'), issue.deadline_at)
  FROM issue
 WHERE issue.id = ?
"""


def _deadline(issue_id: str) -> datetime | None:
    found = db.row(_DEADLINE, (issue_id,))
    return db.read_time(found[0]) if found is not None and found[0] is not None else None


def _board_language(
    code: str, versions: Sequence[Catalogue], texts: dict[str, work.Text], speak: Speak
) -> dict[str, Any]:
    shown = [
        {
            "article_id": version.article_id,
            "title": texts[version.article_id].title,
            "status": status.status(version),
            "progress": progress(version),
            "blockers": blockers(version, speak),
            "assignee": asdict(version.assignee) if version.assignee else None,
            "due_at": version.due_at,
        }
        for version in versions
    ]
    return {
        "language": code,
        "ready": sum(article["status"] == "approved" for article in shown),
        "total": len(shown),
        "words_left": sum(status.progress(version).words_left for version in versions),
        "articles": shown,
    }
