"""Readings: for each article and each language a reader may ask in, the bytes of the answer, ready.

`rebuild` makes the rows of the articles that it is given and of nobody else, but for neighbours: an article shows the
ones before and after it in its topic, so those are closed anew when what they show has changed. A row that would say
what it says already is not touched, so its ETag and its time of change stay. Building all anew must change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from api.content import bylines, illustrations, naming, topics
from api.content.illustrations import Figures
from api.content.models import Article, Issue
from api.content.pictures import exhibits
from api.languages import languages
from api.languages.languages import Known
from api.platform import db
from api.publishing import documents, neighbours, pages, published
from api.publishing.documents import Context, Named
from api.publishing.models import Correction, Reading, ReadingByline, Slug
from api.publishing.neighbours import ReadingKey
from api.publishing.pages import Pages
from api.publishing.published import Last, Published
from api.publishing.search import entries

BATCH = 200  # articles that are built together: what they hold in memory stays within some megabytes


_Named = Mapping[str, tuple[str, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The languages, and the names, addresses, corrections and pictures of some articles; `load` makes one.

    `topics` and `bylines` give by id the key and the names by language, `issues` the key; `slugs` and `corrections` are
    by article, then by language.
    """

    known: Mapping[str, Known]
    topics: _Named
    bylines: _Named
    issues: Mapping[str, str]
    source_languages: Mapping[str, str]
    slugs: Mapping[str, Mapping[str, str]]
    pages: Pages
    corrections: Mapping[tuple[str, str], Sequence[tuple[datetime, str | None]]]
    figures: Figures

    def context(self, language: str, by_language: Mapping[str, Published], publication: Published) -> Context:
        """Gather what surrounds a publication for readers of a language; `by_language` are all of its article's.

        What the article is about, its verdict and its bylines are those last released.
        """
        latest = last_released(by_language)
        article_id = publication.article_id
        chain = self.known[language].chain
        source_language = self.source_languages[article_id]
        return Context(
            requested_language=language,
            source_language=source_language,
            source=by_language.get(source_language),
            alternates=[p for code in self.known if (p := by_language.get(code)) is not None and p.is_public],
            slugs=self.slugs[article_id],
            pages=self.pages,
            topic=_named(self.topics[latest.topic_id], chain),
            issue=self.issues[latest.issue_id] if latest.issue_id is not None else None,
            trend=latest.trend,
            bylines=[_named(self.bylines[byline], chain) for byline in latest.bylines],
            corrections=self.corrections.get((article_id, publication.language), ()),
            figures=self.figures,
        )


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


def rebuild(article_ids: Sequence[str], *, at: datetime) -> dict[ReadingKey, str | None]:
    """Make anew what readers get of some articles, in every language; gives the rows (article, language) that changed.

    Of each it gives the languages, between strokes, if it names other alternates than before and is the same in all
    else. Rows that changed only in the neighbours that they show are not among those given. A step inside a publishing
    transaction; some sixteen statements for every 200 articles.
    """
    db.require_transaction()
    distinct = list(dict.fromkeys(article_ids))
    changed: dict[ReadingKey, str | None] = {}
    for start in range(0, len(distinct), BATCH):
        changed |= _rebuild(distinct[start : start + BATCH], at=at)
    return changed


def everything() -> list[str]:
    """Give the ids of all articles that have been published, for a rebuild of all."""
    return [article_id for (article_id,) in db.rows("SELECT DISTINCT article_id FROM publication ORDER BY article_id")]


def _rebuild(article_ids: Sequence[str], *, at: datetime) -> dict[ReadingKey, str | None]:
    found = published.last(article_ids)
    names = load(found)
    before = neighbours.around(article_ids)
    changed = _store(article_ids, _rows(found, names, at=at))
    _store_bylines(article_ids, found, names)
    entries.keep(found)
    cores = {row.key: row.core for row, _ in changed if row.core is not None}
    neighbours.close(before | neighbours.around(article_ids) | cores.keys(), cores, at=at)
    return {row.key: alternates for row, alternates in changed}


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
        contents[publication.language] = documents.html(publication, context)
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
    core = documents.core(publication, context, listed, {"format": "html", "content": contents[publication.language]})
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


