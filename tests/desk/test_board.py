"""The board of an issue: how far it is in every language, in one call."""

from __future__ import annotations

import time_machine

from api.platform import db
from tests.desk.test_assignments import assign
from tests.effort import effort
from tests.newsroom import ISSUE, NOW, Newsroom


def test_the_board_tells_each_language_of_an_issue(newsroom: Newsroom) -> None:
    """What is ready of how many, the words left, and for each article its state, its blockers and who has it."""
    first, second = newsroom.write(title="First"), newsroom.write(title="Second *text*")
    newsroom.approve(first, "en")
    newsroom.translate(first, "ru")
    newsroom.approve(first, "ru")
    assign(newsroom, second, "ru", "editor", "translator-ru")
    board = newsroom.get(f"/v1/desk/issues/{ISSUE}/board", "translator-ru")
    assert (board["issue"]["key"], board["deadline_at"], board["hours_left"]) == (ISSUE, None, None)
    be, ru, en = board["languages"]
    assert [row["language"] for row in (be, ru, en)] == ["be", "ru", "en"]
    assert [(row["ready"], row["total"]) for row in (be, ru, en)] == [(0, 2), (1, 2), (1, 2)]
    total = [newsroom.version(article, "ru")["progress"]["words"]["total"] for article in (first, second)]
    assert [row["words_left"] for row in (be, ru, en)] == [sum(total), total[1], 0]
    assert [article["title"] for article in ru["articles"]] == ["First", "Second text"]
    assert [article["status"] for article in ru["articles"]] == ["approved", "missing"]
    version = newsroom.version(second, "ru")
    for name in ("status", "progress", "blockers", "assignee", "due_at"):
        assert ru["articles"][1][name] == version[name]


def test_the_hours_left_run_to_the_scheduled_release(sqlite_newsroom: Newsroom) -> None:
    """The next scheduled release of the issue is its deadline; without one, the deadline that was set for it."""
    sqlite_newsroom.write()
    db.database.execute_sql("UPDATE issue SET deadline_at = '2017-09-16T09:00:00.000000Z'")
    board = f"/v1/desk/issues/{ISSUE}/board"
    with time_machine.travel(NOW, tick=False):
        assert sqlite_newsroom.get(board, "editor")["hours_left"] == 48.0
        data = {"languages": ["en"], "at": "2017-09-15T06:30:00Z"}
        made = sqlite_newsroom.post(f"/v1/desk/issues/{ISSUE}/releases", "editor", data)
        shown = sqlite_newsroom.get(board, "editor")
        assert (shown["deadline_at"], shown["hours_left"]) == ("2017-09-15T06:30:00Z", 21.5)
        release = f"/v1/desk/releases/{made['id']}"
        sqlite_newsroom.call("DELETE", release, "editor", etag=sqlite_newsroom.etag(release))
        assert sqlite_newsroom.get(board, "editor")["hours_left"] == 48.0
    with time_machine.travel("2017-09-16T10:00:00Z", tick=False):
        assert sqlite_newsroom.get(board, "editor")["hours_left"] == -1.0


def test_an_empty_issue_has_an_empty_board(sqlite_newsroom: Newsroom) -> None:
    """Every language stands there with nothing in it; an issue that is not planned is 404; who has no work here 403."""
    board = sqlite_newsroom.get(f"/v1/desk/issues/{ISSUE}/board", "editor")
    assert [(row["ready"], row["total"], row["articles"]) for row in board["languages"]] == [(0, 0, [])] * 3
    assert sqlite_newsroom.call("GET", "/v1/desk/issues/2017-W38/board", "editor").status_code == 404
    assert sqlite_newsroom.call("GET", f"/v1/desk/issues/{ISSUE}/board", "admin").status_code == 403


def test_the_board_costs_the_same_few_statements_for_any_number_of_articles(newsroom: Newsroom) -> None:
    """Twenty articles in three languages take no more statements than one, and well under a tenth of a second."""
    path = f"/v1/desk/issues/{ISSUE}/board"

    def statements() -> int:
        seen: list[str] = []
        execute = type(db.database.obj).execute_sql

        def counted(*args: object, **kwargs: object) -> object:
            seen.append("")
            return execute(db.database.obj, *args, **kwargs)

        db.database.obj.execute_sql = counted
        try:
            newsroom.get(path, "editor")
        finally:
            del db.database.obj.execute_sql
        return len(seen)

    newsroom.write()
    newsroom.get(path, "editor")
    few = statements()
    for number in range(19):
        newsroom.translate(newsroom.write(title=f"Text {number}"), "ru")
    assert statements() == few <= 11
    assert min(effort(lambda: newsroom.get(path, "editor")) for _ in range(3)) < 20
