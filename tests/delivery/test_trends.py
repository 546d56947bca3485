from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from api.languages import languages
from api.platform import db
from tests.newsroom import ISSUE, Newsroom
from tests.statements import counted

BODY = "One paragraph."
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def weeks(newsroom: Newsroom) -> Newsroom:
    """Give a newsroom with verdicts in three weeks of four, and one draft with a verdict."""
    for key in ("2017-W35", "2017-W38"):
        newsroom.post("/v1/desk/issues", "editor", {"key": key})
    newsroom.publish("ru", title="Early", body=BODY, issue="2017-W35", trend="worsened")
    newsroom.publish("ru", title="One", body=BODY, issue=ISSUE, trend="improved")
    newsroom.publish(title="Two", body=BODY, issue=ISSUE, trend="unchanged")
    newsroom.publish(title="None", body=BODY, issue=ISSUE, trend=None)
    newsroom.publish(title="Nowhere", body=BODY, issue=None, trend="worsened")
    newsroom.publish(title="River", body=BODY, topic="river", issue="2017-W38", trend="worsened")
    newsroom.write(title="Draft", body=BODY, issue=ISSUE, trend="worsened")
    return newsroom


def counts(point: dict[str, Any]) -> tuple[Any, ...]:
    """Give what is counted in a week."""
    return tuple(point[name] for name in ("issue", "improved", "unchanged", "worsened", "balance", "running"))


def test_each_article_counts_once_in_the_week_of_its_issue(weeks: Newsroom) -> None:
    """Whatever languages it is in; drafts, texts without a verdict and texts without an issue count nowhere."""
    found = weeks.get("/v1/trends?lang=en")
    assert [(each["topic"]["key"], each["topic"]["name"]) for each in found["data"]] == [
        ("society", "Society"),
        ("river", "River"),
    ]
    society, river = ([counts(point) for point in each["points"]] for each in found["data"])
    assert society == [
        ("2017-W35", 0, 0, 1, -1, -1),
        ("2017-W36", 0, 0, 0, None, -1),
        ("2017-W37", 1, 1, 0, 1, 0),
        ("2017-W38", 0, 0, 0, None, 0),
    ]
    assert river == [
        ("2017-W35", 0, 0, 0, None, None),
        ("2017-W36", 0, 0, 0, None, None),
        ("2017-W37", 0, 0, 0, None, None),
        ("2017-W38", 0, 0, 1, -1, -1),
    ]
    assert found["data"][0]["total"] == {"improved": 1, "unchanged": 1, "worsened": 1, "balance": 0, "mean": 0}
    assert found["data"][0]["comparison"] is None


def test_numbers_are_the_same_in_every_language_and_words_are_not(weeks: Newsroom) -> None:
    """A reader of any language sees what all have; topics, weeks and labels are named in the language asked for."""
    english, russian = (weeks.get(f"/v1/trends?lang={code}&topic=society") for code in ("en", "ru"))
    for one, other in zip(english["data"][0]["points"], russian["data"][0]["points"], strict=True):
        assert counts(one) == counts(other)
    assert russian["data"][0]["topic"]["name"] == "Общество"
    assert russian["data"][0]["points"][2]["period_label"] == "11–17 сентября 2017\u00a0г."
    assert russian["data"][0]["points"][2]["date"] == "2017-09-11"
    assert english["meta"]["labels"]["worsened"] == "The situation got worse"
    assert set(russian["meta"]["labels"].values()).isdisjoint(english["meta"]["labels"].values())
    assert english["meta"]["period"] == {
        "start": "2017-W35",
        "end": ISSUE,
        "weeks": 3,
        "label": "August 28 – September 17, 2017",
    }


def test_from_and_to_cut_only_what_is_shown(weeks: Newsroom) -> None:
    """The running balance has all that was before; a day stands for its week, and case does not matter."""
    for query in ("from=2017-W37&to=2017-w38", "from=2017-09-17&to=2017-09-18"):
        found = weeks.get(f"/v1/trends?lang=en&topic=society&{query}")
        assert [counts(point) for point in found["data"][0]["points"]] == [
            ("2017-W37", 1, 1, 0, 1, 0),
            ("2017-W38", 0, 0, 0, None, 0),
        ]
        assert found["links"]["self"] == "/v1/trends?lang=en&topic=society&from=2017-W37&to=2017-W38"
    wide = weeks.get("/v1/trends?lang=en&topic=river&from=2017-W01&to=2017-W52")["data"][0]["points"]
    assert (len(wide), wide[0]["running"], wide[-1]["running"]) == (52, None, -1)


def test_a_period_is_compared_with_another(weeks: Newsroom) -> None:
    """Both are summed up, and the difference is told; where one has no verdict there is no difference of balance."""
    query = "lang=en&from=2017-W37&to=2017-W38&compare_from=2017-W35&compare_to=2017-W36"
    found = weeks.get(f"/v1/trends?{query}")
    society, river = (each["comparison"] for each in found["data"])
    assert society == {
        "total": {"improved": 0, "unchanged": 0, "worsened": 1, "balance": -1, "mean": -1},
        "change": {"improved": 1, "unchanged": 1, "worsened": -1, "balance": 2, "mean": 1.5},
    }
    assert (river["change"]["worsened"], river["change"]["balance"], river["change"]["mean"]) == (1, None, None)
    assert found["meta"]["compared_period"]["weeks"] == 2
    assert found["links"]["self"] == f"/v1/trends?{query}"
    assert found["links"]["chart"] == "/v1/trends.svg?lang=en&from=2017-W37&to=2017-W38"


