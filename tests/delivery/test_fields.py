"""`fields` on every list and every single thing, and the filters of issues."""

from __future__ import annotations

import pytest

from tests.newsroom import ISSUE, Newsroom

BODY = "One paragraph."
LISTS = ("articles", "issues", "topics", "bylines", "languages", "changes", "trends")


def test_fields_leave_out_the_others_everywhere(sqlite_newsroom: Newsroom) -> None:
    """Of each list and each single thing `fields` gives the named fields alone, as they stand in the whole."""
    article = sqlite_newsroom.publish("ru", body=BODY)
    singles = (f"articles/{article}", f"issues/{ISSUE}", "topics/society", "bylines/hanna", "site")
    for path in (*LISTS, *singles):
        lang = "" if path == "changes" else "lang=en&"
        whole = sqlite_newsroom.get(f"/v1/{path}?{lang}")
        first = whole["data"][0] if path in LISTS else whole
        names = [*first][:2]
        answer = sqlite_newsroom.call("GET", f"/v1/{path}?{lang}fields={','.join(names)}")
        found = answer.get_json()["data"][0] if path in LISTS else answer.get_json()
        assert found == {name: first[name] for name in names}, path
        if path in LISTS:
            assert f"fields={','.join(sorted(names))}" in answer.get_json()["links"]["self"]
        for query in ("fields=secret", f"fields={names[0]},secret", "fields="):
            refused = sqlite_newsroom.call("GET", f"/v1/{path}?{lang}{query}")
            assert refused.status_code == 422, path
            fault = refused.get_json()["errors"][0]
            assert (fault["parameter"], fault["code"]) == ("fields", "invalid_choice"), path


def test_a_document_comes_beside_the_fields_of_a_change(sqlite_newsroom: Newsroom) -> None:
    """`include=document` adds to what `fields` names, as it does in lists of articles."""
    sqlite_newsroom.publish(body=BODY)
    entry = sqlite_newsroom.get("/v1/changes?fields=type&include=document")["data"][0]
    assert entry.keys() == {"type", "document"}
    assert entry["document"]["language"] == "en"


@pytest.fixture
def years(newsroom: Newsroom) -> Newsroom:
    """Give a newsroom with issues on both sides of the turn of a year."""
    for key in ("2017-W52", "2018-W01", "2018-W02", "2020-W53"):
        newsroom.post("/v1/desk/issues", "editor", {"key": key})
        newsroom.publish(issue=key, title=key, body=BODY)
    return newsroom


def test_issues_are_filtered_by_year_and_days(years: Newsroom) -> None:
    """A year is the ISO year; a span of days has the weeks that touch it; both together narrow."""
    cases = [
        ("year=2018", ["2018-W02", "2018-W01"]),
        ("year=2020", ["2020-W53"]),
        ("year=2021", []),
        ("from=2018-01-07", ["2020-W53", "2018-W02", "2018-W01"]),
        ("from=2018-01-08", ["2020-W53", "2018-W02"]),
        ("to=2018-01-01", ["2018-W01", "2017-W52"]),
        ("to=2017-12-31", ["2017-W52"]),
        ("from=2017-12-31&to=2018-01-01", ["2018-W01", "2017-W52"]),
        ("from=2021-01-03", ["2020-W53"]),
        ("year=2018&to=2018-01-07", ["2018-W01"]),
        ("year=2017&from=2018-01-01", []),
        ("from=0001-01-01&to=9999-12-31", ["2020-W53", "2018-W02", "2018-W01", "2017-W52"]),
    ]
    told = [(query, [issue["key"] for issue in years.get(f"/v1/issues?lang=en&{query}")["data"]]) for query, _ in cases]
    assert told == cases


def test_a_filtered_list_of_issues_is_paged(years: Newsroom) -> None:
    """Pages stay within the filter, their cursor belongs to it, and an issue's own address has none of it."""
    first = years.get("/v1/issues?lang=en&to=2018-01-08&limit=2")
    second = years.get(first["links"]["next"])
    keys = [issue["key"] for issue in first["data"] + second["data"]]
    assert keys == ["2018-W02", "2018-W01", "2017-W52"]
    assert years.get(second["links"]["prev"])["data"] == first["data"]
    assert first["data"][0]["links"]["self"] == "/v1/issues/2018-W02?lang=en"
    assert years.call("GET", first["links"]["next"].replace("01-08", "01-09")).status_code == 422


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("year=999", "year"), ("year=9999", "year"), ("year=MMXVII", "year"), ("from=2017-W37", "from"),
     ("from=2018-01-02&to=2018-01-01", "from")],
)  # fmt: skip
def test_a_bad_filter_of_issues_is_named(sqlite_newsroom: Newsroom, query: str, parameter: str) -> None:
    """What is no year and no day is refused with its name."""
    refused = sqlite_newsroom.call("GET", f"/v1/issues?{query}")
    assert (refused.status_code, refused.get_json()["errors"][0]["parameter"]) == (422, parameter)
