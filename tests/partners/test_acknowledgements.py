from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from api.partners import partners
from api.partners.receipts.models import Acknowledgement, Receipt
from api.platform import clock
from tests.newsroom import BODY, Newsroom
from tests.partners import accounts, ahead, parties

PATH = "/v1/partner/acknowledgements"
OUTSTANDING = "/v1/partner/outstanding"


@pytest.fixture
def partner(newsroom: Newsroom) -> str:
    """Give a partner that reads two topics."""
    return accounts.partner(newsroom)


def test_a_withdrawal_is_outstanding_until_it_is_acknowledged(newsroom: Newsroom, partner: str) -> None:
    """Known or not: whoever took the text is asked what has become of it, and says so once."""
    key = parties.key(newsroom, partner)
    article = accounts.given(newsroom, key)
    assert _outstanding(newsroom, key) == []
    accounts.withdraw(newsroom, article)
    (shown,) = _outstanding(newsroom, key)
    assert (shown["type"], shown["article_id"], shown["language"]) == ("withdrawn", article, "en")
    assert (shown["revision"], shown["reason"], shown["has_arrived"]) == (1, "A name.", False)
    assert shown["at"].endswith(":00Z")
    entry = {"type": "withdrawn", "article_id": article, "language": "en"}
    (made,) = _acknowledge(newsroom, key, {**entry, "action": "removed", "url": "https://radio.example/a?b=1"})
    assert (made["action"], made["url"], made["done_at"]) == ("removed", "https://radio.example/a?b=1", None)
    assert _outstanding(newsroom, key) == []
    (again,) = _acknowledge(newsroom, key, {**entry, "done_at": "2017-09-14T09:00:00Z"})
    assert again == {**made, "done_at": "2017-09-14T09:00:00Z"}
    assert parties.get(newsroom, PATH, key)["data"] == [again]
    assert [(each.known_by, each.known_is_gone) for each in Receipt.select()] == [("acknowledgement", True)]


def test_a_correction_is_acknowledged_by_its_revision(newsroom: Newsroom, partner: str) -> None:
    """That of an earlier one leaves a later one outstanding; what was before the partner came is none."""
    key = parties.key(newsroom, partner)
    article = newsroom.publish()
    _correct(newsroom, article, 13)
    parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
    accounts.write()
    assert _outstanding(newsroom, key) == []
    for number in (14, 15):
        _correct(newsroom, article, number)
    (shown,) = _outstanding(newsroom, key)
    assert (shown["type"], shown["revision"], shown["note"]) == ("corrected", 4, "The number was wrong.")
    entry = {"type": "corrected", "article_id": article, "language": "en", "action": "corrected"}
    _acknowledge(newsroom, key, {**entry, "revision": 3})
    assert [each["revision"] for each in _outstanding(newsroom, key)] == [4]
    _acknowledge(newsroom, key, {**entry, "revision": 4}, {**entry, "revision": 3})
    assert _outstanding(newsroom, key) == []
    assert sorted(each["revision"] for each in parties.get(newsroom, PATH, key)["data"]) == [3, 4]


def test_who_has_lost_the_topic_acknowledges_all_the_same(newsroom: Newsroom, partner: str) -> None:
    """And is told no more than that the text is outside its contract, be it withdrawn meanwhile."""
    key = parties.key(newsroom, partner)
    article = accounts.given(newsroom, key, topic="river")
    partners.change(partner, {"topics": ["society"]}, by=None, at=clock.now())
    accounts.withdraw(newsroom, article)
    (shown,) = _outstanding(newsroom, key)
    assert (shown["type"], shown["reason"], shown["revision"], shown["at"]) == (
        "withdrawn",
        "outside_contract",
        None,
        None,
    )
    _acknowledge(newsroom, key, {"type": "withdrawn", "article_id": article, "language": "en"})
    assert _outstanding(newsroom, key) == []
    later = newsroom.publish(topic="river", title="Of the river, later")
    accounts.withdraw(newsroom, later)
    entry = {"type": "withdrawn", "article_id": later, "language": "en"}
    response = parties.call(newsroom, PATH, key, "POST", json={"entries": [entry]})
    assert parties.fault(response) == (422, "unknown_entry")


