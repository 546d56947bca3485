"""Ids of one thing in the path of another: what is not there is not found, and nothing changes."""

from __future__ import annotations

import pytest

from api.accounts import people
from api.accounts.models import Grant
from tests.newsroom import Newsroom

_VERSION = "/v1/desk/articles/{article}/versions/ru"


@pytest.fixture
def two(sqlite_newsroom: Newsroom) -> tuple[str, str]:
    """Write two articles with texts of their own."""
    return sqlite_newsroom.write(), sqlite_newsroom.write(
        title="Another title", summary="Another summary.", body="Other words.\n"
    )


def test_a_message_of_another_article_is_not_there(sqlite_newsroom: Newsroom, two: tuple[str, str]) -> None:
    """A message of one article under another is 404 for reading, writing and its history, and stays as it was."""
    first, second = two
    message = sqlite_newsroom.messages(first, "ru")[0]
    path = f"{_VERSION.format(article=second)}/messages/{message['id']}"
    statuses = [
        sqlite_newsroom.call(method, address, "editor", etag=etag, json=data).status_code
        for method, address, etag, data in (
            ("GET", path, None, None),
            ("PATCH", path, message["etag"], {"translation": "Слово"}),
            ("GET", f"{path}/history", None, None),
        )
    ]
    assert statuses == [404, 404, 404]
    assert sqlite_newsroom.messages(first, "ru")[0] == message
    assert all(one["translation"] is None for one in sqlite_newsroom.messages(second, "ru"))


def test_an_event_of_another_message_is_not_returned_to(sqlite_newsroom: Newsroom, two: tuple[str, str]) -> None:
    """A message cannot be returned to what another one said."""
    first, second = two
    sqlite_newsroom.translate(first, "ru")
    message = sqlite_newsroom.messages(first, "ru")[0]
    history = sqlite_newsroom.get(f"{_VERSION.format(article=first)}/messages/{message['id']}/history", "editor")[
        "data"
    ]
    other = sqlite_newsroom.messages(second, "ru")[0]
    path = f"{_VERSION.format(article=second)}/messages/{other['id']}/reversion"
    refused = sqlite_newsroom.call("POST", path, "editor", etag=other["etag"], json={"event_id": history[0]["id"]})
    assert refused.status_code in {404, 422}
    assert sqlite_newsroom.messages(second, "ru")[0] == other


def test_a_remark_on_another_articles_message_is_refused(sqlite_newsroom: Newsroom, two: tuple[str, str]) -> None:
    """A change request or a comment cannot point at a message of another article."""
    first, second = two
    sqlite_newsroom.translate(second, "ru")
    sqlite_newsroom.submit(second, "ru")
    message = sqlite_newsroom.messages(first, "ru")[-1]["id"]
    path = _VERSION.format(article=second)
    before = sqlite_newsroom.call("GET", path, "reviewer-ru")
    remarks = {"note": "Look.", "remarks": [{"message_id": message, "text": "Here."}]}
    refused = sqlite_newsroom.call(
        "POST", f"{path}/change-request", "reviewer-ru", etag=before.headers["ETag"], json=remarks
    )
    comment = {"text": "Here.", "message_id": message}
    assert refused.status_code in {404, 422}
    assert sqlite_newsroom.call("POST", f"{path}/comments", "reviewer-ru", json=comment).status_code in {404, 422}
    assert sqlite_newsroom.get(path, "reviewer-ru") == before.get_json()


def test_a_grant_of_somebody_else_is_not_there(sqlite_newsroom: Newsroom) -> None:
    """A grant of one person under another is 404, and nobody loses a role."""
    grant = Grant.get(Grant.person == people.id_of("editor")).id
    path = f"/v1/admin/people/{people.id_of('editor2')}/grants/{grant}"
    assert sqlite_newsroom.call("DELETE", path, "admin", etag="*").status_code == 404
    assert Grant.select().where(Grant.id == grant).exists()
