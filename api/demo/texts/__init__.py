"""The texts of the demo newsroom, kept beside this file: what the newsroom is, and each article by language."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from api.content.texts import Lead, Text

_HERE = Path(__file__).parent


def newsroom() -> dict[str, Any]:
    """Give the newsroom: site texts, topics, bylines, issues, and what each article is about, in the editor's order."""
    return cast("dict[str, Any]", json.loads((_HERE / "newsroom.json").read_text(encoding="utf-8")))


def articles_of(key: str, pictures: Mapping[str, str], lead: Mapping[str, Lead] | None = None) -> dict[str, Text]:
    """Give the texts of an article by language; one edited after its translation stands under `<language>.edited`.

    They name `pictures`, which are ids by name; `lead` is the picture above each language's.
    """
    found = {}
    for path in sorted((_HERE / "articles").glob(f"{key}.*.md")):
        language = path.name.removeprefix(f"{key}.").removesuffix(".md")
        found[language] = _text(path, pictures, (lead or {}).get(language.partition(".")[0]))
    return found


_NAMED = re.compile(r"\]\(picture:(\w+)")


def _text(path: Path, pictures: Mapping[str, str], lead: Lead | None) -> Text:
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    title, _, summary = head.strip().partition("\n")
    body = _NAMED.sub(lambda found: f"](picture:{pictures[found[1]]}", body)
    return Text(title.removeprefix("# ").strip(), summary.strip(), body.strip() + "\n", lead)
