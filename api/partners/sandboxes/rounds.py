"""Rounds: the worker looks into the sandboxes in which something has happened, and does what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from api.partners import embargoes
from api.partners.sandboxes import entering, files
from api.partners.sandboxes.models import Sandbox
from api.partners.sending import fanout, outcomes, queue
from api.partners.sending.dispatch import Dispatcher
from api.platform import db, holding, idempotency
from api.platform.errors import Damaged
from api.platform.repeats import Repeats
from api.publishing import schedule

log = logging.getLogger("polyweek.sandboxes")

_TURN = 0.1  # seconds in one sandbox, so that none keeps the others waiting
_SOON = timedelta(seconds=1)  # until one is looked into again in which something is on its way
_LATER = timedelta(seconds=10)  # until one is looked into again in which something has failed
_YOUNG = timedelta(hours=1)
_AT_ONCE = 50  # sandboxes in one round


class Rounds:
    """Goes round; one in a process, and any number of processes, since each delivery is claimed in its sandbox.

    `dispatcher` makes what sends for one sandbox; it is let go when nothing is on its way.
    """

    def __init__(self, dispatcher: Callable[[], Dispatcher]) -> None:
        self._make = dispatcher
        self._busy: dict[str, Dispatcher] = {}
        self._faults = Repeats(log)

    def run(self, *, at: datetime) -> int:
        """Look into each sandbox whose time has come, and give how much was done in them. A duty.

        One in which something fails keeps no other waiting, and is looked into again after a while.
        """
        return sum(self._visit(*each, at=at) for each in _due(at=at))

    def close(self) -> None:
        """Wait for what is on its way, and write down what came of it."""
        for partner_id, dispatcher in self._busy.items():
            number = db.row("SELECT number FROM sandbox WHERE partner_id = ?", (partner_id,))
            if number is not None:
                with suppress(Damaged), files.inside(files.database(partner_id, int(number[0]))):
                    dispatcher.close()
        self._busy.clear()

    def _visit(self, partner_id: str, number: int, due_at: datetime, *, at: datetime) -> int:
        try:
            count, next_at = self._work(partner_id, number, at=at)
        except Exception as error:  # noqa: BLE001 - told, and tried again
            self._faults.tell("sandbox failed", f"sandbox of {partner_id}", error)
            count, next_at = 0, at + _LATER
        with db.transaction():  # unless it was woken meanwhile
            known = (Sandbox.partner == partner_id) & (Sandbox.due_at == due_at)
            Sandbox.update(due_at=next_at).where(known).execute()
        return count

    def _work(self, partner_id: str, number: int, *, at: datetime) -> tuple[int, datetime | None]:
        """Do what is due in a sandbox; gives how much it was, and when to come again. What is on its way is kept."""
        released_at = holding.ended_at()
        with files.inside(files.database(partner_id, number)):
            _begin_anew(released_at)
            dispatcher = self._busy.get(partner_id) or self._busy.setdefault(partner_id, self._make())
            count = schedule.publish_due(at=at) + embargoes.follow(at=at)
            count += fanout.follow(at=at) + dispatcher.run(seconds=_TURN)
            next_at = _next(at=at)
            if dispatcher.is_busy:
                return count, at + _SOON
            del self._busy[partner_id]
            dispatcher.close()
        return count, next_at


def prepare() -> int:
    """Raise what sandboxes begin as, so that the first request of a key does not wait for it. A duty; gives 0."""
    if db.row(_ANY_KEY) is not None:
        files.prepare()
    return 0


def sweep(*, at: datetime) -> int:
    """Remove the files of sandboxes that are no more, and what is old in the others; gives how many. A duty.

    Each sandbox is then looked into once: a wake may have been lost with a process that was killed.
    """
    count = files.sweep(_known, before=at - _YOUNG)
    for each in _known():
        if files.is_there(*each):
            try:
                with files.inside(files.database(*each)):
                    outcomes.prune(at=at)
                    idempotency.prune(at=at)
            except Damaged:
                _tell(each[0])
                continue
            entering.wake(each[0], at=at)
    return count


def _tell(partner_id: str) -> None:
    """Tell of a sandbox that is damaged, until its partner begins anew."""
    log.warning("a sandbox is damaged: reset begins it anew", extra={"partner_id": partner_id})


def _known() -> set[tuple[str, int]]:
    return {(partner_id, int(number)) for partner_id, number in db.rows("SELECT partner_id, number FROM sandbox")}


def _due(*, at: datetime) -> list[tuple[str, int, datetime]]:
    found = db.rows(_DUE, (db.write_time(at), db.write_time(at), _AT_ONCE))
    return [(partner_id, int(number), db.read_time(due_at)) for partner_id, number, due_at in found]


def _begin_anew(released_at: datetime | None) -> None:
    """Let all that waits in the present sandbox be tried for its full time again, once after each end of a hold.

    The hold is the newsroom's, and whoever ends it may do so where no sandboxes lie: each learns it when it is looked
    into.
    """
    if released_at is not None and holding.ended_at() != released_at:
        with db.transaction():
            queue.begin_anew()
            holding.note_end(at=released_at)


def _next(*, at: datetime) -> datetime | None:
    """Give when there is something to send or to release next in the present sandbox; None if nothing waits."""
    found = db.row(_NEXT)
    if found is None or found[0] is None:
        return None
    return max(db.read_time(found[0]), at + _SOON)


_ANY_KEY = "SELECT 1 FROM api_key WHERE is_sandbox AND revoked_at IS NULL LIMIT 1"

_DUE = """
SELECT s.partner_id, s.number, s.due_at
  FROM sandbox AS s JOIN partner AS p ON p.id = s.partner_id
 WHERE s.due_at <= ? AND p.suspended_at IS NULL AND (p.ends_at IS NULL OR p.ends_at > ?)
 ORDER BY s.due_at
 LIMIT ?
"""

_NEXT = """
SELECT MIN(due_at)
  FROM (SELECT CASE WHEN w.not_before > d.due_at AND NOT d.is_urgent THEN w.not_before ELSE d.due_at END AS due_at
          FROM delivery AS d JOIN webhook AS w ON w.id = d.webhook_id
         WHERE d.state = 'queued' AND (w.state = 'active' OR (w.state = 'unverified' AND d.event = 'ping'))
         UNION ALL
        SELECT "at" FROM release WHERE state = 'scheduled')
"""
