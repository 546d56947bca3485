from __future__ import annotations

import time
from functools import partial
from typing import Any

import polib
import pytest
from werkzeug.test import TestResponse

from api.platform import db
from tests.effort import effort
from tests.newsroom import Newsroom

PO = "text/x-gettext-translation"
TABLES = ("article", "revision", "version", "message", "translation", "message_event", "step", "audit_entry")
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def place(article: str, language: str = "ru") -> str:
    """Give the address of a version's catalogue."""
    return f"/v1/desk/articles/{article}/versions/{language}/catalogue.po"


def exported(newsroom: Newsroom, article: str, language: str = "ru") -> bytes:
    """Take a version's file away."""
    response = newsroom.call("GET", place(article, language), "editor")
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.data


def sent(
    newsroom: Newsroom, article: str, data: bytes | str, query: str = "", *, by: str = "translator-ru", **options: Any
) -> TestResponse:
    """Bring a file back."""
    options = {"content_type": PO, **options}
    return newsroom.call("PUT", place(article, options.pop("language", "ru")) + query, by, data=data, **options)


def taken(newsroom: Newsroom, article: str, data: bytes | str, query: str = "", **options: Any) -> Any:
    """Bring a file back that must be accepted."""
    response = sent(newsroom, article, data, query, **options)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def filled(data: bytes, mark: str = "RU") -> bytes:
    """Translate every entry of a file as an editor of PO files would, which writes the whole file anew."""
    file = polib.pofile(data.decode())
    for entry in file:
        if not entry.obsolete and (not entry.msgstr or entry.fuzzy):
            entry.msgstr = f"{mark} {entry.msgid}"
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
            entry.previous_msgid = None
    return str(file).encode()


