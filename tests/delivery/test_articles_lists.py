from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import time_machine

from tests.newsroom import Newsroom

FILTERED = (
    ("", ["Three", "Two", "One"]),
    ("&sort=published_at", ["One", "Two", "Three"]),
    ("&sort=-updated_at", ["Three", "Two", "One"]),
    ("&sort=updated_at", ["One", "Two", "Three"]),
    ("&topic=river", ["Three", "Two"]),
    ("&topic=river,society", ["Three", "Two", "One"]),
    ("&topic=river&topic=society", ["Three", "Two", "One"]),
    ("&topic=river&trend=improved", ["Two"]),
    ("&topic=society&trend=improved", []),
    ("&trend=improved,worsened", ["Two", "One"]),
    ("&issue=2017-W37", ["Three", "One"]),
    ("&issue=2017-W36", []),
    ("&byline=hanna", ["Three", "One"]),
    ("&byline=hanna&byline=vasil", ["Three", "Two", "One"]),
    ("&byline=vasil&topic=river&issue=2017-W37", ["Three"]),
    ("&from=2017-09-12", ["Three", "Two"]),
    ("&to=2017-09-12", ["Two", "One"]),
    ("&from=2017-09-13&to=2017-09-13", ["Three"]),
    ("&from=2017-09-14", []),
    ("&from=0001-01-01&to=9999-12-31", ["Three", "Two", "One"]),
    ("&updated_since=2017-09-12T22:00:00Z", ["Three"]),
    ("&updated_since=2017-09-13T00:00:00%2B02:00", ["Three"]),
)

REFUSED = (
    ("limit=1_0", "limit"),
    ("limit=%D9%A1", "limit"),
    ("limit=0", "limit"),
    ("limit=101", "limit"),
    ("limit=", "limit"),
    ("limit=10&limit=10", "limit"),
    ("sort=title", "sort"),
    ("sort=published_at&sort=updated_at", "sort"),
    ("topic=nosuch", "topic"),
    ("topic=society,nosuch", "topic"),
    ("topic=society,", "topic"),
    ("topic=" + "a," * 60 + "a", "topic"),
    ("topic=" + ",".join(f"t{n}" for n in range(51)), "topic"),
    ("byline=nobody", "byline"),
    ("trend=better", "trend"),
    ("trend=", "trend"),
    ("issue=2018-W53", "issue"),
    ("issue=2017-37", "issue"),
    ("issue=0000-W01", "issue"),
    ("issue=9999-W53", "issue"),
    ("from=2017-02-29", "from"),
    ("from=0000-01-01", "from"),
    ("to=2017-13-01", "to"),
    ("to=10000-01-01", "to"),
    ("from=2017-9-1", "from"),
    ("updated_since=yesterday", "updated_since"),
    ("updated_since=2017-09-11T10:00:00", "updated_since"),
    ("updated_since=0000-01-01T00:00:00Z", "updated_since"),
    ("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since"),
    ("lang=xx", "lang"),
    ("lang=", "lang"),
    ("fields=body", "fields"),
    ("fields=title,title2", "fields"),
    ("include=previous", "include"),
    ("fallback=yes", "fallback"),
    ("cursor=", "cursor"),
    ("page=2", "page"),
    ("title=%00", "title"),
    ("topic=%ff", "topic"),
    ("%ff=1", "\ufffd"),
)


def titles(room: Newsroom, query: str) -> list[str]:
    """Give the titles of a list, in its order."""
    return [article["title"] for article in room.get(f"/v1/articles?lang=en{query}")["data"]]


def publish_at(room: Newsroom, moment: str, **changes: Any) -> str:
    """Publish an article at a moment, in UTC."""
    with time_machine.travel(datetime.fromisoformat(moment).replace(tzinfo=UTC), tick=True):
        return room.publish(**changes)


@pytest.fixture
def room(newsroom: Newsroom) -> Newsroom:
    """Publish three articles that differ in everything that lists filter by."""
    publish_at(newsroom, "2017-09-11T10:00", title="One", topic="society", trend="worsened", bylines=["hanna"])
    publish_at(
        newsroom, "2017-09-12T21:59:59", title="Two", topic="river", trend="improved", issue=None, bylines=["vasil"]
    )
    publish_at(newsroom, "2017-09-12T22:00", title="Three", topic="river", trend=None, bylines=["hanna", "vasil"])
    return newsroom


