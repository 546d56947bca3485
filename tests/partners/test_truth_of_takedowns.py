from __future__ import annotations

from typing import Any

from api.partners import partners
from api.partners.receipts import receipts
from api.platform import clock
from tests.newsroom import BODY, Newsroom
from tests.partners import accounts, parties
from tests.statements import counted

TAKEDOWNS = "/v1/admin/takedowns"
ACKNOWLEDGEMENTS = "/v1/partner/acknowledgements"


def test_a_text_withdrawn_in_one_language_and_in_all(newsroom: Newsroom) -> None:
    """Each language is a withdrawal of its own, with those who had it in that language."""
    key, other = (parties.key(newsroom, parties.partner(newsroom, name)) for name in ("Radio", "Archive"))
    article = accounts.given(newsroom, key, "ru")
    parties.get(newsroom, f"/v1/articles/{article}?lang=ru", other)
    accounts.write()
    accounts.withdraw(newsroom, article)
    assert _names(newsroom, article) == {"en": {"Radio"}}
    assert _standing(newsroom, article) == {"en": "withdrawn", "ru": "public"}
    accounts.withdraw(newsroom, article, "ru")
    assert _names(newsroom, article) == {"en": {"Radio"}, "ru": {"Archive", "Radio"}}
    parties.call(newsroom, f"/v1/articles/{article}?lang=ru", other)
    accounts.write()
    assert {each["language"]: each["open_count"] for each in newsroom.get(TAKEDOWNS, "editor")["data"]} == {
        "en": 1,
        "ru": 1,
    }


def test_a_text_republished_after_its_withdrawal(newsroom: Newsroom) -> None:
    """It is no takedown while it stands; withdrawn once more, what was known and said of the first does not count."""
    key = parties.reader(newsroom, per_minute=6_000)
    article = accounts.given(newsroom, key)
    cursor = parties.get(newsroom, "/v1/changes", key)["meta"]["cursor"]
    accounts.withdraw(newsroom, article)
    for _ in range(2):
        cursor = parties.get(newsroom, f"/v1/changes?since={cursor}", key)["meta"]["cursor"]
    entry = {"type": "withdrawn", "article_id": article, "language": "en"}
    assert parties.call(newsroom, ACKNOWLEDGEMENTS, key, "POST", json={"entries": [entry]}).status_code == 200
    accounts.write()
    (holder,) = _holders(newsroom, article)
    assert (holder["has_arrived"], holder["told_at"] is not None) == (True, True)
    newsroom.release(article, "en")
    assert newsroom.get(f"{TAKEDOWNS}/{article}", "editor")["data"] == []
    cursor = parties.get(newsroom, f"/v1/changes?since={cursor}", key)["meta"]["cursor"]  # told of it, not fetched
    accounts.write()
    accounts.withdraw(newsroom, article)
    (holder,) = _holders(newsroom, article)
    assert (holder["has_arrived"], holder["told_at"], holder["acknowledgement"]) == (False, None, None)
    assert len(parties.get(newsroom, "/v1/partner/outstanding", key)["data"]) == 1
    for _ in range(2):
        cursor = parties.get(newsroom, f"/v1/changes?since={cursor}", key)["meta"]["cursor"]
    accounts.write()
    (holder,) = _holders(newsroom, article)
    assert (holder["arrived_by"], holder["told_at"] is not None) == ("cursor", True)
    assert parties.call(newsroom, ACKNOWLEDGEMENTS, key, "POST", json={"entries": [entry]}).status_code == 200
    assert newsroom.get(f"{TAKEDOWNS}?state=unacknowledged", "editor")["data"] == []


def test_told_at_is_of_the_withdrawal(newsroom: Newsroom) -> None:
    """Who asked before it was not told; nor does a page that they got before count."""
    key = parties.reader(newsroom)
    article = accounts.given(newsroom, key)
    cursor = parties.get(newsroom, "/v1/changes", key)["meta"]["cursor"]
    accounts.write()
    accounts.withdraw(newsroom, article)
    assert _holders(newsroom, article)[0]["told_at"] is None
    parties.get(newsroom, f"/v1/changes?since={cursor}", key)
    accounts.write()
    (shown,) = newsroom.get(TAKEDOWNS, "editor")["data"]
    assert shown["partners"][0]["told_at"] >= shown["withdrawn_at"]
    assert shown["partners"][0]["has_arrived"] is False


