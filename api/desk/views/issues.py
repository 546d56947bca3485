"""What the desk reads of issues: data in the shapes of its schemas, from a few statements each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.content import issues, naming, titles, weeks
from api.content.models import Issue
from api.platform import db, paging, rows


def issue(found: Issue, chain: Sequence[str]) -> dict[str, Any]:
    """Show an issue with its articles in order, called as readers of a fallback chain would call it."""
    columns = (found.id, found.key, found.created_at, found.deadline_at)
    return _issue(columns, issues.articles_of(found.id), titles.of([found.id])[found.id], chain)


def issue_page(
    cursor: paging.Cursor | None, limit: int, chain: Sequence[str]
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of issues, the newest week first, with what to show of each; three statements."""
    page = rows.page(_ISSUES, (), cursor, limit, by=("key",), descending=True)
    order: dict[str, list[str]] = {row[1]: [] for row in page.rows}
    sql = _ORDER.format(marks=",".join("?" * len(order)))
    for issue_id, article_id in db.rows(sql, list(order)) if order else ():
        order[issue_id].append(article_id)
    called = titles.of(order)
    return page, [_issue((id_, key, *rest), order[id_], called[id_], chain) for key, id_, *rest in page.rows]


_ISSUES = "SELECT key, id, created_at, deadline_at FROM issue WHERE TRUE"
_ORDER = "SELECT issue_id, id FROM article WHERE issue_id IN ({marks}) ORDER BY position, id"


def _issue(columns: Sequence[Any], order: list[str], called: Mapping[str, str], chain: Sequence[str]) -> dict[str, Any]:
    id_, key, created_at, deadline_at = columns
    chosen = naming.chosen(called, chain)
    start, end = weeks.parse(key) or (None, None)
    return {
        "id": id_,
        "key": key,
        "title": chosen[1] if chosen is not None else None,
        "titles": called,
        "period": {"start": start, "end": end},
        "articles": order,
        "created_at": db.read_time(created_at),
        "deadline_at": db.read_time(deadline_at) if deadline_at is not None else None,
    }
