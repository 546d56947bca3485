from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from api.platform import counters
from api.platform.counters import Limit, Try
from api.platform.errors import RateLimited
from api.platform.interim import Interim
from tests.newsroom import Newsroom

AT = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
SECRET = b"x" * 32
MINUTE = Limit("minute", 2, timedelta(minutes=1))
HOUR = Limit("hour", 9, timedelta(hours=1))
TRIES = [Try(MINUTE, "x"), Try(HOUR, "x")]


def test_a_window_of_a_clock_that_was_ahead_begins_anew(newsroom: Newsroom) -> None:
    """Set back by five minutes, a minute that was used up lasts no longer than a minute."""
    assert newsroom.app is not None
    for _ in range(MINUTE.most):
        counters.take(SECRET, TRIES, at=AT)
    back = AT - timedelta(minutes=5)
    assert [each.count for each in counters.look(SECRET, TRIES[:1], at=back)] == [0]
    told = counters.take(SECRET, TRIES[:1], at=back)
    assert [(each.count, each.until) for each in told] == [(1, back + MINUTE.window)]
    counters.take(SECRET, TRIES[:1], at=back)
    with pytest.raises(RateLimited) as refused:
        counters.take(SECRET, TRIES[:1], at=back)
    assert refused.value.retry_after == 60


def test_windows_are_judged_each_by_its_own_length(newsroom: Newsroom) -> None:
    """Of two that are counted at once, the one that ends too late begins anew, and the other keeps its count."""
    assert newsroom.app is not None
    counters.take(SECRET, TRIES, at=AT)
    counters.take(SECRET, TRIES, at=AT + timedelta(minutes=30))
    back = AT + timedelta(minutes=10)
    told = counters.take(SECRET, TRIES, at=back)
    assert [(each.count, each.until) for each in told] == [(1, back + MINUTE.window), (3, AT + HOUR.window)]


def test_clocks_that_differ_by_a_little_count_together(newsroom: Newsroom) -> None:
    """Whoever comes with an earlier time than the first, as from another machine, begins nothing anew."""
    assert newsroom.app is not None
    counters.take(SECRET, TRIES, at=AT)
    late = AT - timedelta(seconds=3)
    told = counters.take(SECRET, TRIES, at=late)
    assert [each.count for each in told] == [2, 2]
    assert [each.until - late for each in told] == [MINUTE.window, HOUR.window], "none lasts longer than its window"
    with pytest.raises(RateLimited) as refused:
        counters.take(SECRET, TRIES, at=late)
    assert refused.value.retry_after == 60


def test_what_is_used_up_by_a_clock_ahead_comes_back(newsroom: Newsroom) -> None:
    """Used up anew by a clock that is right again, a minute lasts a minute."""
    assert newsroom.app is not None
    counters.use_up(SECRET, TRIES[:1], at=AT)
    back = AT - timedelta(hours=1)
    counters.use_up(SECRET, TRIES[:1], at=back)
    with pytest.raises(RateLimited) as refused:
        counters.take(SECRET, TRIES[:1], at=back)
    assert refused.value.retry_after == 60


def test_what_is_counted_in_memory_lasts_no_longer_either(newsroom: Newsroom) -> None:
    """While the database cannot be written, a clock that is set back makes no minute longer."""
    assert newsroom.app is not None
    interim = Interim()
    for _ in range(MINUTE.most):
        interim.take(SECRET, TRIES[:1], at=AT)
    back = AT - timedelta(hours=1)
    (told,) = interim.take(SECRET, TRIES[:1], at=back)
    assert (told.count, told.until) == (1, back + MINUTE.window)
