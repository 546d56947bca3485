"""What readers read of related articles: texts like one of an article, in one order on both databases."""

from __future__ import annotations

from typing import Any, NamedTuple

from api.platform import db
from api.publishing.search import contents, likeness, pools, vocabulary
from api.publishing.search.likeness import Profile, Relation

MOST = likeness.MOST_TEXTS  # that are compared: of those that share a rare word, the latest


class Related(NamedTuple):
    """An article that is near another: its list form, and how and why it is near."""

    article_id: str
    listed: bytes
    relation: Relation


class _Subject(NamedTuple):
    language: str
    topic: str
    trend: str | None
    stems: str


def find(article_id: str, requested_language: str, most: int, *, is_own_only: bool) -> list[Related]:
    """Give the articles nearest to one as readers of a language get it, the nearest first; five statements.

    Texts are compared in the language of the article's own, and shown in the reader's; `is_own_only` leaves out those
    that are not published in that. Of two equally near the later one stands first.
    """
    row = db.row(_SUBJECT, (article_id, requested_language))
    if row is None:  # its words are not indexed yet
        return []
    subject = _Subject(*row)
    shares = likeness.stems_of(subject.stems)
    count = db.row(_COUNT, (subject.language, subject.language, _MOST_COUNTED))
    frequencies, texts = vocabulary.spread(subject.language, list(shares), at_least=count[0] if count else 0)
    profile = likeness.profile(shares, frequencies, texts)
    if profile is None:
        return []
    near = []
    for place, other, topic, trend, stems in _candidates(
        article_id, requested_language, subject, profile, is_own_only=is_own_only
    ):
        is_same_trend = trend is not None and trend == subject.trend
        relation = likeness.relation(profile, stems, is_same_topic=topic == subject.topic, is_same_trend=is_same_trend)
        if relation is not None:
            near.append((-relation.score, -place, other, relation))
    return _shown([(other, relation) for *_, other, relation in sorted(near)[:most]], requested_language)


_SUBJECT = """
SELECT r.language, r.topic, r.trend, e.stems
  FROM reading AS r
  JOIN search_entry AS e ON e.article_id = r.article_id AND e.language = r.language
 WHERE r.article_id = ? AND r.requested_language = ? AND r.published_at IS NOT NULL
"""


_MOST_COUNTED = 10_000  # beyond that some word of a text is in nearly all others, and tells how many those are
_COUNT = """
SELECT COUNT(*)
  FROM (SELECT 1
          FROM reading
         WHERE requested_language = ? AND language = ? AND published_at IS NOT NULL
         LIMIT ?) AS own
"""


def _candidates(
    article_id: str, requested_language: str, subject: _Subject, profile: Profile, *, is_own_only: bool
) -> list[tuple[Any, ...]]:
    own = requested_language if is_own_only else None
    if pools.of(subject.language) is not None:
        place = (requested_language, subject.language, article_id, own)
        return db.rows(_OF_POOL, (subject.language, subject.language, *place, pools.LARGEST))
    leading, language = profile.leading, contents.language_token(subject.language)
    if db.is_postgres():
        sql, asked = _ON_POSTGRES, f"({' | '.join(leading)}) & {language}"
    else:
        sql, asked = _ON_SQLITE, f"({' OR '.join(leading)}) AND {language}"
    return db.rows(sql, (asked, MOST, requested_language, article_id, own))


_CHOSEN = """
SELECT e.place, e.article_id, r.topic, r.trend, e.stems
  FROM latest
 CROSS JOIN search_entry AS e
 CROSS JOIN reading AS r
 WHERE e.place = latest.place AND r.article_id = e.article_id AND r.requested_language = ?
   AND r.published_at IS NOT NULL AND e.article_id <> ? AND r.language = COALESCE(?, r.language)
"""
# FTS5 gives rows in the order of their ids by itself, so it need not find all.
_ON_SQLITE = f"""
WITH latest AS MATERIALIZED (
    SELECT rowid AS place FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT ?)
{_CHOSEN}"""  # noqa: S608 - fixed
_ON_POSTGRES = f"""
WITH latest AS MATERIALIZED (
    SELECT rowid AS place FROM search_index WHERE words @@ CAST(? AS tsquery) ORDER BY rowid DESC LIMIT ?)
{_CHOSEN}"""  # noqa: S608 - fixed


# Of a narrow contract: the latest texts that are read in the language of the article, whatever words they have, since
# the index gives the latest of all texts.
_OF_POOL = """
SELECT e.place, e.article_id, r.topic, r.trend, e.stems
  FROM reading AS t
  JOIN search_entry AS e ON e.article_id = t.article_id AND e.language = t.language
  JOIN reading AS r ON r.article_id = t.article_id
 WHERE t.requested_language = ? AND t.language = ? AND t.published_at IS NOT NULL
   AND r.requested_language = ? AND r.published_at IS NOT NULL AND e.language = ? AND e.article_id <> ?
   AND r.language = COALESCE(?, r.language)
 ORDER BY t.published_at DESC, t.article_id DESC
 LIMIT ?
"""


def _shown(near: list[tuple[str, Relation]], requested_language: str) -> list[Related]:
    if not near:
        return []
    sql = _SHOWN.format(marks=",".join("?" * len(near)))
    listed = dict(db.rows(sql, (requested_language, *(article_id for article_id, _ in near))))
    return [Related(article_id, bytes(listed[article_id]), relation) for article_id, relation in near]


_SHOWN = "SELECT article_id, list_json FROM reading WHERE requested_language = ? AND article_id IN ({marks})"
