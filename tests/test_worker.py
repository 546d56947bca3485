from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from api import worker
from api.platform import db, duties, heartbeat, migrate
from api.platform.duties import Duty
from api.platform.settings import Settings


@pytest.fixture(autouse=True)
def _tables(empty: Settings) -> Iterator[None]:
    """Open a database with all tables, on each kind of database."""
    db.open_database(empty)
    migrate.up()
    db.release_connection()
    yield
    db.close_database()


def test_a_duty_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """The failure is logged with the duty's name, and both duties get their next turn."""
    failed, done = Count(), Count()

    def fail(at: datetime) -> int:
        failed(at)
        raise ZeroDivisionError

    with _working(Duty("fails", 0.1, fail), Duty("works", 0.1, done)):
        _until(lambda: failed.times > 1 and done.times > 1)
    (record, *_) = [record for record in caplog.records if record.message == "duty failed"]
    assert (record.__dict__["duty"], record.exc_info is not None) == ("fails", True)


def test_a_worker_that_is_told_to_stop_ends_promptly_and_gives_its_duties_back() -> None:
    """Even between the turns of an hourly duty it ends within a second, and another may go on at once."""
    done = Count()
    stop = threading.Event()
    with _working(Duty("hourly", 3_600, done), stop=stop):
        _until(lambda: done.times == 1)
        began = time.monotonic()
        stop.set()
    assert time.monotonic() - began < 5
    assert db.rows("SELECT name FROM lease") == []


def test_a_worker_without_the_lease_leaves_a_duty_alone() -> None:
    """While another holds the duty it is not run; the worker goes on with its own."""
    theirs, own = Count(), Count()
    duties.take("theirs", "another", at=datetime.now().astimezone())
    with _working(Duty("theirs", 0.1, theirs), Duty("own", 0.1, own)):
        _until(lambda: own.times > 2)
    assert theirs.times == 0


def test_a_duty_that_takes_long_keeps_only_its_lane_waiting() -> None:
    """While one is at work, those of other lanes have their turns, and those of its own wait."""
    go_on, quick, behind = threading.Event(), Count(), Count()

    def take_long(_: datetime) -> int:
        go_on.wait(20)
        return 0

    lane = {"lane": "long"}
    with _working(Duty("long", 0.1, take_long, **lane), Duty("behind", 0.1, behind, **lane), Duty("quick", 0.1, quick)):
        _until(lambda: quick.times > 2)
        assert behind.times == 0
        go_on.set()
        _until(lambda: behind.times > 0)


def test_what_goes_by_the_clock_waits_for_a_clock_that_is_believed() -> None:
    """While the clock is days ahead of the newest moment known, nothing is forgotten or put out; the rest goes on."""
    now = datetime.now().astimezone()
    with db.transaction():
        heartbeat.confirm(now - timedelta(days=2))
    waiting, other = Count(), Count()
    with _working(Duty("waiting", 0.1, waiting, goes_by_clock=True), Duty("other", 0.1, other)):
        _until(lambda: other.times > 2)
        assert waiting.times == 0
        with db.transaction():
            heartbeat.confirm(now)
        _until(lambda: waiting.times > 0)


def test_two_workers_do_not_do_the_same() -> None:
    """Of two, one runs the duty; when it ends, the other takes over."""
    first, second = Count(), Count()
    with _working(Duty("release", 0.1, first)):
        _until(lambda: first.times > 0)
        with _working(Duty("release", 0.1, second)):
            before = first.times
            _until(lambda: first.times > before + 1)
            assert second.times == 0
    with _working(Duty("release", 0.1, second)):
        _until(lambda: second.times > 0)


class Count:
    """A duty that counts its turns."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, at: datetime) -> int:
        """Take a turn."""
        assert at.tzinfo is not None
        self.times += 1
        return 1


@contextmanager
def _working(*of: Duty, stop: threading.Event | None = None) -> Iterator[None]:
    """Run a worker in a thread of its own, and end it."""
    stop = stop or threading.Event()

    def work() -> None:
        worker.work(of, stop)
        db.database.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive(), "the worker does not end"


def _until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_true():
        assert time.monotonic() < deadline, "it does not happen"
        time.sleep(0.02)
