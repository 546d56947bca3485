from __future__ import annotations

import polib
import pytest

from tests.desk.po_files import PO, dump, exported, filled, outcomes, place, sent, taken
from tests.newsroom import Newsroom


def test_a_file_goes_out_and_comes_back_translated(newsroom: Newsroom) -> None:
    """Taken away, translated in an editor and brought back, a file fills in every message of the version."""
    article = newsroom.write()
    response = newsroom.call("GET", place(article), "translator-ru")
    assert response.headers["Content-Type"] == "text/x-gettext-translation; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="river-council-delays-the-vote.ru.po"'
    assert response.headers["ETag"] == newsroom.etag(f"/v1/desk/articles/{article}/versions/ru")
    answer = taken(newsroom, article, filled(response.data))
    assert (answer["revision"], answer["file_revision"], answer["dry_run"]) == (1, 1, False)
    assert answer["counts"] == {"applied": 7, "unchanged": 0, "stale": 0, "moved": 0, "unknown": 0, "refused": 0}
    messages = newsroom.messages(article, "ru")
    assert [entry["message_id"] for entry in answer["entries"]] == [message["id"] for message in messages]
    assert all(message["translation"] == f"RU {message['source']}" for message in messages)
    assert {message["state"] for message in messages} == {"translated"}


def test_a_dry_run_gives_the_answer_and_keeps_nothing(newsroom: Newsroom) -> None:
    """The answer of a dry run is that of the upload itself, and the tables are as before."""
    article = newsroom.write()
    data = filled(exported(newsroom, article))
    before = dump()
    tried = taken(newsroom, article, data, "?dry_run=true")
    assert dump() == before
    assert tried == {**taken(newsroom, article, data), "dry_run": True}


def test_the_same_file_again_changes_nothing(newsroom: Newsroom) -> None:
    """A repeated upload is a no-op: all entries unchanged, the version's ETag and all tables the same."""
    article = newsroom.write()
    data = filled(exported(newsroom, article))
    taken(newsroom, article, data)
    before, etag = dump(), newsroom.etag(f"/v1/desk/articles/{article}/versions/ru")
    for mode in ("fill", "replace"):
        response = sent(newsroom, article, data, f"?mode={mode}")
        assert outcomes(response.get_json()) == {("unchanged", "same")}
        assert response.headers["ETag"] == etag
    assert dump() == before


def test_an_export_brought_back_changes_nothing(newsroom: Newsroom) -> None:
    """Out then in, with fuzzy, approved, untranslated and obsolete messages in it: every entry unchanged."""
    article = newsroom.write()
    newsroom.translate(article, "ru")
    newsroom.approve(article, "ru")
    newsroom.revise(
        article, title="River council delays every vote", body="The council met on Monday.\n\nSomething new, unseen.\n"
    )
    data, before = exported(newsroom, article), dump()
    assert b"#, fuzzy" in data
    assert b"#~ msgid" in data
    assert b'#| msgid "River council delays the vote"' in data
    for mode in ("fill", "replace"):
        answer = taken(newsroom, article, data, f"?mode={mode}")
        assert answer["counts"]["unchanged"] == len(answer["entries"])
    assert dump() == before
    assert exported(newsroom, article) == data


def test_fill_spares_what_is_translated_and_replace_overwrites_it(sqlite_newsroom: Newsroom) -> None:
    """The mode decides over a text that stands; its history keeps the one before."""
    article = sqlite_newsroom.write()
    data = exported(sqlite_newsroom, article)
    taken(sqlite_newsroom, article, filled(data, "one"))
    assert outcomes(taken(sqlite_newsroom, article, filled(data, "two"))) == {("refused", "edited_meanwhile")}
    assert outcomes(taken(sqlite_newsroom, article, filled(data, "two"), "?mode=replace")) == {("applied", "overwrote")}
    message = sqlite_newsroom.messages(article, "ru")[0]
    assert message["translation"].startswith("two ")
    history = sqlite_newsroom.get(
        f"/v1/desk/articles/{article}/versions/ru/messages/{message['id']}/history", "editor"
    )["data"]
    assert [event["translation"][:3] for event in history] == ["two", "one"]


def test_a_file_of_an_older_revision_is_rebased(newsroom: Newsroom) -> None:
    """Unchanged messages apply, changed ones arrive fuzzy with the text, removed ones keep it, and it is said why."""
    article = newsroom.write()
    data = filled(exported(newsroom, article))
    newsroom.revise(
        article,
        title="River council delays the vote again",
        body="## What it means\n\nThe council met on Monday and put the vote off.\n\n- one point\n",
    )
    answer = taken(newsroom, article, data)
    assert (answer["revision"], answer["file_revision"]) == (2, 1)
    reasons = {entry["message_id"]: (entry["outcome"], entry["reason"]) for entry in answer["entries"]}
    now = newsroom.get(f"/v1/desk/articles/{article}/versions/ru/messages?obsolete=true", "editor")["data"]
    told = {message["source"]: (reasons[message["id"]], message["state"], message["position"]) for message in now}
    assert told["River council delays the vote again"] == (("stale", "source_changed"), "fuzzy", 0)
    assert told["The council met on Monday and put the vote off."] == (("applied", "filled"), "translated", 3)
    assert told["another point"] == (("stale", "source_removed"), "translated", None)
    assert now[0]["translation"] == "RU River council delays the vote"
    assert now[0]["previous_source"] == "River council delays the vote"