def test_a_text_corrected_twice(newsroom: Newsroom) -> None:
    """The latest correction is the notice: who read only the first one has not heard of it."""
    partner = parties.partner(newsroom)
    key = parties.key(newsroom, partner)
    article = accounts.given(newsroom, key)
    for number, has_arrived in ((13, True), (14, False)):
        newsroom.revise(
            article, body=BODY.replace("the number 12", f"the number {number}"), weight="correction", note="Wrong."
        )
        newsroom.approve(article, "en")
        newsroom.release(article, "en")
        if has_arrived:
            parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
            accounts.write()
        (receipt,) = newsroom.get(f"{parties.PATH}/{partner}/receipts", "editor")["data"]
        assert (receipt["notice"]["type"], receipt["notice"]["has_arrived"]) == ("corrected", has_arrived), number
    assert (receipt["revision"], receipt["fetched_revision"], receipt["notice"]["revision"]) == (3, 2, 3)
    assert newsroom.get(f"{TAKEDOWNS}/{article}", "editor")["data"] == []


def test_a_topic_that_was_lost_after_it_was_fetched(newsroom: Newsroom) -> None:
    """That is no withdrawal; when the text is withdrawn, who lost it is named, and has heard only if they know."""
    partner = accounts.partner(newsroom)
    key = parties.key(newsroom, partner)
    article = accounts.given(newsroom, key, topic="river")
    partners.change(partner, {"topics": ["society"]}, by=None, at=clock.now())
    (receipt,) = newsroom.get(f"{parties.PATH}/{partner}/receipts", "editor")["data"]
    assert (receipt["standing"], receipt["fetched_revision"]) == ("outside_contract", 1)
    assert newsroom.get(f"{TAKEDOWNS}/{article}", "editor")["data"] == []
    accounts.withdraw(newsroom, article)
    (holder,) = _holders(newsroom, article)
    assert (holder["fetched_revision"], holder["has_arrived"], holder["told_at"]) == (1, False, None)
    assert parties.call(newsroom, f"/v1/articles/{article}?lang=en", key).status_code == 404
    accounts.write()
    assert newsroom.get(TAKEDOWNS, "editor")["data"] == []


def test_a_report_costs_the_same_for_one_partner_as_for_many(newsroom: Newsroom) -> None:
    """By article, as a list and of what was pulled: the number of statements does not grow with partners."""
    article = newsroom.publish("ru")
    found = []
    for some in (range(2), range(2, 60)):
        for number in some:
            partner = partners.create(
                {"name": f"Partner {number}", "contact": "desk@radio.example"}, by=None, at=clock.now()
            )
            _give(partner, article, "en")
            _give(partner, article, "ru")
        if len(found) == 0:
            accounts.withdraw(newsroom, article)
            accounts.withdraw(newsroom, article, "ru")
        with counted() as one:
            shown = newsroom.get(f"{TAKEDOWNS}/{article}", "editor")["data"]
        with counted() as listed:
            newsroom.get(TAKEDOWNS, "editor")
        assert [len(each["partners"]) for each in shown] == [some.stop, some.stop]
        found.append((len(one), len(listed)))
    assert found[0] == found[1]


def _give(partner: str, article: str, language: str) -> None:
    key = (partner, article, language)
    at = clock.now()
    receipts.write({key: receipts.Note(offered=(1, at), text=(1, at, None))})


def _holders(newsroom: Newsroom, article: str) -> list[Any]:
    (shown,) = newsroom.get(f"{TAKEDOWNS}/{article}", "editor")["data"]
    return list(shown["partners"])


def _names(newsroom: Newsroom, article: str) -> dict[str, set[str]]:
    shown = newsroom.get(f"{TAKEDOWNS}/{article}", "editor")["data"]
    return {each["language"]: {one["name"] for one in each["partners"]} for each in shown}


def _standing(newsroom: Newsroom, article: str) -> dict[str, str]:
    (partner,) = [each["id"] for each in newsroom.get(parties.PATH, "admin")["data"] if each["name"] == "Radio"]
    shown = newsroom.get(f"{parties.PATH}/{partner}/receipts?article_id={article}", "editor")["data"]
    return {each["language"]: each["standing"] for each in shown}
