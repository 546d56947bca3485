from __future__ import annotations

from collections.abc import Callable

import pytest

from api.content import bylines, issues, topics
from api.content.topics import Name
from api.platform.errors import Conflict
from tests.at_once import at_once
from tests.newsroom import NOW, Newsroom

ADD: dict[str, Callable[[int], str]] = {
    "issue": lambda week: issues.add(f"2018-W{week:02}", titles={}, at=NOW),
    "byline": lambda number: bylines.add(f"by-{number}", {"en": "Zosia"}),
    "topic": lambda number: topics.add(f"about-{number}", {"en": Name("Ice", "")}),
}


@pytest.mark.parametrize("kind", ADD)
def test_a_key_that_two_add_at_once_is_added_once(newsroom: Newsroom, kind: str) -> None:
    """Of several who add the same key at the same moment one succeeds, and the others are told of a conflict."""
    for number in range(1, 6):
        results = at_once(*[lambda number=number: ADD[kind](number)] * 3)
        refused = [result for result in results if not isinstance(result, str)]
        assert [type(result) for result in refused] == [Conflict, Conflict], refused