def entry_of(key: str, source: str, text: str) -> str:
    """Write one entry."""
    return f'msgctxt "{key}"\nmsgid "{source}"\nmsgstr "{text}"\n\n'


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Give all that the tables of texts hold."""
    return {table: sorted(db.rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def outcomes(answer: Any) -> set[tuple[str, str]]:
    """Give what became of the entries, and why."""
    return {(entry["outcome"], entry["reason"]) for entry in answer["entries"]}


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


def test_a_file_of_another_article_or_language_is_refused(newsroom: Newsroom) -> None:
    """It says whose it is, and nothing of it is applied."""
    article, other = newsroom.write(), newsroom.write()
    data = filled(exported(newsroom, other))
    before = dump()
    for wrong in (data, filled(exported(newsroom, article, "be"))):
        response = sent(newsroom, article, wrong)
        assert (response.status_code, response.get_json()["code"]) == (422, "wrong_article")
    assert dump() == before


def broken(data: bytes) -> list[tuple[str, bytes, str, int]]:
    """Give files that are wrong, with the code and the line of the answer."""
    lines = data.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines, 1) if line.startswith(b"msgctxt"))
    cut = b"".join(lines[: first + 1])
    doubled = data + b"".join(lines[first - 1 : first + 3])
    plural = data + b'\nmsgctxt "p"\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "x"\nmsgstr[1] "y"\n'
    total = len(lines)
    charset = next(number for number, line in enumerate(lines, 1) if b"charset" in line)
    return [
        ("empty", b"", "malformed_file", 1),
        ("not a PO file", b"{}", "malformed_file", 1),
        ("cut off", cut, "malformed_file", first),
        ("cut in a string", data.rstrip()[:-2], "malformed_file", total),
        ("another encoding", data.replace(b"RU", "РУ".encode("cp1251")), "malformed_file", first + 2),
        ("a NUL", data.replace(b"RU N", b"R\0 N"), "malformed_file", first + 8),
        ("a context twice", doubled, "malformed_file", total + 1),
        ("plural forms", plural, "malformed_file", total + 4),
        ("an unknown encoding", data.replace(b"charset=UTF-8", b"charset=KLINGON"), "malformed_file", charset),
    ]


@pytest.mark.parametrize("number", range(9))
def test_a_file_that_cannot_be_read_says_where(sqlite_newsroom: Newsroom, number: int) -> None:
    """Each fault has its line, and nothing of the file is applied."""
    article = sqlite_newsroom.write()
    name, data, code, line = broken(filled(exported(sqlite_newsroom, article)))[number]
    before = dump()
    response = sent(sqlite_newsroom, article, data)
    problem = response.get_json()
    assert (response.status_code, problem["code"]) == (422, code), name
    assert problem["errors"][0]["line"] == line, name
    assert dump() == before


@pytest.mark.parametrize("change", [b"\xef\xbb\xbf%s", b"CRLF"])
def test_marks_and_line_ends_of_other_systems_are_read(sqlite_newsroom: Newsroom, change: bytes) -> None:
    """A byte order mark and CRLF are no part of any text."""
    article = sqlite_newsroom.write()
    data = filled(exported(sqlite_newsroom, article))
    data = data.replace(b"\n", b"\r\n") if change == b"CRLF" else change % data
    assert taken(sqlite_newsroom, article, data)["counts"]["applied"] == 7
    assert all("\r" not in message["translation"] for message in sqlite_newsroom.messages(article, "ru"))


def test_entries_are_refused_one_by_one(sqlite_newsroom: Newsroom) -> None:
    """What cannot stand is refused with its reason, and the entries beside it are applied."""
    article = sqlite_newsroom.write()
    title, summary, paragraph, heading, linked, *_ = sqlite_newsroom.messages(article, "ru")
    data = HEADER + "".join(
        [
            entry_of(title["id"], title["source"], "Хорошо"),
            entry_of(summary["id"], summary["source"], "я" * 3_000_000),
            entry_of(paragraph["id"], paragraph["source"], "<b>x</b>"),
            entry_of(heading["id"], heading["source"], "x\u202ey"),
            entry_of(linked["id"], linked["source"], "без ссылки"),
            entry_of("nowhere", "unheard of", "x"),
        ]
    )
    entries = taken(sqlite_newsroom, article, data)["entries"]
    assert [(entry["outcome"], entry["reason"]) for entry in entries] == [
        ("applied", "filled"),
        ("refused", "too_long"),
        ("refused", "structure"),
        ("refused", "structure"),
        ("refused", "structure"),
        ("unknown", "no_such_message"),
    ]
    assert "Raw HTML" in entries[2]["detail"]
    assert "https://example.org/vote" in entries[4]["detail"]
    states = [message["state"] for message in sqlite_newsroom.messages(article, "ru")]
    assert states == ["translated", *["untranslated"] * 6]


def test_nobody_approves_by_a_flag(sqlite_newsroom: Newsroom) -> None:
    """A flag or comment that says approved is a word like any other."""
    article = sqlite_newsroom.write()
    data = filled(exported(sqlite_newsroom, article)).replace(b"#. ", b"#, approved\n#. approved ")
    taken(sqlite_newsroom, article, data)
    assert {message["state"] for message in sqlite_newsroom.messages(article, "ru")} == {"translated"}


def test_a_file_is_bounded_while_it_is_read(sqlite_newsroom: Newsroom) -> None:
    """Beyond 8 MiB or 20,000 entries nothing is applied, and it takes no longer than reading so much."""
    article = sqlite_newsroom.write()
    before = dump()
    entries = HEADER + "".join(entry_of(f"k{number}", "s", "t") for number in range(100_000))
    for data in (b"#" * (8 * 1024 * 1024 + 1), entries.encode()):
        response = sent(sqlite_newsroom, article, data)
        assert (response.status_code, response.get_json()["code"]) == (413, "too_large")
        assert effort(partial(sent, sqlite_newsroom, article, data)) < 1_000
    assert dump() == before


def test_long_files_take_time_in_proportion(sqlite_newsroom: Newsroom) -> None:
    """Four times as many unknown entries take not much more than four times as long."""
    article = sqlite_newsroom.write()

    def seconds(count: int) -> float:
        data = HEADER + "".join(entry_of(f"k{n}", f"source *{n}*", f"[t](https://e.org/{n}) {n}") for n in range(count))
        started = time.process_time()
        assert taken(sqlite_newsroom, article, data)["counts"]["unknown"] == count
        return time.process_time() - started

    small = min(seconds(500), seconds(500))
    assert seconds(2_000) < 8 * small
