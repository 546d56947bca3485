from __future__ import annotations

import base64
import json
import random
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from api.partners import keys, partners
from api.partners.sending import signatures
from api.partners.sending.dispatch import Dispatcher
from api.platform import clock
from tests.examples import programs
from tests.examples.conftest import Served
from tests.examples.programs import Language, Program, until
from tests.partners import parties, receivers
from tests.partners.receivers import turn

KILLS = 6
_CONTRACT = {"topics": ["society"], "languages": ["be", "en"], "per_minute": 6000, "licence": "CC BY 4.0"}


@pytest.fixture(params=["python", "typescript"])
def program(request: pytest.FixtureRequest, served: Served, tmp_path: Path) -> Program:
    """Give the programs of a language, for a partner of its own."""
    language: Language = request.param
    where = request.getfixturevalue("built") if language == "typescript" else Path()
    partner = parties.partner(served, f"Radio Luzhana {tmp_path.name}", **_CONTRACT)
    return Program(language, where, served.address, tmp_path, parties.key(served, partner, "read", "webhooks"))


@pytest.fixture
def worker(served: Served) -> Iterator[Dispatcher]:
    """Give a worker that may send to this machine."""
    with receivers.working(served) as working:
        yield working


def test_a_mirror_that_is_killed_again_and_again_is_proved_equal(served: Served, program: Program) -> None:
    """While texts come, change, leave the contract and go, it is killed; then it is equal, and notices what is not."""
    chance = random.Random(7)
    for number in range(KILLS):
        with program.running("mirror"):
            article = served.publish("ru", title=f"Week {number}", topic=("society", "river")[number % 2])
            if number % 3 == 0:
                _withdraw(served, article, "en")
            time.sleep(chance.uniform(0, 0.4))
    assert program.run("prove").endswith("equal\n")
    held = program.held()
    assert {document["topic"]["key"] for document in held.values()} == {"society"}
    assert {language for _, language in held} <= {"be", "en"}
    assert held == _readable(served, program, held)
    assert program.contract()["licence"] == "CC BY 4.0"
    spoilt = next(iter(held))
    program.spoil(spoilt)
    week = time.strftime("%G-W%V", time.gmtime())
    assert f"not what the newsroom has: {spoilt[1]} {week}" in program.run("prove", fails=True)


def test_a_mirror_hears_of_a_withdrawal_and_of_the_end_of_its_key(served: Served, program: Program) -> None:
    """A text goes with the very poll that waits for it; a key that is revoked ends the program, which says so."""
    article = served.publish(title="Heard of")
    with program.running("mirror") as process:
        until(lambda: (article, "en") in program.held())
        began = time.monotonic()
        _withdraw(served, article, "en")
        until(lambda: (article, "en") not in program.held())
        assert time.monotonic() - began < 10  # else it came with the next poll
        _revoke(served, program.key)
        served.publish(title="Not for it")  # what it waits for
        assert process.wait(programs.PATIENCE) != 0
        assert program.has_said("revoked_key")
    assert "revoked_key" in program.run("once", fails=True)


def test_a_receiver_takes_what_the_worker_sends(served: Served, program: Program, worker: Dispatcher) -> None:
    """Texts come by events, once for each id; two secrets are good; what came while it was dead is read after."""
    port = programs.free_port()
    hook = receivers.hook(served, program.key, f"http://127.0.0.1:{port}/hooks")
    program.secrets = hook["secret"]
    with program.running("receive", port) as process:
        turn(worker)
        assert receivers.show(served, program.key, hook["id"])["state"] == "active"
        article = served.publish(title="Sent")
        turn(worker)
        until(lambda: (article, "en") in program.held())
        known = program.events()
        first = receivers.log(served, program.key, hook["id"], article_id=article)[0]
        assert first["id"] in known
        again = parties.call(served, f"/v1/partner/deliveries/{first['id']}/replay", program.key, "POST")
        assert again.status_code == 201
        turn(worker)
        process.kill()
    assert sorted(program.events()) == sorted(known)
    missed = served.publish(title="Sent to nobody")
    turn(worker)
    rotated = parties.call(served, f"/v1/partner/webhooks/{hook['id']}/rotation", program.key, "POST", json={})
    program.secrets = f"{rotated.get_json()['secret']} {hook['secret']}"
    with program.running("receive", port):
        until(lambda: (missed, "en") in program.held())
        receivers.make_due()
        turn(worker)
        log = receivers.log(served, program.key, hook["id"])
        assert {each["state"] for each in log} == {"delivered"}
        assert {each["id"] for each in log} <= {*program.events()}
    assert program.run("prove").endswith("equal\n")


