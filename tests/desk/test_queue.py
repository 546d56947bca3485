"""The queue: what waits for each person, the most urgent first."""

from __future__ import annotations

from typing import Any

from api.platform import db
from tests.desk.test_assignments import assign
from tests.newsroom import Newsroom


def queue(newsroom: Newsroom, login: str) -> list[tuple[Any, ...]]:
    """Give what waits for a person: action, title, language."""
    tasks = newsroom.get("/v1/desk/queue?limit=100", login)["data"]
    return [(task["action"], task["title"], task["language"]) for task in tasks]


def test_a_text_waits_for_one_after_another(newsroom: Newsroom) -> None:
    """Written, it waits for its editors and translators; submitted, for a reviewer; approved, for nobody."""
    article = newsroom.write(title="Vote")
    assert queue(newsroom, "editor2") == [("submit", "Vote", "en")]
    assert queue(newsroom, "translator-ru") == [("translate", "Vote", "ru")]
    assert queue(newsroom, "translator-en") == queue(newsroom, "reviewer-ru") == []
    newsroom.translate(article, "ru")
    assert queue(newsroom, "translator-ru") == [("submit", "Vote", "ru")]
    newsroom.submit(article, "ru")
    assert queue(newsroom, "translator-ru") == []
    assert queue(newsroom, "reviewer-ru") == [("review", "Vote", "ru")]
    path = f"/v1/desk/articles/{article}/versions/ru"
    newsroom.post(f"{path}/change-request", "reviewer-ru", {"note": "No."}, etag="*")
    assert queue(newsroom, "translator-ru") == [("fix", "Vote", "ru")]
    newsroom.approve(article, "ru")
    assert queue(newsroom, "translator-ru") == queue(newsroom, "reviewer-ru") == []


def test_nobody_is_asked_to_review_their_own_work(sqlite_newsroom: Newsroom) -> None:
    """A version in review waits for those who did not work on it."""
    article = sqlite_newsroom.write(title="Vote")
    sqlite_newsroom.translate(article, "ru", by="reviewer-ru")
    sqlite_newsroom.submit(article, "ru")
    assert queue(sqlite_newsroom, "reviewer-ru") == []
    assert ("review", "Vote", "ru") in queue(sqlite_newsroom, "editor2")


def test_what_is_assigned_waits_for_its_assignee_alone(sqlite_newsroom: Newsroom) -> None:
    """A version in somebody's hand leaves the others' queues, and tells how much is left."""
    article = sqlite_newsroom.write(title="Vote")
    assign(sqlite_newsroom, article, "ru", "editor", "reviewer-ru")
    assert queue(sqlite_newsroom, "translator-ru") == []
    (task,) = sqlite_newsroom.get("/v1/desk/queue", "reviewer-ru")["data"]
    assert (task["action"], task["issue"], task["status"]) == ("translate", "2017-W37", "missing")
    assert task["words_left"] == sqlite_newsroom.version(article, "ru")["progress"]["words"]["total"]
    assert (task["assignee"]["name"], task["due_at"]) == ("Reviewer-Ru", "2017-09-15T18:00:00Z")


def test_the_most_urgent_comes_first_and_pages_go_on(sqlite_newsroom: Newsroom) -> None:
    """Due hours order the queue, else the issue's deadline, and pages neither skip nor repeat."""
    hours = {"Third": "2031-01-03T00:00:00Z", "First": "2031-01-01T00:00:00Z", "Fourth": None, "Second": None}
    for title, due_at in hours.items():
        issue = "2017-W37" if title == "Second" else None
        article = sqlite_newsroom.write(title=title, issue=issue)
        if due_at:
            assign(sqlite_newsroom, article, "ru", "editor", "translator-ru", due_at=due_at)
    db.database.execute_sql("UPDATE issue SET deadline_at = '2031-01-02T00:00:00.000000Z'")
    first = sqlite_newsroom.get("/v1/desk/queue?limit=3", "translator-ru")
    second = sqlite_newsroom.get(first["links"]["next"], "translator-ru")
    assert [task["title"] for task in first["data"] + second["data"]] == ["First", "Second", "Third", "Fourth"]
    assert sqlite_newsroom.get(second["links"]["prev"], "translator-ru")["data"] == first["data"]
    assert first["data"][1]["due_at"] == "2031-01-02T00:00:00Z"


def test_a_cursor_of_another_person_is_refused(sqlite_newsroom: Newsroom) -> None:
    """A queue is each person's own, and so are its cursors."""
    for number in range(2):
        sqlite_newsroom.write(title=f"Text {number}")
    following = sqlite_newsroom.get("/v1/desk/queue?limit=1", "translator-ru")["links"]["next"]
    response = sqlite_newsroom.call("GET", following, "editor")
    assert (response.status_code, response.get_json()["errors"][0]["parameter"]) == (422, "cursor")
    assert sqlite_newsroom.call("GET", "/v1/desk/queue?whose=all", "editor").status_code == 422


def test_texts_of_long_ago_wait_for_nobody(sqlite_newsroom: Newsroom) -> None:
    """A version that was never made is no task for ever, unless it is in somebody's hand."""
    article = sqlite_newsroom.write(title="Old")
    db.database.execute_sql("UPDATE revision SET created_at = '2017' || substr(created_at, 5)")
    assert queue(sqlite_newsroom, "translator-ru") == []
    assign(sqlite_newsroom, article, "ru", "editor", "translator-ru")
    assert queue(sqlite_newsroom, "translator-ru") == [("translate", "Old", "ru")]


def test_who_has_no_work_here_has_no_queue(sqlite_newsroom: Newsroom) -> None:
    """An administrator who is nothing else is refused."""
    assert sqlite_newsroom.call("GET", "/v1/desk/queue", "admin").status_code == 403
