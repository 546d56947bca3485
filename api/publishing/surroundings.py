"""Surroundings: what the documents of some articles need beside their publications, from a few statements for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.content import bylines, naming, topics
from api.content.models import Article, Issue
from api.languages import languages
from api.languages.languages import Known
from api.publishing.documents import Context, Named
from api.publishing.models import Correction, Slug
from api.publishing.published import Last, Published

_Names = Mapping[str, tuple[str, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The languages, and the names, addresses and corrections of some articles; `load` makes one.

    `topics` and `bylines` give by id the key and the names by language, `issues` the key; `slugs` and `corrections` are
    by article, then by language.
    """

    known: Mapping[str, Known]
    topics: _Names
    bylines: _Names
    issues: Mapping[str, str]
    source_languages: Mapping[str, str]
    slugs: Mapping[str, Mapping[str, str]]
    corrections: Mapping[tuple[str, str], Sequence[tuple[datetime, str | None]]]

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
            topic=_named(self.topics[latest.topic_id], chain),
            issue=self.issues[latest.issue_id] if latest.issue_id is not None else None,
            trend=latest.trend,
            bylines=[_named(self.bylines[byline], chain) for byline in latest.bylines],
            corrections=self.corrections.get((article_id, publication.language), ()),
        )


def load(published: Last) -> Surroundings:
    """Load what surrounds the publications of some articles; seven statements, however many they are."""
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
        corrections=_corrections(article_ids),
    )


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
