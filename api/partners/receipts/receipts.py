"""Receipts: written when a partner is told of a version, given it, or proves that it has what it was told.

What is proven, from weak to strong: a page of the journal was answered (`told_at`), a text was (`fetched_at`); the
cursor of that page came back, an endpoint answered 2xx, a version was asked for by itself (`known_by`). A cursor is
sealed and another each time, so only who has read the page can come with it.

There is one row for each partner and version, however often it reads. Generations only rise in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.platform import db
from api.publishing.handovers import Handover

Key = tuple[str, str, str]  # partner, article, language
_Fact = tuple[int, bool, datetime]  # up to which generation, whether the text is gone, when


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be written of a version for a partner; each part is None where there is nothing of its kind.

    `text` has the revision that was given under embargo, if that was; `gone` is when it was told that
    it is gone.
    """

    offered: tuple[int, datetime] | None = None
    text: tuple[int, datetime, int | None] | None = None
    page: tuple[str, _Fact] | None = None
    known: _Fact | None = None
    gone: datetime | None = None

    def then(self, later: Note) -> Note:
        """Give it with what was noted after it."""
        return Note(
            self.offered or later.offered,
            later.text or self.text,
            later.page or self.page,
            _last(self, later),
            later.gone or self.gone,
        )


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event that an endpoint has taken with 2xx; `text_of` is up to which generation its text was, if it had one."""

    partner_id: str
    article_id: str
    language: str
    happened_at: datetime
    is_gone: bool
    text_of: int | None = None


def noted(before: Note | None, given: Handover, page: str, at: datetime) -> Note:
    """Give a note with a handover in it. What is not there offers nothing to who never had it."""
    fact = (given.generation, not given.is_there, at)
    made = Note(
        offered=(given.generation, at) if given.is_there else None,
        text=(given.generation, at, given.ahead_revision) if given.has_text else None,
        page=(page, fact) if page else None,
        known=fact if given.is_direct else None,
        gone=at if not (given.is_there or given.is_direct) else None,
    )
    return before.then(made) if before is not None else made


def write(notes: Mapping[Key, Note]) -> None:
    """Write notes down, those of partners that there are; one transaction."""
    with db.transaction():
        known = {id_ for (id_,) in db.rows("SELECT id FROM partner")}
        some = {key: note for key, note in sorted(notes.items()) if key[0] in known}
        offer([(key, *note.offered) for key, note in some.items() if note.offered is not None])
        db.write_each(
            _FETCHED,
            [
                (db.write_time(at), db.write_time(at), generation, revision, *key, generation)
                for key, note in some.items()
                if note.text is not None
                for generation, at, revision in [note.text]
            ],
        )
        db.write_each(
            _TOLD,
            [
                (db.write_time(at), page, generation, is_gone, *key, generation)
                for key, note in some.items()
                if note.page is not None
                for page, (generation, is_gone, at) in [note.page]
            ],
        )
        db.write_each(_TOLD_GONE, [(db.write_time(note.gone), *key) for key, note in some.items() if note.gone])
        learn([(key, note.known, "read") for key, note in some.items() if note.known is not None])


def close_pages(pages: Sequence[tuple[tuple[str, str], datetime]]) -> None:
    """Note that partners have some pages, by partner and page; one transaction."""
    if pages:
        with db.transaction():
            db.write_each(_CAME_BACK, [(db.write_time(at), partner, page) for (partner, page), at in pages])


def offer(offered: Sequence[tuple[Key, int, datetime]]) -> None:
    """Write that versions were offered, up to which generation and when: the first time stays. A step.

    What was known and acknowledged of an earlier withdrawal does not count for what is offered again.
    """
    db.write_each(_OFFERED, [(*key, db.write_time(at), generation, False) for key, generation, at in offered])


def learn(known: Iterable[tuple[Key, _Fact, str]]) -> None:
    """Write what partners know, and by what it is proven. A step inside a transaction."""
    db.write_each(
        _KNOWN,
        [
            (
                generation,
                is_gone,
                db.write_time(at),
                by,
                *key,
                generation,
                is_gone,
                db.write_time(at),
                generation,
                is_gone,
                *key[1:],
                generation,
            )
            for key, (generation, is_gone, at), by in known
        ],
    )


def delivered(arrivals: Sequence[Arrival], *, at: datetime) -> None:
    """Write what endpoints have taken. A step inside a transaction; one statement for each."""
    moment = db.write_time(at)
    ordered = sorted(arrivals, key=lambda each: (each.partner_id, each.article_id, each.language, each.happened_at))
    keyed = [((each.article_id, each.language), each) for each in ordered]
    entry = [(each, key, (*key, db.write_time(each.happened_at))) for key, each in keyed]
    there = [
        (each.partner_id, *key, moment, moment, False, moment, each.text_of, *of)
        for each, key, of in entry
        if not each.is_gone
    ]
    db.write_each(_DELIVERED, there)
    gone = [(*of, each.is_gone, moment, each.partner_id, *key, *of) for each, key, of in entry if each.is_gone]
    db.write_each(_GONE, gone)


def _last(before: Note, later: Note) -> _Fact | None:
    found = [note.known for note in (before, later) if note.known is not None]
    return max(found, key=lambda fact: (fact[0], fact[2]), default=None)


# Not to be looked up: SQLite would take the index of languages, and so go through all that the journal has in one.
_ITS_LANGUAGE = "change.language || '' = ?"
_MINE = "partner_id = ? AND article_id = ? AND language = ?"

_OFFERED = """
INSERT INTO receipt (partner_id, article_id, language, offered_at, offered_generation, known_is_gone)
VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (partner_id, article_id, language) DO UPDATE
   SET known_is_gone = CASE WHEN receipt.known_generation < excluded.offered_generation THEN excluded.known_is_gone
                            ELSE receipt.known_is_gone END,
       withdrawal_acknowledged = CASE WHEN receipt.withdrawal_acknowledged > excluded.offered_generation
                                      THEN receipt.withdrawal_acknowledged END
 WHERE receipt.known_is_gone AND receipt.known_generation < excluded.offered_generation
    OR receipt.withdrawal_acknowledged <= excluded.offered_generation
