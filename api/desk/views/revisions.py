"""What the desk reads of revisions: data in the shapes of its schemas, from a statement each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from api.content import articles
from api.content.models import Revision
from api.content.texts import Lead
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


COLUMNS = """revision.number, revision.title, revision.summary, revision.body,
       revision.picture, revision.picture_alt, revision.picture_caption, revision.picture_is_decorative,
       revision.created_at, person.id, person.name, revision.weight, revision.note"""

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
    lead = (found.picture, found.picture_alt, found.picture_caption, found.picture_is_decorative)
    return shown((*words, *lead, at, person.id, person.name, found.weight, found.note))


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
    after = articles.text_of(articles.revision(article_id, number))
    before = articles.text_of(articles.revision(article_id, against)) if against else None
    blocks = differences.diff(splitting.split(before) if before is not None else [], splitting.split(after))
    return {
        "from_": against,
        "to": number,
        "picture": _pictures(before.lead if before is not None else None, after.lead),
        "blocks": [asdict(block) for block in blocks],
    }


def shown(columns: Sequence[Any]) -> dict[str, Any]:
    """Show a revision of which `COLUMNS` were read."""
    number, title, summary, body, *lead, at, person_id, name, weight, note = columns
    return {
        "number": number,
        "title": title,
        "summary": summary,
        "body": body,
        "picture": _picture(articles.lead_of(*lead)),
        "created_at": db.read_time(at),
        "created_by": {"id": person_id, "name": name},
        "weight": weight,
        "note": note,
    }


def _picture(lead: Lead | None) -> dict[str, Any] | None:
    if lead is None:
        return None
    return {"id": lead.picture, "alt": lead.alt, "caption": lead.caption, "is_decorative": lead.is_decorative}


def _pictures(before: Lead | None, after: Lead | None) -> dict[str, Any] | None:
    if before is None and after is None:
        return None
    change = "same" if before == after else "new" if before is None else "removed" if after is None else "changed"
    return {"change": change, "before": _picture(before), "after": _picture(after)}
