"""Pings of a sandbox: an endpoint that was added right before a reset is verified all the same."""

from __future__ import annotations

from tests.newsroom import Newsroom
from tests.partners import parties, receivers, sandboxes
from tests.partners.receivers import receiving
from tests.partners.test_sandbox_webhooks import go, going_round


def test_a_reset_leaves_the_ping_that_verifies_an_endpoint(with_seed: Newsroom) -> None:
    """What waits of the texts is dropped; a ping is of the endpoint, which stays, and would wait for it for ever."""
    text = sandboxes.key(with_seed, parties.partner(with_seed))
    with receiving() as there, going_round(with_seed) as goes:
        made = receivers.hook(with_seed, text, there.url)
        sandboxes.play(with_seed, text, "reset")
        assert receivers.show(with_seed, text, made["id"])["queued_count"] == 1
        go(goes)
        assert [got.event for got in there.got] == ["ping"]
        assert receivers.show(with_seed, text, made["id"])["state"] == "active"
