"""The collector: what partners were given is kept in memory and written down every few seconds, away from who reads.

A process that is killed loses what it has not written yet: that partners were given something in the last seconds.
What they acknowledge never passes here.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from api.partners.receipts import receipts
from api.partners.receipts.receipts import Key, Note
from api.platform import bindings, clock, db, endings
from api.platform.errors import Unavailable
from api.platform.repeats import Repeats
from api.publishing.audience import Audience
from api.publishing.handovers import Handover

log = logging.getLogger("polyweek.receipts")

EVERY = 2.0  # seconds between two writings
_EVERY_AT_LAST = 0.1
_HELD_BACK = 2.5 * EVERY  # a cursor may come back to another process before the first has written its page
_AT_ONCE = 500  # versions in one transaction
_MOST = 50_000  # versions in memory; beyond it, when nothing can be written, the oldest are forgotten

_Return = tuple[float, str, str, datetime]  # when by the monotonic clock, partner, page, when


class Collector:
    """Keeps in memory what was given to partners until it is written down. One in a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._notes: dict[Key, Note] = {}
        self._returns: list[_Return] = []
        self._ending = threading.Event()
        self._faults = Repeats(log)

    def given(self, audience: Audience, handovers: Sequence[Handover], *, page: str = "") -> None:
        """Note what a partner was given, with the mark of the page of the journal that had it."""
        at = clock.now()
        if bindings.bound() is not None:  # its sandbox, where it alone is, and nobody else's note may get to
            found = [((audience.partner_id, each.article_id, each.language), each) for each in handovers]
            _at_once(lambda: receipts.write({key: receipts.noted(None, each, page, at) for key, each in found}))
            return
        with self._lock:
            for each in handovers:
                key = (audience.partner_id, each.article_id, each.language)
                self._notes[key] = receipts.noted(self._notes.pop(key, None), each, page, at)
            while len(self._notes) > _MOST:
                del self._notes[next(iter(self._notes))]

    def came_back(self, audience: Audience, page: str) -> None:
        """Note that a partner has come with the cursor of a page, so it has that page."""
        if bindings.bound() is not None:
            at = clock.now()
            _at_once(lambda: receipts.close_pages([((audience.partner_id, page), at)]))
            return
        with self._lock:
            if len(self._returns) < _MOST:
                self._returns.append((time.monotonic(), audience.partner_id, page, clock.now()))

    def write(self, *, is_last: bool = False) -> int:
        """Write down what there is, and give how many versions it was; some transactions.

        Cursors that have come back are held back for some seconds, unless it is the last time.
        """
        until = time.monotonic() - (0 if is_last else _HELD_BACK)
        with self._lock:
            notes, self._notes = self._notes, {}
            ready = [each for each in self._returns if each[0] <= until]
            self._returns = [each for each in self._returns if each[0] > until]
        keys = sorted(notes)
        for begin in range(0, len(keys), _AT_ONCE):
            some = {key: notes[key] for key in keys[begin : begin + _AT_ONCE]}
            try:
                receipts.write(some)
            except Exception:
                self._take_back({key: notes[key] for key in keys[begin:]}, ready)
                raise
        try:
            receipts.close_pages(sorted({(partner, page): at for _, partner, page, at in reversed(ready)}.items()))
        except Exception:
            self._take_back({}, ready)
            raise
        return len(keys)

    def start(self) -> None:
        """Write from now on every few seconds, in a thread of its own, and once more when this process ends."""
        endings.at_end(self._ending.set)
        threading.Thread(target=self._keep_writing, daemon=True, name="receipts").start()

    def _keep_writing(self) -> None:
        while True:
            is_last = self._ending.is_set()
            try:
                self.write(is_last=is_last)
            except Exception as error:  # noqa: BLE001 - told, and tried again
                self._faults.tell("receipts not written; they are kept until it can be done", "receipts", error)
            else:
                self._faults.ended("receipts")
            finally:
                db.release_connection()
            if is_last:
                time.sleep(_EVERY_AT_LAST)  # requests that have begun are still answered
            else:
                self._ending.wait(EVERY)

    def _take_back(self, notes: dict[Key, Note], returns: Sequence[_Return]) -> None:
        with self._lock:
            for key, note in notes.items():
                self._notes[key] = note.then(self._notes[key]) if key in self._notes else note
            self._returns = [*returns, *self._returns]


def _at_once(write: Callable[[], object]) -> None:
    with suppress(Unavailable):
        write()


keeper = Collector()