def _store(article_ids: Sequence[str], rows: Sequence[_Row]) -> list[tuple[_Row, str | None]]:
    """Write the rows that say something else than before, drop those that nobody may read, and give the written.

    With each goes what `rebuild` tells of it. They are written open, with no document: `neighbours.close` ends each
    with what stands beside it then.
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
    return [(row, _alternates(*found[row.key][0], row) if row.key in found else None) for row in changed]


def _alternates(listed: bytes | None, core: bytes | None, row: _Row) -> str | None:
    """Give the languages that are all in which a row differs from what it was, None where it differs in more."""
    if core is None or row.core is None or listed != row.listed or row.key[1] != row.columns["language"]:
        return None
    was, now = (orjson.loads(bytes(each) + b"}") for each in (core, row.core))
    before, after = ({each["language"]: each for each in document.pop("alternates")} for document in (was, now))
    named = sorted(code for code in before.keys() | after.keys() if before.get(code) != after.get(code))
    return "".join(f"|{code}|" for code in named) or None if was == now else None


def _store_bylines(article_ids: Sequence[str], found: Last, names: Surroundings) -> None:
    sql = f"SELECT byline, article_id FROM reading_byline WHERE article_id IN ({_marks(article_ids)})"  # noqa: S608 - marks
    before = set(db.rows(sql, article_ids))
    after = {
        (names.bylines[byline][0], article_id)
        for article_id, by_language in found.items()
        if any(publication.is_public for publication in by_language.values())
        for byline in last_released(by_language).bylines
    }
    for byline, article_id in before - after:
        ReadingByline.delete().where(ReadingByline.byline == byline, ReadingByline.article == article_id).execute()
    added = [{"byline": byline, "article": article_id} for byline, article_id in sorted(after - before)]
    if added:
        ReadingByline.insert_many(added).execute()


def _marks(values: Sequence[str]) -> str:
    return ",".join("?" * len(values))


def load(published: Last) -> Surroundings:
    """Load what surrounds the publications of some articles; eight statements, and some more where pictures are."""
    article_ids = list(published)
    all_ = [publication for by_language in published.values() for publication in by_language.values()]
    issue_ids = {publication.issue_id for publication in all_ if publication.issue_id is not None}
    issues = Issue.select(Issue.id, Issue.key).where(Issue.id.in_(issue_ids))
    articles = Article.select(Article.id, Article.source_language).where(Article.id.in_(article_ids))
    return Surroundings(
        known=languages.everything(),
        topics=topics.names({publication.topic_id for publication in all_}),
        bylines=bylines.names({byline for publication in all_ for byline in publication.bylines}),
        issues={row.id: row.key for row in issues},
        source_languages={row.id: row.source_language_id for row in articles},
        slugs=_slugs(article_ids),
        pages=pages.current(),
        corrections=_corrections(article_ids),
        figures=exhibits.load(_pictures(all_)),
    )


def _pictures(published: Sequence[Published]) -> set[str]:
    """Give the ids of the pictures that some publications name, above their texts and in them."""
    leads = {publication.lead.picture for publication in published if publication.lead is not None}
    return leads.union(*(illustrations.shown(publication.html or "") for publication in published))


def last_released(by_language: Mapping[str, Published]) -> Published:
    """Give the public publication of an article that was released last."""
    return max((p for p in by_language.values() if p.is_public), key=lambda p: (p.generation, p.id))


def _slugs(article_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {article_id: {} for article_id in article_ids}
    for row in Slug.select().where(Slug.article.in_(article_ids), Slug.is_current):
        found[row.article_id][row.language_id] = row.slug
    return found


def _corrections(article_ids: Sequence[str]) -> dict[tuple[str, str], list[tuple[datetime, str | None]]]:
    found: dict[tuple[str, str], list[tuple[datetime, str | None]]] = {}
    for row in Correction.select().where(Correction.article.in_(article_ids)).order_by(Correction.at, Correction.id):
        found.setdefault((row.article_id, row.language_id), []).append((row.at, row.note))
    return found


def _named(entry: tuple[str, Mapping[str, str]], chain: Iterable[str]) -> Named:
    key, names = entry
    chosen = naming.chosen(names, chain)
    return Named(key, chosen[1] if chosen is not None else key)
