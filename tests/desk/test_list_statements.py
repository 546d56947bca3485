from __future__ import annotations

import pytest

from tests.newsroom import ISSUE, Newsroom
from tests.statements import counted

BODY = "One paragraph."


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/v1/desk/articles", 5),
        (f"/v1/desk/articles?issue={ISSUE}", 5),
        (f"/v1/desk/issues/{ISSUE}/releases", 5),
        ("/v1/desk/articles/{first}/revisions", 3),
    ],
)
def test_a_list_costs_few_statements_however_long_it_is(newsroom: Newsroom, path: str, most: int) -> None:
    """Three rows of a list are read by as many statements as one, those that tell who asks among them."""
    counts = []
    first = newsroom.write(title="First", body=BODY)
    newsroom.approve(first, "en")
    for number in range(3):
        newsroom.post(f"/v1/desk/issues/{ISSUE}/releases", "editor", {"languages": ["en"], "leave_out_unready": True})
        with counted() as statements:
            shown = newsroom.get(path.format(first=first), "editor")
        assert len(shown["data"]) == number + 1
        counts.append(len(statements))
        newsroom.write(title=f"Another {number}", body=BODY)
        newsroom.revise(first, body=f"{BODY} {number}")
        newsroom.approve(first, "en")
    assert counts[0] == counts[-1]
    assert counts[0] <= most


def test_the_queue_costs_few_statements_however_much_waits(newsroom: Newsroom) -> None:
    """Six versions in review, sources and translations, are told of by as many statements as two."""
    counts = []
    for number in range(3):
        article = newsroom.write(title=f"Text {number}", body=BODY)
        newsroom.submit(article, "en")
        newsroom.translate(article, "ru")
        newsroom.submit(article, "ru")
        with counted() as statements:
            waiting = newsroom.get("/v1/desk/queue", "editor2")["data"]
        assert len([row for row in waiting if row["action"] == "review"]) == 2 * number + 2
        counts.append(len(statements))
    assert counts[1] == counts[2] <= counts[0] <= 12, "the first notes that a token was used today"


def test_revisions_come_by_pages(sqlite_newsroom: Newsroom) -> None:
    """The latest stand first, and the pages forwards and back give each once."""
    article = sqlite_newsroom.write(title="First", body=BODY)
    for number in range(4):
        sqlite_newsroom.revise(article, body=f"{BODY} {number}")
    first = sqlite_newsroom.get(f"/v1/desk/articles/{article}/revisions?limit=2", "editor")
    second = sqlite_newsroom.get(first["links"]["next"], "editor")
    last = sqlite_newsroom.get(second["links"]["next"], "editor")
    assert [[row["number"] for row in page["data"]] for page in (first, second, last)] == [[5, 4], [3, 2], [1]]
    assert last["links"]["next"] is None
    assert sqlite_newsroom.get(last["links"]["prev"], "editor")["data"] == second["data"]
