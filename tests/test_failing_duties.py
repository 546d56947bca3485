from __future__ import annotations

import threading
import time
from datetime import datetime
from pathlib import Path

import pytest

from api import duties as all_duties
from api import worker
from api.platform import db, migrate
from api.platform.duties import Duty
from api.platform.settings import Settings
from tests import databases


def test_a_duty_that_keeps_failing_is_tried_less_and_told_once(
    empty: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """In the time of fifty turns it has a few, one line tells it, and it is tried soon again."""
    db.open_database(empty)
    migrate.up()
    db.release_connection()
    tries: list[float] = []

    def fail(_: datetime) -> int:
        tries.append(time.monotonic())
        raise OSError("no room")

    stop = threading.Event()

    def work() -> None:
        worker.work([Duty("fails", 0.0, fail, is_shared=True, patience=1.0)], stop)
        db.release_connection()

    thread = threading.Thread(target=work)
    thread.start()
    deadline = time.monotonic() + 30
    while len(tries) < 6 and time.monotonic() < deadline:
        time.sleep(0.05)
    stop.set()
    thread.join(20)
    db.close_database()
    assert len(tries) >= 6
    assert tries[5] - tries[4] > tries[1] - tries[0] + 0.4
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == ["duty failed"]


def test_what_withdrawals_wait_for_is_tried_each_second(tmp_path: Path) -> None:
    """However often it has failed: what tells of them, and what takes the pictures of withdrawn texts down."""
    found = {duty.name: duty.patience for duty in all_duties.of(databases.settings(tmp_path, "sqlite://"))}
    urgent = ("embargoes", "webhook_deliveries", "webhook_dispatch", "websub", "hidden_pictures", "scheduled_releases")
    assert {found[name] for name in urgent} == {1.0}
    assert max(found.values()) == 30.0
