from __future__ import annotations

from tests.newsroom import Newsroom
from tests.statements import counted

BODY = "One paragraph."


MOST = {
    "/v1/issues?lang=en": 6,
    "/v1/issues/2017-W37?lang=en": 9,
    "/v1/issues/latest?lang=en": 9,
    "/v1/topics?lang=en": 5,
    "/v1/bylines?lang=en": 5,
    "/v1/site?lang=en": 9,
    "/v1/trends?lang=en&topic=society&compare_from=2017-W01&compare_to=2017-W30": 5,
    "/v1/trends.svg?lang=en": 5,
}


def test_a_frame_costs_few_statements_however_much_there_is(newsroom: Newsroom) -> None:
    """The number of statements is small, and the same for one article as for several."""
    counts: dict[str, list[int]] = {path: [] for path in MOST}
    for title in ("First", "Second", "Third"):
        newsroom.publish("ru", title=title, body=BODY)
        for path in MOST:
            with counted() as statements:
                assert newsroom.call("GET", path).status_code == 200
            counts[path].append(len(statements))
    assert {path: found for path, found in counts.items() if len({*found}) != 1 or found[0] > MOST[path]} == {}
