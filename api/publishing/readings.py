"""Readings: for each article and each language a reader may ask in, the bytes of the answer, ready.

`rebuild` makes the rows of the articles that it is given and of nobody else, but for neighbours: an article shows the
ones before and after it in its topic, so those are closed anew when what they show has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from api.content import bylines, topics
from api.content.models import Article, Issue
from api.languages import languages
from api.languages.languages import Known
from api.platform import db
from api.publishing import documents, publications
from api.publishing.documents import Frame, Named
from api.publishing.models import Correction, Reading, ReadingByline, Slug
from api.publishing.publications import Standing


@dataclass(frozen=True, slots=True)
class Row:
    """A reading that is about to be written: its columns, and the document but for its neighbours."""

    columns: dict[str, Any]
    core: bytes | None


@dataclass(frozen=True, slots=True)
class _Names:
    known: dict[str, Known]
    topics: dict[str, tuple[str, dict[str, str]]]
    bylines: dict[str, tuple[str, dict[str, str]]]
    issues: dict[str, str]
    source_languages: dict[str, str]
    slugs: dict[tuple[str, str], str]
    corrections: dict[tuple[str, str], list[tuple[datetime, str]]]


def rebuild(article_ids: Sequence[str], *, at: datetime) -> None:
    """Make anew what readers get of some articles, in every language. A step inside a publishing transaction."""
    db.require_transaction()
    if not article_ids:
        return
    around = _neighbourhood(article_ids)
    names = _load_names(article_ids)
    standing = publications.standing(article_ids)
    rows = [
        row
        for article_id in article_ids
        for language in names.known
        if (row := _row(article_id, language, standing.get(article_id, {}), names, at=at)) is not None
    ]
    changed = _store(article_ids, rows)
    _store_bylines(article_ids, names, standing)
    around |= _neighbourhood(article_ids)
    own: dict[tuple[str, str], bytes | None] = {_place(row): row.core for row in changed if row.core}
    _close(own, at=at)
    _close(dict.fromkeys(around - own.keys()), at=at)


def everything() -> list[str]:
    """Give the ids of all articles that have been published, for a rebuild of all."""
    return [article_id for (article_id,) in db.rows("SELECT DISTINCT article_id FROM publication ORDER BY article_id")]


def _load_names(article_ids: Sequence[str]) -> _Names:
    articles_ = Article.select(Article.id, Article.source_language).where(Article.id.in_(article_ids))
    slugs = Slug.select().where(Slug.article.in_(article_ids), Slug.is_current)
    corrections: dict[tuple[str, str], list[tuple[datetime, str]]] = {}
    for row in Correction.select().where(Correction.article.in_(article_ids)).order_by(Correction.at, Correction.id):
        corrections.setdefault((row.article_id, row.language_id), []).append((row.at, row.note))
    return _Names(
        known=languages.everything(),
        topics=topics.names(),
        bylines=bylines.names(),
        issues={row.id: row.key for row in Issue.select(Issue.id, Issue.key)},
        source_languages={row.id: row.source_language_id for row in articles_},
        slugs={(row.article_id, row.language_id): row.slug for row in slugs},
        corrections=corrections,
    )


def _row(article_id: str, language: str, standing: dict[str, Standing], names: _Names, *, at: datetime) -> Row | None:
    own = standing.get(language)
    if own is not None and not own.is_public:
        columns = dict.fromkeys(_COLUMNS) | {"language": language, "modified_at": at}
        return Row({"article": article_id, "requested_language": language} | columns, None)
    chain = names.known[language].chain
    publication = next((p for code in chain if (p := standing.get(code)) is not None and p.is_public), None)
    if publication is None:
        return None
    frame = _frame(language, standing, publication, names)
    listed = documents.list_form(publication, frame)
    columns = {
        "article": article_id,
        "requested_language": language,
        "language": publication.language,
        "slug": listed["slug"],
        "topic": frame.topic.key,
        "trend": frame.trend,
        "issue": frame.issue,
        "published_at": publication.first_published_at,
        "updated_at": publication.published_at,
        "modified_at": at,
        "etag": None,
        "list_json": orjson.dumps(listed),
        "full_json": None,
        "core_length": None,
    }
    return Row(columns, documents.core(publication, frame, listed))


_COLUMNS = (
    "language",
    "slug",
    "topic",
    "trend",
    "issue",
    "published_at",
    "updated_at",
    "modified_at",
    "etag",
    "list_json",
    "full_json",
    "core_length",
)


def _frame(language: str, standing: dict[str, Standing], publication: Standing, names: _Names) -> Frame:
    """Gather what surrounds a publication. What it is about, its verdict and bylines are those last released."""
    latest = max((p for p in standing.values() if p.is_public), key=lambda p: p.id)
    chain = names.known[language].chain
    source_language = names.source_languages[publication.article_id]
    source = standing.get(source_language)
    article_id = publication.article_id
    return Frame(
        requested_language=language,
        source_language=source_language,
        source=source if source is not None and source.is_public else None,
        alternates=[p for code in names.known if (p := standing.get(code)) is not None and p.is_public],
        slugs={code: slug for (article, code), slug in names.slugs.items() if article == article_id},
        topic=_named(names.topics[latest.topic_id], chain),
        issue=names.issues[latest.issue_id] if latest.issue_id is not None else None,
        trend=latest.trend,
        bylines=[_named(names.bylines[byline], chain) for byline in latest.bylines],
        corrections=names.corrections.get((article_id, publication.language), []),
    )


def _named(entry: tuple[str, dict[str, str]], chain: Iterable[str]) -> Named:
    """Name a topic or byline in the first language of a chain that has a name for it, else in any, else by its key."""
    key, by_language = entry
    name = next((by_language[code] for code in chain if code in by_language), None)
    return Named(key, name or next(iter(by_language.values()), key))


def _store(article_ids: Sequence[str], rows: Sequence[Row]) -> list[Row]:
    """Write the rows that say something else than before, drop those that nobody may read, and give the written."""
    before = {
        (reading.article_id, reading.requested_language_id): reading
        for reading in Reading.select().where(Reading.article.in_(article_ids))
    }
    for article_id, language in before.keys() - {_place(row) for row in rows}:
        Reading.delete().where(Reading.article == article_id, Reading.requested_language == language).execute()
    changed = [row for row in rows if not _is_same(row, before.get(_place(row)))]
    db.put(Reading, [row.columns for row in changed], key=["article", "requested_language"])
    return changed


def _place(row: Row) -> tuple[str, str]:
    return row.columns["article"], row.columns["requested_language"]


def _is_same(row: Row, reading: Reading | None) -> bool:
    if reading is None or (row.core is None) != (reading.full_json is None):
        return False
    if row.core is None or reading.full_json is None or reading.list_json is None:
        return True
    return (
        row.columns["list_json"] == bytes(reading.list_json)
        and row.core == bytes(reading.full_json)[: reading.core_length]
    )


def _store_bylines(article_ids: Sequence[str], names: _Names, standing: dict[str, dict[str, Standing]]) -> None:
    ReadingByline.delete().where(ReadingByline.article.in_(article_ids)).execute()
    for article_id, by_language in standing.items():
        public = [p for p in by_language.values() if p.is_public]
        for byline in max(public, key=lambda p: p.id).bylines if public else ():
            ReadingByline.create(byline=names.bylines[byline][0], article=article_id)


_NEIGHBOUR = """
SELECT article_id, list_json
  FROM reading
 WHERE requested_language = ? AND topic = ? AND (published_at, article_id) {sign} (?, ?)
 ORDER BY published_at {order}, article_id {order}
 LIMIT 1
