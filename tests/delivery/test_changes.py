from __future__ import annotations

from typing import Any

from api.platform.paging import Cursor
from tests.delivery.test_changes_sync import without_neighbours
from tests.newsroom import Newsroom


def articles_of(page: Any) -> list[Any]:
    """Give the entries of a part of the journal that are of articles."""
    return [entry for entry in page["data"] if entry["resource"] == "article"]


def follow(room: Newsroom, query: str = "") -> list[Any]:
    """Read the journal from its beginning to its end, by its cursor."""
    found, cursor = [], ""
    while True:
        page = room.get(f"/v1/changes?limit=2{query}{cursor}")
        found += articles_of(page)
        if not page["meta"]["has_more"]:
            return found
        cursor = f"&since={page['meta']['cursor']}"


def test_the_journal_tells_what_happened_in_order(newsroom: Newsroom) -> None:
    """Publication, update, correction and withdrawal are told in order, each as the contract has it."""
    article = newsroom.publish()
    newsroom.revise(article, summary="Nobody was surprised at all.", weight="typo", override_reason="In haste.")
    newsroom.release(article, "en")
    newsroom.revise(article, title="The vote was on Tuesday", weight="correction", note="It was not on Monday.")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    changes = follow(newsroom)
    assert [change["type"] for change in changes] == ["published", "updated", "corrected"]
    assert [change["revision"] for change in changes] == [1, 2, 3]
    assert [change["note"] for change in changes] == [None, None, "It was not on Monday."]
    assert {change["reason"] for change in changes} == {None}
    first = changes[0]
    named = {"type", "at", "article_id", "language", "slug", "topic", "revision", "note", "reason", "href"}
    assert first.keys() == named | {"resource", "id", "key", "touched"}
    assert (first["article_id"], first["language"]) == (article, "en")
    assert first["slug"] == "river-council-delays-the-vote"
    assert newsroom.get(first["href"])["id"] == article


def test_a_withdrawal_is_a_tombstone(newsroom: Newsroom) -> None:
    """A withdrawal has its reason and no slug; entries from before it lose slug, note and document as well."""
    article = newsroom.publish()
    newsroom.revise(article, title="Source: Jan Kowalski", weight="correction", note="Jan Kowalski said so.")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "A source."})
    for query in ("", "&include=document"):
        changes = follow(newsroom, query)
        assert changes[-1]["type"] == "withdrawn"
        assert [(change["slug"], change["topic"]) for change in changes] == [(None, None)] * 3
        assert [change["reason"] for change in changes] == [None, None, "A source."]
        assert {change["note"] for change in changes} == {None}
        assert [change.get("document") for change in changes] == [None, None, None]
        assert "Kowalski" not in str(changes)
        assert "river-council" not in str(changes)
    newsroom.release(article, "en")
    again = follow(newsroom, "&include=document")
    assert (again[-1]["type"], again[-1]["slug"]) == ("published", "river-council-delays-the-vote")
    assert (again[-2]["type"], again[-2]["slug"], again[-2]["document"]) == ("withdrawn", None, None)


def test_the_document_is_what_readers_get_now(newsroom: Newsroom) -> None:
    """`include=document` has the whole article beside each entry, the same as by its address."""
    newsroom.publish("ru")
    changes = follow(newsroom, "&include=document")
    assert {change["language"] for change in changes} == {"en", "ru"}
    for change in changes:
        assert change["document"] == without_neighbours(newsroom.get(change["href"]))


def test_who_follows_one_language_hears_when_another_changes_its_document(newsroom: Newsroom) -> None:
    """A language that is added, corrected or withdrawn changes the alternates and the freshness of the others."""
    article = newsroom.publish("ru")
    for step in ("release", "withdrawal"):
        cursor = newsroom.get("/v1/changes?lang=ru&limit=100")["meta"]["cursor"]
        if step == "release":
            newsroom.revise(article, title="Another title", weight="meaning")
            newsroom.approve(article, "en")
            newsroom.release(article, "en")
        else:
            newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "Wrong."})
        (change,) = articles_of(newsroom.get(f"/v1/changes?lang=ru&include=document&since={cursor}"))
        assert (change["type"], change["language"]) == ("updated", "ru")
        assert change["document"] == without_neighbours(newsroom.get(f"/v1/articles/{article}?lang=ru"))


