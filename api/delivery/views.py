"""What readers read: rows of ready bytes, by fixed SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.platform import db, ids, paging
from api.publishing import slugs

SORTS = ("-published_at", "published_at", "-updated_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Article:
    """A reading. `language` is None where nothing is published for the reader; `body` where it was withdrawn."""

    id: str
    requested_language: str | None
    language: str | None
    slug: str
    etag: str
    modified_at: datetime | None
    body: bytes | None
    is_former: bool


_COLUMNS = "r.requested_language, r.language, r.slug, r.etag, r.modified_at, r.full_json"

_BY_SLUG = f"""
SELECT s.article_id, {_COLUMNS}, s.is_current, s.language
  FROM slug AS s
  LEFT JOIN reading AS r ON r.article_id = s.article_id AND r.requested_language = COALESCE(?, s.language)
 WHERE s.slug = ?
"""  # noqa: S608 - fixed

_BY_ID = f"SELECT r.article_id, {_COLUMNS} FROM reading AS r WHERE r.article_id = ? AND r.requested_language = ?"  # noqa: S608 - fixed


def article_by_slug(slug: str, language: str | None) -> Article | None:
    """Give an article by a slug, in the language asked for or else in the slug's own; None for an unknown slug."""
    found = db.row(_BY_SLUG, (language, slug))
    if found is None:
        return None
    *columns, is_current, slug_language = found
    if is_current:
        return _article(columns, slug, is_former=False)
    return _article(columns, slugs.of(found[0], slug_language) or slug, is_former=True)


def article_by_id(article_id: str, language: str) -> Article | None:
    """Give an article by its id; None where nothing of it is published for readers of this language."""
    found = db.row(_BY_ID, (article_id, language)) if ids.is_id(article_id) else None
    return _article(list(found), found[3] or "", is_former=False) if found is not None else None


def _article(columns: list[Any], slug: str, *, is_former: bool) -> Article:
    article_id, requested, language, _, etag, modified_at, body = columns
    return Article(
        article_id,
        requested,
        language,
        slug,
        etag,
        db.read_time(modified_at) if modified_at is not None else None,
        bytes(body) if body is not None else None,
        is_former,
    )


def article_page(language: str, query: Mapping[str, Any], cursor: paging.Cursor | None) -> paging.Page:
    """Give a page of readings: rows of (sort value, article id, list form as JSON bytes)."""
    column = query["sort"].removeprefix("-")
    descends = query["sort"].startswith("-")
    where, params = _filters(language, query)

    def fetch(backwards: bool, place: tuple[Any, ...] | None, count: int) -> list[tuple[Any, ...]]:  # noqa: FBT001
        down = descends != backwards
        conditions = [f"r.{column} IS NOT NULL", *where]
        values = list(params)
        if place is not None:
            conditions.append(f"(r.{column}, r.article_id) {'<' if down else '>'} (?, ?)")
            values += place
        order = "DESC" if down else "ASC"
        sql = (
            f"SELECT r.{column}, r.article_id, r.list_json FROM reading AS r WHERE {' AND '.join(conditions)} "  # noqa: S608 - fixed parts
            f"ORDER BY r.{column} {order}, r.article_id {order} LIMIT ?"
        )
        return db.rows(sql, (*values, count))

    return paging.page(fetch, cursor, query["limit"], _place)


def _filters(language: str, query: Mapping[str, Any]) -> tuple[list[str], list[object]]:
    where, params = ["r.requested_language = ?"], [language]
    if query["fallback"] == "none":
        where.append("r.language = r.requested_language")
    return where, list(params)


def _place(row: tuple[Any, ...]) -> tuple[str, str]:
    return db.write_time(db.read_time(row[0])), row[1]
