"""Feeds as readers' programs read them: what tests of feeds share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.formats import feed_rules
from tests.newsroom import Newsroom

FORMS = ("atom", "rss", "json")
BODY = "One paragraph."


def body(newsroom: Newsroom, address: str) -> bytes:
    """Give the bytes of a feed that must be there."""
    answer = newsroom.call("GET", address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return bytes(answer.data)


def parsed(newsroom: Newsroom, address: str) -> Any:
    """Give a feed as feedparser reads it, which must find nothing wrong with it."""
    answer = newsroom.call("GET", address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return feed_rules.read(answer.data, answer.headers["Content-Type"])


def linked(found: Any, relation: str) -> str | None:
    """Give the path of a page around one that feedparser has read."""
    href = next((link.href for link in found.feed.links if link.rel == relation), None)
    return local(href)


def local(href: str | None) -> str | None:
    """Give the path of an absolute address of ours."""
    base = "http://127.0.0.1:8000"
    assert href is None or href.startswith(f"{base}/"), href
    return href.removeprefix(base) if href is not None else None


def told(newsroom: Newsroom, address: str) -> Any:
    """Give a JSON Feed that keeps the rules."""
    return feed_rules.json_feed(body(newsroom, address))


def ids(feed: Any) -> list[str]:
    """Give the ids of the items of a JSON Feed."""
    return [item["id"] for item in feed["items"]]


def correct(newsroom: Newsroom, article: str, note: str = "It was 12.", language: str = "en") -> None:
    """Release a correction of an article."""
    newsroom.revise(article, body=f"{BODY} {note}", weight="correction", note=note)
    newsroom.approve(article, language)
    newsroom.release(article, language)


def followed(newsroom: Newsroom, address: str, between: Callable[[], object] = lambda: None) -> list[Any]:
    """Follow a JSON Feed from page to page, doing something between each two; gives the pages."""
    pages = [told(newsroom, address)]
    while (following := local(pages[-1].get("next_url"))) is not None:
        between()
        pages.append(told(newsroom, following))
    return pages
