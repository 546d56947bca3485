from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from standardwebhooks import Webhook as Verifier

from api.partners.sandboxes import files, rounds
from api.partners.sandboxes.models import Sandbox
from api.partners.sandboxes.rounds import Rounds
from api.partners.sending.dispatch import Dispatcher
from api.partners.sending.models import Webhook
from api.platform import clock, db, instance
from api.platform.outbound import Limits, Outbound
from tests.newsroom import Newsroom
from tests.partners import parties, receivers, sandboxes
from tests.partners.receivers import RULES, receiving
from tests.partners.sandboxes import BREAD, FERRY

_QUICKLY = Limits(connect=0.5, silence=0.5, total=0.5, head=16 * 1024, body=1024, cuts=True)


@contextmanager
def going_round(newsroom: Newsroom) -> Iterator[Rounds]:
    """Give a worker that goes round, and may send to this machine."""
    instance.use(dataclasses.replace(newsroom.settings, outbound_rules=RULES))
    out = Outbound(RULES)
    goes = Rounds(lambda: Dispatcher(out, limits=_QUICKLY, marks={"Polyweek-Sandbox": "true"}))
    yield goes
    goes.close()


def go(goes: Rounds) -> None:
    """Let it do all that is due now."""
    while goes.run(at=clock.now()) or db.rows("SELECT 1 FROM sandbox WHERE due_at <= ?", (db.write_time(clock.now()),)):
        pass


def test_what_happens_in_a_sandbox_is_sent_signed_and_marked(with_seed: Newsroom) -> None:
    """The ping, then each event in its order, to endpoints of the sandbox only; the log tells it."""
    partner = parties.partner(with_seed)
    text = sandboxes.key(with_seed, partner)
    live = parties.key(with_seed, partner, "webhooks", "read")
    with receiving() as there, going_round(with_seed) as goes:
        made = receivers.hook(with_seed, text, there.url, payload="full")
        go(goes)
        sandboxes.play(with_seed, text, "article.published")
        sandboxes.play(with_seed, text, "article.corrected")
        go(goes)
        sandboxes.play(with_seed, text, "article.withdrawn", FERRY)
        sandboxes.play(with_seed, text, "contract.changed")
        go(goes)
    for got in there.got:
        assert Verifier(made["secret"]).verify(got.raw, got.headers)
        assert got.headers["polyweek-sandbox"] == "true"
    told = Counter((got.event, got.body["data"].get("article_id")) for got in there.got if got.event != "ping")
    assert {event: count for event, count in told.items() if event[0] != "article.updated"} == {
        ("article.published", BREAD): 3,
        ("article.corrected", FERRY): 3,
        ("article.withdrawn", FERRY): 3,
        ("contract.changed", None): 1,
    }
    document = next(got.body["data"]["document"] for got in there.got if got.event == "article.published")
    assert document["id"] == BREAD
    log = receivers.log(with_seed, text, made["id"])
    assert {each["state"] for each in log} <= {"delivered", "replaced"}
    assert sum(each["state"] == "delivered" for each in log) == len(there.events())
    assert parties.get(with_seed, "/v1/partner/webhooks", live)["data"] == []
    assert Webhook.select().count() == 0


def test_what_fails_is_tried_again_and_the_worker_rests_meanwhile(with_seed: Newsroom) -> None:
    """It comes back when the next try is due, and not before; with nothing to send it does not come at all."""
    text = sandboxes.key(with_seed, parties.partner(with_seed))
    with receiving() as there, going_round(with_seed) as goes:
        receivers.hook(with_seed, text, there.url)
        go(goes)
        assert Sandbox.get().due_at is None
        there.answer = lambda _: 500
        sandboxes.play(with_seed, text, "issue.released")
        go(goes)
        due_at = Sandbox.get().due_at
        assert due_at is not None
        assert due_at > clock.now()
        there.answer = lambda _: 200
        assert goes.run(at=clock.now()) == 0
        with files.inside(files.database(Sandbox.get().partner_id, 1)):
            receivers.make_due()
        Sandbox.update(due_at=clock.now()).execute()
        go(goes)
    assert "issue.released" in {got.event for got in there.accepted}


def test_a_reset_keeps_endpoints_and_drops_what_waited(with_seed: Newsroom) -> None:
    """The log of before can still be read; what had not been sent is not sent any more."""
    text = sandboxes.key(with_seed, parties.partner(with_seed))
    with receiving() as there, going_round(with_seed) as goes:
        made = receivers.hook(with_seed, text, there.url)
        go(goes)
        sandboxes.play(with_seed, text, "article.corrected")
        go(goes)
        sandboxes.play(with_seed, text, "article.withdrawn")
        sandboxes.play(with_seed, text, "reset")
        go(goes)
        assert {each["event"] for each in receivers.log(with_seed, text, made["id"])} == {"article.corrected"}
        sandboxes.play(with_seed, text, "article.corrected")
        go(goes)
    assert [name for name in there.events() if name != "article.corrected"] == []
    assert len(there.events()) == 6


def test_what_is_no_sandbox_any_longer_is_swept(with_seed: Newsroom) -> None:
    """A former beginning goes after an hour, the present one and the seed stay."""
    text = sandboxes.key(with_seed, parties.partner(with_seed))
    sandboxes.play(with_seed, text, "reset")
    before = sorted(path.name for path in with_seed.settings.sandboxes.glob("*.db"))
    assert rounds.sweep(at=clock.now()) == 0
    assert rounds.sweep(at=clock.now() + timedelta(hours=2)) == 1
    after = sorted(path.name for path in with_seed.settings.sandboxes.glob("*.db"))
    assert [name for name in before if name not in after] == [f"{Sandbox.get().partner_id}-1.db"]
    assert parties.call(with_seed, f"/v1/articles/{FERRY}", text).status_code == 200
