from __future__ import annotations

import pytest

from api.partners.receipts import collector
from api.partners.receipts.models import Receipt
from tests.delivery import feeds
from tests.delivery.test_related import DAM, OTHERS
from tests.newsroom import Newsroom
from tests.partners import accounts, parties
from tests.partners.hot import Hot, receipts
from tests.statements import counted

TAKEDOWNS = "/v1/admin/takedowns"


def test_a_feed_hands_texts_over(newsroom: Newsroom) -> None:
    """By its token or by a key, in each form: whoever took the texts of a page is named when one is withdrawn."""
    article = newsroom.publish()
    for form in feeds.FORMS:
        for way in ("token", "key"):
            partner = parties.partner(newsroom, f"{form} by {way}")
            if way == "token":
                token = parties.key(newsroom, partner, "feed")
                answer = newsroom.call("GET", f"/v1/feeds/by-token/{token}/en.{form}")
            else:
                answer = parties.call(newsroom, f"/v1/feeds/en.{form}", parties.key(newsroom, partner))
            assert answer.status_code == 200
    collector.keeper.write(is_last=True)
    accounts.withdraw(newsroom, article)
    (shown,) = newsroom.get(TAKEDOWNS, "editor")["data"]
    assert shown["open_count"] == 2 * len(feeds.FORMS)
    assert all(each["fetched_at"] is not None for each in shown["partners"])
    assert {each["fetched_revision"] for each in shown["partners"]} == {1}


def test_a_304_is_of_texts_that_they_have_and_a_head_of_none(sqlite_newsroom: Newsroom) -> None:
    """As of an article: the tag proves that they hold the page."""
    key = parties.reader(sqlite_newsroom)
    sqlite_newsroom.publish()
    path = "/v1/feeds/en.atom"
    head = parties.call(sqlite_newsroom, path, key, "HEAD")
    collector.keeper.write(is_last=True)
    assert list(Receipt.select()) == []
    answer = parties.call(sqlite_newsroom, path, key, headers={"If-None-Match": head.headers["ETag"]})
    assert answer.status_code == 304
    collector.keeper.write(is_last=True)
    assert [each.fetched_at is not None for each in Receipt.select()] == [True]


def test_a_feed_from_the_edge_is_noted_too(sqlite_newsroom: Newsroom) -> None:
    """Of each partner to whom it was given, though the application is asked but once."""
    names = ("Radio", "Archive")
    partners = [parties.partner(sqlite_newsroom, name, per_minute=6_000) for name in names]
    keys = [parties.key(sqlite_newsroom, partner) for partner in partners]
    article, hot = sqlite_newsroom.publish(), Hot(sqlite_newsroom)
    hot.heat("/v1/feeds/en.rss", keys[0])
    assert hot.is_hot("/v1/feeds/en.rss", keys[1])
    hot.collector.write(is_last=True)
    for partner in partners:
        assert receipts(partner) == [(article, "en", True, "read")]


def test_a_tombstone_in_a_feed_is_told_and_not_proven(newsroom: Newsroom) -> None:
    """Nothing says that a reader of feeds understood it; and it does not take the place of a page of the journal."""
    key = parties.reader(newsroom)
    article = newsroom.publish()
    parties.call(newsroom, "/v1/feeds/en.atom", key)
    cursor = parties.get(newsroom, "/v1/changes", key)["meta"]["cursor"]
    accounts.write()
    accounts.withdraw(newsroom, article)
    assert _holder(newsroom)["told_at"] is None
    cursor = parties.get(newsroom, f"/v1/changes?since={cursor}", key)["meta"]["cursor"]
    parties.call(newsroom, "/v1/feeds/en.atom", key)
    accounts.write()
    holder = _holder(newsroom)
    assert (holder["told_at"] is not None, holder["has_arrived"]) == (True, False)
    parties.get(newsroom, f"/v1/changes?since={cursor}", key)
    accounts.write()
    assert newsroom.get(TAKEDOWNS, "editor")["data"] == []


def test_a_feed_that_was_not_read_since_told_nothing(newsroom: Newsroom) -> None:
    """Read once more it tells of the withdrawal, by its tombstone."""
    token = parties.key(newsroom, parties.partner(newsroom), "feed")
    path = f"/v1/feeds/by-token/{token}/en.atom"
    article = newsroom.publish()
    newsroom.call("GET", path)
    accounts.write()
    accounts.withdraw(newsroom, article)
    assert _holder(newsroom)["told_at"] is None
    newsroom.call("GET", path)
    accounts.write()
    holder = _holder(newsroom)
    assert (holder["told_at"] is not None, holder["has_arrived"]) == (True, False)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/articles?lang=en",
        "/v1/issues/latest?lang=en",
        "/v1/search?lang=en&q=council",
        "/v1/feeds/en.atom?body=summary",
    ],
)
def test_a_list_offers(sqlite_newsroom: Newsroom, path: str) -> None:
    """Who was told title and summary is named when the text is withdrawn, as one who did not fetch it."""
    key = parties.reader(sqlite_newsroom)
    article = sqlite_newsroom.publish(title="Council meets")
    assert parties.call(sqlite_newsroom, path, key).status_code == 200
    accounts.write()
    accounts.withdraw(sqlite_newsroom, article)
    holder = _holder(sqlite_newsroom)
    assert (holder["fetched_at"], holder["fetched_revision"], holder["has_arrived"]) == (None, None, False)
    assert holder["offered_at"] is not None


def test_related_articles_are_offered(sqlite_newsroom: Newsroom) -> None:
    """They come in list form too."""
    key = parties.reader(sqlite_newsroom)
    first, *dams = [sqlite_newsroom.publish(title=f"The dam, {n}", body=text) for n, text in enumerate(DAM)]
    for number, text in enumerate(OTHERS):
        sqlite_newsroom.publish(title=f"Other news {number}", body=text)
    assert parties.get(sqlite_newsroom, f"/v1/articles/{first}/related?lang=en", key)["data"]
    accounts.write()
    assert {each.article_id for each in Receipt.select()} & set(dams)


def test_a_page_of_a_feed_costs_its_reader_no_statement_more(sqlite_newsroom: Newsroom) -> None:
    """What it hands over is kept in memory, however many entries it has."""
    key = parties.reader(sqlite_newsroom, per_minute=6_000)
    sqlite_newsroom.publish(title="The first text")
    found = []
    for number in range(3):
        parties.call(sqlite_newsroom, "/v1/feeds/en.atom", key)
        with counted() as statements:
            parties.call(sqlite_newsroom, "/v1/feeds/en.atom", key)
        found.append(len(statements))
        sqlite_newsroom.publish(title=f"Another text {number}")
    assert found[0] == found[1] == found[2]


def _holder(newsroom: Newsroom) -> dict[str, object]:
    (shown,) = newsroom.get(TAKEDOWNS, "editor")["data"]
    (holder,) = shown["partners"]
    return dict(holder)
