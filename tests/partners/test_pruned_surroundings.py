"""Cursors within what stands around a page: they need the journal from where that page began."""

from __future__ import annotations

from typing import Any

import pytest

from api.publishing import journal
from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.test_pruned_journal import _prune_all, _rename


@pytest.fixture
def key(newsroom: Newsroom) -> str:
    """Give a key of a partner that reads English texts on society."""
    return parties.reader(newsroom, topics=["society"], languages=["en"], per_minute=6_000)


def test_who_is_in_the_middle_of_a_page_hears_of_all_or_begins_anew(newsroom: Newsroom, key: str) -> None:
    """What is around a page is found by its entries: once they are gone, the rest is not told, which the answer says.

    Behind the entry that goes is one of its version that the partner does not hear of: another language has come.
    """
    article = newsroom.publish()
    start = _page(newsroom, key, limit=100)["meta"]["cursor"]
    _rename(newsroom, "One")
    page = _page(newsroom, key, start, limit=2)
    assert [each["resource"] for each in page["data"]] == ["article", "topic"]
    within, told = page["meta"]["cursor"], _page(newsroom, key, page["meta"]["cursor"], limit=100)
    assert {each["resource"] for each in told["data"]} == {"byline", "issue"}
    newsroom.translate(article, "ru")
    newsroom.approve(article, "ru")
    newsroom.release(article, "ru")
    _prune_all()
    assert journal.horizon() > (0, 0)
    refused = parties.call(newsroom, f"/v1/changes?since={within}&limit=100", key)
    assert refused.status_code == 410, refused.get_json()["data"]
    assert parties.fault(refused) == (410, "expired_cursor")
    proof = parties.call(newsroom, f"/v1/changes/proof?cursor={within}", key)
    assert parties.fault(proof) == (410, "expired_cursor")
    assert _page(newsroom, key, told["meta"]["cursor"])["data"] == []


def test_who_began_lately_is_given_what_stands_instead(newsroom: Newsroom, key: str) -> None:
    """A first sync that is overtaken, wherever in a page it is, goes on with what stands, and misses nothing."""
    newsroom.publish()
    _rename(newsroom, "One")
    pages = [_page(newsroom, key, limit=limit) for limit in range(1, 9)]
    behind = {page["meta"]["cursor"]: _page(newsroom, key, page["meta"]["cursor"]) for page in pages}
    _prune_all()
    assert journal.horizon() > (0, 0)
    for cursor, before in behind.items():
        assert _named(before) <= _named(_page(newsroom, key, cursor)), len(before["data"])


def _page(newsroom: Newsroom, key: str, since: str | None = None, *, limit: int = 100) -> Any:
    return parties.get(newsroom, f"/v1/changes?limit={limit}" + (f"&since={since}" if since else ""), key)


def _named(page: Any) -> set[tuple[str, str]]:
    return {(each["resource"], each["id"]) for each in page["data"] if each["resource"] not in {"site", "language"}}
