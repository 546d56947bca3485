"""What the desk reads of revisions: data in the shapes of its schemas, from a statement each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from api.content import articles
from api.content.models import Revision
from api.platform import db, paging
from api.publishing.publications import Standing
from api.translation import splitting
from api.translation.drafts import Revised
from api.translation.matching import differences


def revision_page(
    article_id: str, cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of an article's revisions, the latest first, with what to show of each; one statement."""

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        beyond = f" AND revision.number {'>' if backwards else '<'} ?" if place is not None else ""
        rest = f"{beyond} ORDER BY revision.number {'ASC' if backwards else 'DESC'} LIMIT ?"
        return db.rows(_REVISIONS.format(rest=rest), (article_id, *(place or ()), count))

    page = paging.page(fetch, cursor, limit, lambda row: row[:1])
    return page, [shown(columns) for columns in page.rows]


COLUMNS = """revision.number, revision.title, revision.summary, revision.body, revision.created_at,
       person.id, person.name, revision.weight, revision.note"""

_REVISIONS = f"""
SELECT {COLUMNS}
  FROM revision
  JOIN person ON person.id = revision.created_by
 WHERE revision.article_id = ?{{rest}}
"""  # noqa: S608 - fixed parts


def revision(found: Revision) -> dict[str, Any]:
    """Show a revision."""
    person, at = found.created_by, db.write_time(found.created_at)
    words = (found.number, found.title, found.summary, found.body)
    return shown((*words, at, person.id, person.name, found.weight, found.note))


def revised(saved: Revised, standing: dict[str, Standing], *, dry_run: bool) -> dict[str, Any]:
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
                "published": language in standing and standing[language].is_public,
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
