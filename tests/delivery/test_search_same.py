"""The same results in the same order on both databases, whatever is asked of whatever texts."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from api.delivery.views import search
from tests.delivery import corpus
from tests.delivery.corpus import Writer
from tests.newsroom import Newsroom

ARTICLES = 300
QUESTIONS = 100


def _questions(chance: random.Random) -> list[str]:
    """Make questions of words, phrases, exclusions and beginnings, of the words that texts are made of."""
    found = []
    for _ in range(QUESTIONS):
        language = chance.choice(("be", "ru", "en"))
        writer = Writer(language, random.Random(chance.random()))
        parts = [writer.word()]
        for _ in range(chance.randrange(3)):
            word = writer.word()
            parts.append(chance.choice([word, f"-{word}", f'"{writer.text(2)}"', f"{word[:3]}*", word[::-1]]))
        asked = chance.choice(("be", "ru", "en", language, language))
        more = chance.choice(
            ["", "", "&fallback=none", "&topic=river", "&sort=-published_at", "&limit=3", "&from=2015-01-01"]
        )
        found.append(f"/v1/search?q={quote(' '.join(parts))}&lang={asked}&include=facets{more}")
    return found


def _answers(room: Newsroom, asked: list[str]) -> list[Any]:
    example = room.publish("ru")
    corpus.fill(ARTICLES, example=example)
    room.call("POST", f"/v1/desk/articles/{example}/versions/ru/withdrawal", "editor", json={"reason": "No."})
    found = []
    for path in asked:
        response = room.call("GET", path)
        shown = response.get_json()
        found.append([response.status_code, shown.get("meta"), _without_example(shown, example)])
        while (following := (shown.get("links") or {}).get("next")) is not None and len(found) < 2_000:
            shown = room.get(following)
            found.append([following.partition("&cursor")[0], _without_example(shown, example)])
    for text in ("ра", "ры", "го", "th", "рак", "ne", "с", "рака ў", "vy"):
        found.extend(room.get(f"/v1/suggest?q={quote(text)}&lang={lang}") for lang in ("be", "ru", "en"))
    return found


def _without_example(shown: Any, example: str) -> Any:
    return [(each["id"], each["score"], each["highlights"]) for each in shown.get("data", ()) if each["id"] != example]


@pytest.mark.parametrize(("most", "few", "first"), [(search.MOST, search._FEW, search._FIRST), (25, 60, 20)])
def test_both_databases_find_the_same(
    on_both: Callable[..., list[list[Any]]],
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    few: int,
    first: int,
) -> None:
    """Ids, order, scores, highlights, totals, facets and suggestions are, where more fits than is shown too."""
    monkeypatch.setattr(search, "MOST", most)
    monkeypatch.setattr(search, "_FEW", few)
    monkeypatch.setattr(search, "_FIRST", first)
    asked = _questions(random.Random(1))
    found = on_both(lambda room: _answers(room, asked))
    for ours, theirs in itertools.zip_longest(*found):
        assert ours == theirs
    assert sum(1 for each in found[0] if isinstance(each, list) and len(each[-1]) > 1) > QUESTIONS / 2
