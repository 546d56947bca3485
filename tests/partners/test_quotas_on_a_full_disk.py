from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from api.platform import clock, counters
from api.platform.counters import Counted, Limit, Try
from api.platform.errors import RateLimited, Unwritable
from api.platform.interim import Interim
from tests.at_once import at_once
from tests.faults import commits
from tests.newsroom import Newsroom
from tests.partners import parties

SECRET = b"a secret of the tests"


def test_partners_go_on_reading_where_nothing_can_be_written(newsroom: Newsroom) -> None:
    """Their quotas hold and are told, beginning with what was counted before; what writes is refused with 503."""
    newsroom.publish()
    partner = parties.partner(newsroom, per_minute=5, per_day=100)
    key, url = parties.key(newsroom, partner, "read", "webhooks"), newsroom.settings.database_url
    assert _left(parties.call(newsroom, "/v1/articles", key)) == (4, 99)
    with commits.unwritable(url):
        answers = [parties.call(newsroom, path, key) for path in ("/v1/articles", "/v1/changes", "/v1/partner/me")]
        assert [answer.status_code for answer in answers] == [200] * 3
        assert [_left(answer) for answer in answers] == [(3, 98), (2, 97), (1, 96)]
        refused = parties.call(newsroom, "/v1/partner/webhooks", key, "POST", json={"url": "https://a.example/hook"})
        assert refused.status_code == 503
        refused = parties.call(newsroom, "/v1/articles", key)
        assert refused.status_code == 429
        assert _left(refused) == (0, 95)
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert parties.call(newsroom, "/v1/articles", "pwk_" + "0" * 49).status_code == 401
    refused = parties.call(newsroom, "/v1/articles", key)
    assert (refused.status_code, _left(refused)) == (429, (0, 95))


def test_what_was_counted_in_memory_is_written_when_it_can_be(newsroom: Newsroom) -> None:
    """With the next request of a partner, once: then all processes know of it, and it goes with its window."""
    at, later = clock.now(), clock.now() + timedelta(seconds=61)
    tries = [Try(Limit(name, 30, timedelta(seconds=60)), "somebody") for name in ("a minute", "a day")]
    here, there = Interim(), Interim()
    counters.take(SECRET, tries[:1], at=at)
    with commits.unwritable(newsroom.settings.database_url):
        for _ in range(4):
            here.take(SECRET, tries, at=at)
        with pytest.raises(Unwritable):
            here.settle(SECRET, tries, at=at)
        assert _counts(here.look(SECRET, tries, at=at)) == [5, 4]
        there.take(SECRET, tries, at=at)
    at_once(*[lambda: here.settle(SECRET, tries, at=at)] * 4)
    assert _counts(counters.look(SECRET, tries, at=at)) == [5, 4] == _counts(here.look(SECRET, tries, at=at))
    there.settle(SECRET, tries, at=at)
    assert _counts(counters.look(SECRET, tries, at=at)) == [6, 5] == _counts(there.look(SECRET, tries, at=at))
    with commits.unwritable(newsroom.settings.database_url):
        here.take(SECRET, tries, at=at)
    here.settle(SECRET, tries, at=later)
    assert _counts(counters.look(SECRET, tries, at=later)) == [0, 0]


def test_what_was_counted_in_memory_ends_with_its_window(newsroom: Newsroom) -> None:
    """Who used a quota up may come again after it, and what the database counted meanwhile counts besides."""
    interim, tries, at = Interim(), [Try(Limit("a minute", 3, timedelta(minutes=1)), "somebody")], clock.now()
    counters.take(SECRET, tries, at=at)
    with commits.unwritable(newsroom.settings.database_url):
        with pytest.raises(Unwritable):
            counters.take(SECRET, tries, at=at)
        assert [each.count for _ in range(2) for each in interim.take(SECRET, tries, at=at)] == [2, 3]
        with pytest.raises(RateLimited):
            interim.take(SECRET, tries, at=at)
        later = at + timedelta(seconds=61)
        assert [each.count for each in interim.take(SECRET, tries, at=later)] == [1]
    counters.take(SECRET, tries, at=later)
    assert [each.count for each in interim.look(SECRET, tries, at=later)] == [2]


def _counts(counted: Sequence[Counted]) -> list[int]:
    return [each.count for each in counted]


def _left(answer: TestResponse) -> tuple[int, int]:
    found = re.findall(r"r=(\d+)", answer.headers["RateLimit"])
    return int(found[0]), int(found[1])
