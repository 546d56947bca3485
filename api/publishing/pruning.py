"""Pruning: a bounded journal is told no further back than so many days, and what nobody needs of it then goes.

The horizon is a place in the journal. Whoever's cursor lies before it is refused, since entries behind that place may
be missing; whoever begins is given what stands. It moves by whole generations: entries of one are told beside each
other (`narrowing`). It reaches neither the last generation, which says where the journal ends, nor what somebody who
follows the journal (`Follower`) has not read.

What goes behind it is each entry of what frames articles, and each update of an article that put out no publication
and has another entry of its version behind it: alternates, names, pictures, of which only the last state counts. What
was published, corrected or withdrawn stays for ever, and so does the last entry of each version. By these receipts,
acknowledgements and takedowns tell what a partner had and knew, and texts arrive whose delay is longer than the journal
is kept; the database itself refuses to drop them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from api.platform import db
from api.publishing import journal
from api.publishing.models import JournalHorizon

AT_ONCE = 100  # entries that the horizon passes in one transaction; those of one generation are passed together

Place = tuple[int, int]
Follower = Callable[[], Place | None]  # up to where somebody has read, None where nobody follows


def prune(days: int | None, *, at: datetime, followers: Sequence[Follower] = (), at_once: int = AT_ONCE) -> int:
    """Move the horizon past entries that are older than so many days; gives how many it has passed, 0 at its end.

    One transaction, which no release waits for on PostgreSQL, and at most two statements where there is nothing to do.
    With None days the horizon stays where it is: what went does not come back.
    """
    if days is None or not _is_due(cutoff := at - timedelta(days=days)):
        return 0
    read = [place for follower in followers if (place := follower()) is not None]
    with db.transaction():
        before = _locked()
        passed = _passable(before, cutoff, min(place[0] for place in [_end(), *read]), at_once)
        if not passed:
            return 0
        to = passed[-1]
        JournalHorizon.update(generation=to[0], position=to[1]).where(JournalHorizon.name == journal.HORIZON).execute()
        db.write_each(_FRAMES, [to])
        db.write_each(_UPDATES, [(article_id, *to) for (article_id,) in db.rows(_PASSED, (*before, *to))])
    return len(passed)


def _is_due(cutoff: datetime) -> bool:
    """Look, without a lock, whether the first entry behind the horizon is older than a moment."""
    found = db.rows(_BEHIND.format(limit=1), journal.horizon() * 2)
    return bool(found) and db.read_time(min(found)[2]) < cutoff


def _locked() -> Place:
    """Give the horizon, locked, so that two workers move it one after the other."""
    db.insert(JournalHorizon, name=journal.HORIZON, generation=0, position=0)
    row = db.for_update(JournalHorizon.select().where(JournalHorizon.name == journal.HORIZON)).get()
    return int(row.generation), int(row.position)


def _passable(before: Place, cutoff: datetime, until: int, at_once: int) -> list[Place]:
    """Give the places that the horizon may pass: whole generations below one, all older than a moment."""
    found = sorted(db.rows(_BEHIND.format(limit=at_once + 1), before * 2))
    has_more, found = len(found) > at_once, found[:at_once]
    if has_more and found[0][0] == found[-1][0]:  # one generation, and more of it than is passed at once else
        found, has_more = sorted(db.rows(_OF_GENERATION, (found[0][0],) * 2)), False
    young = min((row[0] for row in found if db.read_time(row[2]) >= cutoff), default=until)
    behind = min(young, until, *([found[-1][0]] if has_more else []))
    return [(int(row[0]), int(row[1])) for row in found if row[0] < behind]


def _end() -> Place:
    """Give the place of the last entry."""
    found = [(int(row[0]), int(row[1])) for row in db.rows(_LAST)]
    return max(found, default=(0, 0))


_SOME = """
SELECT generation, position, at
  FROM (SELECT generation, position, at FROM {table} WHERE (generation, position) > (?, ?)
         ORDER BY generation, position LIMIT {{limit}}) AS of_{table}"""
_BEHIND = " UNION ALL ".join(_SOME.format(table=table) for table in ("change", "frame_change"))
_OF_GENERATION = """
SELECT generation, position, at FROM change WHERE generation = ?
UNION ALL
SELECT generation, position, at FROM frame_change WHERE generation = ?
"""
_LAST = """
SELECT generation, position
  FROM (SELECT generation, position FROM change ORDER BY generation DESC, position DESC LIMIT 1) AS of_change
UNION ALL
SELECT generation, position
  FROM (SELECT generation, position FROM frame_change ORDER BY generation DESC, position DESC LIMIT 1) AS of_frames
"""

_FRAMES = "DELETE FROM frame_change WHERE (generation, position) <= (?, ?)"
_PASSED = """
SELECT DISTINCT article_id FROM change WHERE (generation, position) > (?, ?) AND (generation, position) <= (?, ?)
"""
# Also of before: what was the last of its version when the horizon passed it may have another behind it by now. Article
# by article and within CASE: at once, PostgreSQL joins the whole journal with itself, in each turn.
_UPDATES = """
DELETE FROM change
 WHERE article_id = ? AND type = 'updated' AND (generation, position) <= (?, ?)
   AND CASE WHEN EXISTS (SELECT 1 FROM change AS later
                          WHERE later.article_id = change.article_id AND later.language = change.language
                            AND (later.generation, later.position) > (change.generation, change.position))
            THEN NOT EXISTS (SELECT 1 FROM publication
                              WHERE publication.id = change.publication_id
                                AND publication.generation = change.generation)
            ELSE FALSE END
"""
