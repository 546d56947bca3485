"""An edge that answers partners, over a newsroom's application, which writes down what it is asked."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.test import Client, TestResponse

from api.delivery.edge import Edge
from api.partners.admissions import Doorkeeper
from api.partners.receipts.collector import Collector
from api.platform import db
from tests.newsroom import Newsroom

QUOTAS = ("RateLimit", "RateLimit-Policy")


class Hot:
    """An edge over a newsroom; `collector` is what its doorkeeper tells of what was given."""

    def __init__(self, newsroom: Newsroom, **options: Any) -> None:
        self.newsroom = newsroom
        self.asked: list[dict[str, Any]] = []
        self.now = 1_000.0
        self.collector = Collector()
        self.noted: list[tuple[str, str, str]] = []
        doorkeeper = Doorkeeper(newsroom.settings, self.collector)
        options = {"seconds": lambda: self.now, "note": self.noted.append, **options}
        self.edge = Edge(self._application, doorkeeper=doorkeeper, **options)

    @property
    def shared(self) -> Any:
        """What is kept for partners now."""
        return self.edge._eras.era.shared

    def call(self, path: str, key: str | None, method: str = "GET", **headers: str) -> TestResponse:
        """Send a request with a key, or as the public; headers with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            sent = {"Authorization": f"Bearer {key}", **sent}
        return Client(self.edge, use_cookies=False).open(path, method=method, headers=sent)

    def heat(self, path: str, key: str, **headers: str) -> TestResponse:
        """Ask until the answer must be hot, and give the last."""
        for _ in range(2):
            self.call(path, key, **headers)
        return self.call(path, key, **headers)

    def is_hot(self, path: str, key: str, **headers: str) -> bool:
        """Tell whether the application is not asked for what this partner reads now."""
        before = len(self.asked)
        self.call(path, key, **headers)
        return len(self.asked) == before

    def _application(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked.append(environ)
        return self.newsroom.app(environ, start_response)


def left(answer: TestResponse) -> int | None:
    """Give how many requests of this minute an answer says are left; None where it says nothing of that."""
    found = re.match(r'"minute";r=(\d+);', answer.headers.get("RateLimit", ""))
    return int(found[1]) if found is not None else None


def receipts(partner: str) -> list[tuple[Any, ...]]:
    """Give the receipts of a partner: article, language, whether its text was fetched and how it is known."""
    sql = "SELECT article_id, language, fetched_at, known_by FROM receipt WHERE partner_id = ? ORDER BY 1, 2"
    return [(article, language, at is not None, by) for article, language, at, by in db.rows(sql, (partner,))]
