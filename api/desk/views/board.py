"""What the desk reads of how far an issue is: nine statements, however large it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from api.content import naming, titles
from api.content.models import Issue
from api.desk.views import work
from api.desk.views.versions import Speak, blockers, progress, warnings
from api.languages import languages
from api.platform import db
from api.publishing import picture_warnings
from api.translation import overviews


@db.snapshot()
def board(issue: Issue, chain: Sequence[str], speak: Speak, *, at: datetime) -> dict[str, Any]:
    """Show how far an issue is in every language; nine statements, however many articles and languages."""
    ids = [article_id for (article_id,) in db.rows(_ARTICLES_OF, (issue.id,))]
    title = naming.chosen(titles.of([issue.id])[issue.id], chain)
    deadline_at = _deadline(issue.id)
    left = None if deadline_at is None else round((deadline_at - at).total_seconds() / 3600, 1)
    return {
        "issue": {"id": issue.id, "key": issue.key, "title": title[1] if title is not None else None},
        "deadline_at": deadline_at,
        "hours_left": left,
        "languages": _by_language(ids, speak, at=at),
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


def _by_language(ids: Sequence[str], speak: Speak, *, at: datetime) -> list[dict[str, Any]]:
    found, named = overviews.of_articles(ids), work.titles(ids)
    versions = [version for article_id in ids for version in found[article_id].values()]
    warned = picture_warnings.of(ids, at=at)
    hindered = overviews.blockers(versions)
    shown: dict[str, list[dict[str, Any]]] = {code: [] for code in languages.written()}
    left = dict.fromkeys(shown, 0)
    for version in versions:
        left[version.language] += version.progress.words_left
        shown[version.language].append(
            {
                "article_id": version.article_id,
                "title": named[version.article_id],
                "status": version.status,
                "progress": progress(version),
                "blockers": blockers(hindered[version.version_id], speak),
                "warnings": warnings(warned[version.article_id]),
                "assignee": asdict(version.assignee) if version.assignee else None,
                "due_at": version.due_at,
            }
        )
    return [
        {
            "language": code,
            "ready": sum(article["status"] == "approved" for article in articles),
            "total": len(articles),
            "words_left": left[code],
            "articles": articles,
        }
        for code, articles in shown.items()
    ]
