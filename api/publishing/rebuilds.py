"""Rebuilds: readings made anew because of a name or a rule that many of them show, at once or by the worker."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from api.platform import db
from api.publishing import exposure, frames, journal, names, readings, renderings
from api.publishing.journal import News, Notice
from api.publishing.models import PendingRebuild
from api.publishing.neighbours import ReadingKey

# Articles that are made anew in one transaction, some milliseconds each: by what changed them, and by a turn of the
# worker. Both hold the generation meanwhile, and a release whose hour has come waits for it; it must be out within 2 s.
AT_ONCE = 100
A_TURN = 50

# The same where only names changed, some 1 ms each. Nobody is to wait for the generation for more than 100 ms.
NAMED_AT_ONCE = 40
NAMED_TOGETHER = 20  # read and written by the same statements
MOST_NAMED = 500
# The same where only pictures changed: as many as the time allows, since a withdrawn picture is to be gone everywhere
# within a second.
ILLUSTRATED_TOGETHER = 50
LONGEST_ILLUSTRATED = 0.8  # seconds

LONGEST = 0.033  # seconds of one transaction of the worker
PAUSE = 0.02  # seconds between two on SQLite, which keeps no queue: whoever waits looks again every 20 ms
LONGEST_TURN = 0.5  # seconds, after which the worker's other duties come to their turn


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
        records = [{"article": id_, "asked_at": at, "only_names": False} for id_ in article_ids]
        db.put(PendingRebuild, records, key=["article"])


def rename(article_ids: Sequence[str], generation: int, *, at: datetime) -> None:
    """Put the names of topics and bylines in the readings of some articles anew, and tell of it, as `refresh` does.

    Beyond `NAMED_AT_ONCE` they are left to the worker. A step inside a publishing transaction, whose only news these
    are.
    """
    db.require_transaction()
    if len(article_ids) <= NAMED_AT_ONCE:
        _tell_changed(names.put(article_ids, at=at), generation, at=at)
        return
    # What waits to be made anew as a whole is given its names by that.
    pending = {article_id for (article_id,) in db.rows("SELECT article_id FROM pending_rebuild")}
    left = [{"article": id_, "asked_at": at, "only_names": True} for id_ in article_ids if id_ not in pending]
    db.append(PendingRebuild, left)


def illustrate(article_ids: Sequence[str], generation: int, *pictures: str, at: datetime) -> None:
    """Put the pictures in the readings of some articles anew, and tell of it as `refresh` does.

    The journal tells of those `pictures`, and of what stands for them, that came or went. What `LONGEST_ILLUSTRATED`
    does not suffice for is left to the worker. A step inside a publishing transaction, whose only news these are.
    """
    db.require_transaction()
    began, done = time.monotonic(), 0
    changed: dict[ReadingKey, str | None] = {}
    while done < len(article_ids) and (not done or time.monotonic() - began < LONGEST_ILLUSTRATED):
        part = article_ids[done : done + ILLUSTRATED_TOGETHER]
        changed |= readings.rebuild(part, at=at)
        done += len(part)
    left = [{"article": id_, "asked_at": at, "only_names": False} for id_ in article_ids[done:]]
    db.put(PendingRebuild, left, key=["article"])
    _announce_pictures((), generation, *pictures, at=at)
    _tell_changed(changed, generation, at=at)


def tell(news: Sequence[News], generation: int, *, at: datetime) -> None:
    """Write news down, and make the readings of their articles anew.

    Before the news the journal has an `updated` for each other public version whose document changed thereby, as when
    another language came or went, or its source moved on: who follows the journal holds what readers get. A step
    inside a publishing transaction, once in each.
    """
    db.require_transaction()
    article_ids = list(dict.fromkeys(entry.article_id for entry in news))
    own = {(entry.article_id, entry.language) for entry in news}
    changed = {key: among for key, among in _rebuild(article_ids, generation, at=at).items() if key not in own}
    journal.append(generation, [*_news(article_ids, changed), *news], at=at)


def run_pending(*, at: datetime) -> int:
    """Make some of what is pending anew; gives how many articles. Each batch is a transaction and a generation.

    Names come first, batch after batch for `LONGEST_TURN`; then one batch of what is made anew as a whole, so that the
    worker's other duties come to their turn.
    """
    began, done = time.monotonic(), 0
    while db.row(_SOME.format(only_names="only_names")) is not None:
        if done and not db.is_postgres():
            time.sleep(PAUSE)
        done += _run_names(at=at)
        if time.monotonic() - began > LONGEST_TURN:
            return done
    return done + _run_whole(at=at)


_SOME = "SELECT 1 FROM pending_rebuild WHERE {only_names} LIMIT 1"


def _run_names(*, at: datetime) -> int:
    """Put names anew in as many articles as one transaction may take, and give how many those were."""
    with db.transaction():
        generation = journal.begin()
        began = time.monotonic()
        waiting = _batch("only_names", MOST_NAMED)
        changed: set[ReadingKey] = set()
        done: list[str] = []
        while len(done) < len(waiting) and time.monotonic() - began < LONGEST:
            part = waiting[len(done) : len(done) + NAMED_TOGETHER]
            changed |= names.put(part, at=at)
            done += part
        _tell_changed(changed, generation, at=at)
        PendingRebuild.delete().where(PendingRebuild.article.in_(done)).execute()
    return len(done)


def _run_whole(*, at: datetime) -> int:
    """Make a batch of articles anew as a whole.

    Publications that do not keep the forms of their body yet are given them before, in a transaction of their own.
    """
    if db.row(_SOME.format(only_names="NOT only_names")) is None:
        return 0
    renderings.complete(_batch("NOT only_names", A_TURN))
    with db.transaction():
        generation = journal.begin()
        batch = _batch("NOT only_names", A_TURN)
        _refresh(batch, generation, at=at)
        PendingRebuild.delete().where(PendingRebuild.article.in_(batch)).execute()
    return len(batch)


# The newest are read most.
_BATCH = """
SELECT article.id
  FROM pending_rebuild
  JOIN article ON article.id = pending_rebuild.article_id
 WHERE {chosen}
 ORDER BY article.created_at DESC, article.id
 LIMIT ?
