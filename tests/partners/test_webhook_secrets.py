"""Secrets of webhooks: a ping can be verified the first time, whoever made the secret."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from standardwebhooks import Webhook as Verifier

from api.partners.sending import signatures
from api.partners.sending.dispatch import Dispatcher
from api.partners.sending.models import Webhook
from api.platform import clock
from api.platform.outbound import Outbound
from tests.newsroom import Newsroom
from tests.partners import parties, receivers
from tests.partners.receivers import receiving, turn, working

HOOKS = "/v1/partner/webhooks"
_OURS = "whsec_" + base64.b64encode(bytes(range(40))).decode()


def test_a_partner_brings_a_secret_that_its_endpoint_knows_already(newsroom: Newsroom) -> None:
    """As at GitHub: who sends `secret` verifies the very first ping by it, and is shown the same one."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as worker:
        made = receivers.verified(newsroom, worker, text, there.url, secret=_OURS)
    assert made["secret"] == _OURS
    assert [got.event for got in there.got] == ["ping"]
    Verifier(_OURS).verify(there.got[0].raw, there.got[0].headers)


def test_a_rotation_takes_a_secret_of_the_partner_too(newsroom: Newsroom) -> None:
    """After it deliveries are signed with the brought one and, for the overlap, with the former."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as worker:
        made = receivers.verified(newsroom, worker, text, there.url)
        turned = parties.call(newsroom, f"{HOOKS}/{made['id']}/rotation", text, "POST", json={"secret": _OURS})
        assert (turned.status_code, turned.get_json()["secret"]) == (201, _OURS)
        parties.call(newsroom, f"{HOOKS}/{made['id']}/pings", text, "POST")
        turn(worker)
    for secret in (_OURS, made["secret"]):
        Verifier(secret).verify(there.got[1].raw, there.got[1].headers)


def test_secrets_that_no_verifier_would_take_are_refused(sqlite_newsroom: Newsroom) -> None:
    """A secret is `whsec_` and 24 to 64 bytes in base64, by the specification; nothing else makes a webhook."""
    text = receivers.key(sqlite_newsroom)
    bad: list[Any] = ["", "whsec_", "secret", _OURS[6:], _OURS + "=", "whsec_" + "é" * 40, 7]
    bad += ["whsec_" + base64.b64encode(bytes(count)).decode() for count in (23, 65)]
    for secret in bad:
        data = {"url": "https://radio.example/hook", "secret": secret}
        refused = parties.call(sqlite_newsroom, HOOKS, text, "POST", json=data)
        assert refused.status_code == 422, secret
        assert refused.get_json()["errors"][0]["pointer"] == "/secret"
        assert len(str(secret)) < len(_OURS) - 6 or secret not in refused.get_data(as_text=True)
    assert Webhook.select().count() == 0
    for count in (24, 64):
        secret = "whsec_" + base64.b64encode(bytes(count)).decode()
        data = {"url": "https://radio.example/hook", "secret": secret}
        assert parties.call(sqlite_newsroom, HOOKS, text, "POST", json=data).status_code == 201


def test_the_first_ping_waits_until_its_maker_can_know_the_secret(sqlite_newsroom: Newsroom) -> None:
    """A worker leaves a new endpoint alone for some seconds, in which the answer with the secret arrives."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as there, working(sqlite_newsroom):
        worker = Dispatcher(Outbound(receivers.RULES), patience=timedelta(seconds=30))
        try:
            made = receivers.hook(sqlite_newsroom, text, there.url)
            turn(worker)
            assert there.got == []
            Webhook.update(created_at=clock.now() - timedelta(seconds=31)).execute()
            turn(worker)
        finally:
            worker.close()
    assert [got.event for got in there.got] == ["ping"]
    Verifier(made["secret"]).verify(there.got[0].raw, there.got[0].headers)


def test_what_is_made_is_read_back() -> None:
    """A secret of ours reads as one of a partner's would."""
    key = signatures.secret()
    assert signatures.read(signatures.written(key)) == key
