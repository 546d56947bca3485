"""Quotas: exact however many ask at once, told in each answer, and no way around them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from api.partners import quotas
from api.partners.contracts import of
from api.partners.models import Partner
from api.platform.counters import Counted, Limit
from tests.newsroom import Newsroom
from tests.partners import parties

AT = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)


def test_ten_at_once_are_counted_one_by_one(newsroom: Newsroom) -> None:
    """Of ten requests at once exactly so many are answered as the quota has, whichever key they came with."""
    partner = parties.partner(newsroom, per_minute=6)
    keys = [parties.key(newsroom, partner), parties.key(newsroom, partner)]

    def ask(number: int) -> int:
        path = ("/v1/articles", "/v1/partner/me", "/v1/articles/no-such-thing")[number % 3]
        headers = {"Authorization": f"Bearer {keys[number % 2]}"}
        return newsroom.app.test_client().get(path, headers=headers).status_code

    with ThreadPoolExecutor(10) as threads:
        found = list(threads.map(ask, range(10)))
    assert found.count(429) == 4
    assert set(found) <= {200, 404, 429}


def test_a_partner_is_told_what_is_left(newsroom: Newsroom) -> None:
    """Each answer says what is allowed and left; one beyond the quota says when to come back."""
    key = parties.reader(newsroom, per_minute=2, per_day=100)
    first = parties.call(newsroom, "/v1/articles", key)
    assert first.headers["RateLimit-Policy"] == '"minute";q=2;w=60, "day";q=100;w=86400'
    assert re.fullmatch(r'"minute";r=1;t=\d+, "day";r=99;t=\d+', first.headers["RateLimit"])
    parties.call(newsroom, "/v1/articles/no-such-thing", key)
    refused = parties.call(newsroom, "/v1/articles", key)
    assert (refused.status_code, refused.get_json()["code"]) == (429, "rate_limited")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit"].startswith('"minute";r=0;t=')
    assert refused.headers["Cache-Control"] == "private, no-store"


def test_a_refused_request_does_not_count(newsroom: Newsroom) -> None:
    """Whoever asks on beyond the quota does not use up the next one."""
    partner = parties.partner(newsroom, per_minute=2, per_day=4)
    key = parties.key(newsroom, partner)
    for _ in range(6):
        parties.call(newsroom, "/v1/articles", key)
    secret = newsroom.app.extensions["secret"]
    contract = of(Partner.get_by_id(partner))
    minute, day = quotas.look(secret, partner, contract, at=datetime.now(UTC))
    assert (minute.left, day.left) == (0, 2)


def test_a_day_ends_at_midnight() -> None:
    """A quota of a day is of a day in UTC, and a minute does not reach beyond it."""
    late = AT.replace(hour=23, minute=59, second=30)
    counted = Counted(Limit("partner day", 5, timedelta(seconds=30)), 5, late + timedelta(seconds=30))
    assert quotas.seconds(counted, at=late) == 30
    assert quotas.fields([counted], at=late)["RateLimit"] == '"day";r=0;t=30'