def test_a_cursor_goes_on_where_it_left(newsroom: Newsroom) -> None:
    """`meta.cursor` is there on every page, the empty one too, and stays valid whatever happens and is filtered."""
    empty = newsroom.get("/v1/changes")
    assert (articles_of(empty), empty["meta"]["has_more"]) == ([], False)
    assert empty["links"] == {"self": "/v1/changes", "next": None, "prev": None}
    first = newsroom.publish()
    since = empty["meta"]["cursor"]
    page = newsroom.get(f"/v1/changes?since={since}")
    assert [change["article_id"] for change in articles_of(page)] == [first]
    assert page["meta"]["limit"] == 20
    last = newsroom.get(f"/v1/changes?since={page['meta']['cursor']}")
    assert (last["data"], last["meta"]["cursor"]) == ([], page["meta"]["cursor"])
    second = newsroom.publish(topic="river", title="The river rises")
    for query in ("", "&lang=en", "&topic=river", "&limit=1&include=document"):
        found = newsroom.get(f"/v1/changes?since={last['meta']['cursor']}{query}")
        assert [change["article_id"] for change in articles_of(found)] == [second], query
    told, limited = [], newsroom.get("/v1/changes?limit=1")
    while limited["meta"]["has_more"]:
        told += articles_of(limited)
        limited = newsroom.get(limited["links"]["next"])
    assert [change["article_id"] for change in told] == [first, second]


def test_the_cursor_passes_what_is_not_for_this_reader(newsroom: Newsroom) -> None:
    """Who follows a language in which nothing happens is not led over the whole journal again and again."""
    newsroom.publish()
    nothing = newsroom.get("/v1/changes?lang=be")
    assert articles_of(nothing) == []
    assert nothing["meta"]["cursor"] == newsroom.get("/v1/changes")["meta"]["cursor"]


def test_an_article_that_leaves_a_topic_is_told_of_there(newsroom: Newsroom) -> None:
    """Who follows a topic hears of an article that moves to another, in each language, and in which it is now."""
    article = newsroom.publish("ru")
    cursor = newsroom.get("/v1/changes?topic=society")["meta"]["cursor"]
    path = f"/v1/desk/articles/{article}"
    moved = newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json={"topic": "river"})
    assert moved.status_code == 200, moved.get_data(as_text=True)
    newsroom.release(article, "en")
    for query in ("", "&include=document"):
        told = articles_of(newsroom.get(f"/v1/changes?topic=society&since={cursor}{query}"))
        assert {(change["language"], change["type"], change["topic"]) for change in told} == {
            ("en", "updated", "river"),
            ("ru", "updated", "river"),
        }
    for change in articles_of(newsroom.get("/v1/changes?initial=true&limit=100")):
        assert change["topic"] == "river"
    assert articles_of(newsroom.get("/v1/changes?initial=true&limit=100&topic=society")) == []
    newsroom.post(f"{path}/versions/ru/withdrawal", "editor", {"reason": "Wrong."})
    last = [change for change in follow(newsroom, "&topic=society") if change["language"] == "ru"][-1]
    assert (last["type"], last["topic"]) == ("withdrawn", None)


def test_a_cursor_of_a_version_before_epochs_goes_on(newsroom: Newsroom) -> None:
    """It is taken as long as nothing was restored, while readers begin or follow."""
    newsroom.publish()
    signer = newsroom.app.extensions["signer"]
    for place in ((0, 0), (0, 0, 0, "", "")):
        cursor = signer.write(Cursor("next", place), "changes")
        assert newsroom.get(f"/v1/changes?since={cursor}")["data"] != []


def test_what_is_no_cursor_of_the_journal_is_refused(newsroom: Newsroom) -> None:
    """A tampered or foreign cursor, a bad limit, language, topic or form is 422 with the parameter named."""
    newsroom.publish()
    newsroom.publish(title="Another")
    good = newsroom.get("/v1/changes")["meta"]["cursor"]
    foreign = newsroom.get("/v1/articles?lang=en&limit=1")["links"]["next"].partition("cursor=")[2]
    refused = {
        f"since={good[:-1]}": "since",
        f"since=A{good}": "since",
        f"since={foreign}": "since",
        "since=0": "since",
        "since=": "since",
        "since=2017-09-11T10:00:00Z": "since",
        "since=%D0%B0": "since",
        "limit=0": "limit",
        "limit=1_0": "limit",
        "lang=xx": "lang",
        "topic=none": "topic",
        "include=body": "include",
        f"cursor={good}": "cursor",
        f"since={good}&since={good}": "since",
        f"since={good}&initial=true": "initial",
        "initial=yes": "initial",
    }
    for query, parameter in refused.items():
        answer = newsroom.call("GET", f"/v1/changes?{query}")
        assert answer.status_code == 422, query
        assert [fault["parameter"] for fault in answer.get_json()["errors"]] == [parameter], query
