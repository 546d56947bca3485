"""What tests of webhooks share: receivers that answer as a test says, and a worker that is turned by hand."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from api.partners.sending import fanout, retries
from api.partners.sending.dispatch import Dispatcher
from api.partners.sending.models import Delivery, Webhook
from api.platform import clock, destinations, instance
from api.platform.outbound import Limits, Outbound
from tests import servers
from tests.newsroom import Newsroom
from tests.partners import parties

RULES = destinations.rules("127.0.0.0/8:*")
_QUICKLY = Limits(connect=0.5, silence=0.5, total=0.5, head=16 * 1024, body=1024, cuts=True)


@dataclass
class Got:
    """A request that came: its headers in lower case, and its body."""

    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        """The body as data."""
        return json.loads(self.raw)

    @property
    def event(self) -> str:
        """What it tells."""
        return str(self.body["type"])


Answer = Callable[[Got], tuple[int, dict[str, str], bytes] | int]


@dataclass
class Receiver:
    """A server of a partner: what came to it, what it took with 200, and how it answers (at first so)."""

    url: str
    got: list[Got] = field(default_factory=list)
    accepted: list[Got] = field(default_factory=list)
    answer: Answer = lambda _: 200
    lock: threading.Lock = field(default_factory=threading.Lock)

    def events(self) -> list[str]:
        """Tell what came, without pings, in order."""
        return [each.event for each in self.got if each.event != "ping"]

    def ids(self) -> list[str]:
        """Give the `webhook-id` of what came, without pings, in order."""
        return [each.headers["webhook-id"] for each in self.got if each.event != "ping"]


@contextmanager
def receiving(answer: Answer = lambda _: 200) -> Iterator[Receiver]:
    """Run a receiver on this machine."""
    receiver = Receiver("", answer=answer)

    def take(asked: servers.Asked) -> servers.Answer:
        got = Got(asked.fields, asked.body)
        with receiver.lock:
            receiver.got.append(got)
        found = receiver.answer(got)
        status, headers, body = found if isinstance(found, tuple) else (found, {}, b"")
        if status == HTTPStatus.OK:
            with receiver.lock:
                receiver.accepted.append(got)
        return status, headers, body

    with servers.answering(take) as origin:
        receiver.url = f"{origin}/hook"
        yield receiver


@contextmanager
def working(newsroom: Newsroom, *, limits: Limits = _QUICKLY) -> Iterator[Dispatcher]:
    """Give a worker's dispatcher that may send to this machine."""
    instance.use(dataclasses.replace(newsroom.settings, outbound_rules=RULES))
    dispatcher = Dispatcher(Outbound(RULES), limits=limits)
    try:
        yield dispatcher
    finally:
        dispatcher.close()


def turn(dispatcher: Dispatcher) -> None:
    """Let the worker do all that is due now."""
    while fanout.follow(at=clock.now()) or dispatcher.run(seconds=0.3):
        pass


def hook(newsroom: Newsroom, text: str, url: str, **wanted: Any) -> Any:
    """Add a webhook with a partner's key, and give it with its secret."""
    response = parties.call(newsroom, "/v1/partner/webhooks", text, "POST", json={"url": url, **wanted})
    assert response.status_code == 201, response.get_data(as_text=True)
    return response.get_json()


def verified(newsroom: Newsroom, dispatcher: Dispatcher, text: str, url: str, **wanted: Any) -> Any:
    """Add a webhook whose ping is answered."""
    made = hook(newsroom, text, url, **wanted)
    turn(dispatcher)
    assert show(newsroom, text, made["id"])["state"] == "active"
    return made


def show(newsroom: Newsroom, text: str, webhook_id: str) -> Any:
    """Read a webhook."""
    return parties.get(newsroom, f"/v1/partner/webhooks/{webhook_id}", text)


def log(newsroom: Newsroom, text: str, webhook_id: str, **query: str) -> Any:
    """Read the log of a webhook, the latest first, without pings."""
    asked = "&".join(f"{name}={value}" for name, value in {"limit": "100", **query}.items())
    found = parties.get(newsroom, f"/v1/partner/webhooks/{webhook_id}/deliveries?{asked}", text)["data"]
    return [each for each in found if each["event"] != "ping"]


def make_due(*, first_tried: timedelta | None = None) -> None:
    """Let the time pass until everything that waits is due; or until it has been tried for so long, and often."""
    Webhook.update(not_before=None).execute()
    changes: dict[str, Any] = {"due_at": clock.now()}
    if first_tried is not None:
        changes |= {"first_tried_at": clock.now() - first_tried, "attempts": retries.LEAST}
        Webhook.update(failures=retries.LEAST).execute()
    Delivery.update(**changes).where(Delivery.state == "queued", Delivery.attempts > 0).execute()


def key(newsroom: Newsroom, name: str = "Radio Luzhana", **contract: Any) -> str:
    """Make a partner, and a key of its that may have webhooks; give its text."""
    partner = parties.partner(newsroom, name, per_minute=6000, **contract)
    return parties.key(newsroom, partner, "webhooks", "read")
