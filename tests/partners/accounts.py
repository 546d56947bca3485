"""What tests of what partners hold share: a partner of two topics, and texts that it was given."""

from __future__ import annotations

from typing import Any

from api.partners.receipts import collector
from tests.newsroom import Newsroom
from tests.partners import parties


def partner(newsroom: Newsroom) -> str:
    """Add a partner that reads two topics, as often as a test does, and give its id."""
    return parties.partner(newsroom, topics=["society", "river"], per_minute=6_000)


def given(newsroom: Newsroom, key: str, *languages: str, **text: Any) -> str:
    """Publish a text in English and in these languages, which the partner fetches; gives its id."""
    article = newsroom.publish(*languages, **text)
    for language in ("en", *languages):
        parties.get(newsroom, f"/v1/articles/{article}?lang={language}", key)
    write()
    return article


def withdraw(newsroom: Newsroom, article: str, language: str = "en") -> None:
    """Withdraw a version."""
    path = f"/v1/desk/articles/{article}/versions/{language}/withdrawal"
    newsroom.post(path, "editor", {"reason": "A name."}, etag="*")


def write() -> None:
    """Write into the account what was handed over, as the server does at its end."""
    collector.keeper.write(is_last=True)
