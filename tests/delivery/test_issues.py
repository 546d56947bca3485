from __future__ import annotations

from typing import Any

import pytest

from tests.newsroom import Newsroom

BODY = "One paragraph."


def _plan(newsroom: Newsroom, *keys: str) -> None:
    for key in keys:
        newsroom.post("/v1/desk/issues", "editor", {"key": key, "title": None})


def _weeks(newsroom: Newsroom, query: str = "") -> list[str]:
    return [issue["key"] for issue in newsroom.get(f"/v1/issues{query}")["data"]]


def _withdraw(newsroom: Newsroom, article: str, *languages: str) -> None:
    for language in languages:
        path = f"/v1/desk/articles/{article}/versions/{language}/withdrawal"
        newsroom.post(path, "editor", {"reason": "It was not so."})


def test_an_issue_is_read_with_its_articles(newsroom: Newsroom) -> None:
    """An issue says its week, its period in the reader's words, its languages, and its articles in list form."""
    first = newsroom.publish("ru", title="First", body=BODY)
    second = newsroom.publish(title="Second", body=BODY)
    issue = newsroom.get("/v1/issues/2017-W37?lang=en")
    assert {name: issue[name] for name in ("key", "year", "week", "period", "title", "language", "languages")} == {
        "key": "2017-W37",
        "year": 2017,
        "week": 37,
        "period": {"start": "2017-09-11", "end": "2017-09-17"},
        "title": None,
        "language": "en",
        "languages": ["ru", "en"],
    }
    assert issue["period_label"] == "September 11–17, 2017"
    assert issue["article_count"] == 2
    assert [article["id"] for article in issue["articles"]] == [first, second]
    assert issue["articles"] == newsroom.get("/v1/articles?lang=en&sort=published_at")["data"]
    assert issue["published_at"] == issue["articles"][0]["published_at"]
    assert issue["previous"] is None
    assert issue["next"] is None
    assert issue["links"]["self"] == "/v1/issues/2017-W37?lang=en"


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("be", "11–17 верасня 2017\u00a0г."),
        ("ru", "11–17 сентября 2017\u00a0г."),
        ("en", "September 11–17, 2017"),
    ],
)
def test_the_period_is_said_as_people_say_it(sqlite_newsroom: Newsroom, language: str, label: str) -> None:
    """The week stands in the words of each language, in the issue as in its list."""
    sqlite_newsroom.publish("ru", "en", source_language="be", body=BODY)
    assert sqlite_newsroom.get(f"/v1/issues/2017-W37?lang={language}")["period_label"] == label
    assert sqlite_newsroom.get(f"/v1/issues?lang={language}")["data"][0]["period_label"] == label


def test_an_issue_is_found_by_key_by_id_and_as_the_latest(sqlite_newsroom: Newsroom) -> None:
    """The three ways to name an issue give the same bytes."""
    sqlite_newsroom.publish(body=BODY)
    by_key = sqlite_newsroom.get("/v1/issues/2017-W37?lang=en")
    assert sqlite_newsroom.get(f"/v1/issues/{by_key['id']}?lang=en") == by_key
    assert sqlite_newsroom.get("/v1/issues/latest?lang=en") == by_key


def test_issues_are_listed_newest_first_and_paged(newsroom: Newsroom) -> None:
    """The list goes by week, across the turn of a year, one page after the other and back; planned ones are not in."""
    keys = ["2017-W52", "2018-W01", "2017-W36"]
    _plan(newsroom, *keys, "2018-W02")
    for key in keys:
        newsroom.publish(issue=key, title=key, body=BODY)
    first = newsroom.get("/v1/issues?lang=en&limit=2")
    second = newsroom.get(first["links"]["next"])
    assert [issue["key"] for issue in first["data"]] == ["2018-W01", "2017-W52"]
    assert [issue["key"] for issue in second["data"]] == ["2017-W36"]
    assert second["links"]["next"] is None
    assert newsroom.get(second["links"]["prev"])["data"] == first["data"]


