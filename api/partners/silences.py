"""Silences: a partner that asked for changes again and again, and then does not, is noticed; somebody is told once.

Its copy may go on showing what was corrected or withdrawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from api.partners import contracts, keys, notices, polls
from api.partners.models import Partner, PartnerSilence
from api.partners.notices import Readers, Silence
from api.platform import db, holding

_HOUR = timedelta(hours=1)
_LEAST = timedelta(hours=1)  # of silence that anybody can ask to be told of


class Watch:
    """Notices silences. After its own beginning it waits for an hour: partners may just not have come back to us."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._began: datetime | None = None

    def run(self, at: datetime) -> int:
        """Notice who has fallen silent, and give how many. A duty."""
        self._began = min(self._began or at, at)
        return notice(self._readers, at=at) if at - self._began >= _HOUR else 0


def notice(readers: Readers, *, at: datetime) -> int:
    """Write letters of partners that have fallen silent, once for each silence; gives of how many.

    One transaction for each. What a partner's habit was is forgotten while it may not come in.
    """
    return sum(_notice(partner_id, readers, at=at) for partner_id in _quiet(at=at))


def shown(partner_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Give by partner when it last asked for changes, and since when it is known to be silent."""
    marks = ",".join("?" * len(partner_ids))
    found = db.rows(_SHOWN.format(marks=marks), partner_ids) if partner_ids else []
    nothing: dict[str, Any] = {"last_polled_at": None, "silent_since": None}
    known = {
        partner_id: {
            "last_polled_at": db.read_time(last),
            "silent_since": db.read_time(last) if since == last else None,
        }
        for partner_id, last, since in found
    }
    return {partner_id: known.get(partner_id, nothing) for partner_id in partner_ids}


def _quiet(*, at: datetime) -> list[str]:
    """Give the partners whose latest poll is not of this hour, and which nobody has been told of since."""
    return [partner_id for (partner_id,) in db.rows(_QUIET, (db.write_time(at - _LEAST),))]


def _notice(partner_id: str, readers: Readers, *, at: datetime) -> bool:
    with db.transaction():
        partner: Partner | None = db.for_update(
            Partner.select().where(Partner.id == partner_id), keeps_key=True
        ).get_or_none()
        if partner is None:
            return False
        if contracts.state(partner, at=at) != "active":
            polls.forget(partner_id)
            return False
        found = _silence(partner, at=at)
        if found is None or not _note(partner_id, found.since):
            return False
        notices.silent(partner, found, at=at)
        notices.silent_to_newsroom(partner, found, readers, at=at)
    return True


def _silence(partner: Partner, *, at: datetime) -> Silence | None:
    asked = polls.hours(partner.id)
    habit = polls.habit(asked)
    patience: float | None = partner.alarm_after_hours
    if patience is None and habit is not None:
        patience = habit.patience
    if not patience or at < _missed_from(asked[-1]) + timedelta(hours=patience):
        return None
    usual = habit.usual if habit is not None else None
    return Silence(asked[-1], usual, has_key=bool(keys.of(partner.id, at=at)))


def _missed_from(last: datetime) -> datetime:
    """Give from when a partner is missed: while nothing went out, nobody may have known where to ask."""
    return max(last + _HOUR, holding.ended_at() or last)


def _note(partner_id: str, since: datetime) -> bool:
    """Note that a silence is told of; tells whether it had not been."""
    told = PartnerSilence.get_or_none(PartnerSilence.partner == partner_id)
    if told is not None and told.since == since:
        return False
    db.put(PartnerSilence, [{"partner": partner_id, "since": since}], key=["partner"])
    return True


_QUIET = """
SELECT p.partner_id
  FROM partner_poll AS p LEFT JOIN partner_silence AS s ON s.partner_id = p.partner_id
 GROUP BY p.partner_id, s.since
HAVING MAX(p.hour) <= ? AND (s.since IS NULL OR s.since <> MAX(p.hour))
 ORDER BY p.partner_id
"""
_SHOWN = """
SELECT p.partner_id, MAX(p.hour), s.since
  FROM partner_poll AS p LEFT JOIN partner_silence AS s ON s.partner_id = p.partner_id
 WHERE p.partner_id IN ({marks})
 GROUP BY p.partner_id, s.since
"""