"""
_FETCHED = f"""
UPDATE receipt SET first_fetched_at = COALESCE(first_fetched_at, ?), fetched_at = ?, fetched_generation = ?,
                   ahead_revision = COALESCE(?, ahead_revision)
 WHERE {_MINE} AND COALESCE(fetched_generation, 0) <= ?
"""  # noqa: S608 - fixed parts
_TOLD = f"""
UPDATE receipt SET told_at = ?, page = ?, page_generation = ?, page_is_gone = ?
 WHERE {_MINE} AND COALESCE(page_generation, 0) <= ?
"""  # noqa: S608 - fixed parts
_TOLD_GONE = f"UPDATE receipt SET gone_told_at = ? WHERE {_MINE}"  # noqa: S608 - fixed parts
# Whoever reads the same again has learned nothing: the time stays that of the first. What is under embargo comes and
# goes without another generation.
_KNOWN = f"""
UPDATE receipt SET known_generation = ?, known_is_gone = ?, known_at = ?, known_by = ?
 WHERE {_MINE}
   AND (known_generation = ? AND known_is_gone <> ? AND known_at < ?
        OR COALESCE(known_generation, -1) < ? AND (known_is_gone <> ? OR EXISTS (
            SELECT 1 FROM change
             WHERE change.article_id = ? AND {_ITS_LANGUAGE} AND change.generation <= ?
               AND change.generation > COALESCE(receipt.known_generation, -1))))
"""  # noqa: S608 - fixed parts
_CAME_BACK = """
UPDATE receipt SET known_generation = page_generation, known_is_gone = page_is_gone, known_at = ?, known_by = 'cursor',
                   page = NULL
 WHERE partner_id = ? AND page = ?
   AND (COALESCE(known_generation, -1) < page_generation
        OR known_generation = page_generation AND known_is_gone <> page_is_gone AND known_at < told_at)
"""

# A delivery has the time of its entry in the journal, by which that is found again. With the text it has that of now.
_ENTRY = f"""
COALESCE((SELECT MAX(generation) FROM change WHERE change.article_id = ? AND {_ITS_LANGUAGE} AND at <= ?), 0)
"""  # noqa: S608 - fixed parts
# All at once, since each statement costs a delivery about a tenth: offered, delivered, and known if it was not.
_IS_NEWS = "COALESCE(receipt.known_generation, -1) < excluded.known_generation"
_DELIVERED = f"""
INSERT INTO receipt (partner_id, article_id, language, offered_at, offered_generation, delivered_at,
                     delivered_generation, known_generation, known_is_gone, known_at, known_by)
SELECT ?, ?, ?, ?, told.generation, ?, told.generation, told.generation, ?, ?, 'webhook'
  FROM (SELECT COALESCE(CAST(? AS BIGINT), {_ENTRY}) AS generation) AS told
 WHERE TRUE
ON CONFLICT (partner_id, article_id, language) DO UPDATE SET
  delivered_at = excluded.delivered_at,
  delivered_generation = excluded.delivered_generation,
  offered_generation = CASE WHEN receipt.offered_generation = 0 THEN excluded.offered_generation
                            ELSE receipt.offered_generation END,
  known_generation = CASE WHEN {_IS_NEWS} THEN excluded.known_generation ELSE receipt.known_generation END,
  known_is_gone = CASE WHEN {_IS_NEWS} THEN excluded.known_is_gone ELSE receipt.known_is_gone END,
  known_at = CASE WHEN {_IS_NEWS} THEN excluded.known_at ELSE receipt.known_at END,
  known_by = CASE WHEN {_IS_NEWS} THEN excluded.known_by ELSE receipt.known_by END
"""  # noqa: S608 - fixed parts
# Of what a partner never had there is nothing to write.
_GONE = f"""
UPDATE receipt SET known_generation = {_ENTRY}, known_is_gone = ?, known_at = ?, known_by = 'webhook'
 WHERE {_MINE} AND COALESCE(known_generation, -1) < {_ENTRY}
"""  # noqa: S608 - fixed parts