def test_what_was_edited_here_since_the_export_stays(sqlite_newsroom: Newsroom) -> None:
    """An untouched entry of an old file does not bring its old text back."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru")
    data = exported(sqlite_newsroom, article)
    message = sqlite_newsroom.messages(article, "ru")[0]
    path = f"/v1/desk/articles/{article}/versions/ru/messages/{message['id']}"
    sqlite_newsroom.call("PATCH", path, "editor", etag=message["etag"], json={"translation": "Better"})
    answer = taken(sqlite_newsroom, article, data, "?mode=replace")
    assert outcomes(answer) == {("unchanged", "not_touched"), ("unchanged", "same")}
    assert sqlite_newsroom.get(path, "editor")["translation"] == "Better"


def test_a_text_of_an_older_source_keeps_the_links_of_that(sqlite_newsroom: Newsroom) -> None:
    """A link that left the source meanwhile is no reason to refuse the translator's text; confirming it is refused."""
    article = sqlite_newsroom.write(body="See [the vote](https://example.org/vote) of the council today.\n")
    data = filled(exported(sqlite_newsroom, article))
    sqlite_newsroom.revise(article, body="See the vote of the council today.\n")
    assert ("stale", "source_changed") in outcomes(taken(sqlite_newsroom, article, data))
    message = sqlite_newsroom.messages(article, "ru")[2]
    assert message["translation"] == "RU See [the vote](https://example.org/vote) of the council today."
    path = f"/v1/desk/articles/{article}/versions/ru/messages/{message['id']}"
    confirmed = sqlite_newsroom.call("PATCH", path, "editor", etag=message["etag"], json={"state": "translated"})
    assert (confirmed.status_code, confirmed.get_json()["errors"][0]["code"]) == (422, "link_targets")


def test_the_template_of_the_source_is_taken_but_not_brought(sqlite_newsroom: Newsroom) -> None:
    """The source version gives a file without translations, and refuses one."""
    article = sqlite_newsroom.write()
    data = exported(sqlite_newsroom, article, "en")
    assert {entry.msgstr for entry in polib.pofile(data.decode())} == {""}
    refused = sent(sqlite_newsroom, article, data, by="editor", language="en")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "conflict")


def test_who_may_take_and_bring(sqlite_newsroom: Newsroom) -> None:
    """Everyone at the desk reads; only who translates the language writes, in it alone."""
    article = sqlite_newsroom.write()
    data = exported(sqlite_newsroom, article)
    assert sqlite_newsroom.call("GET", place(article), "translator-en").status_code == 200
    assert sqlite_newsroom.call("GET", place(article)).status_code == 401
    assert sent(sqlite_newsroom, article, data, by="translator-en").get_json()["code"] == "forbidden"
    assert sent(sqlite_newsroom, article, data, by="admin").status_code == 403
    assert sqlite_newsroom.call("GET", place(article, "fr"), "editor").status_code == 404


@pytest.mark.parametrize("name", ["ru", "ru_RU", "ru-RU", "ru_RU.UTF-8", "Ru"])
def test_a_language_with_a_region_is_that_language(sqlite_newsroom: Newsroom, name: str) -> None:
    """Editors write a language with its region into the header; it is the same language."""
    article = sqlite_newsroom.write()
    data = filled(exported(sqlite_newsroom, article)).replace(b"Language: ru\\n", f"Language: {name}\\n".encode())
    assert taken(sqlite_newsroom, article, data)["counts"]["applied"] == 7


@pytest.mark.parametrize("content_type", [PO, "text/x-po", "application/octet-stream", "text/plain; charset=x", ""])
def test_a_file_comes_under_any_of_its_types(sqlite_newsroom: Newsroom, content_type: str) -> None:
    """What encoding it has is what the file says, not what its sender does."""
    article = sqlite_newsroom.write()
    data = filled(exported(sqlite_newsroom, article))
    assert taken(sqlite_newsroom, article, data, content_type=content_type)["counts"]["applied"] == 7


def test_another_type_is_refused(sqlite_newsroom: Newsroom) -> None:
    """A form or JSON is not a file."""
    article = sqlite_newsroom.write()
    for content_type in ("application/json", "application/x-www-form-urlencoded"):
        response = sent(sqlite_newsroom, article, "{}", content_type=content_type)
        assert (response.status_code, response.get_json()["code"]) == (415, "unsupported_media_type")


def test_unknown_parameters_are_refused(sqlite_newsroom: Newsroom) -> None:
    """The query is read strictly, before the file is."""
    article = sqlite_newsroom.write()
    for query in ("?mode=merge", "?dry_run=1", "?force=true"):
        response = sent(sqlite_newsroom, article, "", query)
        assert (response.status_code, response.get_json()["code"]) == (422, "invalid_parameter")
