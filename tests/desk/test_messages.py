from __future__ import annotations

from typing import Any

import pytest

from api.content import body
from tests.desk.po_files import dump
from tests.newsroom import Newsroom


def place(article: str, number: int, newsroom: Newsroom, language: str = "ru") -> str:
    """Give the address of a message by its position."""
    message = newsroom.messages(article, language)[number]
    return f"/v1/desk/articles/{article}/versions/{language}/messages/{message['id']}"


def written(
    newsroom: Newsroom, path: str, data: Any, by: str = "translator-ru", etag: str = "*", status: int = 200
) -> Any:
    """Write a message."""
    response = newsroom.call("PATCH", path, by, etag=etag, json=data)
    assert response.status_code == status, response.get_data(as_text=True)
    return response.get_json()


def history(newsroom: Newsroom, path: str) -> list[Any]:
    """Read a message's history, the latest first."""
    return list(newsroom.get(f"{path}/history", "editor")["data"])


def test_a_message_goes_through_its_states(newsroom: Newsroom) -> None:
    """Untranslated, translated, fuzzy, translated again, approved, and translated once it is edited."""
    article = newsroom.write()
    path = place(article, 0, newsroom)
    states = [newsroom.get(path, "editor")["state"]]
    changes = ({"translation": "Рада"}, {"state": "fuzzy"}, {"state": "translated"})
    states += [written(newsroom, path, data)["state"] for data in changes]
    newsroom.translate(article, "ru")
    newsroom.approve(article, "ru")
    states += [newsroom.get(path, "editor")["state"], written(newsroom, path, {"translation": "Рада!"})["state"]]
    assert states == ["untranslated", "translated", "fuzzy", "translated", "approved", "translated"]
    assert newsroom.version(article, "ru")["status"] == "in_progress"


def test_each_change_is_in_the_history_with_who_and_when(newsroom: Newsroom) -> None:
    """The latest first: what it said after, its state, the person and the moment; the same again leaves no trace."""
    article = newsroom.write()
    path = place(article, 0, newsroom)
    first = written(newsroom, path, {"translation": "Рада"})
    written(newsroom, path, {"translation": "Рада"})
    written(newsroom, path, {"translation": "Савет"}, by="editor")
    events = history(newsroom, path)
    assert [(event["action"], event["translation"], event["by"]["name"]) for event in events] == [
        ("edited", "Савет", "Editor"),
        ("edited", "Рада", "Translator-Ru"),
    ]
    assert events[1]["at"] == first["updated_at"]
    assert first["updated_by"]["name"] == "Translator-Ru"


def test_a_message_is_returned_to_what_it_said(newsroom: Newsroom) -> None:
    """The text of an earlier event is back, as a new event; a text against an older source comes back fuzzy."""
    article = newsroom.write()
    path = place(article, 0, newsroom)
    for text in ("Рада", "Савет"):
        written(newsroom, path, {"translation": text})
    event = history(newsroom, path)[1]["id"]
    etag = newsroom.etag(path)
    back = newsroom.post(f"{path}/reversion", "translator-ru", {"event_id": event}, etag=etag)
    assert (back["translation"], back["state"]) == ("Рада", "translated")
    assert [each["action"] for each in history(newsroom, path)] == ["reverted", "edited", "edited"]
    newsroom.revise(article, title="River council delays its vote")
    written(newsroom, path, {"translation": "Новое"})
    back = newsroom.post(f"{path}/reversion", "translator-ru", {"event_id": event}, etag=newsroom.etag(path))
    assert (back["state"], back["previous_source"]) == ("fuzzy", "River council delays the vote")


def test_each_message_has_an_etag_of_its_own(sqlite_newsroom: Newsroom) -> None:
    """A write with a stale tag is refused and changes nothing; a write elsewhere makes no tag stale."""
    article = sqlite_newsroom.write()
    path, other = place(article, 0, sqlite_newsroom), place(article, 1, sqlite_newsroom)
    etag = sqlite_newsroom.etag(path)
    written(sqlite_newsroom, other, {"translation": "Никто"})
    assert sqlite_newsroom.etag(path) == etag
    written(sqlite_newsroom, path, {"translation": "Рада"}, etag=etag)
    before = dump()
    assert written(sqlite_newsroom, path, {"translation": "x"}, etag=etag, status=412)["code"] == "precondition_failed"
    response = sqlite_newsroom.call("PATCH", path, "translator-ru", json={"translation": "x"})
    assert (response.status_code, response.get_json()["code"]) == (428, "precondition_required")
    assert dump() == before


def test_a_changed_source_makes_the_tag_stale(sqlite_newsroom: Newsroom) -> None:
    """Who read the old source cannot write against the new one unawares, translated or not."""
    article = sqlite_newsroom.write()
    path = place(article, 0, sqlite_newsroom)
    etag = sqlite_newsroom.etag(path)
    sqlite_newsroom.revise(article, title="River council delays its vote")
    written(sqlite_newsroom, path, {"translation": "x"}, etag=etag, status=412)


