from __future__ import annotations

from typing import Any

import pytest

from api.platform import db
from tests.desk.po_files import dump
from tests.desk.revised import FOUR, HASTE, approved, path_of
from tests.newsroom import Newsroom


@pytest.mark.parametrize(
    "body",
    [
        FOUR.replace("spring.\n\nThe mayor", "spring. The mayor"),
        FOUR.replace("river rose", "river rose high.\n\nIt rose"),
        f"{FOUR}\nOne sentence more that nobody has read.\n",
    ],
    ids=["joined", "split", "new"],
)
def test_a_typo_approves_no_text_that_nobody_has_seen(sqlite_newsroom: Newsroom, body: str) -> None:
    """Joined, split and new paragraphs are no typo, whatever the editor says: nothing counts as approved with them."""
    article = approved(sqlite_newsroom, "ru")
    sqlite_newsroom.revise(article, body=body, **HASTE)
    for language in ("en", "ru"):
        assert sqlite_newsroom.version(article, language)["status"] == "in_progress"
    assert sqlite_newsroom.version(article, "ru")["blockers"]


def tried(newsroom: Newsroom, article: str, **changes: Any) -> tuple[int, Any]:
    """Try to save a typo, as the editor."""
    path = path_of(article)
    response = newsroom.call("POST", f"{path}/revisions", "editor", etag=newsroom.etag(path), json=changes)
    return response.status_code, response.get_json()


def test_what_is_no_typo_needs_a_reason_where_it_was_approved(sqlite_newsroom: Newsroom) -> None:
    """Name, number and negation are told with their messages, in a trial too; nothing is saved. With a reason it is."""
    article = approved(sqlite_newsroom, "ru")
    body = FOUR.replace("forty", "four").replace("Monday", "Friday").replace("A hundred", "No")
    before, path = dump(), f"{path_of(article)}/revisions?dry_run=true"
    status, problem = tried(sqlite_newsroom, article, body=body, weight="typo", override_reason=" ")
    assert (status, problem["code"]) == (409, "not_a_typo")
    sources = {message["id"]: message["source"] for message in sqlite_newsroom.messages(article, "en")}
    told = {(fault["code"], sources[fault["entry"]][:5]) for fault in problem["errors"] if "entry" in fault}
    assert {("typo_number", "The r"), ("typo_name", "The c"), ("typo_negation", "A hun")} <= told
    trial = sqlite_newsroom.call("POST", path, "editor", etag="*", json={"body": body, "weight": "typo"}).get_json()
    assert {**trial, "request_id": ""} == {**problem, "request_id": ""}
    assert dump() == before
    reason = {"override_reason": "The agency corrected itself."}
    sqlite_newsroom.revise(article, body=body, weight="typo", **reason)
    shown = sqlite_newsroom.version(article, "ru")
    assert (shown["status"], shown["approval"]["carried_reason"]) == ("approved", reason["override_reason"])
    lines = db.rows("SELECT action FROM audit_entry WHERE details LIKE ?", ("%The agency corrected itself.%",))
    assert sorted(lines) == [("article.revise",), ("version.carry",), ("version.carry",)]


@pytest.mark.parametrize("weight", ["meaning", "correction"])
def test_a_reason_without_a_typo_overrides_nothing(sqlite_newsroom: Newsroom, weight: str) -> None:
    """What is said to change the meaning is reviewed again, whatever reason comes along."""
    article = approved(sqlite_newsroom, "ru")
    sqlite_newsroom.revise(article, body=FOUR.replace("forty", "four"), weight=weight, override_reason="Late.")
    assert sqlite_newsroom.version(article, "ru")["status"] == "in_progress"
    assert not db.rows("SELECT 1 FROM audit_entry WHERE details LIKE ?", ("%Late.%",))


def test_ten_typos_make_no_new_text(sqlite_newsroom: Newsroom) -> None:
    """Each is small; together they are more than typos, until somebody looks again or an editor gives a reason."""
    article, body, answers = approved(sqlite_newsroom, "ru"), FOUR, []
    words = ["council", "mayor", "people", "river", "spring", "bridge", "repairs", "square", "decided", "single"]
    for word in words:
        body = body.replace(word, word[:-1])
        answers.append(tried(sqlite_newsroom, article, body=body, weight="typo")[0])
        if answers[-1] != 201:
            body = body.replace(word[:-1], word)
    assert answers == [201] * 3 + [409] * 7
    sqlite_newsroom.revise(article, body=body.replace("night", "nigth"), **HASTE)
    assert tried(sqlite_newsroom, article, body=body, weight="typo")[0] == 201


