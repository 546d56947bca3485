"""What a step of the review writes and for whom it counts: its own version, its own article, and nothing beside it."""

from __future__ import annotations

import pytest

from api.platform import db
from tests.newsroom import ISSUE, Newsroom


def write_as(newsroom: Newsroom, login: str) -> str:
    """Write an article in English as someone."""
    data = {"source_language": "en", "topic": "river", "issue": ISSUE, "title": "Ice", "summary": "", "body": "Snow.\n"}
    return str(newsroom.post("/v1/desk/articles", login, data | {"bylines": [], "trend": "unchanged"})["id"])


def approve(newsroom: Newsroom, article: str, by: str, language: str = "en", *, status: int = 201) -> None:
    """Submit a version and let someone approve it, or be refused."""
    newsroom.submit(article, language)
    path = f"/v1/desk/articles/{article}/versions/{language}"
    newsroom.post(f"{path}/approval", by, {}, etag=newsroom.etag(path), status=status)


def states(newsroom: Newsroom, article: str, language: str = "ru") -> set[str]:
    """Give the states of a version's messages."""
    return {message["state"] for message in newsroom.messages(article, language)}


def test_who_wrote_another_article_may_approve_this_one(sqlite_newsroom: Newsroom) -> None:
    """Each of two editors approves the other's, be it the older or the younger, and not their own."""
    older, younger = write_as(sqlite_newsroom, "editor"), write_as(sqlite_newsroom, "editor2")
    approve(sqlite_newsroom, older, "editor2")
    approve(sqlite_newsroom, younger, "editor2", status=403)
    path = f"/v1/desk/articles/{younger}/versions/en"
    sqlite_newsroom.post(f"{path}/approval", "editor", {}, etag=sqlite_newsroom.etag(path))


def test_who_wrote_what_is_approved_already_may_approve_what_came_later(sqlite_newsroom: Newsroom) -> None:
    """Only those who wrote since the last approval need somebody else, however often the others had written."""
    article = write_as(sqlite_newsroom, "editor")
    approve(sqlite_newsroom, article, "editor2")
    for title in ("Ice again", "Ice and snow"):
        sqlite_newsroom.revise(article, by="editor2", title=title)
        approve(sqlite_newsroom, article, "editor")


def test_an_approval_taken_back_leaves_other_versions_approved(sqlite_newsroom: Newsroom) -> None:
    """Of three articles that are approved in Russian only the one in the middle is translated again."""
    articles = [write_as(sqlite_newsroom, "editor") for _ in range(3)]
    for article in articles:
        sqlite_newsroom.translate(article, "ru")
        approve(sqlite_newsroom, article, "reviewer-ru", "ru")
    path = f"/v1/desk/articles/{articles[1]}/versions/ru"
    taken_back = sqlite_newsroom.call("DELETE", f"{path}/approval", "reviewer-ru", etag=sqlite_newsroom.etag(path))
    assert taken_back.status_code == 204
    assert [states(sqlite_newsroom, article) for article in articles] == [{"approved"}, {"translated"}, {"approved"}]


def test_a_message_that_is_approved_is_not_approved_again(sqlite_newsroom: Newsroom) -> None:
    """A second approval of a version is noted in the history of the message that had changed, and of no other."""
    article = write_as(sqlite_newsroom, "editor")
    sqlite_newsroom.translate(article, "ru")
    approve(sqlite_newsroom, article, "reviewer-ru", "ru")
    first, other = sqlite_newsroom.messages(article, "ru")
    url = f"/v1/desk/articles/{article}/versions/ru/messages/{first['id']}"
    changed = sqlite_newsroom.call("PATCH", url, "translator-ru", etag=first["etag"], json={"translation": "Иней"})
    assert changed.status_code == 200
    approve(sqlite_newsroom, article, "reviewer-ru", "ru")
    sql = "SELECT count(*) FROM message_event WHERE action = 'approved' AND key = ?"
    assert [db.rows(sql, (message["id"],)) for message in (first, other)] == [[(2,)], [(1,)]]


def test_a_refused_submission_begins_with_what_is_untranslated(sqlite_newsroom: Newsroom) -> None:
    """Its sentence is of the messages without a text, before those that are only to be checked."""
    article = write_as(sqlite_newsroom, "editor")
    first, _ = sqlite_newsroom.messages(article, "ru")
    url = f"/v1/desk/articles/{article}/versions/ru/messages/{first['id']}"
    data = {"translation": "Лёд", "state": "fuzzy"}
    assert sqlite_newsroom.call("PATCH", url, "translator-ru", etag="*", json=data).status_code == 200
    path = f"/v1/desk/articles/{article}/versions/ru"
    refused = sqlite_newsroom.call("POST", f"{path}/submission", "translator-ru", etag="*", json={}).get_json()
    assert refused["detail"] == "1 message must be translated."
    assert [fault["code"] for fault in refused["errors"]] == ["untranslated_messages", "fuzzy_messages"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_approval_that_a_typo_carried_on_overrides_nobody(sqlite_newsroom: Newsroom, language: str) -> None:
    """It is noted as what it is, by the last approver."""
    article = write_as(sqlite_newsroom, "editor")
    if language != "en":
        sqlite_newsroom.translate(article, language)
    approve(sqlite_newsroom, article, f"reviewer-{language}", language)
    sqlite_newsroom.revise(article, body="Snow!\n", weight="typo")
    assert sqlite_newsroom.version(article, language)["status"] == "approved"
    sql = """\
        SELECT step.note, step.is_override, person.login FROM step JOIN person ON person.id = step."by"
        WHERE step.kind = 'approval' ORDER BY step.serial"""
    steps = [(note, bool(is_override), login) for note, is_override, login in db.rows(sql)]
    assert steps == [(None, False, f"reviewer-{language}")] * 2
    assert db.rows("SELECT carried_reason FROM step WHERE carried_by IS NOT NULL") == [(None,)]
