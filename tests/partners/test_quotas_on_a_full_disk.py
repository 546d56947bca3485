from __future__ import annotations

import re
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from api.platform import clock, counters
from api.platform.counters import Limit, Try
from api.platform.errors import RateLimited, Unwritable
from api.platform.interim import Interim
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
    assert parties.call(newsroom, "/v1/articles", key).status_code == 200


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


def _left(answer: TestResponse) -> tuple[int, int]:
    found = re.findall(r"r=(\d+)", answer.headers["RateLimit"])
    return int(found[0]), int(found[1])
