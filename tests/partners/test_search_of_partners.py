from __future__ import annotations

from typing import Any

import pytest

from api.publishing.search import pools
from tests.delivery.test_related import DAM, OTHERS
from tests.newsroom import Newsroom
from tests.partners import parties

SECRET = "Sturgeon smugglers"


@pytest.fixture
def key(newsroom: Newsroom) -> str:
    """Give a key for English texts on the river."""
    return parties.reader(newsroom, languages=["en"], topics=["river"], per_minute=6_000)


def test_a_narrow_contract_has_related_texts_suggestions_and_corrections(newsroom: Newsroom, key: str) -> None:
    """They come of the texts of the contract, as readers get them of all texts."""
    dams = _inside(newsroom)
    _outside(newsroom)
    related = parties.get(newsroom, f"/v1/articles/{dams[0]}/related?lang=en", key)["data"]
    assert {each["id"] for each in related} == set(dams[1:])
    assert all("text" in each["reasons"] for each in related)
    words = [each["text"] for each in _suggested(newsroom, "ba", key) if each["type"] == "search"]
    assert {"bakers", "bailiff"} <= set(words)
    searched = parties.get(newsroom, "/v1/search?q=bailif&lang=en", key)
    assert (searched["data"], searched["meta"]["did_you_mean"]["text"]) == ([], "bailiff")
    assert parties.get(newsroom, "/v1/search?q=bail*&lang=en", key)["meta"]["total"]["value"] == 2


def test_what_is_outside_changes_none_of_it(newsroom: Newsroom, key: str) -> None:
    """No word, count, order or choice goes by a text outside the contract, however many of them share its words."""
    dams = _inside(newsroom)
    asked = [
        *(f"/v1/articles/{dam}/related?lang=en" for dam in dams),
        *(f"/v1/suggest?q={text}&lang=en" for text in ("ba", "stu", "eel", "smug")),
        *(f"/v1/search?q={text}&lang=en" for text in ("bailif", "sturgeom", "eel+dam", "smugg*", "ladder")),
    ]
    before = {path: parties.call(newsroom, path, key).data for path in asked}
    _outside(newsroom)
    after = {path: parties.call(newsroom, path, key).data for path in asked}
    assert {path: after[path] for path in asked if after[path] != before[path]} == {}
    assert newsroom.get("/v1/search?q=sturgeom&lang=en")["meta"]["did_you_mean"]["text"] == "sturgeon"


def test_a_pool_is_of_the_latest_texts_of_the_contract(
    newsroom: Newsroom, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many texts stand outside, the same texts of the contract are counted: none is pushed out by others."""
    monkeypatch.setattr(pools, "LARGEST", 2)
    _inside(newsroom)
    before = _suggested(newsroom, "ch", key)
    assert "chess" in [each["text"] for each in before]
    _outside(newsroom)
    assert _suggested(newsroom, "ch", key) == before


def test_a_word_of_an_old_text_is_found_and_not_corrected(
    newsroom: Newsroom, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that is too old to be counted is found by its words, and they are not taken for mistakes."""
    monkeypatch.setattr(pools, "LARGEST", 1)
    dams = _inside(newsroom)
    found = parties.get(newsroom, "/v1/search?q=turbines&lang=en", key)
    assert [each["id"] for each in found["data"]] == [dams[2]]
    assert found["meta"]["did_you_mean"] is None


def _inside(newsroom: Newsroom) -> list[str]:
    """Publish on the river about one thing, and about others; gives the ids of the first."""
    dams = [newsroom.publish("en", title=f"Eels, part {n}", body=text, topic="river") for n, text in enumerate(DAM)]
    for text in OTHERS:
        newsroom.publish("en", title=text[:12], summary="", body=text, topic="river")
    return dams


def _outside(newsroom: Newsroom) -> None:
    """Publish on another topic what shares words with what is inside, and words that nothing inside has."""
    for number in range(3):
        body = f"{SECRET} bailed out at the eel ladder of the dam, and bakers bathe in a bay."
        newsroom.publish("en", title=f"{SECRET}, part {number}", body=body, topic="society")


def _suggested(newsroom: Newsroom, text: str, key: str) -> list[Any]:
    return list(parties.get(newsroom, f"/v1/suggest?q={text}&lang=en", key)["data"])
