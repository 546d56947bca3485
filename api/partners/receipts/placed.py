"""What partners read of their republications: data in the shapes of their schemas."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.partners.receipts import republications
from api.partners.receipts.views import moment
from api.platform import db, lenses, paging, rows
from api.platform.errors import NotFound
from api.publishing import differences, touched
from api.publishing.audience import Audience
from api.publishing.differences import Difference, Published

_NAMES = (
    "id",
    "article_id",
    "language",
    "url",
    "own_language",
    "at",
    "used",
    "revision",
    "now",
    "now_revision",
    "corrected",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which republications: of an article, or only those of which another publication stands now, or none."""

    article_id: str | None = None
    is_stale: bool = False


def republication_page(
    audience: Audience, asked: Filter, cursor: paging.Cursor | None, limit: int
) -> tuple[paging.Page, list[dict[str, Any]]]:
    """Give a page of a partner's republications, by article, each with what has changed since; two statements.

    Where only those that are stale are asked for, a page may have fewer than `limit`: what was published again in the
    same words is left out behind it.
    """
    sql, values = f"{_REPUBLICATIONS} WHERE c.partner_id = ?", [audience.partner_id]
    if asked.article_id is not None:
        sql, values = f"{sql} AND c.article_id = ?", [*values, asked.article_id]
    if asked.is_stale:
        sql += " AND (r.article_id IS NULL OR p.id <> c.publication_id)"
    with lenses.through(audience):
        page = rows.page(sql, values, cursor, limit, by=("c.article_id", "c.id"))
    shown = _shown([dict(zip(_NAMES, row[2:], strict=True)) for row in page.rows])
    return page, [each for each in shown if each["is_stale"] or not asked.is_stale]


def republication(audience: Audience, republication_id: str) -> dict[str, Any]:
    """Show a partner's republication; its tag too.

    Raises:
        NotFound: the partner has none of this id, whether somebody else has or not.
    """
    sql = f"{_REPUBLICATIONS} WHERE c.partner_id = ? AND c.id = ?"
    with lenses.through(audience):
        row = db.row(sql, (audience.partner_id, republication_id))
    if row is None:
        raise NotFound(republications.MISSING)
    return _shown([dict(zip(_NAMES, row[2:], strict=True))])[0]


def of_articles(partner_id: str, article_ids: Collection[str]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Give where a partner has said that it shows some articles, by article and language; one statement.

    Of each place there are `id`, `url`, `own_language` and `revision`, that of the text that stands there.
    """
    wanted = sorted(set(article_ids))
    places: dict[tuple[str, str], list[dict[str, Any]]] = {}
    found = db.rows(_PLACES.format(marks=",".join("?" * len(wanted))), (partner_id, *wanted)) if wanted else []
    for article_id, language, *place in found:
        shown = dict(zip(("id", "url", "own_language", "revision"), place, strict=True))
        places.setdefault((article_id, language), []).append(shown)
    return places


def _shown(read: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    pairs = [row for row in read if row["now"] is not None and row["now"] != row["used"]]
    texts = touched.texts(sorted({row[name] for row in pairs for name in ("used", "now")}))
    return [_one(row, texts) for row in read]


def _one(row: Mapping[str, Any], texts: Mapping[str, Published]) -> dict[str, Any]:
    is_same = row["now"] is None or row["now"] == row["used"]
    found = Difference() if is_same else differences.between(texts[row["used"]], texts[row["now"]])
    is_translated = row["own_language"] is not None
    is_behind = found.is_any_for_translation if is_translated else found.is_any
    return {
        "id": row["id"],
        "article_id": row["article_id"],
        "language": row["language"],
        "url": row["url"],
        "own_language": row["own_language"],
        "at": moment(row["at"]),
        "revision": row["revision"],
        "current_revision": row["now_revision"],
        "is_public": row["now"] is not None,
        "is_stale": row["now"] is None or is_behind,
        "is_corrected": row["now"] is not None and bool(row["corrected"]),
        "changed": list(found.changed),
        "added": list(found.added),
        "removed": list(found.removed),
        "parts": list(found.parts),
        "stale": list(found.stale) if is_translated else None,
        "stale_parts": list(found.stale_parts) if is_translated else None,
        "etag": f'"{republications.tag(row["used"], row["own_language"])}"',
    }


# What stands now is what the partner may read; what it has used is read whole, since it had it.
_REPUBLICATIONS = """
SELECT c.article_id, c.id, c.id, c.article_id, c.language, c.url, c.own_language, c."at", c.publication_id, u.revision,
       CASE WHEN r.article_id IS NOT NULL THEN p.id END, CASE WHEN r.article_id IS NOT NULL THEN p.revision END,
       EXISTS (SELECT 1 FROM "change" AS k
                WHERE k.article_id = c.article_id AND k.language = c.language AND k.type = 'corrected'
                  AND k.generation > u.generation)
  FROM republication AS c
  JOIN publication AS u ON u.id = c.publication_id
  LEFT JOIN reading AS r ON r.article_id = c.article_id AND r.requested_language = c.language
                        AND r.language = c.language AND r.list_json IS NOT NULL
  LEFT JOIN publication AS p ON p.article_id = c.article_id AND p.language = c.language AND p.ended_at IS NULL
"""

_PLACES = """
SELECT c.article_id, c.language, c.id, c.url, c.own_language, u.revision
  FROM republication AS c
  JOIN "publication" AS u ON u.id = c.publication_id
 WHERE c.partner_id = ? AND c.article_id IN ({marks})
 ORDER BY c.id
"""
