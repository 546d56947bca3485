from __future__ import annotations

from typing import Any

import pytest

from tests.newsroom import Newsroom

BODY = "\n\n".join(f"Paragraph number {number}." for number in range(1, 12))


def _path(newsroom: Newsroom) -> str:
    return f"/v1/desk/articles/{newsroom.write(body=BODY)}/versions/ru/messages"


def _pages(newsroom: Newsroom, path: str | None) -> list[Any]:
    pages = []
    while path is not None:
        pages.append(newsroom.get(path, "translator-ru"))
        path = pages[-1]["links"]["next"]
    return pages


def test_messages_are_paged_like_every_list(newsroom: Newsroom) -> None:
    """Pages in the order of the document give each message once and lead back, as Link says; ETag is the version's."""
    path = _path(newsroom)
    whole = newsroom.call("GET", path, "translator-ru")
    pages = _pages(newsroom, f"{path}?limit=5")
    assert [len(page["data"]) for page in pages] == [5, 5, 3]
    assert [message for page in pages for message in page["data"]] == whole.get_json()["data"]
    assert newsroom.get(pages[2]["links"]["prev"], "translator-ru")["data"] == pages[1]["data"]
    first = newsroom.call("GET", f"{path}?limit=5", "translator-ru")
    assert first.headers["ETag"] == whole.headers["ETag"]
    assert first.headers["Link"] == f'<{path}?limit=5>; rel="self", <{pages[0]["links"]["next"]}>; rel="next"'
    assert pages[0]["meta"] == {"limit": 5}


def test_without_a_limit_the_messages_are_whole(newsroom: Newsroom) -> None:
    """A translator's tool that asks for all of them gets all of them, in one answer."""
    shown = newsroom.get(_path(newsroom), "translator-ru")
    assert (len(shown["data"]), shown["meta"], shown["links"]["next"]) == (13, {"limit": 13}, None)


def test_pages_neither_skip_nor_repeat_while_somebody_translates(newsroom: Newsroom) -> None:
    """Who goes through what is untranslated, and translates each page, meets every message once."""
    path = _path(newsroom)
    seen: list[str] = []
    page = newsroom.get(f"{path}?state=untranslated&limit=4", "translator-ru")
    while True:
        for message in page["data"]:
            seen.append(message["id"])
            data = {"translation": f"RU {message['source']}"}
            newsroom.call("PATCH", f"{path}/{message['id']}", "translator-ru", etag=message["etag"], json=data)
        if page["links"]["next"] is None:
            break
        page = newsroom.get(page["links"]["next"], "translator-ru")
    assert seen == [message["id"] for message in newsroom.get(path, "translator-ru")["data"]]


def test_obsolete_messages_stand_after_the_text(newsroom: Newsroom) -> None:
    """`obsolete=true` adds them to the last pages, each once."""
    article = newsroom.write(body=BODY)
    newsroom.translate(article, "ru")
    newsroom.revise(article, body="Something else entirely.", weight="meaning")
    path = f"/v1/desk/articles/{article}/versions/ru/messages?obsolete=true"
    whole = newsroom.get(path, "editor")["data"]
    assert any(message["position"] is None for message in whole)
    pages = _pages(newsroom, f"{path}&limit=5")
    paged = [message["id"] for page in pages for message in page["data"]]
    assert sorted(paged) == sorted(message["id"] for message in whole)
    places = [message["position"] for page in pages for message in page["data"]]
    assert None not in places[: len([place for place in places if place is not None])]


@pytest.mark.parametrize(
    ("query", "parameter"), [("limit=0", "limit"), ("limit=101", "limit"), ("cursor=zzz", "cursor"), ("page=2", "page")]
)
def test_what_cannot_be_asked_of_messages_is_refused(sqlite_newsroom: Newsroom, query: str, parameter: str) -> None:
    """Limits and cursors are judged as everywhere; a cursor belongs to its version and its filter."""
    path = _path(sqlite_newsroom)
    refused = sqlite_newsroom.call("GET", f"{path}?{query}", "translator-ru")
    assert (refused.status_code, refused.get_json()["errors"][0]["parameter"]) == (422, parameter)
    following = sqlite_newsroom.get(f"{path}?limit=2", "translator-ru")["links"]["next"]
    for other in (f"{following}&state=fuzzy", following.replace("/ru/", "/en/")):
        assert sqlite_newsroom.call("GET", other, "editor").status_code == 422