def test_lists_are_filtered_and_sorted(room: Newsroom) -> None:
    """Filters are OR within one and AND between them; days are those of the publication's time zone, Warsaw here."""
    assert {query: titles(room, query) for query, _ in FILTERED} == dict(FILTERED)


def test_an_update_moves_an_article_in_the_order_of_updates(room: Newsroom) -> None:
    """A revision that is released anew changes `updated_at`, and `published_at` stays."""
    first = room.get("/v1/articles?lang=en&sort=published_at&limit=1")["data"][0]
    room.revise(first["id"], title="One, again", weight="typo", override_reason="In haste.")
    room.release(first["id"], "en")
    assert titles(room, "&sort=-updated_at")[0] == "One, again"
    again = room.get("/v1/articles?lang=en&sort=published_at&limit=1")["data"][0]
    assert again["published_at"] == first["published_at"]
    assert titles(room, f"&updated_since={again['updated_at']}") == ["One, again"]


def test_a_list_has_one_address_whatever_way_it_was_asked(room: Newsroom) -> None:
    """`links.self` names the language and the parameters in one order, without defaults; the links lead on and back."""
    asked = room.call(
        "GET",
        "/v1/articles?topic=society&limit=1&sort=-published_at&topic=river,society",
        headers={"Accept-Language": "en-GB"},
    )
    links = asked.get_json()["links"]
    assert links["self"] == "/v1/articles?lang=en&topic=river,society&limit=1"
    assert links["prev"] is None
    assert asked.headers["Link"].split(", ") == [f'<{links["self"]}>; rel="self"', f'<{links["next"]}>; rel="next"']
    second = room.get(links["next"])
    assert [article["title"] for article in second["data"]] == ["Two"]
    assert dict(parse_qsl(urlsplit(second["links"]["self"]).query))["lang"] == "en"
    back = room.get(second["links"]["prev"])
    assert [article["title"] for article in back["data"]] == ["Three"]
    assert asked.get_json()["meta"] == {"limit": 1}


def test_a_cursor_belongs_to_its_list(room: Newsroom) -> None:
    """A cursor is good for any limit, and refused for another filter, sort or language, tampered with, or foreign."""
    following = room.get("/v1/articles?lang=en&topic=river&limit=1")["links"]["next"]
    cursor = dict(parse_qsl(urlsplit(following).query))["cursor"]
    assert titles(room, f"&topic=river&limit=50&cursor={cursor}") == ["Two"]
    change = room.get("/v1/changes?limit=1")["meta"]["cursor"]
    wrong = [
        f"lang=en&topic=society&cursor={cursor}",
        f"lang=en&cursor={cursor}",
        f"lang=ru&topic=river&cursor={cursor}",
        f"lang=en&topic=river&sort=published_at&cursor={cursor}",
        f"lang=en&topic=river&cursor={cursor[:-2]}xx",
        f"lang=en&topic=river&cursor=x{cursor}",
        "lang=en&topic=river&cursor=%D0%B0",
        f"lang=en&topic=river&cursor={change}",
    ]
    for query in wrong:
        answer = room.call("GET", f"/v1/articles?{query}")
        assert answer.status_code == 422, query
        (fault,) = answer.get_json()["errors"]
        assert (fault["code"], fault["parameter"]) == ("invalid_cursor", "cursor")


def test_a_parameter_that_cannot_be_meant_is_named(newsroom: Newsroom) -> None:
    """A bad parameter is 422 with its name, the same on both databases, and never a list of something else."""
    for query, parameter in REFUSED:
        answer = newsroom.call("GET", f"/v1/articles?{query}")
        assert (answer.status_code, answer.mimetype) == (422, "application/problem+json"), query
        problem = answer.get_json()
        assert problem["code"] == "invalid_parameter", query
        assert {fault["parameter"] for fault in problem["errors"]} == {parameter}, query


def test_a_query_beyond_all_measure_is_refused(newsroom: Newsroom) -> None:
    """100 kB of query are too large, and said to be."""
    answer = newsroom.call("GET", "/v1/articles?topic=" + "a" * 100_000)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")