def test_what_is_withdrawn_counts_no_longer(newsroom: Newsroom) -> None:
    """An article counts as long as one of its languages is public, and with the verdict that was released last."""
    article = newsroom.publish("ru", body=BODY, trend="worsened")
    path = f"/v1/desk/articles/{article}"
    newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json={"trend": "improved"})
    assert newsroom.get("/v1/trends?topic=society")["data"][0]["points"][0]["worsened"] == 1
    newsroom.post(f"{path}/versions/en/withdrawal", "editor", {"reason": "No."})
    assert newsroom.get("/v1/trends?topic=society")["data"][0]["total"]["worsened"] == 1
    newsroom.post(f"{path}/versions/ru/withdrawal", "editor", {"reason": "No."})
    assert newsroom.get("/v1/trends?lang=en")["data"] == []
    assert newsroom.get("/v1/trends?lang=en")["meta"]["period"] is None
    refused = newsroom.call("GET", "/v1/trends?topic=society")
    assert refused.get_json()["errors"][0]["code"] == "unknown_topic"


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("from=2018-W53", "from", "invalid_week"),
        ("to=2018-02-30", "to", "invalid_week"),
        ("from=0999-12-01", "from", "invalid_week"),
        ("to=9999-12-31", "to", "invalid_week"),
        ("from=", "from", "invalid_week"),
        ("from=2017-W٣٧", "from", "invalid_week"),
        ("from=2017-W38&to=2017-W37", "from", "out_of_range"),
        ("from=1997-W01&to=2017-W37", "to", "out_of_range"),
        ("compare_from=2017-W37", "compare_to", "required"),
        ("compare_to=2017-W37", "compare_from", "required"),
        ("compare_from=2017-W38&compare_to=2017-W37", "compare_from", "out_of_range"),
        ("compare_from=1000-W01&compare_to=9998-W52", "compare_to", "out_of_range"),
        ("topic=weather", "topic", "unknown_topic"),
        ("topic=river", "topic", "unknown_topic"),
        ("lang=xx", "lang", "unknown_language"),
        ("from=2017-W01&from=2017-W02", "from", "repeated"),
        ("limit=5", "limit", "unknown_parameter"),
    ],
)
def test_what_cannot_be_is_refused(sqlite_newsroom: Newsroom, query: str, parameter: str, code: str) -> None:
    """Each refusal names its parameter and why; a topic that only drafts have is as unknown as none."""
    sqlite_newsroom.publish(body=BODY)
    sqlite_newsroom.write(topic="river", body=BODY)
    answers = [sqlite_newsroom.call("GET", f"/v1/trends?{query}")]
    if "compare" not in query:
        answers.append(sqlite_newsroom.call("GET", f"/v1/trends.svg?{query}"))
    for answer in answers:
        assert answer.status_code == 422
        (fault,) = answer.get_json()["errors"]
        assert (fault["parameter"], fault["code"]) == (parameter, code)


def test_the_chart_may_be_embedded_anywhere(weeks: Newsroom) -> None:
    """It is SVG with its own strict policy, cached and purged like its numbers, with the same numbers in words."""
    answer = weeks.call("GET", "/v1/trends.svg?lang=en&topic=society")
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("; sandbox")
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"].startswith("public")
    assert answer.headers["Content-Language"] == "en"
    assert answer.headers["Cache-Tag"] == "trends,issues,topics,topic-society,lang-en,site"
    assert answer.headers["Link"] == '</v1/trends.svg?lang=en&topic=society>; rel="canonical"'
    picture = ET.fromstring(answer.data)
    assert picture.findtext(f"{SVG}desc") == (
        "Society: 1 better, 1 no change, 1 worse; balance since the first week 0."
    )
    assert "Neman Review" in (picture.findtext(f"{SVG}title") or "")
    again = weeks.call("GET", "/v1/trends.svg?lang=en&topic=society", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Content-Security-Policy"] == policy


def test_languages_are_negotiated(sqlite_newsroom: Newsroom) -> None:
    """Without `lang` Accept-Language decides and caches are told; a language added at run time has its chart too."""
    sqlite_newsroom.publish(body=BODY)
    languages.add("ar", native_name="العربية", fallback="en")
    for path in ("/v1/trends", "/v1/trends.svg"):
        answer = sqlite_newsroom.call("GET", path, headers={"Accept-Language": "ar"})
        assert (answer.headers["Content-Language"], answer.headers["Vary"]) == ("ar", "Accept-Language")
    assert ET.fromstring(answer.data).get("direction") == "rtl"


def test_no_data_is_an_answer(sqlite_newsroom: Newsroom) -> None:
    """Before the first release there is an empty list, and a picture that says so."""
    found = sqlite_newsroom.get("/v1/trends?lang=en&from=2017-W01&to=2017-W10")
    assert (found["data"], found["meta"]["period"]["weeks"]) == ([], 10)
    answer = sqlite_newsroom.call("GET", "/v1/trends.svg?lang=en")
    assert b"There is no verdict yet." in answer.data


def test_verdicts_are_counted_from_an_index(sqlite_newsroom: Newsroom) -> None:
    """No reading is opened for it, so what texts weigh does not matter."""
    sqlite_newsroom.publish(body=BODY)
    for query, values in (("", ()), ("&topic=society", ("society", "society"))):
        with counted() as statements:
            sqlite_newsroom.get(f"/v1/trends?lang=en{query}")
        (counting,) = [sql for sql in statements if "COUNT(DISTINCT" in sql]
        plan = [str(row[-1]) for row in db.rows(f"EXPLAIN QUERY PLAN {counting}", values)]
        assert any("reading USING COVERING INDEX reading_topic_issue_trend_article_id" in step for step in plan), plan
        assert not any("reading" in step and "COVERING" not in step for step in plan), plan
