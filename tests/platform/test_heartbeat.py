"""A clock that has jumped ahead is noticed, told of and waited for."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from api.platform import db, duties, heartbeat, migrate
from api.platform.settings import Settings

AT = datetime(2017, 9, 14, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _tables(empty: Settings) -> Iterator[None]:
    """Open a database with all tables, on each kind of database."""
    db.open_database(empty)
    migrate.up()
    heartbeat._tell.cache_clear()
    yield
    db.close_database()


def test_a_heartbeat_moves_with_the_clock_and_never_back() -> None:
    """It begins where the first worker is, follows a clock that goes on, and stays where a clock goes back."""
    for moment in (AT, AT + timedelta(hours=1), AT + timedelta(hours=24), AT - timedelta(days=400)):
        heartbeat.beat(moment)
    assert heartbeat.newest() == AT + timedelta(hours=24)


def test_a_jump_beyond_a_day_is_not_believed_until_the_clock_comes_back(caplog: pytest.LogCaptureFixture) -> None:
    """However often it is looked at, the heartbeat stays, and the log has one line; then all goes on."""
    heartbeat.beat(AT)
    for seconds in range(0, 100_000, 20_000):
        heartbeat.beat(AT + timedelta(days=3_650, seconds=seconds))
    assert heartbeat.newest() == AT
    assert [record.levelno for record in caplog.records if "clock" in record.message] == [logging.ERROR]
    heartbeat.beat(AT + timedelta(minutes=5))
    assert heartbeat.newest() == AT + timedelta(minutes=5)


def test_an_operator_confirms_a_clock() -> None:
    """A machine that was off for a week goes on when somebody has looked; a wrong confirmation is put right so too."""
    heartbeat.beat(AT)
    assert heartbeat.is_ahead(AT + 7 * DAY, heartbeat.newest())
    for moment in (AT + 7 * DAY, AT):
        with db.transaction():
            heartbeat.confirm(moment)
        assert heartbeat.newest() == moment
        assert heartbeat.believed(moment, heartbeat.newest()) == moment


def test_without_a_worker_the_clock_is_believed() -> None:
    """What nobody has begun nobody moves on: a server alone has no heartbeat."""
    with db.transaction():
        heartbeat.advance(AT)
    assert heartbeat.newest() is None
    assert heartbeat.believed(AT + 3_650 * DAY, None) == AT + 3_650 * DAY


def test_a_lease_that_a_clock_ahead_has_written_is_free() -> None:
    """Ten years on nobody holds it: another worker takes it at once when the clock is right again."""
    assert duties.take("forgetting", "ahead", at=AT + 3_650 * DAY)
    assert duties.take("forgetting", "right", at=AT)
    assert not duties.take("forgetting", "third", at=AT)