"""
_BEFORE = _NEIGHBOUR.format(sign="<", order="DESC")
_AFTER = _NEIGHBOUR.format(sign=">", order="ASC")

_PLACES = """
SELECT article_id, requested_language, topic, published_at
  FROM reading
 WHERE published_at IS NOT NULL AND article_id IN ({marks})
"""


def _neighbourhood(article_ids: Sequence[str]) -> set[tuple[str, str]]:
    """Give the places (article, requested language) that show one of these articles as their neighbour."""
    found = set()
    for article_id, language, topic, published_at in db.rows(
        _PLACES.format(marks=",".join("?" * len(article_ids))), article_ids
    ):
        for sql in (_BEFORE, _AFTER):
            if neighbour := db.row(sql, (language, topic, published_at, article_id)):
                found.add((neighbour[0], language))
    return found


_READING = """
SELECT topic, published_at, full_json, core_length, etag
  FROM reading
 WHERE article_id = ? AND requested_language = ? AND published_at IS NOT NULL
"""


def _close(places: dict[tuple[str, str], bytes | None], *, at: datetime) -> None:
    """Write the full documents of some readings, with their neighbours as those stand; unchanged ones are left."""
    for (article_id, language), core in places.items():
        found = db.row(_READING, (article_id, language))
        if found is None:
            continue
        topic, published_at, full_json, core_length, etag = found
        open_document = core if core is not None else bytes(full_json)[:core_length]
        before, after = (db.row(sql, (language, topic, published_at, article_id)) for sql in (_BEFORE, _AFTER))
        document = documents.with_neighbours(
            open_document, bytes(before[1]) if before else None, bytes(after[1]) if after else None
        )
        tag = hashlib.sha256(document).hexdigest()[:32]
        if tag != etag:
            Reading.update(full_json=document, core_length=len(open_document), etag=tag, modified_at=at).where(
                Reading.article == article_id, Reading.requested_language == language
            ).execute()
