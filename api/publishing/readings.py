"""Readings: for each article and each language a reader may ask in, the bytes of the answer, ready.

`rebuild` makes the rows of the articles that it is given and of nobody else, but for neighbours: an article shows the
ones before and after it in its topic, so those are closed anew when what they show has changed. A row that would say
what it says already is not touched, so its ETag and its time of change stay. Building all anew must change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from api.platform import db
from api.publishing import documents, neighbours, published, surroundings
from api.publishing.models import Reading, ReadingByline
from api.publishing.neighbours import ReadingKey
from api.publishing.published import Last, Published
from api.publishing.surroundings import Surroundings

BATCH = 200  # articles that are built together: what they hold in memory stays within some megabytes


@dataclass(frozen=True, slots=True)
class _Row:
    """A reading that is about to be written: its columns, and the document but for its neighbours.

    Both bytes are None for a withdrawn version, which answers 410.
    """

    columns: dict[str, Any]
    listed: bytes | None
    core: bytes | None

    @property
    def key(self) -> ReadingKey:
        return self.columns["article"], self.columns["requested_language"]


def rebuild(article_ids: Sequence[str], *, at: datetime) -> set[ReadingKey]:
    """Make anew what readers get of some articles, in every language; gives the rows (article, language) that changed.

    Rows that changed only in the neighbours that they show are not among those given. A step inside a publishing
    transaction; some fifteen statements for every 200 articles.
    """
    db.require_transaction()
    distinct = list(dict.fromkeys(article_ids))
    changed: set[ReadingKey] = set()
    for start in range(0, len(distinct), BATCH):
        changed |= _rebuild(distinct[start : start + BATCH], at=at)
    return changed


def everything() -> list[str]:
    """Give the ids of all articles that have been published, for a rebuild of all."""
    return [article_id for (article_id,) in db.rows("SELECT DISTINCT article_id FROM publication ORDER BY article_id")]


def _rebuild(article_ids: Sequence[str], *, at: datetime) -> set[ReadingKey]:
    found = published.last(article_ids)
    names = surroundings.load(found)
    before = neighbours.around(article_ids)
    changed = _store(article_ids, _rows(found, names, at=at))
    _store_bylines(article_ids, found, names)
    cores = {row.key: row.core for row in changed if row.core is not None}
    neighbours.close(before | neighbours.around(article_ids) | cores.keys(), cores, at=at)
    return {row.key for row in changed}


def _rows(found: Last, names: Surroundings, *, at: datetime) -> list[_Row]:
    rows: list[_Row] = []
    for by_language in found.values():
        contents: dict[str, str] = {}
        for language in names.known:
            row = _row(language, by_language, names, contents, at=at)
            rows += [row] if row is not None else []
    return rows


def _row(
    language: str, by_language: Mapping[str, Published], names: Surroundings, contents: dict[str, str], *, at: datetime
) -> _Row | None:
    """Make what readers of a language get of an article: the version withdrawn, the first public one, or nothing."""
    own = by_language.get(language)
    if own is not None and not own.is_public:
        return _withdrawn(own, at=at)
    chain = names.known[language].chain
    publication = next((p for code in chain if (p := by_language.get(code)) is not None and p.is_public), None)
    if publication is None:
        return None
    context = names.context(language, by_language, publication)
    if publication.language not in contents:  # the languages that fall back to it share it
        contents[publication.language] = documents.html(publication, context.source)
    listed = documents.list_form(publication, context)
    columns = {
        "article": publication.article_id,
        "requested_language": language,
        "language": publication.language,
        "slug": listed["slug"],
        "topic": context.topic.key,
        "trend": context.trend,
        "issue": context.issue,
        "published_at": publication.first_published_at,
        "updated_at": publication.published_at,
        "modified_at": at,
    }
    core = documents.core(context, listed, {"format": "html", "content": contents[publication.language]})
    return _Row(columns, orjson.dumps(listed), core)


def _withdrawn(publication: Published, *, at: datetime) -> _Row:
    columns = {
        "article": publication.article_id,
        "requested_language": publication.language,
        "language": publication.language,
        "slug": None,
        "topic": None,
        "trend": None,
        "issue": None,
        "published_at": None,
        "updated_at": None,
        "modified_at": at,
    }
    return _Row(columns, None, None)


_BEFORE = """
SELECT article_id, requested_language, list_json, SUBSTR(full_json, 1, core_length), modified_at
  FROM reading
 WHERE article_id IN ({marks})
"""


def _store(article_ids: Sequence[str], rows: Sequence[_Row]) -> list[_Row]:
    """Write the rows that say something else than before, drop those that nobody may read, and give the written.

    They are written open, with no document: `neighbours.close` ends each with what stands beside it then.
    """
    found = {
        (article_id, language): ((listed, core), modified_at)
        for article_id, language, listed, core, modified_at in db.rows(
            _BEFORE.format(marks=_marks(article_ids)), article_ids
        )
    }
    for article_id, language in found.keys() - {row.key for row in rows}:
        Reading.delete().where(Reading.article == article_id, Reading.requested_language == language).execute()
    changed = [row for row in rows if row.key not in found or found[row.key][0] != (row.listed, row.core)]
    empty = {"etag": None, "full_json": None, "core_length": None}
    for row in changed:
        if row.key in found:
            row.columns["modified_at"] = neighbours.after(found[row.key][1], at=row.columns["modified_at"])
    records = [{**row.columns, "list_json": row.listed, **empty} for row in changed]
    db.put(Reading, records, key=["article", "requested_language"])
    return changed


def _store_bylines(article_ids: Sequence[str], found: Last, names: Surroundings) -> None:
    sql = f"SELECT byline, article_id FROM reading_byline WHERE article_id IN ({_marks(article_ids)})"  # noqa: S608 - marks
    before = set(db.rows(sql, article_ids))
    after = {
        (names.bylines[byline][0], article_id)
        for article_id, by_language in found.items()
        if any(publication.is_public for publication in by_language.values())
        for byline in surroundings.last_released(by_language).bylines
    }
    for byline, article_id in before - after:
        ReadingByline.delete().where(ReadingByline.byline == byline, ReadingByline.article == article_id).execute()
    added = [{"byline": byline, "article": article_id} for byline, article_id in sorted(after - before)]
    if added:
        ReadingByline.insert_many(added).execute()


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))
