"""The review of a version over HTTP: submitted, returned, approved, taken back, and each refusal changing nothing."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from api.platform import db
from tests.newsroom import Newsroom


def step(
    newsroom: Newsroom, article: str, language: str, name: str, by: str, data: Any = None, etag: str | None = None
) -> TestResponse:
    """Take a step of the review, with the ETag as it stands unless another is given."""
    path = f"/v1/desk/articles/{article}/versions/{language}"
    method = "DELETE" if name == "withdraw" else "POST"
    options: dict[str, Any] = {} if method == "DELETE" else {"json": data or {}}
    name = "approval" if method == "DELETE" else name
    return newsroom.call(method, f"{path}/{name}", by, etag=etag or newsroom.etag(path), **options)


def refused(response: TestResponse, status: int, code: str) -> Any:
    """Give the problem of a refusal that must be this one."""
    assert (response.status_code, response.get_json()["code"]) == (status, code), response.get_data(as_text=True)
    return response.get_json()


def dump(newsroom: Newsroom) -> list[Any]:
    """Give all that a review may change."""
    tables = ("version", "step", "comment", "translation", "message_event", "audit_entry")
    return [sorted(map(str, db.rows(f'SELECT * FROM "{table}"'))) for table in tables]


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


def test_nobody_approves_what_they_translated(sqlite_newsroom: Newsroom) -> None:
    """A reviewer who translated one message is refused with four_eyes, a reason or not, and nothing changes."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru", by="reviewer-ru")
    sqlite_newsroom.submit(article, "ru")
    before = dump(sqlite_newsroom)
    for data in ({}, {"override_reason": "It is late."}):
        refused(step(sqlite_newsroom, article, "ru", "approval", "reviewer-ru", data), 403, "four_eyes")
    assert dump(sqlite_newsroom) == before
    assert step(sqlite_newsroom, article, "ru", "approval", "editor2").status_code == 201


def test_nobody_approves_a_source_that_they_wrote(sqlite_newsroom: Newsroom) -> None:
    """The editor who wrote the text needs another; whoever wrote a later revision needs another too."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.submit(article, "en")
    refused(step(sqlite_newsroom, article, "en", "approval", "editor"), 403, "four_eyes")
    assert step(sqlite_newsroom, article, "en", "approval", "editor2").status_code == 201
    sqlite_newsroom.revise(article, by="editor2", title="The council delays the vote again")
    sqlite_newsroom.submit(article, "en")
    refused(step(sqlite_newsroom, article, "en", "approval", "editor2"), 403, "four_eyes")
    assert step(sqlite_newsroom, article, "en", "approval", "editor").status_code == 201


def test_an_approval_withdrawn_frees_nobody_of_four_eyes(sqlite_newsroom: Newsroom) -> None:
    """Whoever wrote the first revision still needs another after an approval of it was taken back."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.approve(article, "en")
    step(sqlite_newsroom, article, "en", "withdraw", "reviewer-en")
    sqlite_newsroom.revise(article, by="editor2", title="Another title")
    sqlite_newsroom.submit(article, "en")
    refused(step(sqlite_newsroom, article, "en", "approval", "editor"), 403, "four_eyes")


def test_an_editor_overrides_four_eyes_with_a_reason_that_is_kept(newsroom: Newsroom) -> None:
    """The override is recorded as one: in the step and in the audit, with its reason."""
    article = newsroom.write()
    newsroom.submit(article, "en")
    reason = {"override_reason": "The reviewer is ill."}
    assert step(newsroom, article, "en", "approval", "editor", reason).get_json()["status"] == "approved"
    assert db.rows("SELECT note FROM step WHERE is_override") == [("The reviewer is ill.",)]
    ((details,),) = db.rows("SELECT details FROM audit_entry WHERE action = 'version.approve'")
    assert "The reviewer is ill." in details


