from __future__ import annotations

import pytest

from tests.newsroom import Newsroom
from tests.statements import counted

BODY = "One paragraph."


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/v1/issues?lang=en", 5),
        ("/v1/issues/2017-W37?lang=en", 8),
        ("/v1/issues/latest?lang=en", 8),
        ("/v1/topics?lang=en", 4),
        ("/v1/bylines?lang=en", 4),
        ("/v1/site?lang=en", 8),
    ],
)
def test_a_frame_costs_few_statements_however_much_there_is(newsroom: Newsroom, path: str, most: int) -> None:
    """The number of statements is small, and the same for one article as for several."""
    counts = []
    for title in ("First", "Second", "Third"):
        newsroom.publish("ru", title=title, body=BODY)
        with counted() as statements:
            newsroom.get(path)
        counts.append(len(statements))
    assert counts[0] == counts[-1]
    assert counts[0] <= most
