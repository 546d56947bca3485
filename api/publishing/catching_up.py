"""Catching up: what was published before its language had a transliteration, rewritten by the worker in batches."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from api.languages.models import Language
from api.platform import db
from api.publishing import journal, published, rebuilds, renderings, slugs, transliterations
from api.publishing.journal import News
from api.publishing.models import Publication
from api.publishing.renderings import Rendering

A_TURN = 10  # texts in one transaction, some 10 ms each, for which a release whose hour has come waits
LOOKED_UP = 200  # texts that are looked for together, which takes longer the more there are
LONGEST_TURN = 0.5  # seconds, after which the worker's other duties come to their turn


class _Missing(NamedTuple):
    """A publication that is public, and a transliteration that does not have it as it stands."""

    publication_id: str
    article_id: str
    language: str
    other: str


def run_pending(*, at: datetime) -> int:
    """Put out in transliterations what their parents have published and they have not; gives how many texts.

    What they still have of texts that are withdrawn goes too. Each batch is a transaction and a generation, rendered
    before. One statement where nothing is behind.
    """
    if db.row("SELECT 1 FROM language WHERE is_behind LIMIT 1") is None:
        return 0
    began, done = time.monotonic(), 0
    if left := _withdraw(at=at):
        return left
    missing = _missing()
    if not missing:
        return _settle()
    while missing and (not done or time.monotonic() - began < LONGEST_TURN):
        part, missing = missing[:A_TURN], missing[A_TURN:]
        done += _publish(part, at=at)
    return done


def _publish(missing: Sequence[_Missing], *, at: datetime) -> int:
    made = _rendered(missing)
    with db.transaction():
        generation = journal.begin()
        standing = set(_missing(sorted({each.publication_id for each in missing})))  # behind the lock
        found = [(each, rendering) for each, rendering in made if each in standing]
        titles = {(each.article_id, each.other): rendering.text.title for each, rendering in found}
        addresses = slugs.assign(titles)
        parents = [
            (News("updated", each.article_id, each.language, each.publication_id), rendering)
            for each, rendering in found
        ]
        news = transliterations.publish(parents, addresses, generation=generation, at=at)
        rebuilds.tell(news, generation, at=at)
    return len(news)


def _settle() -> int:
    """Note that nothing is left to do; behind the lock of publishing, so that nothing comes in between."""
    with db.transaction():
        journal.hold()
        if not _missing():
            Language.update(is_behind=False).where(Language.is_behind).execute()
    return 0


def _missing(among: Sequence[str] = ()) -> list[_Missing]:
    """Give what is missing, the newest first; only `among` some publications, if there are any."""
    only = f"AND publication.id IN ({','.join('?' * len(among))})" if among else ""
    return [_Missing(*row) for row in db.rows(_MISSING.format(only=only), (*among, LOOKED_UP))]


# The newest are read most. A transliteration has its parent's times. What people withdrew while it was theirs stays so,
# and comes back as a withdrawn text of any language does: by what is released after that.
_MISSING = """
SELECT publication.id, publication.article_id, publication.language, language.code
  FROM language
  JOIN publication
    ON publication.language = language.transliteration_of
   AND publication.ended_at IS NULL
   AND publication.withdrawn_at IS NULL
 WHERE language.is_behind {only}
   AND NOT EXISTS (SELECT 1
                     FROM publication AS other
                    WHERE other.article_id = publication.article_id
                      AND other.language = language.code
                      AND other.ended_at IS NULL
                      AND other.withdrawn_at IS NULL
                      AND other.published_at = publication.published_at)
   AND NOT EXISTS (SELECT 1
                     FROM publication AS gone
                     JOIN change ON change.publication_id = gone.id AND change.type = 'withdrawn'
                    WHERE gone.article_id = publication.article_id
                      AND gone.language = language.code
                      AND gone.ended_at IS NULL
                      AND gone.withdrawn_at IS NOT NULL
                      AND change.generation > publication.generation)
 ORDER BY publication.first_published_at DESC, publication.id, language.code
 LIMIT ?
"""


def _rendered(missing: Iterable[_Missing]) -> list[tuple[_Missing, Rendering]]:
    wanted = list(missing)
    standing = published.last(sorted({each.article_id for each in wanted}))
    found = []
    for each in wanted:
        publication = standing.get(each.article_id, {}).get(each.language)
        if publication is not None and publication.id == each.publication_id:
            found.append((each, renderings.rewritten(publication, each.other)))
    return found


def _withdraw(*, at: datetime) -> int:
    """Withdraw what transliterations have of texts that are not public any longer."""
    if not db.rows(_LEFT, (A_TURN,)):
        return 0
    with db.transaction():
        generation = journal.begin()
        left: Sequence[tuple[str, str, str]] = db.rows(_LEFT, (A_TURN,))
        Publication.update(withdrawn_at=at).where(Publication.id.in_([id_ for id_, _, _ in left])).execute()
        news = [News("withdrawn", article_id, language, id_) for id_, article_id, language in left]
        rebuilds.tell(news, generation, at=at)
    return len(left)


_LEFT = """
SELECT publication.id, publication.article_id, publication.language
  FROM language
  JOIN publication
    ON publication.language = language.code AND publication.ended_at IS NULL AND publication.withdrawn_at IS NULL
 WHERE language.is_behind
   AND NOT EXISTS (SELECT 1
                     FROM publication AS parent
                    WHERE parent.article_id = publication.article_id
                      AND parent.language = language.transliteration_of
                      AND parent.ended_at IS NULL
                      AND parent.withdrawn_at IS NULL)
 ORDER BY publication.id
 LIMIT ?
"""
