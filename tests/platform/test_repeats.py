from __future__ import annotations

import logging

import pytest

from api.platform.duties import Duty, pause
from api.platform.repeats import Repeats


def test_the_same_fault_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    """A hundred times of a duty are one line; another duty with the same fault has a line without the traceback."""
    faults = Repeats(logging.getLogger("polyweek.test"))
    for name in ("one", "other"):
        for _ in range(100):
            faults.tell("duty failed", name, OSError("no room"))
    told = [(record.__dict__["duty"], record.__dict__["fault"], bool(record.exc_info)) for record in caplog.records]
    assert told == [("one", "OSError: no room", True), ("other", "OSError: no room", False)]


def test_another_fault_is_told_at_once(caplog: pytest.LogCaptureFixture) -> None:
    """With its traceback, and with how often those before it were not told."""
    faults = Repeats(logging.getLogger("polyweek.test"))
    for _ in range(3):
        faults.tell("duty failed", "one", OSError("no room"))
    faults.tell("duty failed", "one", ZeroDivisionError())
    assert [(record.__dict__["untold"], bool(record.exc_info)) for record in caplog.records] == [(0, True), (2, True)]


def test_what_failed_worked_and_fails_again_is_told_again(caplog: pytest.LogCaptureFixture) -> None:
    """In one line, since its traceback was told within the minute."""
    faults = Repeats(logging.getLogger("polyweek.test"))
    faults.tell("duty failed", "one", OSError("no room"))
    faults.ended("one")
    faults.tell("duty failed", "one", OSError("no room"))
    assert [bool(record.exc_info) for record in caplog.records] == [True, False]


def test_a_duty_that_fails_waits_longer_each_time_within_its_patience() -> None:
    """Twice as long after each failure, as long as its patience at most, and never less than between two turns."""
    often = Duty("often", 0.0, lambda _: 0)
    assert [pause(often, failures) for failures in range(5)] == [0.0, 0.1, 0.2, 0.4, 0.8]
    assert pause(often, 1_000) == 30.0
    assert pause(Duty("urgent", 0.0, lambda _: 0, patience=1.0), 1_000) == 1.0
    assert pause(Duty("hourly", 3600, lambda _: 0), 1) == 3600