def test_what_is_fetched_again_must_be_taken_down_again(sqlite_newsroom: Newsroom) -> None:
    """An acknowledgement is of what the partner had then."""
    key = parties.reader(sqlite_newsroom)
    article = accounts.given(sqlite_newsroom, key)
    entry = {"type": "withdrawn", "article_id": article, "language": "en"}
    accounts.withdraw(sqlite_newsroom, article)
    (first,) = _acknowledge(sqlite_newsroom, key, entry)
    sqlite_newsroom.release(article, "en")
    parties.get(sqlite_newsroom, f"/v1/articles/{article}?lang=en", key)
    accounts.write()
    accounts.withdraw(sqlite_newsroom, article)
    assert [each["type"] for each in _outstanding(sqlite_newsroom, key)] == ["withdrawn"]
    (second,) = _acknowledge(sqlite_newsroom, key, entry)
    assert second["id"] != first["id"]
    assert _outstanding(sqlite_newsroom, key) == []


def test_what_was_never_told_cannot_be_acknowledged(sqlite_newsroom: Newsroom) -> None:
    """Whatever it is, the refusal is the same, and of several nothing is written."""
    key = parties.reader(sqlite_newsroom, topics=["society"], languages=["en"])
    own = accounts.given(sqlite_newsroom, key)
    standing = accounts.given(sqlite_newsroom, key, title="Another text of the week")
    accounts.withdraw(sqlite_newsroom, own)
    strange = sqlite_newsroom.publish("ru", topic="river", title="Of the river")
    accounts.withdraw(sqlite_newsroom, strange)
    draft = sqlite_newsroom.write(title="A draft")
    said = set()
    before = [list(model.select().tuples()) for model in (Acknowledgement, Receipt)]
    for article, language, changes in (
        (strange, "en", {}),
        (own, "ru", {}),
        (draft, "en", {}),
        (standing, "en", {}),
        ("0190a1b2-0000-7000-8000-000000000000", "en", {}),
        ("x", "en", {}),
        (own, "xx", {}),
        (standing, "en", {"type": "corrected", "revision": 2}),
        (own, "en", {"type": "corrected", "revision": 1}),
    ):
        entry = {"type": "withdrawn", "article_id": article, "language": language, **changes}
        good = {"type": "withdrawn", "article_id": own, "language": "en"}
        response = parties.call(sqlite_newsroom, PATH, key, "POST", json={"entries": [good, entry]})
        told = response.get_json()
        assert told["errors"][0]["pointer"] == "/entries/1", entry
        said.add((response.status_code, told["code"], told["detail"], told["errors"][0]["code"], len(told["errors"])))
    assert said == {(422, "invalid_body", "You were told of no such correction or withdrawal.", "unknown_entry", 1)}
    assert [list(model.select().tuples()) for model in (Acknowledgement, Receipt)] == before


def test_what_was_withdrawn_before_its_time_was_never_told(newsroom: Newsroom) -> None:
    """With a delay there is nothing to acknowledge, and nothing is outstanding."""
    key = parties.reader(newsroom, delay_hours=24)
    article = newsroom.publish()
    accounts.withdraw(newsroom, article)
    entry = {"type": "withdrawn", "article_id": article, "language": "en"}
    response = parties.call(newsroom, PATH, key, "POST", json={"entries": [entry]})
    assert parties.fault(response) == (422, "unknown_entry")
    assert _outstanding(newsroom, key) == []


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"type": "corrected"}, "required", "/entries/0/revision"),
        ({"type": "updated"}, "invalid_choice", "/entries/0/type"),
        ({"action": "burnt"}, "invalid_choice", "/entries/0/action"),
        ({"url": "javascript:alert(1)"}, "invalid_value", "/entries/0/url"),
        ({"url": "https://u:p@radio.example/"}, "invalid_value", "/entries/0/url"),
        ({"url": "https://radio.example/" + "a" * 2000}, "invalid_length", "/entries/0/url"),
        ({"done_at": "2200-01-01T00:00:00Z"}, "out_of_range", "/entries/0/done_at"),
        ({"done_at": "yesterday"}, "invalid_time", "/entries/0/done_at"),
        ({"revision": 0}, "out_of_range", "/entries/0/revision"),
        ({"article_id": None}, "required", "/entries/0/article_id"),
        ({"cursor": "x"}, "unknown_field", "/entries/0/cursor"),
    ],
)
def test_bad_input_is_told_with_its_place(
    sqlite_newsroom: Newsroom, change: dict[str, Any], code: str, place: str
) -> None:
    """Before anything is looked for."""
    key = parties.reader(sqlite_newsroom)
    entry = {"type": "withdrawn", "article_id": "x", "language": "en", **change}
    response = parties.call(sqlite_newsroom, PATH, key, "POST", json={"entries": [entry]})
    fault = response.get_json()["errors"][0]
    assert (response.status_code, fault["code"], fault["pointer"]) == (422, code, place)


