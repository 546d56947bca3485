"""What tests of credentials share: every route, who calls it with what, and what its path names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from werkzeug.routing import Rule

from api.accounts import people, tokens
from api.accounts.roles import Granted
from api.platform import clock, db
from tests.content.pictures import shelf
from tests.newsroom import ISSUE, PASSWORD, Newsroom
from tests.partners import parties

THE_FILE_ITSELF = b""  # as it is read at the same address
UNKNOWN = "0190a1b2-0000-7000-8000-000000000000"


def places(newsroom: Newsroom) -> dict[str, Any]:
    """Publish an article and give what its routes have in their paths."""
    article = newsroom.publish("be", "ru", source_language="be")
    return {
        "article": article,
        "slug_or_id": article,
        "language": "ru",
        "message_id": newsroom.messages(article, "ru")[0]["id"],
        "number": 1,
        "issue": ISSUE,
        "topic": "society",
        "byline": "hanna",
        "partner": parties.partner(newsroom),
        "picture": shelf.picture(),
        "width": 96,
        "format": "jpg",
    }


def routes(newsroom: Newsroom) -> Iterator[tuple[Rule, str]]:
    """Give each route of the application with each of its methods."""
    for rule in newsroom.app.url_map.iter_rules():
        yield from ((rule, method) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def name(rule: Rule, method: str) -> str:
    """Name a route as the matrix does."""
    return f"{method} {rule.rule}"


def send(
    newsroom: Newsroom,
    rule: Rule,
    method: str,
    credential: str | None,
    places: dict[str, Any],
    body: Any = None,
    *,
    etag: str | None = None,
) -> int:
    """Send a request with a credential, and with nothing that the path does not need; gives the status."""
    values = {name: places.get(name, UNKNOWN) for name in rule.arguments}
    with newsroom.app.test_request_context():
        path = newsroom.app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
    headers = {"Authorization": f"Bearer {credential}"} if credential is not None else {}
    sent = {"json": body} if body is not None else {}
    if body is THE_FILE_ITSELF:
        sent = {"data": newsroom.call("GET", path, "editor").data}
        headers["Content-Type"] = "text/x-gettext-translation"
    response = newsroom.call(method, path, headers=headers, etag=etag, **sent)
    response.close()  # a file that is given holds its place until then
    return response.status_code


def person(login: str, *grants: Granted) -> str:
    """Add a person and give its id."""
    now = clock.now()
    return people.add(login=login, name=login, password=PASSWORD, locale="en", grants=grants, at=now)


def issue(person: str, hours: int = 1) -> str:
    """Give a token of a person that is good for so long."""
    now = clock.now()
    with db.transaction():
        return tokens.issue(person, name="test", at=now, expires_at=now + timedelta(hours=hours))
