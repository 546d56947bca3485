"""The background process: runs each duty at its interval, while it holds the duty's lease, until it is told to stop.

Each lane of duties has a thread, so that what must happen within a second waits for nothing that takes longer.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Sequence

from api.platform import clock, db, duties, heartbeat, holding, metrics
from api.platform.duties import Duty
from api.platform.repeats import Repeats

log = logging.getLogger("polyweek.worker")

_TICK = 0.1  # seconds
_RENEWAL = 10.0  # seconds between two renewals of a lease


def work(duties_: Sequence[Duty], stop: threading.Event) -> None:
    """Run duties until `stop` is set. One that fails is tried again, after a longer and longer while.

    The same fault is logged once a minute.
    """
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    lanes: dict[str, list[Duty]] = {}
    for duty in duties_:
        lanes.setdefault(duty.lane, []).append(duty)
    faults = Repeats(log)
    threads = [threading.Thread(target=_run, args=(lane, holder, faults, stop), daemon=True) for lane in lanes.values()]
    try:
        for thread in threads:
            thread.start()
        stop.wait()
        for thread in threads:
            thread.join()
    finally:
        _leave(holder)


def _run(lane: Sequence[Duty], holder: str, faults: Repeats, stop: threading.Event) -> None:
    next_run = {duty.name: 0.0 for duty in lane}
    failures = {duty.name: 0 for duty in lane}
    held_until: dict[str, float] = {}
    while not stop.is_set():
        for duty in lane:
            if next_run[duty.name] <= time.monotonic() and not stop.is_set():
                is_well = _turn(duty, holder, held_until, faults)
                failures[duty.name] = 0 if is_well else failures[duty.name] + 1
                next_run[duty.name] = time.monotonic() + duties.pause(duty, failures[duty.name])
        stop.wait(_TICK)
    for duty in lane:
        _end(duty)


def _end(duty: Duty) -> None:
    """Let a duty end what it has begun."""
    try:
        if duty.end is not None:
            duty.end()
    except Exception:
        log.exception("duty not ended", extra={"duty": duty.name})
    finally:
        db.release_connection()


def _turn(duty: Duty, holder: str, held_until: dict[str, float], faults: Repeats) -> bool:
    """Let a duty have a turn; tells whether it did not fail."""
    try:
        if duty.goes_by_clock and heartbeat.is_ahead(clock.now(), heartbeat.newest()):
            return True
        if duty.goes_out and holding.is_held():
            return True
        if not duty.is_shared and held_until.get(duty.name, 0.0) <= time.monotonic():
            if not duties.take(duty.name, holder, at=clock.now()):
                return True
            held_until[duty.name] = time.monotonic() + _RENEWAL
        if done := duty.run(clock.now()):
            log.info("duty done", extra={"duty": duty.name, "count": done})
        metrics.duty_ran(duty.name, "done")
    except Exception as error:  # noqa: BLE001 - told, and tried again
        faults.tell("duty failed", duty.name, error)
        metrics.duty_ran(duty.name, "failed")
        held_until.pop(duty.name, None)
        return False
    else:
        faults.ended(duty.name)
        return True
    finally:
        db.release_connection()


def _leave(holder: str) -> None:
    try:
        duties.give_back(holder)
    except Exception:
        log.exception("leases not given back")
    finally:
        db.release_connection()
