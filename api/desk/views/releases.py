"""What the desk reads of releases: data in the shapes of its schemas, from a few statements each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from api.content.models import Article
from api.languages import words
from api.platform import paging, rows
from api.platform.errors import NotFound, say
from api.publishing import failures
from api.publishing.models import Release, ReleaseItem


def release(release_id: str, language: str) -> tuple[dict[str, Any], int]:
    """Show a release, its failure in a reader's language; gives its serial beside it.

    Raises:
        NotFound: there is none.
    """
    found = _found(Release.id == release_id)
    return _releases([found], language)[0], found.serial


def require_release(release_id: str, *, issue_id: str | None = None, article_id: str | None = None) -> str:
    """Give the id of a release of an issue, or of one article alone.

    Raises:
        NotFound: it has none of this id.
    """
    found = _found((Release.id == release_id) & _of(issue_id, article_id))
    return str(found.id)


def release_page(
    *, issue_id: str | None, article_id: str | None, cursor: paging.Cursor | None, limit: int, language: str
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of the releases of an issue or of one article alone, the latest made first; three statements."""
    sql = _OF_ISSUE if issue_id is not None else _OF_ARTICLE
    page = rows.page(sql, (issue_id or article_id,), cursor, limit, by=("created_at", "id"), descending=True)
    found = {row.id: row for row in Release.select().where(Release.id.in_([id_ for _, id_ in page.rows]))}
    return page, _releases([found[id_] for _, id_ in page.rows], language)


_OF_ISSUE = "SELECT created_at, id FROM release WHERE issue_id = ?"
_OF_ARTICLE = "SELECT created_at, id FROM release WHERE article_id = ?"


def _found(condition: Any) -> Release:  # noqa: ANN401
    found = Release.get_or_none(condition)
    if found is None:
        raise NotFound(say("There is no such release."))
    return found


def _of(issue_id: str | None, article_id: str | None) -> Any:  # noqa: ANN401
    return Release.issue == issue_id if issue_id is not None else Release.article == article_id


def _releases(found: Sequence[Release], language: str) -> list[dict[str, Any]]:
    items = _items([row.id for row in found])
    return [
        {
            "id": row.id,
            "state": row.state,
            "at": row.at,
            "languages": json.loads(row.languages),
            "items": items[row.id],
            "left_out": json.loads(row.left_out),
            "failure": _failure(row.failure, language),
        }
        for row in found
    ]


def _items(release_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {release_id: [] for release_id in release_ids}
    query = ReleaseItem.select().join(Article).where(ReleaseItem.release.in_(release_ids))
    for row in query.order_by(Article.position, ReleaseItem.article, ReleaseItem.language):
        item = {"article_id": row.article_id, "language": row.language_id, "revision": row.revision}
        found[row.release_id].append(item)
    return found


def _failure(text: str | None, language: str) -> dict[str, Any] | None:
    if text is None:
        return None

    def said(kept: dict[str, Any]) -> str:
        return words.say_in(failures.phrase_of(kept), language)

    failure = json.loads(text)
    return {
        "code": failure["code"],
        "detail": said(failure["detail"]),
        "errors": [{**entry, "detail": said(entry["detail"])} for entry in failure["errors"]],
    }
