"""The texts of the demo newsroom, kept beside this file: what the newsroom is, and each article by language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from api.content.texts import Text

_HERE = Path(__file__).parent


def newsroom() -> dict[str, Any]:
    """Give the newsroom: site texts, topics, bylines, issues, and what each article is about, in the editor's order."""
    return cast("dict[str, Any]", json.loads((_HERE / "newsroom.json").read_text(encoding="utf-8")))


def articles_of(key: str) -> dict[str, Text]:
    """Give the texts of an article by language; one edited after its translation stands under `<language>.edited`."""
    return {
        path.name.removeprefix(f"{key}.").removesuffix(".md"): _text(path)
        for path in sorted((_HERE / "articles").glob(f"{key}.*.md"))
    }


def _text(path: Path) -> Text:
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    title, _, summary = head.strip().partition("\n")
    return Text(title.removeprefix("# ").strip(), summary.strip(), body.strip() + "\n")
