from __future__ import annotations

import time
from functools import partial

import pytest

from tests.desk.po_files import HEADER, dump, entry_of, exported, filled, sent, taken
from tests.effort import effort
from tests.newsroom import Newsroom


def test_a_file_of_another_article_or_language_is_refused(sqlite_newsroom: Newsroom) -> None:
    """It says whose it is, and nothing of it is applied."""
    article, other = sqlite_newsroom.write(), sqlite_newsroom.write()
    data = filled(exported(sqlite_newsroom, other))
    before = dump()
    for wrong in (data, filled(exported(sqlite_newsroom, article, "be"))):
        response = sent(sqlite_newsroom, article, wrong)
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
    assert min(seconds(2_000), seconds(2_000)) < 8 * small  # Python may collect its garbage in one
