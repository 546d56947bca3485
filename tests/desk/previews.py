"""Previews, made and opened."""

from __future__ import annotations

from typing import Any

from tests.newsroom import Newsroom


def preview(newsroom: Newsroom, article: str, language: str, by: str = "editor", **data: Any) -> str:
    """Make a preview and give its path."""
    path = f"/v1/desk/articles/{article}/versions/{language}/preview"
    return str(newsroom.post(path, by, data)["url"]).removeprefix("http://127.0.0.1:8000")


def opened(newsroom: Newsroom, *paths: str) -> list[int]:
    """Open previews and give the statuses."""
    return [newsroom.call("GET", path).status_code for path in paths]


def living(newsroom: Newsroom, article: str, language: str, by: str = "editor") -> Any:
    """List the previews of a version."""
    return newsroom.get(f"/v1/desk/articles/{article}/versions/{language}/previews", by)["data"]
