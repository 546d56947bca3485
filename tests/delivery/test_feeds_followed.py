from __future__ import annotations

import pytest

from api.formats import urns
from api.platform import db
from tests.delivery import exhibits, feeds
from tests.delivery.feeds import BODY
from tests.formats import feed_rules
from tests.formats.feed_rules import AT, A
from tests.newsroom import Newsroom


def test_pages_hold_each_entry_once_while_the_newsroom_works(newsroom: Newsroom) -> None:
    """Whoever follows a feed to its end gets what stood when they began, whatever is published or corrected meanwhile.

    And from the last page back to the first they get the same.
    """
    articles = [newsroom.publish(title=f"Text {number}", body=BODY) for number in range(5)]
    wanted = [urns.of_version(article, "en") for article in reversed(articles)]
    works = iter(
        [
            lambda: newsroom.publish(title="New", body=BODY),
            lambda: feeds.correct(newsroom, articles[0]),
            lambda: feeds.correct(newsroom, articles[4]),
            lambda: newsroom.publish(title="Newer", body=BODY),
        ]
    )

    def work() -> None:
        next(works)()

    pages = feeds.followed(newsroom, "/v1/feeds/en.json?limit=1", work)
    assert [id_ for page in pages for id_ in feeds.ids(page)] == wanted
    assert pages[4]["items"][0]["_polyweek"]["corrections"], "what an entry says is what readers get now"
    back = [pages[-1]]
    while (previous := feeds.local(back[-1]["_polyweek"]["previous_url"])) is not None:
        back.append(feeds.told(newsroom, previous))
    assert [id_ for page in back for id_ in feeds.ids(page)] == wanted[::-1]
    latest = feeds.told(newsroom, pages[0]["_polyweek"]["first_url"].removeprefix("http://127.0.0.1:8000"))
    assert latest["items"][0]["title"] == "Newer"


def test_what_is_withdrawn_while_somebody_follows_is_not_shown(newsroom: Newsroom) -> None:
    """On the pages that they have not read yet it is left out, and its tombstone stands on the first."""
    articles = [newsroom.publish(title=f"Text {number}", body=BODY) for number in range(4)]
    works = iter([lambda: exhibits.withdraw(newsroom, articles[1]), lambda: newsroom.publish(title="New", body=BODY)])

    def work() -> None:
        next(works)()

    pages = feeds.followed(newsroom, "/v1/feeds/en.json?limit=1", work)
    wanted = [urns.of_version(articles[number], "en") for number in (3, 2, 0)]
    assert [id_ for page in pages for id_ in feeds.ids(page)] == wanted
    assert not any(page["_polyweek"]["deleted"] for page in pages)
    first = feeds.told(newsroom, "/v1/feeds/en.json?limit=2")
    assert [gone["id"] for gone in first["_polyweek"]["deleted"]] == [urns.of_version(articles[1], "en")]


def test_what_changed_last_stands_first(newsroom: Newsroom) -> None:
    """A corrected text comes again at the top, with the same id, a later `updated` and its note."""
    old = newsroom.publish(title="Old", body=BODY)
    newsroom.publish(title="Young", body=BODY)
    with db.transaction():
        db.rows("UPDATE publication SET published_at = ? RETURNING 1", ("2017-09-01 09:00:00.000000+00:00",))
    feeds.correct(newsroom, old, "It was <12>.")
    first, second = feeds.told(newsroom, "/v1/feeds/en.json")["items"]
    assert (first["id"], second["title"]) == (urns.of_version(old, "en"), "Young")
    assert "It was &lt;12&gt;." in first["content_html"]
    (correction,) = first["_polyweek"]["corrections"]
    assert correction["note"] == "It was <12>."
    assert correction["at"] == first["date_modified"]
    (brief, _) = feeds.told(newsroom, "/v1/feeds/en.json?body=summary")["items"]
    assert brief["content_text"].endswith("Correction: It was <12>.")
    assert "content_html" not in brief


def test_what_is_withdrawn_is_a_tombstone_at_once(newsroom: Newsroom) -> None:
    """On the first page, in that language only; its title, slug and the reason are nowhere."""
    article = newsroom.publish("ru", title="Zyzzyva harm", body=BODY)
    others = [newsroom.publish(title=f"Text {number}", body=BODY) for number in range(3)]
    exhibits.withdraw(newsroom, article)
    for form in feeds.FORMS:
        body = feeds.body(newsroom, f"/v1/feeds/en.{form}?limit=2")
        assert urns.of_version(article, "en").encode() in body
        assert b"yzzyva" not in body
        assert b"It was not so" not in body
    root = feed_rules.atom(feeds.body(newsroom, "/v1/feeds/en.atom?limit=2"))
    (gone,) = root.findall(f"{AT}deleted-entry")
    assert gone.get("when").endswith(":00Z")
    assert root.findtext(f"{A}updated") == gone.get("when")
    pages = feeds.followed(newsroom, "/v1/feeds/en.json?limit=2")
    assert [len(page["_polyweek"]["deleted"]) for page in pages] == [1, 0]
    assert [id_ for page in pages for id_ in feeds.ids(page)] == [
        urns.of_version(one, "en") for one in reversed(others)
    ]
    assert len(feeds.told(newsroom, "/v1/feeds/ru.json")["items"]) == 1


def test_each_tombstone_stands_on_the_page_of_its_time(newsroom: Newsroom) -> None:
    """Between the entries that were changed before and after it: on one page only, forwards and backwards."""
    found = []
    for number in range(4):
        kept = newsroom.publish(title=f"Kept {number}", body=BODY)
        gone = newsroom.publish(title=f"Gone {number}", body=BODY)
        exhibits.withdraw(newsroom, gone)
        found.append((urns.of_version(kept, "en"), urns.of_version(gone, "en")))
    pages = feeds.followed(newsroom, "/v1/feeds/en.json?limit=1")
    assert [feeds.ids(page) for page in pages] == [[kept] for kept, _ in reversed(found)]
    assert [[each["id"] for each in page["_polyweek"]["deleted"]] for page in pages] == [
        [gone] for _, gone in reversed(found)
    ]
    back = [pages[-1]]
    while (previous := feeds.local(back[-1]["_polyweek"]["previous_url"])) is not None:
        back.append(feeds.told(newsroom, previous))
    deleted = [each["id"] for page in back[1:] for each in page["_polyweek"]["deleted"]]
    assert sorted(deleted) == sorted(gone for _, gone in found)


def test_tombstones_are_bounded(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """The latest hundred are told of, and no feed grows with all that was ever withdrawn."""
    articles = [newsroom.publish(title=f"Gone {number}", body=BODY) for number in range(3)]
    for article in articles:
        exhibits.withdraw(newsroom, article)
    monkeypatch.setattr("api.delivery.views.feeds.MOST_WITHDRAWN", 2)
    gone = feeds.told(newsroom, "/v1/feeds/en.json")["_polyweek"]["deleted"]
    assert [each["id"] for each in gone] == [urns.of_version(one, "en") for one in reversed(articles[1:])]


def test_what_comes_back_is_an_entry_again(newsroom: Newsroom) -> None:
    """A version that is released again after its withdrawal has no tombstone any longer."""
    article = newsroom.publish(body=BODY)
    exhibits.withdraw(newsroom, article)
    newsroom.revise(article, body=f"{BODY} Again.")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    feed = feeds.told(newsroom, "/v1/feeds/en.json")
    assert feeds.ids(feed) == [urns.of_version(article, "en")]
    assert feed["_polyweek"]["deleted"] == []