def test_a_receiver_takes_withdrawals_also_when_its_mirror_stands_still(
    served: Served, program: Program, worker: Dispatcher
) -> None:
    """With a revoked key nothing can be read; what is withdrawn goes all the same, and nothing forged counts."""
    port = programs.free_port()
    hook = receivers.hook(served, program.key, f"http://127.0.0.1:{port}/hooks")
    program.secrets = hook["secret"]
    article = served.publish("ru", title="Soon gone", source_language="en")
    other = served.publish(title="To stay")
    with program.running("receive", port):
        turn(worker)
        until(lambda: {(article, "en"), (other, "en")} <= program.held().keys())
        _revoke(served, program.key)
        _withdraw(served, article, "en")
        turn(worker)
        until(lambda: (article, "en") not in program.held())
        until(lambda: program.has_said("stands still"))
        for status, changes in (
            (401, {"webhook-signature": "v1,AAAA"}),
            (401, {"webhook-signature": ""}),
            (401, {"webhook-timestamp": str(int(time.time()) - 1000)}),
            (401, {"webhook-id": "another"}),
        ):
            assert _sent(port, hook["secret"], other, is_public=False, **changes) == status, changes
        assert _sent(port, hook["secret"], other, is_public=True) == 204  # it is back meanwhile
        assert (other, "en") in program.held()
        assert _sent(port, hook["secret"], other, is_public=False) == 204
        assert (other, "en") not in program.held()


def _withdraw(served: Served, article: str, language: str) -> None:
    served.post(f"/v1/desk/articles/{article}/versions/{language}/withdrawal", "editor", {"reason": "Wrong."})


def _revoke(served: Served, key: str) -> None:
    found = parties.get(served, "/v1/partner/me", key)
    keys.revoke(partners.id_of(found["name"]), found["key"], by=None, at=clock.now())


def _readable(served: Served, program: Program, places: Any) -> dict[tuple[str, str], Any]:
    """Give what the partner reads at some places, as the journal has it."""
    found = {}
    for article, language in places:
        document = parties.get(served, f"/v1/articles/{article}?lang={language}&fallback=none", program.key)
        found[article, language] = {name: value for name, value in document.items() if name not in {"previous", "next"}}
    return found


def _sent(port: int, secret: str, article: str, *, is_public: bool, **changes: str) -> int:
    """Send a withdrawal that no worker has sent, signed with the secret and then changed; gives the answer's status."""
    data = {"article_id": article, "language": "en", "is_public": is_public}
    body = json.dumps({"type": "article.withdrawn", "timestamp": "2026-11-25T00:00:00Z", "data": data}).encode()
    key = base64.b64decode(secret.removeprefix("whsec_"))
    headers = signatures.headers(f"made {is_public}", body, [key], at=clock.now()) | changes
    request = urllib.request.Request(f"http://127.0.0.1:{port}/hooks", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=programs.PATIENCE) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code


def test_an_empty_key_is_a_slip(program: Program) -> None:
    """Whoever meant to give a key and gave none does not get a mirror of what everybody reads."""
    program.key, program.secrets = "", signatures.written(signatures.secret())
    assert "NEWSROOM_KEY is empty" in program.run("once", fails=True)
    assert "NEWSROOM_KEY is empty" in program.run("receive", port=programs.free_port(), fails=True)
    assert [*program.folder.iterdir()] == []
