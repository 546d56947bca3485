from __future__ import annotations

from tests.newsroom import Newsroom

TOPICS = "/v1/desk/topics"
NEW = {"key": "ferry", "names": {"be": {"name": "Паром", "description": "Пра паром."}, "en": {"name": "Ferry"}}}


def test_a_topic_is_added_and_found_by_its_key_and_its_id(newsroom: Newsroom) -> None:
    """A new topic stands last in order, with all its names, at its Location, by key and by id."""
    response = newsroom.call("POST", TOPICS, "editor", json=NEW)
    added = response.get_json()
    assert response.status_code == 201
    assert added["names"]["be"] == {"name": "Паром", "description": "Пра паром."}
    assert added["position"] == 2
    assert newsroom.get(response.headers["Location"], "editor") == added
    assert newsroom.get(f"{TOPICS}/ferry", "translator-ru") == added
    assert newsroom.etag(f"{TOPICS}/ferry") == response.headers["ETag"]
    assert [topic["key"] for topic in newsroom.get(TOPICS, "editor")["data"]] == ["society", "river", "ferry"]


def test_topics_are_paged(newsroom: Newsroom) -> None:
    """Each page goes on where the last one ended, and back again."""
    newsroom.post(TOPICS, "editor", NEW)
    first = newsroom.get(f"{TOPICS}?limit=2", "editor")
    second = newsroom.get(first["links"]["next"], "editor")
    assert [topic["key"] for topic in first["data"] + second["data"]] == ["society", "river", "ferry"]
    assert second["links"]["next"] is None
    assert newsroom.get(second["links"]["prev"], "editor")["data"] == first["data"]


def test_names_are_changed_one_language_at_a_time(newsroom: Newsroom) -> None:
    """A change names the languages that change, and what of them; null takes a name away; the rest stays."""
    path = f"{TOPICS}/society"
    changes = {"names": {"en": {"name": "People"}, "ru": None}}
    response = newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json=changes)
    assert response.status_code == 200
    assert response.get_json()["names"] == {
        "be": {"name": "Грамадства", "description": "About society."},
        "en": {"name": "People", "description": "About society."},
    }
    assert response.headers["ETag"] == newsroom.etag(path)


def test_a_topic_is_moved_and_the_others_make_room(newsroom: Newsroom) -> None:
    """A topic put at a place stands there, and every topic that moved has another ETag."""
    newsroom.post(TOPICS, "editor", NEW)
    before = newsroom.etag(f"{TOPICS}/society")
    path = f"{TOPICS}/ferry"
    response = newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json={"position": 0})
    assert response.get_json()["position"] == 0
    assert [topic["key"] for topic in newsroom.get(TOPICS, "editor")["data"]] == ["ferry", "society", "river"]
    for topic in ("river", "ferry"):
        newsroom.publish(topic=topic)
    assert [topic["key"] for topic in newsroom.get("/v1/topics")["data"]] == ["ferry", "river"]
    assert newsroom.etag(f"{TOPICS}/society") != before


def test_a_topic_in_use_stays(newsroom: Newsroom) -> None:
    """A topic that an article is about is not removed; one that nothing is about is."""
    article = newsroom.write(topic="river")
    assert newsroom.call("DELETE", f"{TOPICS}/river", "editor", etag="*").status_code == 409
    path = f"/v1/desk/articles/{article}"
    newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json={"topic": "society"})
    assert newsroom.call("DELETE", f"{TOPICS}/river", "editor", etag="*").status_code == 204
    assert newsroom.call("GET", f"{TOPICS}/river", "editor").status_code == 404


def test_a_topic_once_published_stays(newsroom: Newsroom) -> None:
    """A topic under which something was once published is not removed, though the article has another now."""
    article = newsroom.publish(topic="river")
    path = f"/v1/desk/articles/{article}"
    newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json={"topic": "society"})
    newsroom.release(article, "en")
    assert newsroom.call("DELETE", f"{TOPICS}/river", "editor", etag="*").status_code == 409


