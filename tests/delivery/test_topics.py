from __future__ import annotations

from tests.newsroom import Newsroom

BODY = "One paragraph."


def test_topics_are_named_in_the_readers_language_or_along_its_chain(newsroom: Newsroom) -> None:
    """Each topic has its key, its name and what it is about, and says in which language these are."""
    _publish_in_both(newsroom)
    data = newsroom.get("/v1/topics?lang=ru")["data"]
    assert [(topic["key"], topic["name"], topic["language"]) for topic in data] == [
        ("society", "Общество", "ru"),
        ("river", "Рака", "be"),
    ]
    assert data[0]["description"] == "About society."
    assert set(data[0]) == {"id", "key", "name", "description", "language", "links"}


def test_topics_are_those_of_what_is_published(newsroom: Newsroom) -> None:
    """A topic appears with the first article on it, not with a draft, and goes with the last."""
    newsroom.write(topic="river")
    assert (newsroom.get("/v1/topics?lang=en")["data"], newsroom.get("/v1/site?lang=en")["topics"]) == ([], [])
    article = newsroom.publish(topic="river", body=BODY)
    assert [topic["key"] for topic in newsroom.get("/v1/topics?lang=be")["data"]] == ["river"]
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "No."})
    assert (newsroom.get("/v1/topics?lang=en")["data"], newsroom.get("/v1/site?lang=en")["topics"]) == ([], [])


def _publish_in_both(newsroom: Newsroom) -> None:
    for topic in ("society", "river"):
        newsroom.publish(topic=topic, body=BODY, issue=None, bylines=[])


def test_topics_are_paged_in_the_newsrooms_order(newsroom: Newsroom) -> None:
    """Pages go by the order that editors gave, and back."""
    _publish_in_both(newsroom)
    first = newsroom.get("/v1/topics?lang=en&limit=1")
    second = newsroom.get(first["links"]["next"])
    assert [topic["key"] for topic in first["data"] + second["data"]] == ["society", "river"]
    assert newsroom.get(second["links"]["prev"])["data"] == first["data"]
    assert newsroom.call("GET", first["links"]["next"].replace("lang=en", "lang=be")).status_code == 422


def test_bylines_are_those_of_what_is_published(newsroom: Newsroom) -> None:
    """A pseudonym appears with the first article by it, not with a draft, and goes with the last."""
    assert newsroom.get("/v1/bylines?lang=en")["data"] == []
    newsroom.write(bylines=["vasil"])
    article = newsroom.publish(bylines=["hanna"], body=BODY)
    shown = newsroom.get("/v1/bylines?lang=ru")["data"]
    assert [(byline["key"], byline["name"], byline["language"]) for byline in shown] == [("hanna", "Анна Чарот", "ru")]
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "No."})
    assert newsroom.get("/v1/bylines?lang=en")["data"] == []


def test_a_byline_without_a_name_in_the_chain_has_the_name_there_is(sqlite_newsroom: Newsroom) -> None:
    """A name in any language is better than none, and the answer says which it is."""
    sqlite_newsroom.publish(bylines=["vasil"], body=BODY)
    sqlite_newsroom.call(
        "PATCH", "/v1/desk/bylines/vasil", "editor", etag="*", json={"names": {"en": "Vasil Ferry", "be": None}}
    )
    shown = sqlite_newsroom.get("/v1/bylines?lang=be")["data"]
    assert [(byline["name"], byline["language"]) for byline in shown] == [("Vasil Ferry", "en")]


def test_bylines_are_paged(newsroom: Newsroom) -> None:
    """Pages go by key, and back."""
    newsroom.publish(bylines=["vasil", "hanna"], body=BODY)
    first = newsroom.get("/v1/bylines?lang=be&limit=1")
    second = newsroom.get(first["links"]["next"])
    assert [byline["key"] for byline in first["data"] + second["data"]] == ["hanna", "vasil"]
    assert second["links"]["next"] is None
    assert newsroom.get(second["links"]["prev"])["data"] == first["data"]


def test_a_renamed_topic_has_another_etag(sqlite_newsroom: Newsroom) -> None:
    """What is kept by a reader is good until a name changes, and not longer."""
    _publish_in_both(sqlite_newsroom)
    for path in ("/v1/topics?lang=en", "/v1/site?lang=en"):
        tag = sqlite_newsroom.call("GET", path).headers["ETag"]
        assert sqlite_newsroom.call("GET", path, headers={"If-None-Match": tag}).status_code == 304
        names = {"en": {"name": f"Renamed for {path}"}}
        sqlite_newsroom.call("PATCH", "/v1/desk/topics/river", "editor", etag="*", json={"names": names})
        assert sqlite_newsroom.call("GET", path, headers={"If-None-Match": tag}).status_code == 200
