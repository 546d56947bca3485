from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from api.platform import db, duties, migrate
from api.platform.settings import Settings

AT = datetime(2017, 9, 14, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _tables(empty: Settings) -> Iterator[None]:
    """Open a database with all tables, on each kind of database."""
    db.open_database(empty)
    migrate.up()
    yield
    db.close_database()


def test_of_two_workers_one_has_a_duty() -> None:
    """Who comes first has the lease; the other is told no, again and again; another duty is free."""
    assert duties.take("release", "one", at=AT)
    assert not duties.take("release", "two", at=AT)
    assert not duties.take("release", "two", at=AT + timedelta(seconds=29))
    assert duties.take("sweep", "two", at=AT)


def test_the_holder_keeps_a_duty_by_renewing_it() -> None:
    """A renewal counts from its own time, so a living holder is never replaced."""
    for seconds in range(0, 100, 10):
        assert duties.take("release", "one", at=AT + timedelta(seconds=seconds))
        assert not duties.take("release", "two", at=AT + timedelta(seconds=seconds + 9))


def test_a_dead_holders_duty_passes_within_half_a_minute() -> None:
    """Who does not renew loses the lease after 30 seconds, to whoever asks, and does not get it back."""
    assert duties.take("release", "dead", at=AT)
    later = AT + timedelta(seconds=30)
    assert duties.take("release", "two", at=later)
    assert not duties.take("release", "dead", at=later)


def test_a_duty_that_is_given_back_is_free_at_once() -> None:
    """A worker that ends lets go of all its duties, and of nobody else's."""
    duties.take("release", "one", at=AT)
    duties.take("sweep", "two", at=AT)
    duties.give_back("one")
    assert duties.take("release", "two", at=AT)
    assert not duties.take("sweep", "one", at=AT)
