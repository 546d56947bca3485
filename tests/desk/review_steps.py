"""The steps of a review, as tests take them over HTTP."""

from __future__ import annotations

from typing import Any

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
