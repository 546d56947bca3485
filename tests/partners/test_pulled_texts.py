from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.partners import partners
from api.platform import clock
from api.publishing import schedule
from tests.newsroom import Newsroom
from tests.partners import accounts, ahead, parties, takedowns

TAKEDOWNS = "/v1/admin/takedowns"
ACKNOWLEDGEMENTS = "/v1/partner/acknowledgements"


@pytest.fixture
def partner(newsroom: Newsroom) -> str:
    """Give a partner that reads English and Belarusian texts on society two hours ahead."""
    return ahead.partner(newsroom)


@pytest.fixture
def key(newsroom: Newsroom, partner: str) -> str:
    """Give a key of the partner that reads ahead."""
    return parties.key(newsroom, partner)


def _cancelled(newsroom: Newsroom, article: str, _: str) -> None:
    ahead.cancel(newsroom, article)


def _moved(newsroom: Newsroom, article: str, _: str) -> None:
    ahead.cancel(newsroom, article)
    ahead.plan(newsroom, article, minutes=60 * 24)


def _taken_back(newsroom: Newsroom, article: str, _: str) -> None:
    path = f"/v1/desk/articles/{article}/versions/en/approval"
    assert newsroom.call("DELETE", path, "reviewer-en", etag="*", json={"reason": "Look again."}).status_code < 300


def _without_topic(_: Newsroom, __: str, partner: str) -> None:
    partners.change(partner, {"topics": ["river"]}, by=None, at=clock.now())


@pytest.mark.parametrize("pull", [_cancelled, _moved, _taken_back, _without_topic], ids=lambda pull: pull.__name__)
def test_what_was_read_ahead_and_pulled_is_reported(
    newsroom: Newsroom, partner: str, key: str, pull: Callable[[Newsroom, str, str], None]
) -> None:
    """With its time and the revision that the partner has, in the list, by article, and among its receipts."""
    article = _read(newsroom, key)
    assert newsroom.get(f"{TAKEDOWNS}/{article}", "editor")["data"] == []
    before = clock.now()
    pull(newsroom, article, partner)
    ahead.follow()
    (shown,) = _of_english(newsroom, TAKEDOWNS)
    assert (shown["standing"], shown["article_id"], shown["revision"], shown["reason"]) == ("pulled", article, 1, None)
    assert shown["title"]
    assert shown["withdrawn_at"] > clock.to_wire(before)
    assert (shown["open_count"], shown["unacknowledged_count"]) == (1, 1)
    (holder,) = shown["partners"]
    assert (holder["fetched_revision"], holder["has_arrived"], holder["told_at"]) == (1, False, None)
    assert holder["fetched_at"] is not None
    assert _of_english(newsroom, f"{TAKEDOWNS}/{article}") == [shown]
    (receipt,) = _of_english(newsroom, f"{parties.PATH}/{partner}/receipts", "admin")
    assert (receipt["standing"], receipt["fetched_revision"], receipt["notice"]["revision"]) == ("pulled", 1, 1)
    assert receipt["notice"]["at"] == shown["withdrawn_at"]
    (told,) = _outstanding(newsroom, key)
    assert (told["type"], told["revision"], told["reason"], told["has_arrived"]) == ("withdrawn", 1, "pulled", False)
    assert told["at"] is not None


def test_it_is_reported_before_the_worker_has_noted_it(newsroom: Newsroom, key: str) -> None:
    """Who asks right after the deed is not told that nobody has it; only the time is not known yet."""
    article = _read(newsroom, key)
    ahead.cancel(newsroom, article)
    (shown,) = _of_english(newsroom, TAKEDOWNS)
    assert (shown["standing"], shown["withdrawn_at"], shown["open_count"]) == ("pulled", None, 1)
    (told,) = _outstanding(newsroom, key)
    assert (told["revision"], told["at"]) == (1, None)


def test_it_arrives_by_the_journal(newsroom: Newsroom, key: str) -> None:
    """Told by a page, known when its cursor comes back, though no new generation lies between."""
    article = _read(newsroom, key)
    cursor = parties.get(newsroom, "/v1/changes", key)["meta"]["cursor"]
    ahead.cancel(newsroom, article)
    ahead.follow()
    cursor = parties.get(newsroom, f"/v1/changes?since={cursor}", key)["meta"]["cursor"]
    accounts.write()
    (shown,) = _of_english(newsroom, TAKEDOWNS)
    assert (shown["partners"][0]["told_at"] is not None, shown["open_count"]) == (True, 1)
    parties.get(newsroom, f"/v1/changes?since={cursor}", key)
    accounts.write()
    assert newsroom.get(TAKEDOWNS, "editor")["data"] == []
    (shown,) = _of_english(newsroom, f"{TAKEDOWNS}?state=unacknowledged")
    assert shown["partners"][0]["arrived_by"] == "cursor"


def test_it_arrives_by_a_404_and_is_open_again_when_it_was_read_again(newsroom: Newsroom, key: str) -> None:
    """Planned once more, read once more and cancelled once more it must reach them once more."""
    article = _read(newsroom, key)
    for _ in range(2):
        ahead.cancel(newsroom, article)
        ahead.follow()
        assert [each["article_id"] for each in _of_english(newsroom, TAKEDOWNS)] == [article]
        for language in ("be", "en"):
            assert parties.call(newsroom, f"/v1/articles/{article}?lang={language}", key).status_code == 404
        accounts.write()
        assert newsroom.get(TAKEDOWNS, "editor")["data"] == []
        ahead.plan(newsroom, article, minutes=60)
        ahead.follow()
        parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
        accounts.write()


