from __future__ import annotations

import logging
import socket
import struct
import time
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from api.partners.websub import intents, targets
from api.partners.websub.intents import Wanted
from api.partners.websub.models import WebsubIntent, WebsubSubscription
from api.platform import clock
from api.platform.errors import RateLimited
from api.platform.lookups import Names
from api.platform.outbound import Outbound
from tests.contents import Contents
from tests.newsroom import Newsroom
from tests.partners import subscribers
from tests.partners.subscribers import ATOM, BASE, subscribing, turn, working
from tests.platform.sink import Sink, answering

READER = "https://reader.example/callback"
ADDRESS = targets.destinations.parse("http://127.0.0.1/").literal


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: (200, b"another challenge"),
        lambda _: (200, b""),
        lambda query: (200, query["hub.challenge"].encode() + b"\n"),
        lambda query: (200, query["hub.challenge"].encode() * 10_000),
        lambda query: (302, query["hub.challenge"].encode()),
        lambda query: (404, query["hub.challenge"].encode()),
        lambda query: (500, query["hub.challenge"].encode()),
    ],
)
def test_who_does_not_confirm_is_not_subscribed(
    sqlite_newsroom: Newsroom, answer: Callable[[dict[str, str]], tuple[int, bytes]]
) -> None:
    """Only 2xx with the very challenge does; whatever else comes ends it with the one request."""
    with subscribing() as there, working(sqlite_newsroom) as hub:
        there.answer = answer
        assert subscribers.ask(sqlite_newsroom, there.url).status_code == 202
        turn(hub)
        subscribers.make_due()
        turn(hub)
        assert (len(there.asked), subscribers.count(), subscribers.waiting()) == (1, 0, 0)


def _hang(_: socket.socket, sink: Sink) -> None:
    sink.ended.wait(5)


def _reset(connection: socket.socket, _: Sink) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


@pytest.mark.parametrize("behave", [_hang, _reset])
def test_who_does_not_answer_is_asked_three_times(
    sqlite_newsroom: Newsroom, behave: Callable[[socket.socket, Sink], None]
) -> None:
    """Later and later; then it is over, and nothing is left of it."""
    with answering(behave) as there, working(sqlite_newsroom) as hub:
        subscribers.ask(sqlite_newsroom, there.url())
        for _ in range(5):
            turn(hub)
            subscribers.make_due()
        assert (len(there.heads), subscribers.count(), subscribers.waiting()) == (3, 0, 0)
        challenges = {head.partition(b"hub.challenge=")[2].partition(b"&")[0] for head in there.heads}
        assert len(challenges) == 3


