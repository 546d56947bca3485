"""What has been published: the last publication of each version, which readers have unless it was withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.content import articles, illustrations, seo
from api.content.seo import Seo
from api.content.texts import Lead
from api.platform import db
from api.translation import freshness
from api.translation.freshness import Shown


@dataclass(frozen=True, slots=True)
class Published:
    """The last publication of an article in a language, be it withdrawn since.

    `html` is its body without marks, None in one of before that did not keep it. `pictures` are those that it names, as
    one message more, in which no revision after its own has a part.
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
    lead: Lead | None
    html: str | None
    seo: Seo
    messages: tuple[Shown, ...]
    pictures: Shown
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


Last = Mapping[str, Mapping[str, Published]]  # by article and language


def last(article_ids: Sequence[str]) -> dict[str, dict[str, Published]]:
    """Give the last publication of each language of some articles, by article and language; two statements."""
    if not article_ids:
        return {}
    marks = ",".join("?" * len(article_ids))
    with db.snapshot():
        signed = db.rows(_BYLINES.format(marks=marks), article_ids)
        read = db.rows(_LAST.format(marks=marks), article_ids)
    by: dict[str, list[str]] = {}
    for publication_id, byline_id in signed:
        by.setdefault(publication_id, []).append(byline_id)
    found: dict[str, dict[str, Published]] = {}
    for columns in read:
        publication = _published(columns, by.get(columns[0], []))
        found.setdefault(publication.article_id, {})[publication.language] = publication
    return found


def pictures(lead: Lead | None, html: str | None, *, revision: int, corrected_in: int) -> Shown:
    """Give the pictures above a text and in it as one message; a body of before that has no HTML names none."""
    return freshness.pictured(lead, illustrations.described(html or ""), revision=revision, corrected_in=corrected_in)


_LAST = """
SELECT id, article_id, language, revision, topic_id, issue_id, trend, title, summary, body, html, messages, word_count,
       generation, first_published_at, published_at, withdrawn_at,
       seo, picture, picture_alt, picture_caption, picture_is_decorative,
       (SELECT COALESCE(MAX(revision.number), 0)
          FROM revision
         WHERE revision.article_id = publication.article_id
           AND revision.number <= publication.revision
           AND revision.weight = 'correction')
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


def _published(columns: Sequence[Any], by: Sequence[str]) -> Published:
    messages, word_count, generation, first_published_at, published_at, withdrawn_at, told, *shown = columns[11:]
    plain: dict[str, Any] = dict(zip(_PLAIN, columns[:11], strict=True))
    *above, corrected_in = shown
    lead = articles.lead_of(*above)
    return Published(
        **plain,
        lead=lead,
        seo=seo.from_json(told),
        messages=tuple(freshness.from_json(messages)),
        pictures=pictures(lead, plain["html"], revision=plain["revision"], corrected_in=corrected_in),
        word_count=word_count,
        generation=generation,
        first_published_at=db.read_time(first_published_at),
        published_at=db.read_time(published_at),
        withdrawn_at=db.read_time(withdrawn_at) if withdrawn_at is not None else None,
        bylines=tuple(by),
    )
