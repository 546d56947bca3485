from __future__ import annotations

from api.content import weeks
from tests.newsroom import ISSUE, Newsroom

LOWER = ISSUE.lower()


def test_only_the_w_of_a_week_is_written_anew() -> None:
    """What is no key of a week stays as it is, whatever letters it has."""
    assert [weeks.conventional(key) for key in ("2017-w37", "2017-W37", "latest", "17-w37", "2017-w3", "w")] == [
        *("2017-W37", "2017-W37", "latest", "17-w37", "2017-w3", "w")
    ]


def test_a_week_is_taken_in_lower_case_in_paths(newsroom: Newsroom) -> None:
    """The public issue and the desk's are the same by `2017-w37`, and the canonical address has a capital."""
    newsroom.publish(body="One paragraph.")
    assert newsroom.get(f"/v1/issues/{LOWER}?lang=en") == newsroom.get(f"/v1/issues/{ISSUE}?lang=en")
    assert newsroom.get(f"/v1/issues/{LOWER}?lang=en")["links"]["self"] == f"/v1/issues/{ISSUE}?lang=en"
    for path in ("", "/board", "/releases"):
        found = newsroom.get(f"/v1/desk/issues/{LOWER}{path}", "editor")
        assert found.get("data") == newsroom.get(f"/v1/desk/issues/{ISSUE}{path}", "editor").get("data")


def test_a_week_is_taken_in_lower_case_in_queries(newsroom: Newsroom) -> None:
    """Filters by issue understand it, and the addresses of pages name it as it is written."""
    article = newsroom.publish(body="One paragraph.")
    listed = newsroom.get(f"/v1/articles?lang=en&issue={LOWER}")
    assert [one["id"] for one in listed["data"]] == [article]
    assert listed["links"]["self"] == f"/v1/articles?lang=en&issue={ISSUE}"
    assert [one["id"] for one in newsroom.get(f"/v1/desk/articles?issue={LOWER}", "editor")["data"]] == [article]


def test_a_week_is_taken_in_lower_case_in_bodies(newsroom: Newsroom) -> None:
    """Planning an issue and putting an article into one keep the key as it is written, and it is the same week."""
    assert newsroom.post("/v1/desk/issues", "editor", {"key": "2017-w38"})["key"] == "2017-W38"
    assert newsroom.call("POST", "/v1/desk/issues", "editor", json={"key": "2017-W38"}).status_code == 409
    article = newsroom.write(issue=LOWER)
    path = f"/v1/desk/articles/{article}"
    assert newsroom.get(path, "editor")["issue"] == ISSUE
    moved = newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json={"issue": "2017-w38"})
    assert moved.get_json()["issue"] == "2017-W38"