def test_what_cannot_be_is_refused_and_changes_nothing(sqlite_newsroom: Newsroom) -> None:
    """Callbacks to which nothing is sent, what is no feed of ours, and what is missing or given twice: each by name."""
    sqlite_newsroom.publish()
    sqlite_newsroom.publish(title="Two")
    sqlite_newsroom.write(topic="river")
    following = sqlite_newsroom.get("/v1/feeds/en.json?limit=1")["next_url"]
    before = Contents(sqlite_newsroom.settings, without={"rate_counter"})
    known = before.now()
    bad = [
        ("callback", "blocked_address", callback)
        for callback in (
            *("http://127.0.0.1/", "http://10.1.2.3/", "http://[::ffff:10.0.0.1]/", "http://169.254.169.254/"),
            *("http://user:word@reader.example/", f"{READER}#part", "https://reader.example:8443/", "ftp://a.example/"),
            *("reader.example", "http://0x7f.1/", "https://reader.example/ a", "javascript:alert(1)"),
        )
    ]
    bad += [
        ("topic", "unknown_feed", topic)
        for topic in (
            *("https://elsewhere.example/v1/feeds/en.atom", f"{BASE}/v1/articles", f"{BASE}/v1/feeds/EN.atom"),
            *("/v1/feeds/en.atom", f"{BASE}/v1/feeds/pl.atom", f"{BASE}/v1/feeds/en.xml", f"{ATOM}?limit=5"),
            *(f"{ATOM}?topic=river", f"{ATOM}?topic=society,river", f"{ATOM}?key=pwk_x", f"{ATOM}?token=x"),
            *(f"{ATOM}?topic=society&token=x", f"{ATOM}?body=full", f"{ATOM}#part", f"{ATOM}?", following),
        )
    ]
    bad += [("mode", "invalid_choice", "publish"), ("mode", "invalid_choice", "denied")]
    bad += [("lease_seconds", "out_of_range", text) for text in ("0", "-1", "ten", "1.5", "٣")]
    bad += [("secret", "too_long", "é" * 100), ("callback", "invalid_length", f"{READER}/{'a' * 1000}")]
    found = {}
    for name, code, value in bad:
        asked = {"mode": "subscribe", "topic": ATOM, "callback": READER, name: value}
        answer = sqlite_newsroom.call("POST", "/v1/websub", data={f"hub.{key}": text for key, text in asked.items()})
        told = answer.get_json()["errors"] if answer.is_json or answer.status_code >= 400 else []
        if (answer.status_code, [(each["code"], each["parameter"]) for each in told]) != (422, [(code, f"hub.{name}")]):
            found[value] = (answer.status_code, told)
    assert not found
    whole = {"hub.mode": "subscribe", "hub.topic": ATOM, "hub.callback": READER}
    for name in whole:
        less = {key: text for key, text in whole.items() if key != name}
        (fault,) = sqlite_newsroom.call("POST", "/v1/websub", data=less).get_json()["errors"]
        assert (fault["code"], fault["parameter"]) == ("required", name)
    form = {"content_type": "application/x-www-form-urlencoded"}
    twice = sqlite_newsroom.call("POST", "/v1/websub", data=urlencode([*whole.items(), ("hub.mode", "x")]), **form)
    assert twice.get_json()["errors"][0]["code"] == "repeated"
    assert sqlite_newsroom.call("POST", "/v1/websub", json=whole).status_code == 415
    assert sqlite_newsroom.call("POST", "/v1/websub", data="a" * 5000, **form).status_code == 413
    assert sqlite_newsroom.call("GET", "/v1/websub").status_code == 405
    assert before.now() == known
    before.close()


