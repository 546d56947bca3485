from __future__ import annotations

from tests.newsroom import Newsroom

BYLINES = "/v1/desk/bylines"
NEW = {"key": "zosia", "names": {"be": "Зося Верас", "en": "Zosia Vieras"}}


def test_a_byline_is_added_and_found_by_its_key_and_its_id(newsroom: Newsroom) -> None:
    """A new byline has all its names, at its Location, by key and by id; readers do not see it yet."""
    response = newsroom.call("POST", BYLINES, "editor", json=NEW)
    added = response.get_json()
    assert response.status_code == 201
    assert added == {"id": added["id"], "biographies": {}, **NEW}
    assert newsroom.get(response.headers["Location"], "translator-ru") == added
    assert newsroom.get(f"{BYLINES}/zosia", "editor") == added
    assert newsroom.etag(f"{BYLINES}/zosia") == response.headers["ETag"]
    assert newsroom.get("/v1/bylines")["data"] == []


def test_bylines_are_paged_by_key(newsroom: Newsroom) -> None:
    """Each page goes on where the last one ended, and back again."""
    newsroom.post(BYLINES, "editor", NEW)
    first = newsroom.get(f"{BYLINES}?limit=2", "editor")
    second = newsroom.get(first["links"]["next"], "editor")
    assert [byline["key"] for byline in first["data"] + second["data"]] == ["hanna", "vasil", "zosia"]
    assert newsroom.get(second["links"]["prev"], "editor")["data"] == first["data"]


def test_a_renamed_byline_is_read_at_once(newsroom: Newsroom) -> None:
    """The new name stands in the article, and the names in other languages stay."""
    article = newsroom.publish(bylines=["hanna"])
    path = f"{BYLINES}/hanna"
    response = newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json={"names": {"en": "H. Charot"}})
    assert response.get_json()["names"] == {"be": "Ганна Чарот", "ru": "Анна Чарот", "en": "H. Charot"}
    assert response.headers["ETag"] == newsroom.etag(path)
    assert newsroom.get(f"/v1/articles/{article}?lang=en")["bylines"] == [{"key": "hanna", "name": "H. Charot"}]


def test_a_byline_in_use_stays(newsroom: Newsroom) -> None:
    """A byline that an article has or once was published under is not removed; one of nothing is."""
    article = newsroom.publish(bylines=["hanna"])
    path = f"/v1/desk/articles/{article}"
    newsroom.call("PATCH", path, "editor", etag=newsroom.etag(path), json={"bylines": []})
    newsroom.release(article, "en")
    assert newsroom.call("DELETE", f"{BYLINES}/hanna", "editor", etag="*").status_code == 409
    assert newsroom.call("DELETE", f"{BYLINES}/vasil", "editor", etag="*").status_code == 204
    assert newsroom.call("GET", f"{BYLINES}/vasil", "editor").status_code == 404


def test_a_byline_that_cannot_be_is_refused(newsroom: Newsroom) -> None:
    """A bad key, a taken one, an unknown language, no name: each is refused at its place, and nothing is kept."""
    before = newsroom.get(BYLINES, "editor")
    cases: list[tuple[object, int, list[str]]] = [
        ({"key": "Zosia", "names": NEW["names"]}, 422, ["/key"]),
        ({"key": "x" * 65, "names": NEW["names"]}, 422, ["/key"]),
        ({"key": "hanna", "names": NEW["names"]}, 409, []),
        ({"key": "x", "names": {"xx": "X"}}, 422, ["/names/xx"]),
        ({"key": "x", "names": {"a/b": "X"}}, 422, ["/names/a~1b"]),
        ({"key": "x", "names": {}}, 422, ["/names"]),
        ({"key": "x", "names": ["X"]}, 422, ["/names"]),
    ]
    told = []
    for data, *_ in cases:
        response = newsroom.call("POST", BYLINES, "editor", json=data)
        told.append((data, response.status_code, [fault["pointer"] for fault in response.get_json()["errors"]]))
    assert told == cases
    assert newsroom.get(BYLINES, "editor") == before


def test_a_change_needs_what_was_read_and_leaves_a_name(sqlite_newsroom: Newsroom) -> None:
    """Without If-Match 428, stale 412, without any name left 422; nothing changes."""
    path = f"{BYLINES}/vasil"
    before = sqlite_newsroom.get(path, "editor")
    assert sqlite_newsroom.call("PATCH", path, "editor", json={"names": {"en": "V"}}).status_code == 428
    assert sqlite_newsroom.call("PATCH", path, "editor", etag='"99"', json={"names": {"en": "V"}}).status_code == 412
    assert sqlite_newsroom.call("PATCH", path, "editor", etag="*", json={"names": {"be": None}}).status_code == 422
    assert sqlite_newsroom.get(path, "editor") == before


def test_translators_read_bylines_and_change_none(sqlite_newsroom: Newsroom) -> None:
    """A translator may read the names, and is refused every change; a reader is asked for a credential."""
    path = f"{BYLINES}/vasil"
    assert sqlite_newsroom.call("GET", path, "translator-ru").status_code == 200
    assert sqlite_newsroom.call("POST", BYLINES, "translator-ru", json=NEW).status_code == 403
    assert sqlite_newsroom.call("PATCH", path, "translator-ru", etag="*", json={}).status_code == 403
    assert sqlite_newsroom.call("DELETE", path, "translator-ru", etag="*").status_code == 403
    assert sqlite_newsroom.call("GET", path).status_code == 401
