"""Search, suggestions, trends, their chart and related articles go through the edge as articles do."""

from __future__ import annotations

import pytest

from tests.delivery.test_edge_forms import UNPACK
from tests.delivery.test_edge_newsroom import Workers
from tests.newsroom import ISSUE, Newsroom
from tests.statements import counted

PATHS = (
    "/v1/search?q=council",
    "/v1/suggest?q=cou",
    "/v1/trends",
    "/v1/trends.svg",
    "/v1/articles/{article}/related",
)
# What each of them answers with an error.
REFUSED = (
    "/v1/search",
    "/v1/search?q=" + "a" * 300,
    "/v1/suggest?q=-",
    "/v1/trends?from=2018-W53",
    "/v1/trends.svg?lang=xx",
    "/v1/articles/{article}/related?limit=21",
)
BODY = "The council met on Monday and put the vote off. " * 40


@pytest.mark.parametrize("path", PATHS)
def test_what_is_found_is_hot_in_each_language_and_coding(newsroom: Newsroom, path: str) -> None:
    """The second reader of a language is answered without the database, in any coding, and 304 by any of its tags."""
    path = path.format(article=newsroom.publish("ru", body=BODY, issue=ISSUE))
    workers = Workers(newsroom, 1)
    seen = set()
    for language in ("en", "ru", "be"):
        first = workers.get(path, Accept_Language=language)
        if first.status_code == 404:  # nothing of the article is published for them
            continue
        assert first.status_code == 200
        assert first.headers["Content-Language"] == language
        seen.add((first.data, language))
        with counted() as statements:
            again = workers.get(path, Accept_Language=language)
            codings = {
                coding: workers.get(path, Accept_Language=language, Accept_Encoding=coding or "") for coding in UNPACK
            }
        assert statements == []
        assert again.data == first.data
        for found in codings.values():
            coding = found.headers.get("Content-Encoding")
            assert UNPACK[coding](found.data) == first.data
            tag = found.headers["ETag"]
            unchanged = workers.get(path, Accept_Language=language, If_None_Match=tag)
            assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert len(seen) >= 2


@pytest.mark.parametrize("path", PATHS)
def test_a_release_and_a_withdrawal_are_seen_at_once(newsroom: Newsroom, path: str) -> None:
    """Whoever published reads it at once where they did, and everybody else within 200 ms."""
    newsroom.publish(body=BODY, title="First council")
    asked = newsroom.publish(body=BODY, title="Second council")
    path = path.format(article=asked) + ("&lang=en" if "?" in path else "?lang=en")
    workers = Workers(newsroom)
    before = [workers.get(path, number).data for number in (0, 1)]
    new = newsroom.write(body=BODY, title="Counted councillors")
    newsroom.approve(new, "en")
    newsroom.release(new, "en")
    workers.now += 0.2
    after = [workers.get(path, number) for number in (0, 1)]
    assert after[0].data == after[1].data == newsroom.call("GET", path).data
    if "related" not in path:
        assert after[0].data != before[0]
    newsroom.post(f"/v1/desk/articles/{new}/versions/en/withdrawal", "editor", {"reason": "No."})
    workers.now += 0.2
    for number in (0, 1):
        gone = workers.get(path, number)
        assert new not in gone.get_data(as_text=True)
        assert gone.data == newsroom.call("GET", path).data


@pytest.mark.parametrize("path", REFUSED)
def test_a_refusal_is_never_kept(sqlite_newsroom: Newsroom, path: str) -> None:
    """The application answers each of them anew, with a request id of its own."""
    path = path.format(article=sqlite_newsroom.publish(body=BODY))
    workers = Workers(sqlite_newsroom, 1)
    found = [workers.get(path) for _ in range(2)]
    assert [each.status_code for each in found] == [422, 422]
    assert found[0].get_json()["request_id"] != found[1].get_json()["request_id"]
    assert workers.edges[0]._eras.era.entries == {}
