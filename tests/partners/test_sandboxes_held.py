"""What sandboxes had to send while nothing went out is tried for its full time afterwards, as live deliveries are."""

from __future__ import annotations

from datetime import timedelta

from api.operations import outgoing
from api.partners.sandboxes import files
from api.partners.sandboxes.models import Sandbox
from api.partners.sending.models import Delivery
from api.platform import clock
from tests.newsroom import Newsroom
from tests.partners import parties, receivers, sandboxes
from tests.partners.receivers import receiving
from tests.partners.test_sandbox_webhooks import go, going_round


def test_what_a_sandbox_had_to_send_outlives_a_long_hold(with_seed: Newsroom) -> None:
    """What failed before the hold is neither dead nor its endpoint paused by one failure more; next time it counts."""
    partner = parties.partner(with_seed)
    text = sandboxes.key(with_seed, partner)
    with receiving() as there, going_round(with_seed) as goes:
        made = receivers.hook(with_seed, text, there.url, events=["article.withdrawn"])
        go(goes)
        there.answer = lambda _: 500
        sandboxes.play(with_seed, text, "article.withdrawn")
        go(goes)
        outgoing.hold(at=clock.now())
        _let_pass(partner, timedelta(days=4))
        assert outgoing.resume(at=clock.now())
        go(goes)
        assert {each["state"] for each in receivers.log(with_seed, text, made["id"])} == {"queued"}
        assert receivers.show(with_seed, text, made["id"])["state"] == "active"
        _let_pass(partner, timedelta(days=4))
        go(goes)
        assert "dead" in {each["state"] for each in receivers.log(with_seed, text, made["id"])}


def _let_pass(partner: str, time: timedelta) -> None:
    """Let so much time have passed since the first try, and all be due."""
    with files.inside(files.database(partner, 1)):
        receivers.make_due(first_tried=time)
        assert Delivery.select().where(Delivery.state == "queued").count() == 3
    Sandbox.update(due_at=clock.now()).execute()
