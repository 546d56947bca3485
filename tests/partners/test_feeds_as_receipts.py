"""Feeds hand over texts, so who read one with a key or a feed token has fetched them."""

from __future__ import annotations

from api.partners.receipts import collector
from api.partners.receipts.models import Receipt
from tests.newsroom import Newsroom
from tests.partners import parties


def test_a_feed_with_texts_counts_as_fetched(sqlite_newsroom: Newsroom) -> None:
    """With a key and by a feed token, in each form; the receipt says that the partner knows the text."""
    article = sqlite_newsroom.publish()
    for form in ("atom", "rss", "json"):
        partner = parties.partner(sqlite_newsroom, f"Reads {form}")
        token = parties.key(sqlite_newsroom, partner, "feed")
        assert sqlite_newsroom.call("GET", f"/v1/feeds/by-token/{token}/en.{form}").status_code == 200
        assert _fetched(partner) == {article}
        other = parties.partner(sqlite_newsroom, f"Sends a header for {form}")
        key = parties.key(sqlite_newsroom, other)
        assert parties.call(sqlite_newsroom, f"/v1/feeds/en.{form}", key).status_code == 200
        assert _fetched(other) == {article}


def test_a_feed_of_summaries_hands_over_no_text(sqlite_newsroom: Newsroom) -> None:
    """Nor does a HEAD request, nor a search, which shows lists."""
    sqlite_newsroom.publish()
    partner = parties.partner(sqlite_newsroom)
    key = parties.key(sqlite_newsroom, partner)
    assert parties.call(sqlite_newsroom, "/v1/feeds/en.rss?body=summary", key).status_code == 200
    assert parties.call(sqlite_newsroom, "/v1/feeds/en.rss", key, "HEAD").status_code == 200
    assert parties.call(sqlite_newsroom, "/v1/search?q=vote&lang=en", key).status_code == 200
    assert _fetched(partner) == set()


def _fetched(partner: str) -> set[str]:
    collector.keeper.write(is_last=True)
    rows = Receipt.select().where(Receipt.partner == partner, Receipt.fetched_at.is_null(is_null=False))
    return {row.article_id for row in rows}


def test_a_304_by_a_feed_token_is_private_and_counted(sqlite_newsroom: Newsroom) -> None:
    """As the reference describes it: no cache keeps it, and it tells what is left of the quotas."""
    sqlite_newsroom.publish()
    token = parties.key(sqlite_newsroom, parties.partner(sqlite_newsroom), "feed")
    path = f"/v1/feeds/by-token/{token}/en.rss"
    tag = sqlite_newsroom.call("GET", path).headers["ETag"]
    answer = sqlite_newsroom.call("GET", path, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (304, "private, no-store")
    assert {"RateLimit", "RateLimit-Policy", "ETag", "Cache-Tag"} <= set(answer.headers.keys())