def test_a_reason_without_need_is_no_override(sqlite_newsroom: Newsroom) -> None:
    """A second editor who gives a reason approves as anyone else does: no override is recorded."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.submit(article, "en")
    assert step(sqlite_newsroom, article, "en", "approval", "editor2", {"override_reason": "?"}).status_code == 201
    assert db.rows("SELECT note FROM step WHERE is_override") == []


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
        ("approval", {"override_reason": ""}, "/override_reason"),
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


def write(newsroom: Newsroom, article: str, number: int, by: str, **data: Any) -> None:
    """Write or mark a message of the Russian version."""
    message = newsroom.messages(article, "ru")[number]
    path = f"/v1/desk/articles/{article}/versions/ru/messages/{message['id']}"
    assert newsroom.call("PATCH", path, by, etag=message["etag"], json=data).status_code == 200


def approval(newsroom: Newsroom, article: str, by: str, language: str = "ru") -> int:
    """Submit a version where it must be, try to approve it, and give the status."""
    if newsroom.version(article, language)["status"] in {"in_progress", "changes_requested"}:
        newsroom.submit(article, language)
    return step(newsroom, article, language, "approval", by).status_code


def test_a_mark_is_not_a_translation(newsroom: Newsroom) -> None:
    """A reviewer who marks a message as fuzzy, or takes the mark away, approves what the translator makes of it."""
    article = newsroom.write()
    newsroom.translate(article, "ru")
    write(newsroom, article, 0, "reviewer-ru", state="fuzzy")
    write(newsroom, article, 1, "reviewer-ru", state="fuzzy")
    write(newsroom, article, 1, "reviewer-ru", state="translated")
    write(newsroom, article, 0, "translator-ru", translation="Иначе")
    assert approval(newsroom, article, "reviewer-ru") == 201


def test_what_somebody_else_approved_locks_nobody_out(newsroom: Newsroom) -> None:
    """A reviewer's correction that another approved is settled: what another changes next is theirs to review."""
    article = newsroom.write()
    newsroom.approve(article, "en")
    newsroom.translate(article, "ru")
    write(newsroom, article, 0, "reviewer-ru", translation="Поправка")
    assert approval(newsroom, article, "reviewer-ru") == 403
    assert approval(newsroom, article, "editor2") == 201
    newsroom.release(article, "en", "ru")
    newsroom.revise(article, summary="Somebody was surprised.")
    newsroom.translate(article, "ru")
    assert approval(newsroom, article, "reviewer-ru") == 201


def test_an_approval_withdrawn_unsettles_what_it_settled(newsroom: Newsroom) -> None:
    """When the approval of a reviewer's text is taken back, that text waits for somebody else again."""
    article = newsroom.write()
    newsroom.translate(article, "ru", by="reviewer-ru")
    assert approval(newsroom, article, "editor2") == 201
    step(newsroom, article, "ru", "withdraw", "editor2")
    write(newsroom, article, 0, "translator-ru", translation="Иначе")
    assert approval(newsroom, article, "reviewer-ru") == 403
    assert approval(newsroom, article, "editor2") == 201


def test_an_earlier_approval_stands_when_a_later_one_is_withdrawn(sqlite_newsroom: Newsroom) -> None:
    """What a first approval was of, and is the same still, does not wait again for want of the second."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru")
    write(sqlite_newsroom, article, 0, "reviewer-ru", translation="Поправка")
    assert approval(sqlite_newsroom, article, "editor2") == 201
    write(sqlite_newsroom, article, 1, "translator-ru", translation="Иначе")
    assert approval(sqlite_newsroom, article, "editor2") == 201
    step(sqlite_newsroom, article, "ru", "withdraw", "editor2")
    assert approval(sqlite_newsroom, article, "reviewer-ru") == 201


def test_a_change_request_settles_nothing(sqlite_newsroom: Newsroom) -> None:
    """A reviewer whose text was returned, not approved, still needs somebody else."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru", by="reviewer-ru")
    sqlite_newsroom.submit(article, "ru")
    sqlite_newsroom.post(f"/v1/desk/articles/{article}/versions/ru/change-request", "editor2", {"note": "x"}, etag="*")
    write(sqlite_newsroom, article, 0, "translator-ru", translation="Иначе")
    assert approval(sqlite_newsroom, article, "reviewer-ru") == 403


