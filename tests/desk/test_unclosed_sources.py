"""Markup that an editor began and did not close is said, with its line, before it stands in the text as signs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.newsroom import ISSUE, Newsroom

ARTICLE = {"source_language": "be", "topic": "society", "issue": ISSUE, "trend": None, "bylines": []}
BROKEN = "Паром ходзіць.\n\nПершы радок,\nа другі **пачаты.\n\n- [спіс](https://e.org\n"


def faults(newsroom: Newsroom, path: str, data: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Give code and place of each fault of what is refused, and nothing where it is saved."""
    response = newsroom.call("POST", path, "editor", etag="*", json=data)
    assert response.status_code in {201, 422}, response.get_data(as_text=True)
    found = response.get_json().get("errors", [])
    return [(fault["code"], fault.get("line") or fault.get("pointer")) for fault in found]


def test_unclosed_markup_is_refused_with_its_line(newsroom: Newsroom) -> None:
    """In a new text and in a revision, each place once; nothing is saved."""
    wanted = [("unclosed_markup", 4), ("unclosed_markup", 6)]
    text = {"title": "Паром", "summary": "", "body": BROKEN}
    assert faults(newsroom, "/v1/desk/articles", {**ARTICLE, **text}) == wanted
    assert newsroom.get("/v1/desk/articles", "editor")["data"] == []
    article = newsroom.write()
    path = f"/v1/desk/articles/{article}/revisions"
    for dry in ("", "?dry_run=true"):
        assert faults(newsroom, path + dry, {"body": BROKEN, "weight": "meaning"}) == wanted
    assert len(newsroom.get(path, "editor")["data"]) == 1


@pytest.mark.parametrize("name", ["title", "summary"])
def test_title_and_summary_are_named(sqlite_newsroom: Newsroom, name: str) -> None:
    """They have no lines."""
    path = f"/v1/desk/articles/{sqlite_newsroom.write()}/revisions"
    data = {name: "Паром **не ходзіць", "weight": "meaning"}
    assert faults(sqlite_newsroom, path, data) == [("unclosed_markup", f"/{name}")]


def test_the_answer_says_where_and_what_to_do(sqlite_newsroom: Newsroom) -> None:
    """The piece of text is shown, and a backslash is named as the way to mean the sign."""
    path = f"/v1/desk/articles/{sqlite_newsroom.write()}/revisions"
    response = sqlite_newsroom.call("POST", path, "editor", etag="*", json={"body": BROKEN, "weight": "meaning"})
    detail = response.get_json()["errors"][0]["detail"]
    assert "**пачаты." in detail
    assert "backslash" in detail


@pytest.mark.parametrize(
    "body",
    [
        "*Имена изменены по просьбе собеседников.",
        "Мария* рассказала.\n\n\\* Имя изменено.",
        "* пункт\n* другой",
        "5 * 3 = 15, а 5*3 = 15.",
        "Файл snake_case и `__init__`, автор @_mayor.",
        "Сям`я, аб`ект, п'еса і «`Abd».",
        "Він сказав: «х** знає», f***!",
        "* * *",
        "имя ____ фамилия",
        "```\nx = **kwargs\n```",
        "| * | ** |\n| --- | --- |\n| a* | _ |",
        "[1](см. ниже)",
    ],
)
def test_nothing_honest_is_refused(sqlite_newsroom: Newsroom, body: str) -> None:
    """Stars of footnotes and lists, sums, names of files, apostrophes, words that are not written out, code."""
    path = f"/v1/desk/articles/{sqlite_newsroom.write()}/revisions"
    assert faults(sqlite_newsroom, path, {"body": body, "weight": "meaning"}) == []


def test_a_text_that_holds_the_signs_already_can_be_revised_and_released(sqlite_newsroom: Newsroom) -> None:
    """What was kept as signs before comes back from the desk with backslashes: it is read, saved and put out."""
    article = sqlite_newsroom.write(title="\\*\\*Паром", body="\\*\\*Паром ходит. \\[так](https://e.org")
    body = sqlite_newsroom.get(f"/v1/desk/articles/{article}", "editor")["revision"]["body"]
    path = f"/v1/desk/articles/{article}/revisions"
    assert faults(sqlite_newsroom, path, {"body": f"{body}\nСнова.\n", "weight": "meaning"}) == []
    sqlite_newsroom.approve(article, "en")
    sqlite_newsroom.release(article, "en")
    assert "**Паром ходит." in sqlite_newsroom.get(f"/v1/articles/{article}?lang=en")["body"]["content"]
