"""What tests of requests that go out share: doors of their own, closed after each test."""

from __future__ import annotations

import ssl

from api.platform import destinations
from api.platform.destinations import Rule
from api.platform.lookups import Names
from api.platform.outbound import Failed, Limits, Outbound
from api.platform.wires import Connect

HERE = destinations.rules("127.0.0.0/8:*")
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
SOON = Limits(connect=0.5, silence=0.3, total=0.6)

_made: list[Outbound] = []


def outbound(
    rules: tuple[Rule, ...] = (),
    *,
    agent: str = "Polyweek",
    names: Names | None = None,
    connect: Connect | None = None,
    tls: ssl.SSLContext | None = None,
) -> Outbound:
    """Give a door of our own, closed after the test."""
    _made.append(Outbound(rules, agent=agent, names=names, connect=connect, tls=tls))
    return _made[-1]


def failure(out: Outbound, url: str, *, body: bytes | None = None, limits: Limits = Limits()) -> str:  # noqa: B008 - it never changes
    """Give the name with which a request fails, or `sent`."""
    try:
        out.send("POST", url, body=body, limits=limits)
    except Failed as error:
        return error.name
    return "sent"


def close() -> None:
    """Close what was made."""
    while _made:
        _made.pop().close()
