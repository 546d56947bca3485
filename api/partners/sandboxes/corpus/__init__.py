"""The texts of the sandbox, kept beside this file: what its newsroom is, and each article by language.

Each body has one number in digits, which corrections of the sandbox change.
"""

from __future__ import annotations

import functools
import hashlib
import json
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from api.content.texts import Lead, Text
from api.platform import ids

LANGUAGES = (("be", "беларуская", None), ("ru", "русский", "be"), ("en", "English", "ru"))
CODES = tuple(code for code, _, _ in LANGUAGES)

BEGAN = datetime(2024, 3, 4, 8, 0, tzinfo=UTC)

_HERE = Path(__file__).parent


@functools.cache
def told() -> dict[str, Any]:
    """Give the newsroom: site texts, topics, bylines, issues, and what each article is about, in their order."""
    return cast("dict[str, Any]", json.loads((_HERE / "corpus.json").read_text(encoding="utf-8")))


def topics() -> list[str]:
    """Give the keys of the topics, in their order."""
    return [topic["key"] for topic in told()["topics"]]


@functools.cache
def article_ids() -> dict[str, str]:
    """Give the ids of the articles by their keys, the same in every sandbox."""
    found = {}
    for article in told()["articles"]:
        with drawing(f"article {article['key']}"):
            found[article["key"]] = ids.new()
    return found


def drawing(name: str) -> AbstractContextManager[None]:
    """Let all that is made in the block, which is called so, have the same ids each time."""
    return ids.drawn_from(name, BEGAN)


def texts(key: str, picture_id: str | None) -> dict[str, Text]:
    """Give the texts of an article by language, with the picture above them where it has one."""
    picture = told()["picture"]
    has_lead = picture["article"] == key and picture_id is not None
    return {
        code: _text(
            (_HERE / f"{key}.{code}.md").read_text(encoding="utf-8"),
            Lead(str(picture_id), picture["alt"][code]) if has_lead else None,
        )
        for code in CODES
    }


def picture() -> bytes:
    """Give the picture, as PNG."""
    return (_HERE / "lighthouse.png").read_bytes()


@functools.cache
def digest() -> str:
    """Give a hash of all texts, by which one corpus is told from another."""
    found = hashlib.sha256()
    for path in sorted(_HERE.glob("*.*")):
        if path.suffix in {".md", ".json", ".png"}:
            found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def _text(written: str, lead: Lead | None) -> Text:
    head, _, body = written.partition("\n---\n")
    title, _, summary = head.strip().partition("\n")
    return Text(title.removeprefix("# ").strip(), summary.strip(), body.strip() + "\n", lead)
