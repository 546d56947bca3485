"""Articles that are approved and then revised."""

from __future__ import annotations

from typing import Any

from tests.newsroom import Newsroom

FOUR = """\
The council met on Monday and put the vote off until the spring.

The mayor said that the bridge would be closed for repairs all winter.

A hundred people came to the square to hear what had been decided.

The river rose by forty centimetres in a single night last week.
"""


HASTE = {"weight": "typo", "override_reason": "The office is closed."}


def path_of(article: str) -> str:
    """Give the address of an article."""
    return f"/v1/desk/articles/{article}"


def approved(newsroom: Newsroom, *languages: str, **changes: Any) -> str:
    """Write an article and bring it into some languages, all approved."""
    article = newsroom.write(**{"body": FOUR, **changes})
    newsroom.approve(article, "en")
    for language in languages:
        newsroom.translate(article, language, by="editor2")
        newsroom.approve(article, language)
    return article


def said(newsroom: Newsroom, article: str, language: str = "ru") -> dict[str, Any]:
    """Give a version's messages by their source, obsolete ones too."""
    path = f"{path_of(article)}/versions/{language}/messages?obsolete=true"
    return {message["source"]: message for message in newsroom.get(path, "editor")["data"]}
