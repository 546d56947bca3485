"""Feeds as readers' programs read them: what tests of feeds share."""

from __future__ import annotations

from typing import Any

from tests.formats import feed_rules
from tests.newsroom import Newsroom

FORMS = ("atom", "rss", "json")


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
