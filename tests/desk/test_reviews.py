"""The review of a version over HTTP: submitted, returned, approved, taken back, and each refusal changing nothing."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from api.platform import ids
from tests.contract.described import Described
from tests.desk.review_steps import dump, refused, step
from tests.newsroom import Newsroom


def test_a_submission_names_each_message_that_is_in_its_way(sqlite_newsroom: Newsroom) -> None:
    """A version with one fuzzy message and one without a text is not submitted, and both are named."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru")
    path = f"/v1/desk/articles/{article}/versions/ru/messages"
    title, paragraph = (sqlite_newsroom.messages(article, "ru")[index] for index in (0, 2))
    for message, data in ((title, {"state": "fuzzy"}), (paragraph, {"translation": ""})):
        url = f"{path}/{message['id']}"
        assert sqlite_newsroom.call("PATCH", url, "translator-ru", etag=message["etag"], json=data).status_code == 200
    before = dump(sqlite_newsroom)
    problem = refused(step(sqlite_newsroom, article, "ru", "submission", "translator-ru"), 409, "conflict")
    assert {(entry["code"], entry["entry"]) for entry in problem["errors"]} == {
        ("fuzzy_messages", title["id"]),
        ("untranslated_messages", paragraph["id"]),
    }
    assert dump(sqlite_newsroom) == before


def test_a_version_goes_through_its_review(newsroom: Newsroom) -> None:
    """Submitted, returned with a remark, submitted again, approved and taken back: each step shows in its status."""
    article = newsroom.write()
    assert newsroom.version(article, "ru")["status"] == "missing"
    newsroom.translate(article, "ru")
    assert newsroom.version(article, "ru")["status"] == "in_progress"
    assert step(newsroom, article, "ru", "submission", "translator-ru").get_json()["status"] == "in_review"
    remark = {"message_id": newsroom.messages(article, "ru")[1]["id"], "text": "Too long."}
    asked = {"note": "Please shorten.", "remarks": [remark]}
    returned = step(newsroom, article, "ru", "change-request", "reviewer-ru", asked)
    assert returned.status_code == 201
    assert (returned.get_json()["status"], returned.get_json()["change_request"]["note"]) == (
        "changes_requested",
        "Please shorten.",
    )
    assert returned.get_json()["change_request"]["remarks"] == [remark]
    described = Described(newsroom.get("/openapi.json"))
    assert not described.faults("deskRequestChanges", returned.status_code, returned.get_json())
    assert step(newsroom, article, "ru", "submission", "translator-ru").status_code == 201
    approved = step(newsroom, article, "ru", "approval", "reviewer-ru")
    assert approved.get_json()["status"] == "approved"
    assert {message["state"] for message in newsroom.messages(article, "ru")} == {"approved"}
    assert step(newsroom, article, "ru", "withdraw", "reviewer-ru").status_code == 204
    assert newsroom.version(article, "ru")["status"] == "in_review"
    assert {message["state"] for message in newsroom.messages(article, "ru")} == {"translated"}


def test_each_step_says_where_the_version_is(sqlite_newsroom: Newsroom) -> None:
    """What a step answers with can be read again at its Location, under the same ETag."""
    newsroom, article = sqlite_newsroom, sqlite_newsroom.write()
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    newsroom.translate(article, "ru")
    withdrawal = newsroom.call(
        "POST", f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", json={"reason": "x"}
    )
    submission = step(newsroom, article, "ru", "submission", "translator-ru")
    for response, language in ((withdrawal, "en"), (submission, "ru")):
        assert response.headers["Location"] == f"/v1/desk/articles/{article}/versions/{language}"
        read = newsroom.call("GET", response.headers["Location"], "editor")
        assert read.headers["ETag"] == response.headers["ETag"]
        assert read.get_json()["status"] == response.get_json()["status"]


