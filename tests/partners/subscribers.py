"""What tests of the hub share: subscribers written from WebSub's text alone, and a worker that is turned by hand."""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from werkzeug.test import TestResponse

from api.delivery import feed_pages
from api.partners.websub.hub import Hub
from api.partners.websub.models import WebsubIntent, WebsubSubscription
from api.platform import clock, destinations, instance
from api.platform.outbound import Limits, Outbound
from api.platform.paging import Signer
from tests import servers
from tests.newsroom import Newsroom

RULES = destinations.rules("127.0.0.0/8:*")
QUICKLY = Limits(connect=0.5, silence=0.5, total=0.5, head=16 * 1024, body=1024, cuts=True)
BASE = "http://127.0.0.1:8000"
HUB = f"{BASE}/v1/websub"
ATOM = f"{BASE}/v1/feeds/en.atom"

Query = list[tuple[str, str]]


@dataclass
class Sent:
    """A feed that was sent: its fields in lower case, its bytes, and the query of the address to which it went."""

    fields: dict[str, str]
    body: bytes
    query: str


def confirm(query: dict[str, str]) -> tuple[int, bytes]:
    """Answer a question as somebody who wants it."""
    return 200, query.get("hub.challenge", "").encode()


@dataclass
class Subscriber:
    """A server that subscribes: what it was asked, what it was sent, and how it answers (at first, well)."""

    url: str
    asked: list[Query] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    answer: Callable[[dict[str, str]], tuple[int, bytes]] = confirm
    take: Callable[[Sent], int | tuple[int, dict[str, str]]] = lambda _: 204
    lock: threading.Lock = field(default_factory=threading.Lock)

    def bodies(self) -> list[bytes]:
        """Give what was sent."""
        return [each.body for each in self.sent]

    def last(self) -> dict[str, str]:
        """Give the last question."""
        return dict(self.asked[-1])


@contextmanager
def subscribing(path: str = "/callback") -> Iterator[Subscriber]:
    """Run a subscriber on this machine."""
    subscriber = Subscriber("")

    def reply(asked: servers.Asked) -> servers.Answer:
        query = urlsplit(asked.path).query
        return _told(subscriber, query) if asked.method == "GET" else _taken(subscriber, asked, query)

    with servers.answering(reply) as origin:
        subscriber.url = f"{origin}{path}"
        yield subscriber


def _told(subscriber: Subscriber, text: str) -> servers.Answer:
    query = parse_qsl(text, keep_blank_values=True)
    with subscriber.lock:
        subscriber.asked.append(query)
    status, body = subscriber.answer(dict(query))
    elsewhere = {"Location": subscriber.url} if status == HTTPStatus.FOUND else {}
    return status, {"Content-Type": "text/plain", **elsewhere}, body


def _taken(subscriber: Subscriber, asked: servers.Asked, query: str) -> servers.Answer:
    sent = Sent(asked.fields, asked.body, query)
    with subscriber.lock:
        subscriber.sent.append(sent)
    found = subscriber.take(sent)
    status, more = found if isinstance(found, tuple) else (found, {})
    return status, more, b""


@contextmanager
def working(newsroom: Newsroom, *, limits: Limits = QUICKLY, **changes: Any) -> Iterator[Hub]:
    """Give a worker's hub that may send to this machine."""
    instance.use(dataclasses.replace(newsroom.settings, outbound_rules=RULES, **changes))
    hub = make(newsroom, limits=limits)
    try:
        yield hub
    finally:
        hub.close()


def make(newsroom: Newsroom, *, limits: Limits = QUICKLY, out: Outbound | None = None) -> Hub:
    """Make a worker's hub."""
    signer = Signer(newsroom.settings.secret)
    return Hub(out or Outbound(RULES), lambda url: feed_pages.distributed(url, signer=signer), limits=limits)


def turn(hub: Hub) -> None:
    """Let the worker do all that is due now."""
    while hub.run(seconds=0.2) or hub._asking.is_busy or hub._sending.is_busy:
        pass


def ask(newsroom: Newsroom, callback: str, topic: str = ATOM, mode: str = "subscribe", **more: Any) -> TestResponse:
    """Ask the hub for something; `more` are parameters without `hub.` before their names."""
    asked = {"mode": mode, "topic": topic, "callback": callback, **more}
    return newsroom.call("POST", "/v1/websub", data={f"hub.{name}": value for name, value in asked.items()})


def subscribed(newsroom: Newsroom, hub: Hub, callback: str, topic: str = ATOM, **more: Any) -> WebsubSubscription:
    """Subscribe, and give what the hub keeps of it."""
    response = ask(newsroom, callback, topic, **more)
    assert response.status_code == 202, response.get_data(as_text=True)
    assert response.data == b""
    turn(hub)
    kept = WebsubSubscription.get_or_none(WebsubSubscription.callback == callback, WebsubSubscription.topic == topic)
    assert kept is not None
    return kept  # type: ignore[no-any-return]


def discovered(response: TestResponse) -> dict[str, str]:
    """Read hub and topic out of the Link field, as a subscriber does that knows nothing of us."""
    pairs = re.findall(r'<([^>]*)>\s*;\s*rel="?([a-z]+)"?', response.headers["Link"])
    return {relation: address for address, relation in pairs}


def is_signed(sent: Sent, secret: str) -> bool:
    """Check the signature of what was sent."""
    method, _, told = sent.fields.get("x-hub-signature", "").partition("=")
    assert method == "sha256"
    return hmac.compare_digest(hmac.new(secret.encode(), sent.body, hashlib.sha256).hexdigest(), told)


def count() -> int:
    """Give how many subscriptions there are."""
    return int(WebsubSubscription.select().count())


def waiting() -> int:
    """Give how many questions wait for an answer."""
    return int(WebsubIntent.select().count())


def make_due() -> None:
    """Let the time pass until everything that waits is due."""
    now = clock.now()
    WebsubSubscription.update(due_at=now).where(WebsubSubscription.due_at > now).execute()
    WebsubIntent.update(due_at=now).where(WebsubIntent.due_at > now).execute()


def end_leases() -> None:
    """Let the time pass until all leases have ended."""
    WebsubSubscription.update(expires_at=clock.now() - timedelta(seconds=1)).execute()
