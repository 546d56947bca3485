from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from api.partners import partners
from api.partners.receipts.models import Republication
from api.platform import clock
from tests.newsroom import BODY, Newsroom
from tests.partners import accounts, parties

PATH = "/v1/partner/republications"
URL = "https://radio.example/2017/vote?from=feed"


@pytest.fixture
def partner(newsroom: Newsroom) -> str:
    """Give a partner that reads two topics."""
    return accounts.partner(newsroom)


def test_a_correction_names_the_paragraphs_that_it_touched(newsroom: Newsroom, partner: str) -> None:
    """By their ids in `body=blocks`, until the partner says that what stands there is of the new revision."""
    key = parties.key(newsroom, partner)
    article = accounts.given(newsroom, key)
    made = _put(newsroom, key, article_id=article, language="en", url=URL)
    assert (made["revision"], made["is_stale"], made["changed"], made["stale"]) == (1, False, [], None)
    before = _ids(newsroom, article)
    _revise(newsroom, article, BODY.replace("number 12", "number 13") + "\nA new end.\n", "correction")
    (shown,) = parties.get(newsroom, f"{PATH}?stale=true", key)["data"]
    assert (shown["id"], shown["revision"], shown["current_revision"]) == (made["id"], 1, 2)
    assert (shown["is_public"], shown["is_stale"], shown["is_corrected"]) == (True, True, True)
    assert [before[id_] for id_ in shown["changed"]] == ["The second paragraph has a link and the number 12."]
    now = _ids(newsroom, article)
    assert [now[id_] for id_ in shown["added"]] == ["A new end."]
    assert (shown["removed"], shown["parts"]) == ([], [])
    again = _put(newsroom, key, article_id=article, language="en", url=URL, revision=2)
    assert (again["id"], again["revision"], again["is_stale"]) == (made["id"], 2, False)
    assert parties.get(newsroom, f"{PATH}?stale=true", key)["data"] == []
    assert [each["id"] for each in parties.get(newsroom, PATH, key)["data"]] == [made["id"]]


def test_a_translation_of_ones_own_hears_what_it_must_look_at_again(newsroom: Newsroom, partner: str) -> None:
    """A typo is nothing to it; a change of meaning and what was cut is. So also where it translated our translation."""
    key = parties.key(newsroom, partner)
    article = accounts.given(newsroom, key, "ru", body=BODY.replace("council", "cuoncil"))
    for language in ("en", "ru"):
        _put(newsroom, key, article_id=article, language=language, url=f"{URL}&own={language}", own_language="UK")
    _revise(newsroom, article, BODY, "typo", "ru")
    assert parties.get(newsroom, f"{PATH}?stale=true", key)["data"] == []
    body = BODY.replace("number 12", "number 14").replace("- another point\n", "")
    before = {language: _ids(newsroom, article, language) for language in ("en", "ru")}
    _revise(newsroom, article, body, "meaning", "ru")
    found = parties.get(newsroom, f"{PATH}?stale=true", key)["data"]
    assert {(each["language"], each["own_language"]) for each in found} == {("en", "uk"), ("ru", "uk")}
    for each in found:
        said = [before[each["language"]][id_] for id_ in each["stale"]]
        assert [text.split()[-1].strip(".") for text in said] == ["12", "point"], each
        assert not each["is_corrected"]


def test_what_is_gone_is_to_be_taken_down(newsroom: Newsroom, partner: str) -> None:
    """Withdrawn or outside the contract by now, the place where it stands is told; nothing of what it is now."""
    key = parties.key(newsroom, partner)
    withdrawn, lost = accounts.given(newsroom, key), accounts.given(newsroom, key, topic="river", title="Of the river")
    for article in (withdrawn, lost):
        _put(newsroom, key, article_id=article, language="en", url=URL)
    accounts.withdraw(newsroom, withdrawn)
    partners.change(partner, {"topics": ["society"]}, by=None, at=clock.now())
    newsroom.revise(lost, title="Of another river", weight="meaning")
    newsroom.approve(lost, "en")
    newsroom.release(lost, "en")
    found = parties.get(newsroom, f"{PATH}?stale=true", key)["data"]
    assert {each["article_id"] for each in found} == {withdrawn, lost}
    for each in found:
        assert (each["is_public"], each["current_revision"], each["is_corrected"]) == (False, None, False)
        assert (each["changed"], each["parts"]) == ([], [])
    (shown,) = newsroom.get("/v1/admin/takedowns", "editor")["data"]
    assert shown["partners"][0]["places"] == [URL]
    assert _try(newsroom, key, article_id=lost, language="en", url=f"{URL}&b", revision=2).status_code == 422
    assert _put(newsroom, key, article_id=lost, language="en", url=f"{URL}&b", revision=1)["revision"] == 1