def test_an_old_text_that_comes_back_is_still_its_writers(newsroom: Newsroom) -> None:
    """Returned to by somebody else after another took its place, it waits for neither of the two."""
    article = newsroom.write()
    newsroom.translate(article, "ru")
    write(newsroom, article, 0, "reviewer-ru", translation="Поправка")
    assert approval(newsroom, article, "editor2") == 201
    write(newsroom, article, 0, "translator-ru", translation="Иначе")
    assert approval(newsroom, article, "editor2") == 201
    message = newsroom.messages(article, "ru")[0]
    path = f"/v1/desk/articles/{article}/versions/ru/messages/{message['id']}"
    events = newsroom.get(f"{path}/history", "editor")["data"]
    event = next(each["id"] for each in events if each["translation"] == "Поправка" and each["action"] == "edited")
    reverted = newsroom.call("POST", f"{path}/reversion", "translator-ru", etag="*", json={"event_id": event})
    assert reverted.status_code in {200, 201}
    write(newsroom, article, 1, "translator-ru", translation="И ещё")
    assert approval(newsroom, article, "reviewer-ru") == 403
    assert approval(newsroom, article, "editor2") == 201


def test_a_text_that_was_out_of_the_document_when_it_was_approved_waits(newsroom: Newsroom) -> None:
    """A paragraph removed with its unapproved translation comes back as its translator's, however much was approved."""
    article = newsroom.write(body="One paragraph stays.\n\nAnother of many other words goes away.\n")
    newsroom.translate(article, "ru")
    write(newsroom, article, 3, "reviewer-ru", translation="Правка рецензента")
    newsroom.revise(article, body="One paragraph stays.\n")
    assert approval(newsroom, article, "editor2") == 201
    newsroom.revise(article, body="One paragraph stays.\n\nAnother of many other words goes away.\n")
    assert newsroom.messages(article, "ru")[3]["translation"] == "Правка рецензента"
    assert approval(newsroom, article, "reviewer-ru") == 403
    assert approval(newsroom, article, "editor2") == 201


def test_who_takes_a_stale_text_over_for_a_new_source_answers_for_it(newsroom: Newsroom) -> None:
    """To call a text good for another source is to translate: by hand as with a file."""
    article = newsroom.write()
    newsroom.translate(article, "ru")
    assert approval(newsroom, article, "editor2") == 201
    newsroom.revise(article, title="River council delays the vote again")
    write(newsroom, article, 0, "reviewer-ru", state="translated")
    assert approval(newsroom, article, "reviewer-ru") == 403
    assert approval(newsroom, article, "editor2") == 201


def test_a_typo_is_carried_by_its_editor_on_the_approval_of_another(newsroom: Newsroom) -> None:
    """The version says whose approval stands and who carried it; the message's history names the editor too."""
    article = newsroom.write()
    newsroom.translate(article, "ru")
    for language in ("en", "ru"):
        newsroom.approve(article, language)
    plain = newsroom.version(article, "en")["approval"]
    assert (plain["by"]["name"], plain["carried_by"], plain["override_reason"]) == ("Reviewer-En", None, None)
    newsroom.revise(article, by="editor2", title="River council delays the votes", weight="typo")
    for language, reviewer in (("en", "Reviewer-En"), ("ru", "Reviewer-Ru")):
        shown = newsroom.version(article, language)
        assert shown["status"] == "approved"
        assert (shown["approval"]["by"]["name"], shown["approval"]["carried_by"]["name"]) == (reviewer, "Editor2")
        title = newsroom.messages(article, language)[0]["id"]
        path = f"/v1/desk/articles/{article}/versions/{language}/messages/{title}"
        event = newsroom.get(f"{path}/history", "editor")["data"][0]
        assert (event["by"]["name"], event["state"]) == ("Editor2", "approved")
        assert (event["action"], event["source"]) == (
            "carried" if language == "en" else "source_changed",
            "River council delays the votes",
        )
    assert db.rows("SELECT COUNT(*) FROM audit_entry WHERE action = 'version.carry'") == [(2,)]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_approval_that_was_carried_is_withdrawn_whole(newsroom: Newsroom, language: str) -> None:
    """With what was carried goes the approval that it was: the writer of the text still needs somebody else."""
    article = newsroom.write()
    newsroom.translate(article, "ru", by="editor")
    newsroom.approve(article, language)
    newsroom.revise(article, by="editor2", title="River council delays the votes", weight="typo")
    step(newsroom, article, language, "withdraw", f"reviewer-{language}")
    assert newsroom.version(article, language)["approval"] is None
    assert approval(newsroom, article, "editor", language) == 403
    assert approval(newsroom, article, f"reviewer-{language}", language) == 201
