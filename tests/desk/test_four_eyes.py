"""Four eyes: whose text waits for an approval, and who may give it."""

from __future__ import annotations

import pytest

from api.platform import db
from tests.desk.review_steps import approval, dump, refused, step, write
from tests.newsroom import Newsroom


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


def test_an_editor_overrides_four_eyes_with_a_reason_that_is_kept(sqlite_newsroom: Newsroom) -> None:
    """The override is recorded as one: in the step and in the audit, with its reason."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.submit(article, "en")
    reason = {"override_reason": "The reviewer is ill."}
    assert step(sqlite_newsroom, article, "en", "approval", "editor", reason).get_json()["status"] == "approved"
    assert db.rows("SELECT note FROM step WHERE is_override") == [("The reviewer is ill.",)]
    ((details,),) = db.rows("SELECT details FROM audit_entry WHERE action = 'version.approve'")
    assert "The reviewer is ill." in details


def test_a_reason_without_need_is_no_override(sqlite_newsroom: Newsroom) -> None:
    """A second editor who gives a reason approves as anyone else does: no override is recorded."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.submit(article, "en")
    assert step(sqlite_newsroom, article, "en", "approval", "editor2", {"override_reason": "?"}).status_code == 201
    assert db.rows("SELECT note FROM step WHERE is_override") == []


def test_a_mark_is_not_a_translation(sqlite_newsroom: Newsroom) -> None:
    """A reviewer who marks a message as fuzzy, or takes the mark away, approves what the translator makes of it."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru")
    write(sqlite_newsroom, article, 0, "reviewer-ru", state="fuzzy")
    write(sqlite_newsroom, article, 1, "reviewer-ru", state="fuzzy")
    write(sqlite_newsroom, article, 1, "reviewer-ru", state="translated")
    write(sqlite_newsroom, article, 0, "translator-ru", translation="Иначе")
    assert approval(sqlite_newsroom, article, "reviewer-ru") == 201


def test_what_somebody_else_approved_locks_nobody_out(sqlite_newsroom: Newsroom) -> None:
    """A reviewer's correction that another approved is settled: what another changes next is theirs to review."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.approve(article, "en")
    sqlite_newsroom.translate(article, "ru")
    write(sqlite_newsroom, article, 0, "reviewer-ru", translation="Поправка")
    assert approval(sqlite_newsroom, article, "reviewer-ru") == 403
    assert approval(sqlite_newsroom, article, "editor2") == 201
    sqlite_newsroom.release(article, "en", "ru")
    sqlite_newsroom.revise(article, summary="Somebody was surprised.")
    sqlite_newsroom.translate(article, "ru")
    assert approval(sqlite_newsroom, article, "reviewer-ru") == 201


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


def test_an_old_text_that_comes_back_is_still_its_writers(sqlite_newsroom: Newsroom) -> None:
    """Returned to by somebody else after another took its place, it waits for neither of the two."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru")
    write(sqlite_newsroom, article, 0, "reviewer-ru", translation="Поправка")
    assert approval(sqlite_newsroom, article, "editor2") == 201
    write(sqlite_newsroom, article, 0, "translator-ru", translation="Иначе")
    assert approval(sqlite_newsroom, article, "editor2") == 201
    message = sqlite_newsroom.messages(article, "ru")[0]
    path = f"/v1/desk/articles/{article}/versions/ru/messages/{message['id']}"
    events = sqlite_newsroom.get(f"{path}/history", "editor")["data"]
    event = next(each["id"] for each in events if each["translation"] == "Поправка" and each["action"] == "edited")
    reverted = sqlite_newsroom.call("POST", f"{path}/reversion", "translator-ru", etag="*", json={"event_id": event})
    assert reverted.status_code in {200, 201}
    write(sqlite_newsroom, article, 1, "translator-ru", translation="И ещё")
    assert approval(sqlite_newsroom, article, "reviewer-ru") == 403
    assert approval(sqlite_newsroom, article, "editor2") == 201


def test_a_text_that_was_out_of_the_document_when_it_was_approved_waits(sqlite_newsroom: Newsroom) -> None:
    """A paragraph removed with its unapproved translation comes back as its translator's, however much was approved."""
    article = sqlite_newsroom.write(body="One paragraph stays.\n\nAnother of many other words goes away.\n")
    sqlite_newsroom.translate(article, "ru")
    write(sqlite_newsroom, article, 3, "reviewer-ru", translation="Правка рецензента")
    sqlite_newsroom.revise(article, body="One paragraph stays.\n")
    assert approval(sqlite_newsroom, article, "editor2") == 201
    sqlite_newsroom.revise(article, body="One paragraph stays.\n\nAnother of many other words goes away.\n")
    assert sqlite_newsroom.messages(article, "ru")[3]["translation"] == "Правка рецензента"
    assert approval(sqlite_newsroom, article, "reviewer-ru") == 403
    assert approval(sqlite_newsroom, article, "editor2") == 201


def test_who_takes_a_stale_text_over_for_a_new_source_answers_for_it(sqlite_newsroom: Newsroom) -> None:
    """To call a text good for another source is to translate: by hand as with a file."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru")
    assert approval(sqlite_newsroom, article, "editor2") == 201
    sqlite_newsroom.revise(article, title="River council delays the vote again")
    write(sqlite_newsroom, article, 0, "reviewer-ru", state="translated")
    assert approval(sqlite_newsroom, article, "reviewer-ru") == 403
    assert approval(sqlite_newsroom, article, "editor2") == 201


HASTE = {"weight": "typo", "override_reason": "In haste."}


def test_a_typo_is_carried_by_its_editor_on_the_approval_of_another(newsroom: Newsroom) -> None:
    """The version says whose approval stands and who carried it; the message's history names the editor too."""
    article = newsroom.write()
    newsroom.translate(article, "ru")
    for language in ("en", "ru"):
        newsroom.approve(article, language)
    plain = newsroom.version(article, "en")["approval"]
    assert (plain["by"]["name"], plain["carried_by"], plain["override_reason"]) == ("Reviewer-En", None, None)
    newsroom.revise(article, by="editor2", title="River council delays the votes", **HASTE)
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
    newsroom.revise(article, by="editor2", title="River council delays the votes", **HASTE)
    step(newsroom, article, language, "withdraw", f"reviewer-{language}")
    assert newsroom.version(article, language)["approval"] is None
    assert approval(newsroom, article, "editor", language) == 403
    assert approval(newsroom, article, f"reviewer-{language}", language) == 201
