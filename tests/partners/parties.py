"""What tests of partners share: a partner of the newsroom, its keys, requests with one, and texts of an age."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from api.platform import clock, db
from api.publishing.models import Publication, Reading
from tests.newsroom import Newsroom

PATH = "/v1/admin/partners"


def partner(newsroom: Newsroom, name: str = "Radio Luzhana", **contract: Any) -> str:
    """Add a partner and give its id."""
    data = {"name": name, "contact": "desk@radio.example", **contract}
    return str(newsroom.post(PATH, "admin", data)["id"])


def key(newsroom: Newsroom, partner_id: str, *scopes: str, **wanted: Any) -> str:
    """Make a key for a partner and give its text; without scopes it may read."""
    data = {"name": "site", "scopes": list(scopes) or ["read"], **wanted}
    return str(newsroom.post(f"{PATH}/{partner_id}/keys", "admin", data)["key"])


def reader(newsroom: Newsroom, **contract: Any) -> str:
    """Add a partner with this contract and give a key of theirs with which they may read."""
    return key(newsroom, partner(newsroom, **contract))


def call(newsroom: Newsroom, path: str, text: str, method: str = "GET", **options: Any) -> TestResponse:
    """Send a request with a key."""
    headers = {"Authorization": f"Bearer {text}", **options.pop("headers", {})}
    return newsroom.call(method, path, headers=headers, **options)


def get(newsroom: Newsroom, path: str, text: str) -> Any:
    """Read with a key what must be there."""
    response = call(newsroom, path, text)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def fault(response: TestResponse) -> tuple[int, str]:
    """Give the status of a refusal and the code of its first fault."""
    return response.status_code, response.get_json()["errors"][0]["code"]


def age(article: str, by: timedelta) -> None:
    """Let an article have been published long ago."""
    at = clock.now() - by
    with db.transaction():
        Publication.update(first_published_at=at).where(Publication.article == article).execute()
        Reading.update(published_at=at).where(Reading.article == article).execute()
