"""Oblivion: which receipts go after a year, and which stay as proof.

A receipt stays as long as it proves anything that matters: that a partner was given a text which stands, that it knows
of it, that a correction or a withdrawal is still to reach it. What goes is

- a receipt of a text that its partner has known for a year to be gone, and was not given again;
- an offer that came to nothing for a year: the partner was told of the text, last a year ago, and never took it,
  nothing proves that it knows of it, it has acknowledged nothing, and the newsroom has nothing to tell it, since the
  text stands without a correction. If it is told of it again, that is another offer.

Acknowledgements and republications, a partner's own words, stay for ever.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from api.platform import db

KEPT = timedelta(days=365)
_AT_ONCE = 1_000  # receipts that are looked at in one turn

_Place = tuple[str, str, str]  # partner, article, language
_BEGINNING: _Place = ("", "", "")


class Sweep:
    """Goes through all receipts again and again, some in each turn: none of them costs more than a small write."""

    def __init__(self, at_once: int = _AT_ONCE) -> None:
        self._at_once = at_once
        self._place = _BEGINNING

    def run(self, at: datetime) -> int:
        """Look at the next receipts and delete what is to go; gives how many. One transaction, if there is something.

        Where a process ends, the next begins at the beginning.
        """
        some = db.rows(_NEXT, (*self._place, self._at_once))
        if not some:
            self._place = _BEGINNING
            return 0
        first, self._place = self._place, some[-1]
        before = db.write_time(at - KEPT)
        values = (*first, *self._place, before, before, before)
        if db.row(_FOUND, values) is None:
            return 0
        with db.transaction():
            gone = db.rows(_GONE, values)
        return len(gone)


_NEXT = """
SELECT partner_id, article_id, language FROM receipt WHERE (partner_id, article_id, language) > (?, ?, ?)
 ORDER BY partner_id, article_id, language LIMIT ?
"""

_KNOWN_TO_BE_GONE = """
c.known_is_gone AND c.known_at <= ?
AND (c.fetched_generation IS NULL OR c.fetched_generation < c.known_generation)
"""
# It stands in some language as it was offered; a withdrawn text keeps its receipts open, and so does a correction.
_CAME_TO_NOTHING = """
c.offered_at <= ? AND (c.told_at IS NULL OR c.told_at <= ?)
AND c.fetched_at IS NULL AND c.delivered_at IS NULL AND c.known_at IS NULL
AND c.correction_acknowledged IS NULL AND c.withdrawal_acknowledged IS NULL
AND EXISTS (SELECT 1 FROM publication AS p
             WHERE p.article_id = c.article_id AND p.language = c.language
               AND p.ended_at IS NULL AND p.withdrawn_at IS NULL)
AND NOT EXISTS (SELECT 1 FROM change AS k
                 WHERE k.article_id = c.article_id AND k.language = c.language
                   AND k.type IN ('corrected', 'withdrawn') AND k.generation > c.offered_generation)
"""
_GOES = f"""
(c.partner_id, c.article_id, c.language) > (?, ?, ?) AND (c.partner_id, c.article_id, c.language) <= (?, ?, ?)
AND (({_KNOWN_TO_BE_GONE}) OR ({_CAME_TO_NOTHING}))
"""
_FOUND = f"SELECT 1 FROM receipt AS c WHERE {_GOES} LIMIT 1"  # noqa: S608 - fixed parts
_GONE = f"DELETE FROM receipt AS c WHERE {_GOES} RETURNING 1"  # noqa: S608 - fixed parts