@pytest.mark.parametrize(
    ("number", "data", "status", "code"),
    [
        (0, {"translation": "<i>x</i>"}, 422, "raw_html"),
        (0, {"translation": "a\u202eb"}, 422, "invisible_character"),
        (0, {"translation": "x" * 20_001}, 422, "too_long"),
        (0, {"translation": "x" * 100_001}, 422, "invalid_length"),
        (0, {"translation": "*" * 5_000}, 422, "too_much_markup"),
        (0, {"translation": "a\\\nb"}, 422, "line_break"),
        (4, {"translation": "без ссылки"}, 422, "link_targets"),
        (2, {"translation": "x[^1]"}, 422, "footnote_references"),
        (0, {"translation": "x", "state": "approved"}, 422, "invalid_choice"),
        (0, {"translation": None}, 422, "required"),
        (0, {"approved": True}, 422, "unknown_field"),
        (0, {"translation": 5}, 422, "invalid_type"),
    ],
)
def test_what_cannot_stand_is_refused(
    sqlite_newsroom: Newsroom, number: int, data: Any, status: int, code: str
) -> None:
    """A translation keeps the structure; each refusal has its code and place, and nothing changes."""
    article = sqlite_newsroom.write()
    path, before = place(article, number, sqlite_newsroom), dump()
    problem = written(sqlite_newsroom, path, data, status=status)
    assert problem["errors"][0]["code"] == code
    assert problem["errors"][0]["pointer"] == f"/{next(reversed(data))}"
    assert dump() == before


def test_what_is_not_there_to_be_written_is_refused(sqlite_newsroom: Newsroom) -> None:
    """The source, what is obsolete, a mark without a text, another article's message, another language."""
    article, other = sqlite_newsroom.write(), sqlite_newsroom.write()
    path, gone = place(article, 0, sqlite_newsroom), place(article, 1, sqlite_newsroom)
    source = place(article, 0, sqlite_newsroom, "en")
    sqlite_newsroom.revise(article, summary="")
    written(sqlite_newsroom, source, {"translation": "x"}, by="editor", status=409)
    written(sqlite_newsroom, gone, {"translation": "x"}, status=409)
    written(sqlite_newsroom, path, {"state": "fuzzy"}, status=409)
    written(sqlite_newsroom, path.replace(article, other), {"translation": "x"}, status=404)
    written(sqlite_newsroom, path, {"translation": "x"}, by="translator-en", status=403)
    written(sqlite_newsroom, path, {"translation": "x"}, by="admin", status=403)


def test_an_event_of_another_message_is_not_found(sqlite_newsroom: Newsroom) -> None:
    """A message returns only to what it said itself."""
    article = sqlite_newsroom.write()
    path, other = place(article, 0, sqlite_newsroom), place(article, 1, sqlite_newsroom)
    written(sqlite_newsroom, other, {"translation": "x"})
    event = history(sqlite_newsroom, other)[0]["id"]
    response = sqlite_newsroom.call("POST", f"{path}/reversion", "editor", etag="*", json={"event_id": event})
    assert (response.status_code, response.get_json()["code"]) == (404, "not_found")


def test_an_empty_text_makes_a_message_untranslated(sqlite_newsroom: Newsroom) -> None:
    """Blank counts as nothing; what it said stays in the history."""
    article = sqlite_newsroom.write()
    path = place(article, 0, sqlite_newsroom)
    written(sqlite_newsroom, path, {"translation": "Рада"})
    message = written(sqlite_newsroom, path, {"translation": " \n "})
    assert (message["translation"], message["state"]) == (None, "untranslated")
    assert [event["translation"] for event in history(sqlite_newsroom, path)] == [None, "Рада"]


def test_messages_are_listed_by_state_and_with_the_obsolete(sqlite_newsroom: Newsroom) -> None:
    """`state` chooses; `obsolete` adds what has left the text, which is otherwise left out."""
    article = sqlite_newsroom.write()
    written(sqlite_newsroom, place(article, 1, sqlite_newsroom), {"translation": "Никто"})
    sqlite_newsroom.revise(article, summary="")
    path = f"/v1/desk/articles/{article}/versions/ru/messages"
    assert len(sqlite_newsroom.get(path, "editor")["data"]) == 6
    assert [m["position"] for m in sqlite_newsroom.get(f"{path}?obsolete=true", "editor")["data"]][-1] is None
    chosen = sqlite_newsroom.get(f"{path}?state=translated", "editor")
    assert (chosen["data"], chosen["links"]["self"]) == ([], f"{path}?state=translated")
    assert sqlite_newsroom.call("GET", f"{path}?state=done", "editor").status_code == 422


def test_a_version_is_not_made_too_much_by_its_last_message(
    sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would make the whole version dearer to read than any source may be is refused where it is written."""
    monkeypatch.setattr(body, "MOST_MARKS", 10)
    article = sqlite_newsroom.write(body="a\n\nb\n\nc\n")
    path = f"/v1/desk/articles/{article}/versions/ru/messages"
    *most, last = [f"{path}/{message['id']}" for message in sqlite_newsroom.messages(article, "ru")[2:]]
    for message in most:
        written(sqlite_newsroom, message, {"translation": "*а* " * 5})
    response = sqlite_newsroom.call(
        "PATCH", last, "translator-ru", etag=sqlite_newsroom.etag(last), json={"translation": "*б*"}
    )
    assert response.status_code == 422
    assert [fault["code"] for fault in response.get_json()["errors"]] == ["too_much_markup"]
