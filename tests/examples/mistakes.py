"""What the Python types must not let through: mypy must complain of each line marked, or it complains of the mark."""

from __future__ import annotations

from mirror import Newsroom
from polyweek_types import BodyBlock, Change, DeskRevisionDiff


def mistakes(newsroom: Newsroom, entry: Change, block: BodyBlock, diff: DeskRevisionDiff) -> list[object]:
    """Make them."""
    whole = newsroom.article("", "en", body="html")
    part = newsroom.article("", "en", body="html", fields=["title"])
    title: str = whole["title"]
    left: str = part.get("title")  # type: ignore[assignment]
    text: str = whole["body"]["content"]  # type: ignore[index, assignment]
    article_id: str = entry["article_id"]  # type: ignore[assignment]
    level: int = block["level"]  # type: ignore[typeddict-item]
    if entry["resource"] == "article":
        article_id = entry["article_id"]
    if block["kind"] == "heading":
        level = block["level"]
    stale: bool = whole["freshness"] == "stale"  # type: ignore[comparison-overlap]
    number: int = diff["from"]
    return [title, left, text, article_id, level, stale, number]
