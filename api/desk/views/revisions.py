"""What the desk reads of revisions: data in the shapes of its schemas, from a statement each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from api.content import articles
from api.content.models import Revision
from api.platform import db, paging, rows
from api.publishing.published import Published
from api.translation import splitting
from api.translation.drafts import Revised
from api.translation.matching import differences


def revision_page(
    article_id: str, cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of an article's revisions, the latest first, with what to show of each; one statement."""
    page = rows.page(_REVISIONS, (article_id,), cursor, limit, by=("revision.number",), descending=True)
    return page, [shown(columns) for columns in page.rows]


COLUMNS = """revision.number, revision.title, revision.summary, revision.body, revision.created_at,
       person.id, person.name, revision.weight, revision.note"""

_REVISIONS = f"""
SELECT {COLUMNS}
  FROM revision
  JOIN person ON person.id = revision.created_by
 WHERE revision.article_id = ?
"""  # noqa: S608 - fixed parts


def revision(found: Revision) -> dict[str, Any]:
    """Show a revision."""
    person, at = found.created_by, db.write_time(found.created_at)
    words = (found.number, found.title, found.summary, found.body)
    return shown((*words, at, person.id, person.name, found.weight, found.note))


def revised(saved: Revised, published: dict[str, Published], *, dry_run: bool) -> dict[str, Any]:
    """Show a revision just saved, or tried, with its impact on each other language."""
    return {
        **revision(saved.revision),
        "dry_run": dry_run,
        "impact": [
            {
                "language": language,
                "messages": {
                    "unchanged": impact.unchanged,
                    "changed": impact.changed,
                    "new": impact.new,
                    "removed": impact.removed,
                    "moved": impact.moved,
                },
                "words_to_do": impact.words_to_do,
                "published": language in published and published[language].is_public,
            }
            for language, impact in saved.impact.items()
        ],
    }


@db.snapshot()
def difference(article_id: str, against: int, number: int) -> dict[str, Any]:
    """Show what differs between two revisions of an article; 0 is the empty text before the first.

    Raises:
        NotFound: there is no such revision.
    """
    after = splitting.split(articles.text_of(articles.revision(article_id, number)))
    before = splitting.split(articles.text_of(articles.revision(article_id, against))) if against else []
    return {"from_": against, "to": number, "blocks": [asdict(block) for block in differences.diff(before, after)]}


def shown(columns: Sequence[Any]) -> dict[str, Any]:
    """Show a revision of which `COLUMNS` were read."""
    number, title, summary, body, at, person_id, name, weight, note = columns
    return {
        "number": number,
        "title": title,
        "summary": summary,
        "body": body,
        "created_at": db.read_time(at),
        "created_by": {"id": person_id, "name": name},
        "weight": weight,
        "note": note,
    }