def test_a_place_is_removed_by_its_tag(sqlite_newsroom: Newsroom) -> None:
    """One that has been said anew since it was read is not, and another partner's is not there."""
    key, other = _reader(sqlite_newsroom), _reader(sqlite_newsroom, "Archive")
    article = accounts.given(sqlite_newsroom, key)
    made = _put(sqlite_newsroom, key, article_id=article, language="en", url=URL)
    path = f"{PATH}/{made['id']}"
    _put(sqlite_newsroom, key, article_id=article, language="en", url=URL, own_language="uk")
    for text, tag, status in ((other, "*", 404), (key, None, 428), (key, made["etag"], 412)):
        headers = {"If-Match": tag} if tag else {}
        assert parties.call(sqlite_newsroom, path, text, "DELETE", headers=headers).status_code == status
    assert parties.call(sqlite_newsroom, path, other).status_code == 404
    assert parties.get(sqlite_newsroom, PATH, other)["data"] == []
    tag = parties.get(sqlite_newsroom, path, key)["etag"]
    assert parties.call(sqlite_newsroom, path, key, "DELETE", headers={"If-Match": tag}).status_code == 204
    assert parties.call(sqlite_newsroom, path, key).status_code == 404


def test_what_was_never_offered_is_not_there(sqlite_newsroom: Newsroom) -> None:
    """Whether it is a draft, outside the contract or made up; and nothing is written."""
    key = _reader(sqlite_newsroom, topics=["society"], languages=["en"])
    own, strange = (
        accounts.given(sqlite_newsroom, key),
        sqlite_newsroom.publish("ru", topic="river", title="Of the river"),
    )
    draft = sqlite_newsroom.write(title="A draft")
    sqlite_newsroom.revise(own, title="Not public yet")
    said = set()
    for article, language in ((strange, "en"), (own, "ru"), (draft, "en"), ("x", "en"), (own, "xx")):
        response = _try(sqlite_newsroom, key, article_id=article, language=language, url=URL)
        said.add((response.status_code, response.get_json()["detail"]))
    assert said == {(404, "There is no such article.")}
    for revision in (2, 77):
        response = _try(sqlite_newsroom, key, article_id=own, language="en", url=URL, revision=revision)
        assert (response.status_code, response.get_json()["detail"]) == (422, "You were given no such revision.")
    assert Republication.select().count() == 0


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"url": "javascript:alert(1)"}, "invalid_value", "/url"),
        ({"url": "//radio.example/a"}, "invalid_value", "/url"),
        ({"url": "https://radio.example/a b"}, "invalid_value", "/url"),
        ({"url": ""}, "invalid_length", "/url"),
        ({"own_language": "ukrainian language"}, "invalid_language", "/own_language"),
        ({"own_language": "en"}, "invalid_language", "/own_language"),
        ({"revision": "x"}, "invalid_type", "/revision"),
    ],
)
def test_bad_input_is_told_with_its_place(
    sqlite_newsroom: Newsroom, change: dict[str, Any], code: str, place: str
) -> None:
    """Before anything is looked for."""
    response = _try(
        sqlite_newsroom, _reader(sqlite_newsroom), **{"article_id": "x", "language": "en", "url": URL, **change}
    )
    fault = response.get_json()["errors"][0]
    assert (response.status_code, fault["code"], fault["pointer"]) == (422, code, place)


def test_the_list_is_paged(newsroom: Newsroom, partner: str) -> None:
    """By article, and of one article alone where it is asked for."""
    key = parties.key(newsroom, partner)
    articles = [accounts.given(newsroom, key, title=f"Text {number} of the week") for number in range(2)]
    for number, article in enumerate((*articles, articles[0])):
        _put(newsroom, key, article_id=article, language="en", url=f"{URL}&n={number}")
    page = parties.get(newsroom, f"{PATH}?limit=2", key)
    rest = parties.get(newsroom, page["links"]["next"], key)
    found = [*page["data"], *rest["data"]]
    assert sorted(each["url"][-1] for each in found) == ["0", "1", "2"]
    assert [each["article_id"] for each in found] == sorted(each["article_id"] for each in found)
    alone = parties.get(newsroom, f"{PATH}?article_id={articles[0]}", key)["data"]
    assert len(alone) == 2


def _reader(newsroom: Newsroom, name: str = "Radio Luzhana", **contract: Any) -> str:
    return parties.key(newsroom, parties.partner(newsroom, name, per_minute=6_000, **contract))


def _revise(newsroom: Newsroom, article: str, body: str, weight: str, *languages: str) -> None:
    newsroom.revise(article, body=body, weight=weight, note="What was wrong.")
    for language in ("en", *languages) if weight != "typo" else ():
        newsroom.translate(article, language)
        newsroom.approve(article, language)
    newsroom.release(article, "en", *languages)


def _ids(newsroom: Newsroom, article: str, language: str = "en") -> dict[str, str]:
    """Give the text of each block by its id, as readers get it."""
    found: dict[str, str] = {}

    def look(blocks: list[Any]) -> None:
        for block in blocks:
            if block.get("id"):
                found[block["id"]] = block["text"]
            look([*block.get("blocks", ()), *block.get("items", ())])

    look(newsroom.get(f"/v1/articles/{article}?lang={language}&body=blocks")["body"]["content"])
    return found


def _try(newsroom: Newsroom, key: str, **data: Any) -> TestResponse:
    return parties.call(newsroom, PATH, key, "POST", json=data)


def _put(newsroom: Newsroom, key: str, **data: Any) -> Any:
    response = _try(newsroom, key, **data)
    assert response.status_code == 201, response.get_data(as_text=True)
    return response.get_json()
