"""Topics and bylines, one of each at an address of its own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.newsroom import Newsroom

BODY = "One paragraph."
DESK = "/v1/desk/bylines/hanna"


def _tell(newsroom: Newsroom, biographies: Any) -> Any:
    return newsroom.call("PATCH", DESK, "editor", etag=newsroom.etag(DESK), json={"biographies": biographies})


def test_a_topic_has_an_address_of_its_own(sqlite_newsroom: Newsroom) -> None:
    """By key or id it is what the list shows, with ETag, tags and the canonical address."""
    sqlite_newsroom.publish(body=BODY)
    listed = sqlite_newsroom.get("/v1/topics?lang=ru")["data"][0]
    answer = sqlite_newsroom.call("GET", "/v1/topics/society?lang=ru")
    assert answer.get_json() == listed
    assert sqlite_newsroom.get(f"/v1/topics/{listed['id']}?lang=ru") == listed
    assert sqlite_newsroom.get(listed["links"]["self"]) == listed
    assert answer.headers["Cache-Tag"].split(",") == ["topics", "topic-society", "lang-ru"]
    assert answer.headers["Link"] == '</v1/topics/society?lang=ru>; rel="canonical"'
    again = sqlite_newsroom.call("GET", "/v1/topics/society?lang=ru", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_byline_tells_of_the_author_in_the_readers_language(sqlite_newsroom: Newsroom) -> None:
    """The biography comes in the reader's language or the first of its chain and says which; lists leave it out."""
    sqlite_newsroom.publish(bylines=["hanna"], body=BODY)
    listed = sqlite_newsroom.get("/v1/bylines?lang=ru")["data"][0]
    shown = sqlite_newsroom.get("/v1/bylines/hanna?lang=ru")
    assert shown == {**listed, "biography": None, "biography_language": None}
    told = {"be": "Піша пра раку.\n\nЖыве каля яе.", "en": "Writes about the river."}
    assert _tell(sqlite_newsroom, told).get_json()["biographies"] == told
    before = sqlite_newsroom.call("GET", "/v1/bylines/hanna?lang=ru")
    assert (before.get_json()["biography"], before.get_json()["biography_language"]) == (told["be"], "be")
    assert sqlite_newsroom.get("/v1/bylines/hanna?lang=en")["biography"] == "Writes about the river."
    assert before.headers["Cache-Tag"].split(",") == ["bylines", "byline-hanna", "lang-ru"]
    assert _tell(sqlite_newsroom, {"be": None}).get_json()["biographies"] == {"en": told["en"]}
    after = sqlite_newsroom.call("GET", "/v1/bylines/hanna?lang=ru", headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.get_json()["biography_language"]) == (200, "en")


def test_what_is_not_public_is_not_there(newsroom: Newsroom) -> None:
    """A byline of drafts alone, one that was withdrawn, and one that there never was are refused in the same words."""
    article = newsroom.publish(bylines=["hanna"], body=BODY)
    secret = newsroom.write(bylines=["vasil"])
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "No."})
    ids = [one["id"] for one in newsroom.get("/v1/desk/bylines", "editor")["data"]]
    answers = [newsroom.call("GET", f"/v1/bylines/{name}?lang=en") for name in ("none", "hanna", "vasil", secret, *ids)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({str({**answer.get_json(), "request_id": ""}) for answer in answers}) == 1
    for name in ("none", "Society", "society", "%00", "%ff", secret):
        assert newsroom.call("GET", f"/v1/topics/{name}?lang=en").status_code == 404


def test_there_is_a_page_for_exactly_what_is_listed(newsroom: Newsroom) -> None:
    """Whatever the lists hold has its address, and what they do not hold has none."""
    newsroom.publish(bylines=["hanna"], body=BODY)
    for kind in ("topics", "bylines"):
        shown = {one["key"] for one in newsroom.get(f"/v1/{kind}?lang=en")["data"]}
        for one in newsroom.get(f"/v1/desk/{kind}", "editor")["data"]:
            status = newsroom.call("GET", f"/v1/{kind}/{one['key']}?lang=en").status_code
            assert (status == 200) == (one["key"] in shown), one["key"]


@pytest.mark.parametrize(
    ("biographies", "pointer"),
    [
        ({"xx": "Somebody."}, "/biographies/xx"),
        ({"be": "x" * 5_001}, "/biographies/be"),
        ({"be": 1}, "/biographies/be"),
        ("Somebody.", "/biographies"),
    ],
)
def test_a_biography_that_cannot_be_is_refused_at_its_place(
    sqlite_newsroom: Newsroom, biographies: Any, pointer: str
) -> None:
    """A language that there is not, a text that is none or too long: 422, and nothing changes."""
    before = sqlite_newsroom.get(DESK, "editor")
    refused = _tell(sqlite_newsroom, biographies)
    assert (refused.status_code, refused.get_json()["errors"][0]["pointer"]) == (422, pointer)
    assert sqlite_newsroom.get(DESK, "editor") == before


def test_a_byline_is_added_with_its_biography(sqlite_newsroom: Newsroom) -> None:
    """Names and biographies come in one call; only who releases changes them afterwards."""
    made = sqlite_newsroom.post(
        "/v1/desk/bylines", "editor", {"key": "lev", "names": {"be": "Леў"}, "biographies": {"be": "Рыбак."}}
    )
    assert made["biographies"] == {"be": "Рыбак."}
    refused = sqlite_newsroom.call("PATCH", DESK, "translator-ru", etag="*", json={"biographies": {"ru": "Я."}})
    assert refused.status_code == 403
