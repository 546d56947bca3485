"""Rebuilds: readings made anew because of a name or a rule that many of them show, at once or by the worker."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from api.platform import db
from api.publishing import frames, journal, readings, renderings
from api.publishing.journal import News
from api.publishing.models import PendingRebuild
from api.publishing.neighbours import ReadingKey

# Articles that are made anew in one transaction, some 10 ms each: by what changed them, and by a turn of the worker.
# Both hold the generation meanwhile, and a release whose hour has come waits for it; it must be out within 2 s.
AT_ONCE = 100
A_TURN = 50


def refresh(article_ids: Sequence[str], generation: int, *, at: datetime) -> None:
    """Make the readings of some articles anew, and tell of those that say something else now.

    Beyond `AT_ONCE` they are left to the worker, who makes them anew in batches, each a transaction and a
    generation of its own; until then a reader may find the old and the new side by side. The journal has an `updated`
    for each public version whose document changed, and none for the languages that fall back to it. A step inside a
    publishing transaction, whose only news these are.
    """
    db.require_transaction()
    if len(article_ids) <= AT_ONCE:
        _refresh(article_ids, generation, at=at)
    else:
        db.put(PendingRebuild, [{"article": id_, "asked_at": at} for id_ in article_ids], key=["article"])


def tell(news: Sequence[News], generation: int, *, at: datetime) -> None:
    """Write news down, and make the readings of their articles anew.

    Before the news the journal has an `updated` for each other public version whose document changed thereby, as when
    another language came or went, or its source moved on: who follows the journal holds what readers get. A step
    inside a publishing transaction, once in each.
    """
    db.require_transaction()
    article_ids = list(dict.fromkeys(entry.article_id for entry in news))
    changed = _rebuild(article_ids, generation, at=at) - {(entry.article_id, entry.language) for entry in news}
    journal.append(generation, [*_news(article_ids, changed), *news], at=at)


def run_pending(*, at: datetime) -> int:
    """Make one batch of what is pending anew; gives how many articles. One transaction.

    Publications that do not keep the forms of their body yet are given them before, in another. One batch only, so that
    the worker's other duties come to their turn.
    """
    if db.row("SELECT 1 FROM pending_rebuild LIMIT 1") is None:
        return 0
    renderings.complete(_batch())
    with db.transaction():
        generation = journal.begin()
        batch = _batch()
        _refresh(batch, generation, at=at)
        PendingRebuild.delete().where(PendingRebuild.article.in_(batch)).execute()
    return len(batch)


# The newest are read most.
_BATCH = """
SELECT article.id
  FROM pending_rebuild
  JOIN article ON article.id = pending_rebuild.article_id
 ORDER BY article.created_at DESC, article.id
 LIMIT ?
"""


def _batch() -> list[str]:
    return [article_id for (article_id,) in db.rows(_BATCH, (A_TURN,))]


def _refresh(article_ids: Sequence[str], generation: int, *, at: datetime) -> None:
    changed = _rebuild(article_ids, generation, at=at)
    journal.append(generation, _news(article_ids, changed), at=at)


def _rebuild(article_ids: Sequence[str], generation: int, *, at: datetime) -> set[ReadingKey]:
    """Make readings anew, and announce what that does to issues, topics and bylines."""
    if not article_ids:
        return set()
    before = frames.of(article_ids)
    changed = readings.rebuild(article_ids, at=at)
    found = frames.notices(before, frames.of(article_ids), article_ids, changed=bool(changed))
    journal.announce(generation, found, at=at)
    return changed


def _news(article_ids: Sequence[str], changed: Collection[ReadingKey]) -> list[News]:
    sql = _PUBLIC.format(marks=",".join("?" * len(article_ids)))
    return [
        News("updated", article_id, language, publication_id)
        for article_id, language, publication_id in (db.rows(sql, article_ids) if changed else ())
        if (article_id, language) in changed
    ]


_PUBLIC = """
SELECT article_id, language, id
  FROM publication
 WHERE article_id IN ({marks}) AND ended_at IS NULL AND withdrawn_at IS NULL
 ORDER BY article_id, language
"""