def test_an_issue_names_the_ones_before_and_after_it(newsroom: Newsroom) -> None:
    """Previous and next are the nearest public issues, whatever weeks lie between, with their labels."""
    keys = ["2017-W30", "2017-W40", "2018-W01"]
    _plan(newsroom, *keys, "2017-W35")
    for key in keys:
        newsroom.publish(issue=key, title=key, body=BODY)
    issue = newsroom.get("/v1/issues/2017-W40?lang=en")
    labels = [(issue[beside]["key"], issue[beside]["period_label"]) for beside in ("previous", "next")]
    assert labels == [("2017-W30", "July 24–30, 2017"), ("2018-W01", "January 1–7, 2018")]
    assert newsroom.get(issue["next"]["links"]["self"])["key"] == "2018-W01"
    assert newsroom.get("/v1/issues/2018-W01?lang=en")["next"] is None


def test_an_issue_is_public_where_a_text_of_it_is(newsroom: Newsroom) -> None:
    """Where neither the language nor its chain has a text there is no such issue, and another is the latest."""
    _plan(newsroom, "2017-W38")
    newsroom.publish("ru", source_language="be", title="Old", body=BODY)
    newsroom.publish(issue="2017-W38", title="New", body=BODY)
    assert _weeks(newsroom, "?lang=en") == ["2017-W38", "2017-W37"]
    assert _weeks(newsroom, "?lang=be") == ["2017-W37"]
    assert _weeks(newsroom, "?lang=en&fallback=none") == ["2017-W38"]
    assert newsroom.get("/v1/issues/latest?lang=be")["key"] == "2017-W37"
    assert newsroom.get("/v1/issues/2017-W37?lang=en")["articles"][0]["is_fallback"] is True
    assert newsroom.call("GET", "/v1/issues/2017-W38?lang=be").status_code == 404
    assert newsroom.call("GET", "/v1/issues/2017-W37?lang=en&fallback=none").status_code == 404


def test_an_issue_goes_with_its_last_article(newsroom: Newsroom) -> None:
    """An issue of which all is withdrawn is not found, not listed and not the latest; released again it is back."""
    article = newsroom.publish("ru", body=BODY)
    _withdraw(newsroom, article, "en", "ru")
    assert newsroom.call("GET", "/v1/issues/2017-W37?lang=en").status_code == 404
    assert newsroom.call("GET", "/v1/issues/latest?lang=en").status_code == 404
    assert _weeks(newsroom, "?lang=en") == []
    newsroom.release(article, "en")
    assert newsroom.get("/v1/issues/latest?lang=en")["article_count"] == 1


def test_a_withdrawn_article_leaves_its_issue(newsroom: Newsroom) -> None:
    """The others stay, and are counted without it."""
    gone, stays = (newsroom.publish(title=title, body=BODY) for title in ("Gone", "Stays"))
    _withdraw(newsroom, gone, "en")
    issue = newsroom.get("/v1/issues/2017-W37?lang=en")
    assert [article["id"] for article in issue["articles"]] == [stays]
    assert issue["article_count"] == 1


def test_what_is_planned_moves_nothing(newsroom: Newsroom) -> None:
    """An article planned for another week stays where it was published, in its place, until it is released there."""
    _plan(newsroom, "2017-W38")
    first, second = (newsroom.publish(title=title, body=BODY) for title in ("First", "Second"))
    before = newsroom.call("GET", "/v1/issues/2017-W37?lang=en")
    for key in ("2017-W38", "2017-W37"):
        path = f"/v1/desk/articles/{first}"
        newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json={"issue": key})
        after = newsroom.call("GET", "/v1/issues/2017-W37?lang=en")
        assert after.data == before.data
    newsroom.release(first, "en")
    order = [article["id"] for article in newsroom.get("/v1/issues/2017-W37?lang=en")["articles"]]
    assert order == [second, first]


