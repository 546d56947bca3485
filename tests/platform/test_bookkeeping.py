from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from api.platform import bookkeeping, counters, db, places
from api.platform.counters import Limit, Try
from api.platform.errors import RateLimited
from tests.delivery.edge_stage import at_once
from tests.newsroom import Newsroom

AT = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
SECRET = b"x" * 32


def _durability() -> str:
    """Tell how the present connection ends its transactions."""
    name = "synchronous_commit" if db.is_postgres() else "synchronous"
    sql = f"SHOW {name}" if db.is_postgres() else f"PRAGMA {name}"
    ((found,),) = db.rows(sql)
    return str(found)


def test_only_the_block_does_not_wait_for_the_disk(newsroom: Newsroom) -> None:
    """Only what is noted soon may be lost with the power: the next on its connection waits, also if that one failed."""
    lasting = {"2", "on"}
    if newsroom.settings.is_postgres:  # the server of the tests is fast and forgetful
        db.rows("SELECT set_config('synchronous_commit', 'on', false)")
    assert _durability() in lasting
    with bookkeeping.soon():
        assert _durability() in {"1", "off"}
    assert _durability() in lasting
    with pytest.raises(KeyError), bookkeeping.soon():
        raise KeyError
    assert _durability() in lasting


def test_several_limits_are_counted_in_one_statement_each_by_its_own_window(newsroom: Newsroom) -> None:
    """Tries that count together keep their own counts and ends, in the order in which they were given."""
    assert newsroom.app is not None
    tries = [Try(Limit("b", 3, timedelta(hours=1)), "x"), Try(Limit("a", 2, timedelta(minutes=1)), "x")]
    assert [(each.count, each.left) for each in counters.take(SECRET, tries, at=AT)] == [(1, 2), (1, 1)]
    later = AT + timedelta(minutes=2)
    again = counters.take(SECRET, tries, at=later, is_lasting=False)
    assert [(each.count, each.until) for each in again] == [
        (2, AT + timedelta(hours=1)),
        (1, later + timedelta(minutes=1)),
    ]
    assert [each.count for each in counters.look(SECRET, tries, at=later)] == [2, 1]
    counters.take(SECRET, tries, at=later)
    with pytest.raises(RateLimited):
        counters.take(SECRET, tries, at=later)
    assert [each.count for each in counters.look(SECRET, tries, at=later)] == [3, 2]


def test_many_who_note_at_once_wait_for_each_other(newsroom: Newsroom) -> None:
    """However many come together, more than there are places for writers, none is sent away because of the others."""
    assert newsroom.app is not None

    def note() -> bool:
        try:
            with bookkeeping.soon():
                time.sleep(0.03)
            return True
        finally:
            db.release_connection()

    assert at_once(*[note] * (places.WRITERS.number + 4)) == [True] * (places.WRITERS.number + 4)