def test_many_are_acknowledged_at_once_and_once(sqlite_newsroom: Newsroom) -> None:
    """With an Idempotency-Key the answer of the first call is given again; more than a hundred are refused."""
    key = parties.reader(sqlite_newsroom, per_minute=6_000)
    article = accounts.given(sqlite_newsroom, key, "ru")
    accounts.withdraw(sqlite_newsroom, article)
    accounts.withdraw(sqlite_newsroom, article, "ru")
    entries = [{"type": "withdrawn", "article_id": article, "language": language} for language in ("ru", "en")]
    found = [
        parties.call(
            sqlite_newsroom, PATH, key, "POST", json={"entries": entries}, headers={"Idempotency-Key": "one"}
        ).get_json()
        for _ in range(2)
    ]
    assert found[0] == found[1]
    assert [each["language"] for each in found[0]["entries"]] == ["ru", "en"]
    response = parties.call(sqlite_newsroom, PATH, key, "POST", json={"entries": entries * 51})
    assert parties.fault(response) == (422, "too_many")
    pages = parties.get(sqlite_newsroom, f"{PATH}?limit=1&article_id={article}", key)
    assert len(parties.get(sqlite_newsroom, pages["links"]["next"], key)["data"]) == 1
    assert parties.get(sqlite_newsroom, f"{PATH}?article_id=x", key)["data"] == []


def test_a_partner_reads_nothing_of_another(sqlite_newsroom: Newsroom) -> None:
    """Neither what it acknowledged nor what it has not."""
    key, other = (parties.key(sqlite_newsroom, parties.partner(sqlite_newsroom, name)) for name in ("Radio", "Archive"))
    article = accounts.given(sqlite_newsroom, key)
    accounts.withdraw(sqlite_newsroom, article)
    assert _outstanding(sqlite_newsroom, other) == []
    _acknowledge(sqlite_newsroom, key, {"type": "withdrawn", "article_id": article, "language": "en"})
    assert parties.get(sqlite_newsroom, PATH, other)["data"] == []


def test_what_a_kill_made_us_forget_is_acknowledged_by_the_contract(sqlite_newsroom: Newsroom) -> None:
    """Without a receipt, since the contract offered the text; and it stands in the account from then on."""
    key = parties.reader(sqlite_newsroom)
    article = sqlite_newsroom.publish()
    accounts.withdraw(sqlite_newsroom, article)
    _acknowledge(sqlite_newsroom, key, {"type": "withdrawn", "article_id": article, "language": "en"})
    assert [(each.article_id, each.known_is_gone) for each in Receipt.select()] == [(article, True)]


def test_what_is_under_embargo_is_not_gone(newsroom: Newsroom) -> None:
    """A text that was given ahead of its release is outstanding only when it is taken back before that."""
    key = parties.reader(newsroom, embargo_lead_minutes=120)
    article = newsroom.write()
    newsroom.approve(article, "en")
    until = (clock.now() + timedelta(hours=1)).isoformat()
    release = newsroom.release(article, "en", at=until)["id"]
    ahead.follow()
    parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
    accounts.write()
    assert _outstanding(newsroom, key) == []
    entry = {"type": "withdrawn", "article_id": article, "language": "en"}
    response = parties.call(newsroom, PATH, key, "POST", json={"entries": [entry]})
    assert parties.fault(response) == (422, "unknown_entry")
    response = newsroom.call("DELETE", f"/v1/desk/releases/{release}", "editor", etag="*")
    assert response.status_code == 204, response.get_data(as_text=True)
    ahead.follow()
    (shown,) = _outstanding(newsroom, key)
    assert (shown["type"], shown["revision"], shown["reason"]) == ("withdrawn", 1, "pulled")
    assert shown["at"].endswith(":00Z")
    _acknowledge(newsroom, key, entry)
    assert _outstanding(newsroom, key) == []


def _correct(newsroom: Newsroom, article: str, number: int) -> None:
    body = BODY.replace("the number 12", f"the number {number}")
    newsroom.revise(article, body=body, weight="correction", note="The number was wrong.")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")


def _outstanding(newsroom: Newsroom, key: str) -> list[Any]:
    return list(parties.get(newsroom, OUTSTANDING, key)["data"])


def _acknowledge(newsroom: Newsroom, key: str, *entries: dict[str, Any]) -> list[Any]:
    response = parties.call(newsroom, PATH, key, "POST", json={"entries": entries})
    assert response.status_code == 200, response.get_data(as_text=True)
    return list(response.get_json()["entries"])