def test_typos_on_both_sides_of_another_edit_add_up(sqlite_newsroom: Newsroom) -> None:
    """A change of meaning that is taken back gives an editor no new stock of typos."""
    article = approved(sqlite_newsroom, "ru")
    body = FOUR.replace("council", "concil").replace("mayor", "mayr").replace("river", "rivr")
    assert tried(sqlite_newsroom, article, body=body, weight="typo")[0] == 201
    for text in (f"{body}\nMore.\n", body):
        sqlite_newsroom.revise(article, body=text, weight="meaning")
    assert sqlite_newsroom.version(article, "en")["status"] == "approved"
    assert tried(sqlite_newsroom, article, body=body.replace("square", "squre"), weight="typo")[0] == 409


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FOUR, "\n\n".join(reversed(FOUR.strip().split("\n\n")))),
        (FOUR, "\n\n".join(FOUR.strip().split("\n\n")[:3])),
        (FOUR, FOUR.replace("The mayor", "> The mayor")),
        (FOUR, FOUR.replace("The mayor", "## The mayor")),
        ("- One point\n- Another\n", "1. One point\n2. Another\n"),
        ("Look here.\n\n```\nyes\n```\n", "Look here.\n\n```\nno\n```\n"),
        ("Look here.\n\n![A map](https://a.org/1.png)\n", "Look here.\n\n![A map](https://a.org/2.png)\n"),
    ],
    ids=["moved", "removed", "quoted", "headed", "numbered", "code", "picture"],
)
def test_another_structure_is_no_typo(sqlite_newsroom: Newsroom, before: str, after: str) -> None:
    """Where not one word has changed, a text may still say something else."""
    sqlite_newsroom.let_foreign_pictures_in()
    article = approved(sqlite_newsroom, body=before)
    status, problem = tried(sqlite_newsroom, article, body=after, weight="typo")
    assert (status, [fault["code"] for fault in problem["errors"]]) == (409, ["typo_structure"])


def test_where_nothing_is_approved_a_typo_may_be_anything(sqlite_newsroom: Newsroom) -> None:
    """The editor says what it is, and whoever approves sees all of it."""
    article = sqlite_newsroom.write(body=FOUR)
    assert tried(sqlite_newsroom, article, title="No vote in 2018", weight="typo")[0] == 201


def test_a_typo_leaves_a_version_where_it_is(newsroom: Newsroom) -> None:
    """What is in review stays there and can be approved as it now is; what was returned stays returned."""
    article = newsroom.write(body=FOUR)
    newsroom.translate(article, "ru")
    for language in ("en", "ru"):
        newsroom.submit(article, language)
    newsroom.revise(article, by="editor2", body=FOUR.replace("decided", "desided"), weight="typo")
    for language in ("en", "ru"):
        assert newsroom.version(article, language)["status"] == "in_review"
    lines = db.rows("SELECT language, details FROM audit_entry WHERE action = 'version.carry' ORDER BY language")
    assert lines == [("en", '{"revision": 2, "messages": 0}'), ("ru", '{"revision": 2, "messages": 0}')]
    path = f"{path_of(article)}/versions"
    newsroom.post(f"{path}/ru/change-request", "reviewer-ru", {"note": "Why?"}, etag="*")
    newsroom.post(f"{path}/en/approval", "reviewer-en", {}, etag="*")
    newsroom.revise(article, body=FOUR, weight="typo")
    assert newsroom.version(article, "en")["status"] == "approved"
    assert newsroom.version(article, "ru")["status"] == "changes_requested"


def test_a_typo_does_not_keep_in_review_what_lacks_something(sqlite_newsroom: Newsroom) -> None:
    """A new paragraph has no translation: that version must be worked on, whatever the edit is called."""
    article = sqlite_newsroom.write(body=FOUR)
    sqlite_newsroom.translate(article, "ru")
    for language in ("en", "ru"):
        sqlite_newsroom.submit(article, language)
    sqlite_newsroom.revise(article, body=f"{FOUR}\nOne sentence more.\n", weight="typo")
    assert sqlite_newsroom.version(article, "ru")["status"] == "in_progress"
    assert sqlite_newsroom.version(article, "en")["status"] == "in_review"
    approval = ("POST", f"{path_of(article)}/versions/en/approval")
    assert sqlite_newsroom.call(*approval, "editor", etag="*", json={}).get_json()["code"] == "four_eyes"


def test_a_typo_in_an_address_makes_the_translations_fuzzy(sqlite_newsroom: Newsroom) -> None:
    """The translations still have the wrong address, so they must be touched."""
    article = approved(sqlite_newsroom, "ru", body="See [the vote](https://example.org/vot) that was put off.\n")
    sqlite_newsroom.revise(article, body="See [the vote](https://example.org/vote) that was put off.\n", **HASTE)
    assert [message["state"] for message in sqlite_newsroom.messages(article, "ru")][2] == "fuzzy"
    assert sqlite_newsroom.version(article, "en")["status"] == "approved"