def test_the_last_step_is_the_last_by_any_clock(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """An approval withdrawn on a machine whose clock is behind is withdrawn, and the version cannot be released."""
    article = newsroom.write(issue=None)
    newsroom.approve(article, "en")
    path = f"/v1/desk/articles/{article}/versions/en"
    monkeypatch.setattr(ids, "new", lambda: f"00000000-0000-7000-8000-{uuid4().hex[:12]}")
    assert newsroom.call("DELETE", f"{path}/approval", "editor", etag=newsroom.etag(path)).status_code == 204
    assert newsroom.version(article, "en")["status"] == "in_review"
    released = newsroom.call("POST", f"/v1/desk/articles/{article}/releases", "editor", json={"languages": ["en"]})
    assert (released.status_code, released.get_json()["code"]) == (409, "not_ready")


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("approval", "translator-ru"),
        ("approval", "reviewer-en"),
        ("change-request", "translator-ru"),
        ("withdraw", "reviewer-en"),
        ("submission", "translator-en"),
        ("submission", "reviewer-be"),
    ],
)
def test_a_step_is_for_the_people_of_its_role_and_language(sqlite_newsroom: Newsroom, name: str, by: str) -> None:
    """Another role, or the same for another language, is forbidden, and nothing changes."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru")
    if name != "submission":
        sqlite_newsroom.submit(article, "ru")
    before = dump(sqlite_newsroom)
    refused(
        step(sqlite_newsroom, article, "ru", name, by, {"note": "No."} if "change" in name else None), 403, "forbidden"
    )
    assert dump(sqlite_newsroom) == before


def test_a_translator_does_not_submit_the_source(sqlite_newsroom: Newsroom) -> None:
    """The source is submitted by those who write, not by those who translate into its language."""
    article = sqlite_newsroom.write()
    refused(step(sqlite_newsroom, article, "en", "submission", "translator-en"), 403, "forbidden")


@pytest.mark.parametrize("name", ["approval", "change-request", "withdraw"])
def test_a_step_that_cannot_follow_is_a_conflict(sqlite_newsroom: Newsroom, name: str) -> None:
    """A version that nobody submitted is neither approved nor returned, and has no approval to take back."""
    article = sqlite_newsroom.write()
    before = dump(sqlite_newsroom)
    data = {"note": "No."} if "change" in name else None
    refused(step(sqlite_newsroom, article, "en", name, "reviewer-en", data), 409, "conflict")
    assert dump(sqlite_newsroom) == before


def test_a_version_is_submitted_once(sqlite_newsroom: Newsroom) -> None:
    """What is in review is not submitted again, and what is approved neither."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.submit(article, "en")
    refused(step(sqlite_newsroom, article, "en", "submission", "editor"), 409, "conflict")
    step(sqlite_newsroom, article, "en", "approval", "reviewer-en")
    refused(step(sqlite_newsroom, article, "en", "submission", "editor"), 409, "conflict")


def test_each_step_wants_the_version_as_it_was_read(newsroom: Newsroom) -> None:
    """Without If-Match 428, after an edit in between 412, and the version stays in review."""
    article = newsroom.write()
    newsroom.translate(article, "ru")
    newsroom.submit(article, "ru")
    path = f"/v1/desk/articles/{article}/versions/ru"
    seen = newsroom.etag(path)
    newsroom.submit(newsroom.write(title="Another"), "en")
    first = newsroom.messages(article, "ru")[0]
    url = f"{path}/messages/{first['id']}"
    changed = newsroom.call("PATCH", url, "translator-ru", etag=first["etag"], json={"translation": "Иначе"})
    assert changed.status_code == 200
    refused(newsroom.call("POST", f"{path}/approval", "reviewer-ru", json={}), 428, "precondition_required")
    refused(step(newsroom, article, "ru", "approval", "reviewer-ru", etag=seen), 412, "precondition_failed")
    assert newsroom.version(article, "ru")["status"] == "in_progress"


def test_an_edit_after_approval_asks_for_another(sqlite_newsroom: Newsroom) -> None:
    """An approval holds for the text that it was given to, and for no other; the text restored is approved again."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru")
    sqlite_newsroom.approve(article, "ru")
    first = sqlite_newsroom.messages(article, "ru")[0]
    url = f"/v1/desk/articles/{article}/versions/ru/messages/{first['id']}"
    for text, status in (("Иначе", "in_progress"), (first["translation"], "approved")):
        etag = sqlite_newsroom.etag(url)
        sqlite_newsroom.call("PATCH", url, "translator-ru", etag=etag, json={"translation": text})
        assert sqlite_newsroom.version(article, "ru")["status"] == status


def test_a_remark_on_a_message_of_another_article_is_refused(sqlite_newsroom: Newsroom) -> None:
    """The fault names the remark's place, and the version stays in review without a trace of the others."""
    article, other = sqlite_newsroom.write(), sqlite_newsroom.write(title="Another")
    sqlite_newsroom.submit(article, "en")
    own, foreign = (sqlite_newsroom.messages(each, "en")[0]["id"] for each in (article, other))
    before = dump(sqlite_newsroom)
    remarks = [{"message_id": own, "text": "Good."}, {"message_id": foreign, "text": "Bad."}]
    data = {"note": "See remarks.", "remarks": remarks}
    problem = refused(step(sqlite_newsroom, article, "en", "change-request", "reviewer-en", data), 422, "invalid_body")
    assert [entry["pointer"] for entry in problem["errors"]] == ["/remarks/1/message_id"]
    assert dump(sqlite_newsroom) == before


@pytest.mark.parametrize(
    ("name", "data", "pointer"),
    [
        ("submission", {"force": True}, "/force"),
        ("approval", {"override_reason": 7}, "/override_reason"),
        ("change-request", {"note": "No.", "remarks": [{"message_id": "x"}]}, "/remarks/0/text"),
        ("change-request", {}, "/note"),
        ("change-request", {"note": " "}, "/note"),
    ],
)
def test_a_body_of_another_shape_is_refused(sqlite_newsroom: Newsroom, name: str, data: Any, pointer: str) -> None:
    """Unknown, missing and mistyped fields are 422 with their place, at every depth."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.submit(article, "en")
    path = f"/v1/desk/articles/{article}/versions/en"
    response = sqlite_newsroom.call("POST", f"{path}/{name}", "editor", etag="*", json=data)
    assert [entry["pointer"] for entry in refused(response, 422, "invalid_body")["errors"]] == [pointer]