def test_it_is_acknowledged_and_asked_again_when_it_was_read_again(newsroom: Newsroom, key: str) -> None:
    """An acknowledgement is of what the partner had then, and each is shown."""
    article = _read(newsroom, key)
    entry = {"type": "withdrawn", "article_id": article, "language": "en", "action": "not_published"}
    for _ in range(2):
        ahead.cancel(newsroom, article)
        ahead.follow()
        assert len(_outstanding(newsroom, key)) == 1
        response = parties.call(newsroom, ACKNOWLEDGEMENTS, key, "POST", json={"entries": [entry]})
        assert response.status_code == 200, response.get_data(as_text=True)
        assert _outstanding(newsroom, key) == []
        (shown,) = _of_english(newsroom, f"{TAKEDOWNS}/{article}")
        assert shown["partners"][0]["acknowledgement"]["action"] == "not_published"
        assert (shown["open_count"], shown["unacknowledged_count"]) == (0, 0)
        ahead.plan(newsroom, article, minutes=60)
        ahead.follow()
        parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
        accounts.write()


def test_what_is_published_after_all_is_no_takedown(newsroom: Newsroom, key: str) -> None:
    """Read ahead and then public it is theirs; withdrawn after that, it is as any other."""
    article = _read(newsroom, key)
    with ahead.at(hours=1, minutes=1):
        assert schedule.publish_due(at=clock.now()) == 1
        ahead.follow()
        assert newsroom.get(TAKEDOWNS, "editor")["data"] == []
        accounts.withdraw(newsroom, article)
        (shown,) = _of_english(newsroom, TAKEDOWNS)
        assert (shown["standing"], shown["reason"], shown["partners"][0]["fetched_revision"]) == (
            "withdrawn",
            "A name.",
            1,
        )


def test_what_is_pulled_from_one_is_not_from_others(newsroom: Newsroom, partner: str, key: str) -> None:
    """A contract that was narrowed takes nothing from who reads it still."""
    other = parties.partner(newsroom, "Archive", embargo_lead_minutes=ahead.LEAD)
    article = _read(newsroom, key, parties.key(newsroom, other))
    _without_topic(newsroom, article, partner)
    ahead.follow()
    (shown,) = _of_english(newsroom, TAKEDOWNS)
    assert [each["name"] for each in shown["partners"]] == ["Radio Luzhana"]
    (receipt,) = _of_english(newsroom, f"{parties.PATH}/{other}/receipts", "admin")
    assert (receipt["standing"], receipt["notice"]) == ("embargoed", None)


def test_a_suspended_partner_s_copy_is_reported_when_it_is_pulled(newsroom: Newsroom, partner: str, key: str) -> None:
    """Suspension alone pulls nothing; and it does not hide what is pulled later, also where nobody else reads ahead."""
    article = _read(newsroom, key)
    partners.suspend(partner, by=None, at=clock.now())
    ahead.follow()
    assert newsroom.get(TAKEDOWNS, "editor")["data"] == []
    ahead.cancel(newsroom, article)
    ahead.follow()
    (shown,) = _of_english(newsroom, TAKEDOWNS)
    assert shown["withdrawn_at"] is not None
    assert [each["state"] for each in shown["partners"]] == ["suspended"]


def test_the_command_tells_of_it(sqlite_newsroom: Newsroom) -> None:
    """As of what was withdrawn."""
    article = _read(sqlite_newsroom, parties.key(sqlite_newsroom, ahead.partner(sqlite_newsroom)))
    ahead.cancel(sqlite_newsroom, article)
    for is_noted in (False, True):
        if is_noted:
            ahead.follow()
        for options in ([], ["--all"], ["--article", article]):
            line = next(each for each in takedowns.typed(sqlite_newsroom, *options).splitlines() if "\ten\t" in each)
            for told in (article, "pulled", "Radio Luzhana", "has not heard", "has revision 1"):
                assert told in line, options


def test_what_was_pulled_says_nothing_of_what_came_later(newsroom: Newsroom, partner: str, key: str) -> None:
    """Published outside of a contract that was narrowed, it is to that partner what it was before."""
    article = _read(newsroom, key)
    _without_topic(newsroom, article, partner)
    ahead.follow()
    before = _outstanding(newsroom, key)
    newsroom.release(article, "be", "en")
    assert _outstanding(newsroom, key) == before
    accounts.withdraw(newsroom, article)
    assert _outstanding(newsroom, key) == before


def _read(newsroom: Newsroom, *keys: str) -> str:
    """Plan a text, let partners read it ahead in English, and give its id."""
    article, _ = ahead.planned(newsroom, hours=1)
    ahead.follow()
    for each in keys:
        assert ahead.status(newsroom, article, each) == 200
    accounts.write()
    return article


def _of_english(newsroom: Newsroom, path: str, who: str = "editor") -> list[Any]:
    return [each for each in newsroom.get(path, who)["data"] if each["language"] == "en"]


def _outstanding(newsroom: Newsroom, key: str) -> list[Any]:
    found = parties.get(newsroom, "/v1/partner/outstanding", key)["data"]
    return [each for each in found if each["language"] == "en"]
