"""Publications: what a version says put out for good, and ended when another takes its place or it is withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.content import bylines
from api.content.models import Article
from api.content.texts import Text
from api.platform import db, ids
from api.publishing import slugs
from api.publishing.journal import ChangeType, News
from api.publishing.models import Correction, Publication, PublicationByline
from api.publishing.renderings import Rendering
from api.translation import freshness
from api.translation.catalogues import Catalogue
from api.translation.freshness import Shown


@dataclass(frozen=True, slots=True)
class Standing:
    """A publication as it stands: the last of its article and language, be it withdrawn.

    `html` is its body without marks, None in one of before that did not keep it.
    """

    id: str
    article_id: str
    language: str
    revision: int
    topic_id: str
    issue_id: str | None
    trend: str | None
    title: str
    summary: str
    body: str
    html: str | None
    messages: tuple[Shown, ...]
    word_count: int
    generation: int
    first_published_at: datetime
    published_at: datetime
    withdrawn_at: datetime | None
    bylines: tuple[str, ...]

    @property
    def is_public(self) -> bool:
        """Whether readers may have it."""
        return self.withdrawn_at is None


def standing(article_ids: Sequence[str]) -> dict[str, dict[str, Standing]]:
    """Give the last publication of each language of some articles, by article and language; two statements."""
    if not article_ids:
        return {}
    marks = ",".join("?" * len(article_ids))
    with db.snapshot():
        signed = db.rows(_BYLINES.format(marks=marks), article_ids)
        read = db.rows(_STANDING.format(marks=marks), article_ids)
    by: dict[str, list[str]] = {}
    for publication_id, byline_id in signed:
        by.setdefault(publication_id, []).append(byline_id)
    found: dict[str, dict[str, Standing]] = {}
    for columns in read:
        publication = _standing(columns, by.get(columns[0], []))
        found.setdefault(publication.article_id, {})[publication.language] = publication
    return found


def publish(
    article: Article,
    catalogue: Catalogue,
    made: Rendering,
    before: Standing | None,
    *,
    release_id: str,
    generation: int,
    note: str | None,
    at: datetime,
) -> News | None:
    """Put a version out as it was rendered, and tell what that was to readers; None if they have the very same already.

    A step inside a publishing transaction.
    """
    db.require_transaction()
    shown = tuple(freshness.shown(catalogue))
    if before is not None and before.is_public and _is_same(before, article, made.text, shown):
        return None
    corrected = before is not None and any(message.corrected_in > before.revision for message in shown)
    _end(before, at=at)
    since = before.first_published_at if before is not None else at
    publication_id = _insert(
        article, catalogue, made, shown, release_id=release_id, generation=generation, since=since, at=at
    )
    if corrected:
        Correction.create(id=ids.new(), article=article.id, language=catalogue.language, at=at, note=note)
    kind: ChangeType = "corrected" if corrected else "updated"
    if before is None or not before.is_public:
        kind = "published"
    return News(kind, article.id, catalogue.language, publication_id, note if kind == "corrected" else None)


def withdraw(publication: Standing, *, reason: str, at: datetime) -> News:
    """Take what readers have of a version from them for good or until it is released again.

    A step inside a publishing transaction.
    """
    db.require_transaction()
    Publication.update(withdrawn_at=at).where(Publication.id == publication.id).execute()
    return News("withdrawn", publication.article_id, publication.language, publication.id, reason)


def _end(before: Standing | None, *, at: datetime) -> None:
    if before is not None:
        Publication.update(ended_at=at).where(Publication.id == before.id).execute()


def _is_same(before: Standing, article: Article, text: Text, shown: tuple[Shown, ...]) -> bool:
    return (
        (before.title, before.summary, before.body) == (text.title, text.summary, text.body)
        and before.messages == shown
        and (before.topic_id, before.issue_id, before.trend) == (article.topic_id, article.issue_id, article.trend)
        and before.bylines == tuple(bylines.ids_of(article.id))
    )


def _insert(
    article: Article,
    catalogue: Catalogue,
    made: Rendering,
    shown: Sequence[Shown],
    *,
    release_id: str,
    generation: int,
    since: datetime,
    at: datetime,
) -> str:
    publication_id = ids.new()
    Publication.create(
        id=publication_id,
        release=release_id,
        article=article.id,
        language=catalogue.language,
        revision=catalogue.revision,
        slug=slugs.assign(article.id, catalogue.language, made.text.title),
        topic=article.topic_id,
        issue=article.issue_id,
        trend=article.trend,
        title=made.text.title,
        summary=made.text.summary,
        body=made.text.body,
        html=made.html,
        blocks=made.blocks,
        text=made.plain,
        messages=freshness.to_json(shown),
        word_count=made.word_count,
        generation=generation,
        first_published_at=since,
        published_at=at,
    )
    for position, byline in enumerate(bylines.ids_of(article.id)):
        PublicationByline.create(publication=publication_id, byline=byline, position=position)
    return publication_id


_STANDING = """
SELECT id, article_id, language, revision, topic_id, issue_id, trend, title, summary, body, html, messages, word_count,
       generation, first_published_at, published_at, withdrawn_at
  FROM publication
 WHERE article_id IN ({marks}) AND ended_at IS NULL
 ORDER BY article_id, id
"""

_BYLINES = """
SELECT publication_byline.publication_id, publication_byline.byline_id
  FROM publication_byline
  JOIN publication ON publication.id = publication_byline.publication_id
 WHERE publication.article_id IN ({marks}) AND publication.ended_at IS NULL
 ORDER BY publication_byline.publication_id, publication_byline.position
"""


_PLAIN = (
    "id",
    "article_id",
    "language",
    "revision",
    "topic_id",
    "issue_id",
    "trend",
    "title",
    "summary",
    "body",
    "html",
)


def _standing(columns: Sequence[Any], by: Sequence[str]) -> Standing:
    messages, word_count, generation, first_published_at, published_at, withdrawn_at = columns[11:]
    plain: dict[str, Any] = dict(zip(_PLAIN, columns[:11], strict=True))
    return Standing(
        **plain,
        messages=tuple(freshness.from_json(messages)),
        word_count=word_count,
        generation=generation,
        first_published_at=db.read_time(first_published_at),
        published_at=db.read_time(published_at),
        withdrawn_at=db.read_time(withdrawn_at) if withdrawn_at is not None else None,
        bylines=tuple(by),
    )
