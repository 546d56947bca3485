from __future__ import annotations

from tests.newsroom import Newsroom
from tests.partners import parties


def test_a_language_outside_of_the_contract_is_not_denied_to_the_newsroom(sqlite_newsroom: Newsroom) -> None:
    """A partner is told what everybody is told of one that never was, and in no language is it untrue."""
    said = {
        "en": "There is no such language here: English.",
        "ru": "Здесь нет такого языка: русский.",
        "be": "Тут няма такой мовы: беларуская.",
    }
    for language, words in said.items():
        (other, *_) = said.keys() - {language}
        text = parties.reader(sqlite_newsroom, name=f"Without {language}", languages=[other])
        told = parties.call(sqlite_newsroom, f"/v1/articles?lang={language}", text)
        assert told.get_json()["detail"] == words
        never = sqlite_newsroom.call("GET", "/v1/articles?lang=pl", headers={"Accept-Language": language})
        assert never.get_json()["detail"].partition(":")[0] == words.partition(":")[0]