"""


def _batch(chosen: str, most: int) -> list[str]:
    return [article_id for (article_id,) in db.rows(_BATCH.format(chosen=chosen), (most,))]


def _tell_changed(changed: Collection[ReadingKey], generation: int, *, at: datetime) -> None:
    """Tell of articles that show another name or picture, and of the issues that show them."""
    article_ids = sorted({article_id for article_id, _ in changed})
    if article_ids:
        issues = [key for resource, key in frames.of(article_ids) if resource == "issue"]
        journal.announce(generation, [Notice("issue", key, "updated") for key in sorted(issues)], at=at)
        journal.append(generation, _news(article_ids, dict.fromkeys(changed)), at=at)


def _refresh(article_ids: Sequence[str], generation: int, *, at: datetime) -> None:
    changed = _rebuild(article_ids, generation, at=at)
    journal.append(generation, _news(article_ids, changed), at=at)


def _rebuild(article_ids: Sequence[str], generation: int, *, at: datetime) -> dict[ReadingKey, str | None]:
    """Make readings anew, and announce what that does to issues, topics, bylines and pictures."""
    if not article_ids:
        return {}
    before = frames.of(article_ids)
    changed = readings.rebuild(article_ids, at=at)
    found = frames.notices(before, frames.of(article_ids), article_ids, changed=bool(changed))
    journal.announce(generation, found, at=at)
    _announce_pictures(article_ids, generation, at=at)
    return changed


def _announce_pictures(article_ids: Sequence[str], generation: int, *also: str, at: datetime) -> None:
    turned = exposure.announce(article_ids, *also)
    notices = [Notice("picture", id_, "published" if is_public else "withdrawn") for id_, is_public in turned]
    journal.announce(generation, notices, at=at)


def _news(article_ids: Sequence[str], changed: Mapping[ReadingKey, str | None]) -> list[News]:
    sql = _PUBLIC.format(marks=",".join("?" * len(article_ids)))
    return [
        News("updated", article_id, language, publication_id, alternates=changed[article_id, language])
        for article_id, language, publication_id in (db.rows(sql, article_ids) if changed else ())
        if (article_id, language) in changed
    ]


_PUBLIC = """
SELECT article_id, language, id
  FROM publication
 WHERE article_id IN ({marks}) AND ended_at IS NULL AND withdrawn_at IS NULL
 ORDER BY article_id, language
"""
