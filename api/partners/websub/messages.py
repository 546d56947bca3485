"""What goes to a callback: the address of a question, and the fields of a delivery. Pure."""

from __future__ import annotations

import hmac
from typing import Literal
from urllib.parse import quote

Mode = Literal["subscribe", "unsubscribe", "denied"]

LONGEST_CALLBACK = 1000  # characters; with a question's own parameters, and no more than outbound sends
LONGEST_SECRET = 199  # bytes (WebSub, section 5.1)


def question(
    callback: str,
    mode: Mode,
    topic: str,
    *,
    challenge: str | None = None,
    lease_seconds: int | None = None,
    reason: str | None = None,
) -> str:
    """Give the address of a question: the callback's own query stays as it is, ours stands behind it (5.1.1, 5.3)."""
    told = {
        "hub.mode": mode,
        "hub.topic": topic,
        "hub.challenge": challenge,
        "hub.lease_seconds": lease_seconds,
        "hub.reason": reason,
    }
    ours = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in told.items() if value is not None)
    if "?" not in callback:
        return f"{callback}?{ours}"
    return callback + ours if callback.endswith("?") else f"{callback}&{ours}"


def fields(body: bytes, *, content_type: str, hub: str, topic: str, secret: bytes | None) -> dict[str, str]:
    """Give the fields of a delivery (section 7): of the feed's own type, and signed where there is a secret (7.1)."""
    found = {"Content-Type": content_type, "Link": f'<{hub}>; rel="hub", <{topic}>; rel="self"'}
    if secret is not None:
        found["X-Hub-Signature"] = f"sha256={hmac.digest(secret, body, 'sha256').hex()}"
    return found