def test_what_the_hub_does_not_know_is_overlooked(sqlite_newsroom: Newsroom) -> None:
    """Other parameters, even given twice, and a lease of nonsense where somebody leaves."""
    form = [("hub.mode", "subscribe"), ("hub.topic", ATOM), ("hub.callback", READER), ("hub.verify", "sync")]
    body = urlencode([*form, ("hub.verify", "async"), ("x", "1")])
    answer = sqlite_newsroom.call(
        "POST", "/v1/websub", data=body, content_type="application/x-www-form-urlencoded; charset=UTF-8"
    )
    assert answer.status_code == 202, answer.get_data(as_text=True)
    left = subscribers.ask(sqlite_newsroom, READER, mode="unsubscribe", lease_seconds="never")
    assert left.status_code == 202
    assert subscribers.waiting() == 1, "the later one stands for both"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_secret_is_kept_sealed_and_told_nowhere(sqlite_newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in the database nor in the log; nor are callbacks in the log, whose addresses are secrets too."""
    caplog.set_level(logging.INFO)
    with subscribing("/callback?id=capability") as there, working(sqlite_newsroom) as hub:
        kept = subscribers.subscribed(sqlite_newsroom, hub, there.url, secret="s3cret-of-199-bytes" + "x" * 180)
        there.take = lambda _: 500
        sqlite_newsroom.publish()
        turn(hub)
    assert "s3cret" not in str(kept.secret)
    assert "s3cret" not in caplog.text
    assert "capability" not in caplog.text
    assert len(there.sent) == 1


def test_a_name_that_leads_inside_is_not_asked(sqlite_newsroom: Newsroom) -> None:
    """Whatever it says a moment later: all of its addresses are judged, and nothing is connected to."""
    connected = []

    def connect(address: str, *_: object) -> socket.socket:
        connected.append(address)
        raise OSError

    with working(sqlite_newsroom):
        names = Names(lambda name: ["93.184.215.14", "10.0.0.1"] if name == "reader.example" else ["127.0.0.1"])
        hub = subscribers.make(sqlite_newsroom, out=Outbound((), names=names, connect=connect))
        for callback in (READER, "https://localhost.example/"):
            assert subscribers.ask(sqlite_newsroom, callback).status_code == 202, "the answer does not depend on it"
        turn(hub)
        hub.close()
    assert (connected, subscribers.waiting(), subscribers.count()) == ([], 0, 0)


def test_few_questions_wait_for_one_network(sqlite_newsroom: Newsroom) -> None:
    """Whoever asks for more is told when to come back; others are not kept out, and repeating costs no place."""
    at = clock.now()

    def ask(number: int, network: str, host: str) -> None:
        wanted = Wanted("subscribe", ATOM, f"https://{host}/{number}")
        intents.ask(wanted, mark="", network=network, at=at)

    for number in range(intents.MOST_OF_NETWORK):
        ask(number, "192.0.2.0/24", f"{number}.example")
    ask(0, "192.0.2.0/24", "0.example")
    with pytest.raises(RateLimited):
        ask(1000, "192.0.2.0/24", "1000.example")
    ask(1000, "10.9.9.0/24", "1000.example")
    assert all(len(each.network) == 16 for each in WebsubIntent.select()), "no network is kept as it is"


def test_the_hub_cannot_be_set_upon_somebody(sqlite_newsroom: Newsroom) -> None:
    """A host is asked 60 times in ten minutes, a network 120 times by whatever names; what is more waits."""
    at = clock.now()
    assert ADDRESS is not None
    for number in range(60):
        targets.count(f"https://victim.example/{number}", [ADDRESS], at=at)
    with pytest.raises(RateLimited):
        targets.count("https://victim.example/another", [ADDRESS], at=at)
    for number in range(60):
        targets.count(f"https://{number}.victim.example/", [ADDRESS], at=at)
    with pytest.raises(RateLimited):
        targets.count("https://fresh.victim.example/", [ADDRESS], at=at)
    with subscribing() as there, working(sqlite_newsroom) as hub:
        subscribers.ask(sqlite_newsroom, there.url)
        turn(hub)
        assert there.asked == []
        (waiting,) = WebsubIntent.select()
        assert (waiting.attempts, waiting.claimed_by) == (0, None)
        assert waiting.due_at > clock.now()


def test_callbacks_that_move_to_somebody_are_held_back(sqlite_newsroom: Newsroom) -> None:
    """Who confirms with a name that then leads elsewhere sends nobody more than a few feeds in ten minutes."""
    with subscribing() as there, working(sqlite_newsroom) as hub:
        for number in range(40):
            subscribers.ask(sqlite_newsroom, f"{there.url}?{number}")
            if number % intents.MOST_OF_PAIR == intents.MOST_OF_PAIR - 1:
                turn(hub)
        assert subscribers.count() == 40
        WebsubSubscription.update(network="another").execute()
        sqlite_newsroom.publish()
        turn(hub)
        assert len(there.sent) == 30
        assert WebsubSubscription.select().where(WebsubSubscription.failures == 1).count() == 10


def test_a_network_asks_the_hub_no_more_than_so_often(sqlite_newsroom: Newsroom) -> None:
    """Also with what is refused; the answer says when to come back."""
    for _ in range(targets.REQUESTS.most):
        assert subscribers.ask(sqlite_newsroom, "ftp://reader.example").status_code == 422
    answer = subscribers.ask(sqlite_newsroom, READER)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600


def test_a_hanging_callback_delays_nobody(sqlite_newsroom: Newsroom) -> None:
    """While eight hosts hang, a delivery and a verification of another are done well before these time out."""
    limits = subscribers.Limits(total=5)
    with subscribing() as there, answering(_hang) as hanging, working(sqlite_newsroom, limits=limits) as hub:
        subscribers.subscribed(sqlite_newsroom, hub, there.url)
        for number in range(2, 9):
            subscribers.ask(sqlite_newsroom, hanging.url(host=f"127.0.0.{number}"))
        for number in range(20):
            subscribers.ask(sqlite_newsroom, hanging.url(path=f"/{number}", host="127.0.0.9"))
        hub.run(seconds=0.1)
        sqlite_newsroom.publish()
        began = time.monotonic()
        while not there.sent and time.monotonic() - began < 3:
            hub.run(seconds=0.05)
        assert there.sent
        hanging.ended.set()