def test_a_topic_that_cannot_be_is_refused(newsroom: Newsroom) -> None:
    """A bad key, a taken one, an unknown language, an empty name: each is refused at its place, and nothing is kept."""
    before = newsroom.get(TOPICS, "editor")
    cases: list[tuple[object, int, str | None, str | None]] = [
        ({"key": "Society!", "names": NEW["names"]}, 422, "invalid_key", "/key"),
        ({"key": "society", "names": NEW["names"]}, 409, None, None),
        ({"key": "x", "names": {"xx": {"name": "X"}}}, 422, "unknown_language", "/names/xx"),
        ({"key": "x", "names": {"en": {"name": " "}}}, 422, "invalid_length", "/names/en/name"),
        ({"key": "x", "names": {}}, 422, "required", "/names"),
        ({"key": "x"}, 422, "required", "/names"),
        ({"key": "x", "names": NEW["names"], "id": "y"}, 422, "unknown_field", "/id"),
    ]
    told = []
    for data, *_ in cases:
        response = newsroom.call("POST", TOPICS, "editor", json=data)
        faults = [(fault["code"], fault["pointer"]) for fault in response.get_json()["errors"]] or [(None, None)]
        told += [(data, response.status_code, *fault) for fault in faults]
    assert told == cases
    assert newsroom.get(TOPICS, "editor") == before


def test_a_topic_keeps_one_name_at_least(sqlite_newsroom: Newsroom) -> None:
    """The last name is not taken away, and the refusal leaves the others."""
    path = f"{TOPICS}/river"
    response = sqlite_newsroom.call("PATCH", path, "editor", etag="*", json={"names": {"be": None, "en": None}})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/names"
    assert set(sqlite_newsroom.get(path, "editor")["names"]) == {"be", "en"}


def test_a_description_needs_a_name(sqlite_newsroom: Newsroom) -> None:
    """A language without a name is not given a description alone."""
    path = f"{TOPICS}/river"
    response = sqlite_newsroom.call(
        "PATCH", path, "editor", etag="*", json={"names": {"ru": {"description": "О реке."}}}
    )
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/names/ru/name"
    assert "ru" not in sqlite_newsroom.get(path, "editor")["names"]


def test_a_change_needs_what_was_read(sqlite_newsroom: Newsroom) -> None:
    """Without If-Match a change is refused with 428, with a stale one with 412; nothing changes."""
    path = f"{TOPICS}/river"
    before = sqlite_newsroom.get(path, "editor")
    change = {"names": {"en": {"name": "Stream"}}}
    assert sqlite_newsroom.call("PATCH", path, "editor", json=change).status_code == 428
    assert sqlite_newsroom.call("PATCH", path, "editor", etag='"99"', json=change).status_code == 412
    assert sqlite_newsroom.call("DELETE", path, "editor").status_code == 428
    assert sqlite_newsroom.get(path, "editor") == before


def test_translators_read_topics_and_change_none(sqlite_newsroom: Newsroom) -> None:
    """A translator may read the names, and is refused every change; a reader is asked for a credential."""
    path = f"{TOPICS}/river"
    assert sqlite_newsroom.call("GET", path, "translator-ru").status_code == 200
    assert sqlite_newsroom.call("POST", TOPICS, "translator-ru", json=NEW).status_code == 403
    assert sqlite_newsroom.call("PATCH", path, "translator-ru", etag="*", json={}).status_code == 403
    assert sqlite_newsroom.call("DELETE", path, "translator-ru", etag="*").status_code == 403
    assert sqlite_newsroom.call("GET", TOPICS).status_code == 401


def test_an_unknown_topic_is_not_found(newsroom: Newsroom) -> None:
    """Whatever a path names that is no topic is answered with a 4xx, the same on both databases."""
    names = ("nothing", "%00", "%ff", "0190a3b2-0000-7000-8000-000000000000")
    told = {name: newsroom.call("GET", f"{TOPICS}/{name}", "editor").status_code for name in names}
    assert {name: status for name, status in told.items() if status not in {400, 404, 422}} == {}