def test_an_issue_is_not_sent_twice(sqlite_newsroom: Newsroom) -> None:
    """Its ETag is of its bytes: 304 while they stand, another with the next article; HEAD has it too."""
    sqlite_newsroom.publish(title="First", body=BODY)
    path = "/v1/issues/2017-W37?lang=en"
    tag = sqlite_newsroom.call("GET", path).headers["ETag"]
    assert sqlite_newsroom.call("HEAD", path).headers["ETag"] == tag
    repeated = sqlite_newsroom.call("GET", path, headers={"If-None-Match": tag})
    assert (repeated.status_code, repeated.data) == (304, b"")
    assert repeated.headers["Cache-Tag"].split(",")[:3] == ["issues", "issue-2017-W37", "lang-en"]
    sqlite_newsroom.publish(title="Second", body=BODY)
    assert sqlite_newsroom.call("GET", path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("lang", [None, "ru"])
def test_caches_are_told_what_chose_the_language(sqlite_newsroom: Newsroom, lang: str | None) -> None:
    """Where Accept-Language had a say the answer varies by it; where `lang` said it, not."""
    sqlite_newsroom.publish("ru", body=BODY)
    for path in ("/v1/issues", "/v1/issues/latest", "/v1/topics", "/v1/bylines", "/v1/site"):
        query = f"?lang={lang}" if lang else ""
        response = sqlite_newsroom.call("GET", path + query, headers={"Accept-Language": "ru"})
        assert response.headers["Content-Language"] == "ru"
        assert ("Accept-Language" in response.headers.get("Vary", "")) is (lang is None)


NO_ISSUES = (
    *("2018-W53", "0000-W01", "9999-W53", "2017-w54", "2017-W00", "2017-W3", "%00", "2017-W37%00", "%ff", "latest%20",
     "0190a3b2-0000-7000-8000-000000000000", "٢٠١٧-W37", "x" * 3000),
)  # fmt: skip


def test_what_is_no_issue_is_refused(newsroom: Newsroom) -> None:
    """A week that is not, an id of nothing, bytes that are no text: a 4xx on both databases, here and at the desk."""
    told = {
        path: newsroom.call("GET", path, "editor" if "desk" in path else None)
        for key in NO_ISSUES
        for path in (f"/v1/issues/{key}", f"/v1/desk/issues/{key}")
    }
    assert [path[:60] for path, response in told.items() if not 400 <= response.status_code < 500] == []
    assert {response.mimetype for response in told.values()} == {"application/problem+json"}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("lang=xx", "lang"),
        ("limit=0", "limit"),
        ("limit=1_0", "limit"),
        ("limit=101", "limit"),
        ("cursor=zzz", "cursor"),
        ("fallback=maybe", "fallback"),
        ("lang=be&lang=ru", "lang"),
        ("colour=red", "colour"),
    ],
)
def test_a_bad_parameter_is_named(sqlite_newsroom: Newsroom, query: str, parameter: str) -> None:
    """What cannot be asked is refused with 422, and the parameter named."""
    response = sqlite_newsroom.call("GET", f"/v1/issues?{query}")
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["parameter"] == parameter


def test_a_cursor_of_another_list_is_refused(sqlite_newsroom: Newsroom) -> None:
    """A cursor belongs to the language and the fallback that it was made for."""
    _plan(sqlite_newsroom, "2017-W38")
    for key in ("2017-W37", "2017-W38"):
        sqlite_newsroom.publish("ru", issue=key, body=BODY)
    following: Any = sqlite_newsroom.get("/v1/issues?lang=en&limit=1")["links"]["next"]
    assert sqlite_newsroom.call("GET", following.replace("lang=en", "lang=ru")).status_code == 422
    assert sqlite_newsroom.call("GET", f"{following}&fallback=none").status_code == 422
