from __future__ import annotations

import dataclasses
import json
import re
import shlex
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from api import cli
from api.partners.websub import subscriptions
from api.partners.websub.models import WebsubSubscription, WebsubTopic
from api.platform import clock, db
from tests.delivery import exhibits, feeds
from tests.newsroom import Newsroom
from tests.partners import parties, subscribers
from tests.partners.subscribers import ATOM, BASE, HUB, subscribing, turn, working

RUSSIAN = f"{BASE}/v1/feeds/ru.rss"


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_a_subscriber_completes_the_flow(sqlite_newsroom: Newsroom, form: str) -> None:
    """From discovery over 202, verification and a signed delivery, which is what a GET gives, to unsubscribing."""
    sqlite_newsroom.publish()
    path = f"/v1/feeds/en.{form}?topic=society"
    found = subscribers.discovered(sqlite_newsroom.call("GET", path))
    assert (found["hub"], found["self"]) == (HUB, f"{BASE}{path}")
    with subscribing("/callback?foo=bar&hub.mode=mine") as there, working(sqlite_newsroom) as hub:
        answer = subscribers.ask(sqlite_newsroom, there.url, found["self"], secret="s3cret", lease_seconds="86400")
        assert (answer.status_code, answer.data, there.asked) == (202, b"", []), "it is asked later, by the worker"
        turn(hub)
        (asked,) = there.asked
        assert asked[:2] == [("foo", "bar"), ("hub.mode", "mine")]
        assert dict(asked[2:]).keys() == {"hub.mode", "hub.topic", "hub.challenge", "hub.lease_seconds"}
        told = dict(asked[2:])
        assert (told["hub.mode"], told["hub.topic"], told["hub.lease_seconds"]) == ("subscribe", found["self"], "86400")
        assert len(told["hub.challenge"]) > 20
        turn(hub)
        assert there.sent == [], "nothing has changed"
        sqlite_newsroom.publish(title="Another text of the week")
        turn(hub)
        (sent,) = there.sent
        now = sqlite_newsroom.call("GET", path)
        assert sent.body == now.data
        assert sent.fields["content-type"] == now.headers["Content-Type"]
        assert sent.fields["link"] == f'<{HUB}>; rel="hub", <{found["self"]}>; rel="self"'
        assert subscribers.is_signed(sent, "s3cret")
        assert sent.query == "foo=bar&hub.mode=mine"
        subscribers.ask(sqlite_newsroom, there.url, found["self"], "unsubscribe")
        turn(hub)
        assert dict(there.asked[-1][2:]).keys() == {"hub.mode", "hub.topic", "hub.challenge"}
        sqlite_newsroom.publish(title="A third text of the week")
        turn(hub)
        assert len(there.sent) == 1


def test_each_form_says_where_its_hub_is(sqlite_newsroom: Newsroom) -> None:
    """In the document too; but not on later pages, in odd lengths, or in what a partner reads by its contract."""
    for title in ("One", "Two"):
        sqlite_newsroom.publish(title=title)
    atom = ET.fromstring(sqlite_newsroom.call("GET", "/v1/feeds/en.atom").data)
    rss = ET.fromstring(sqlite_newsroom.call("GET", "/v1/feeds/en.rss").data)
    for links in (atom, rss[0]):
        told = {each.get("rel"): each.get("href") for each in links.findall("{http://www.w3.org/2005/Atom}link")}
        assert told["hub"] == HUB
        assert (told["self"] or "").startswith(f"{BASE}/v1/feeds/en.")
    told_json = feeds.told(sqlite_newsroom, "/v1/feeds/en.json")
    assert told_json["hubs"] == [{"type": "WebSub", "url": HUB}]
    short = feeds.told(sqlite_newsroom, "/v1/feeds/en.json?limit=1")
    later = feeds.told(sqlite_newsroom, short["next_url"].removeprefix(BASE))
    key = parties.reader(sqlite_newsroom, languages=["en"])
    narrowed = parties.call(sqlite_newsroom, "/v1/feeds/en.json", key)
    assert "hubs" not in short
    assert "hubs" not in later
    assert "hubs" not in narrowed.get_json()
    assert 'rel="hub"' not in narrowed.headers["Link"]


def test_a_withdrawal_is_told_at_once(newsroom: Newsroom) -> None:
    """As a deleted entry, also to a callback that is left alone for its failures."""
    article = newsroom.publish(title="Withdrawn soon")
    with subscribing() as there, working(newsroom) as hub:
        subscribers.subscribed(newsroom, hub, there.url)
        there.take = lambda _: (503, {"Retry-After": "3600"})
        newsroom.publish(title="Another text of the week")
        turn(hub)
        turn(hub)
        assert len(there.sent) == 1, "it is left alone"
        there.take = lambda _: 200
        exhibits.withdraw(newsroom, article)
        turn(hub)
        assert len(there.sent) == 2
    feed = ET.fromstring(there.sent[-1].body)
    (gone,) = feed.findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert gone.get("ref", "").startswith("urn:")
    assert b"Withdrawn soon" not in there.sent[-1].body


def test_what_changes_nothing_in_a_feed_sends_nothing(sqlite_newsroom: Newsroom) -> None:
    """A text in another language or topic is no news to who follows this one."""
    sqlite_newsroom.publish()
    with subscribing() as there, working(sqlite_newsroom) as hub:
        subscribers.subscribed(sqlite_newsroom, hub, there.url, f"{ATOM}?topic=society")
        sqlite_newsroom.publish(title="Of the river", topic="river")
        sqlite_newsroom.publish(source_language="be", title="Тэкст")
        turn(hub)
        assert there.sent == []


def test_a_renewal_replaces_only_what_was_confirmed(newsroom: Newsroom) -> None:
    """Until the callback has confirmed it, secret and lease of before stay."""
    with subscribing() as there, working(newsroom) as hub:
        kept = subscribers.subscribed(newsroom, hub, there.url, secret="old", lease_seconds=3600)
        there.answer = lambda _: (404, b"")
        subscribers.ask(newsroom, there.url, secret="forged", lease_seconds=600)
        turn(hub)
        newsroom.publish()
        turn(hub)
        assert subscribers.is_signed(there.sent[-1], "old")
        assert WebsubSubscription.get_by_id(kept.id).expires_at == kept.expires_at
        there.answer = subscribers.confirm
        renewed = subscribers.subscribed(newsroom, hub, there.url, secret="new", lease_seconds=7200)
        assert (renewed.id, subscribers.count()) == (kept.id, 1)
        assert renewed.expires_at > kept.expires_at
        newsroom.publish(title="Another text of the week")
        turn(hub)
        assert subscribers.is_signed(there.sent[-1], "new")
        subscribers.subscribed(newsroom, hub, there.url)
        newsroom.publish(title="A third text of the week")
        turn(hub)
        assert "x-hub-signature" not in there.sent[-1].fields
    assert len(there.sent) == 3


def test_leases_are_finite(sqlite_newsroom: Newsroom) -> None:
    """What is asked for is bounded, the callback is told the real one, and after it nothing is sent."""
    with subscribing() as there, working(sqlite_newsroom) as hub:
        for wanted, told in (("", 864_000), ("1", 600), ("9" * 30, 2_592_000), ("86400", 86_400)):
            before = clock.now()
            kept = subscribers.subscribed(sqlite_newsroom, hub, there.url, lease_seconds=wanted)
            assert there.last()["hub.lease_seconds"] == str(told)
            assert timedelta(0) <= kept.expires_at - before - timedelta(seconds=told) < timedelta(minutes=1)
        subscribers.end_leases()
        sqlite_newsroom.publish()
        turn(hub)
        assert there.sent == []
        assert subscriptions.prune(at=clock.now()) == 2
    assert (subscribers.count(), WebsubTopic.select().count()) == (0, 0)


def test_a_failing_callback_is_kept_until_its_lease_ends(newsroom: Newsroom) -> None:
    """It is tried again, ever more rarely, with what the feed says by then, and never twice once it took it."""
    with subscribing() as there, working(newsroom) as hub:
        subscribers.subscribed(newsroom, hub, there.url)
        there.take = lambda _: 500
        newsroom.publish()
        delays = []
        for _ in range(4):
            turn(hub)
            kept = WebsubSubscription.get()
            delays.append(kept.due_at - clock.now())
            subscribers.make_due()
        assert delays == sorted(delays)
        newsroom.publish(title="Another text of the week")
        there.take = lambda _: 200
        there.sent.clear()
        turn(hub)
        turn(hub)
    assert there.bodies() == [newsroom.call("GET", "/v1/feeds/en.atom").data]
    assert WebsubSubscription.get().failures == 0


def test_a_callback_that_is_gone_is_not_sent_to_again(sqlite_newsroom: Newsroom) -> None:
    """A 410 ends the subscription; a redirect is a failure, and is not followed."""
    with subscribing() as there, subscribing() as moved, working(sqlite_newsroom) as hub:
        subscribers.subscribed(sqlite_newsroom, hub, there.url)
        there.take = lambda _: (307, {"Location": moved.url})
        sqlite_newsroom.publish()
        turn(hub)
        assert (subscribers.count(), moved.sent) == (1, [])
        there.take = lambda _: 410
        subscribers.make_due()
        turn(hub)
    assert subscribers.count() == 0


def test_what_changes_between_request_and_verification_is_told(sqlite_newsroom: Newsroom) -> None:
    """Whoever has read the feed before they asked misses nothing, however long the verification takes."""
    with subscribing() as there, working(sqlite_newsroom) as hub:
        subscribers.ask(sqlite_newsroom, there.url)
        sqlite_newsroom.publish()
        turn(hub)
    assert there.bodies() == [sqlite_newsroom.call("GET", "/v1/feeds/en.atom").data]


def test_a_feed_that_ends_denies_its_subscribers(sqlite_newsroom: Newsroom) -> None:
    """They are told by a GET with `hub.mode=denied` and the reason; so are those whom an operator removes."""
    with subscribing("/callback?id=1") as there, working(sqlite_newsroom) as hub:
        subscribers.subscribed(sqlite_newsroom, hub, there.url)
        (one,) = subscriptions.listed(at=clock.now())
        assert "id=1" not in repr(one), "what is secret of a callback is not shown"
        assert subscriptions.remove(one.host, reason="No longer.", at=clock.now()) == 1
        turn(hub)
        assert there.asked[-1] == [
            ("id", "1"),
            ("hub.mode", "denied"),
            ("hub.topic", ATOM),
            ("hub.reason", "No longer."),
        ]
        pl = f"{BASE}/v1/feeds/pl.atom"
        sqlite_newsroom.post("/v1/admin/languages", "admin", {"code": "pl", "native_name": "polski", "fallback": "be"})
        subscribers.subscribed(sqlite_newsroom, hub, there.url, pl)
        gone = sqlite_newsroom.call("DELETE", "/v1/admin/languages/pl", "admin", etag="*")
        assert gone.status_code == 204, gone.get_data(as_text=True)
        sqlite_newsroom.publish()
        turn(hub)
        assert (there.last()["hub.mode"], there.last()["hub.topic"]) == ("denied", pl)
    assert (subscribers.count(), subscribers.waiting()) == (0, 0)


def test_a_copy_of_a_newsroom_disturbs_no_subscribers(sqlite_newsroom: Newsroom) -> None:
    """Restored under another address it neither sends nor denies what those of the first one follow."""
    with subscribing() as there, working(sqlite_newsroom) as hub:
        subscribers.subscribed(sqlite_newsroom, hub, there.url)
        WebsubSubscription.update(mark="", due_at=clock.now()).execute()
    with working(sqlite_newsroom, base_url="https://copy.example") as hub:
        sqlite_newsroom.publish()
        turn(hub)
    assert (len(there.asked), there.sent, subscribers.count(), subscribers.waiting()) == (1, [], 1, 0)


def test_a_hub_can_be_switched_off(sqlite_newsroom: Newsroom) -> None:
    """Then no feed names it, and there is nothing at its address."""
    with working(sqlite_newsroom, has_websub=False) as hub:
        answer = sqlite_newsroom.call("GET", "/v1/feeds/en.json")
        assert "hubs" not in answer.get_json()
        assert not re.search("hub", answer.headers["Link"])
        assert subscribers.ask(sqlite_newsroom, "https://reader.example/").status_code == 404
        assert hub.run() == 0


def test_operators_see_and_end_subscriptions(sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """By id or by host, with what the callbacks are told; of a callback no more than its host is printed."""
    with subscribing("/callback?id=capability") as there, working(sqlite_newsroom) as hub:
        one = subscribers.subscribed(sqlite_newsroom, hub, there.url, secret="s3cret")
        subscribers.subscribed(sqlite_newsroom, hub, there.url, RUSSIAN)
        monkeypatch.setenv("POLYWEEK_DATA_DIR", str(sqlite_newsroom.settings.data_dir))
        monkeypatch.setenv("POLYWEEK_DATABASE_URL", sqlite_newsroom.settings.database_url)
        lines = _typed("list").splitlines()
        assert [line.split("\t")[1:3] for line in lines] == [
            ["127.0.0.1", ATOM],
            ["127.0.0.1", f"{BASE}/v1/feeds/ru.rss"],
        ]
        assert [line.split("\t")[4:] for line in lines] == [["signed", "well"], ["not signed", "well"]]
        listed = json.loads(_typed("list --json"))
        assert listed[0]["id"] == one.id
        assert "capability" not in _typed("list") + json.dumps(listed)
        assert _typed(f"remove {one.id}") == "1 subscription ended.\n"
        assert "no subscription" in _typed(f"remove {one.id}")
        assert _typed("remove 127.0.0.1 --reason 'Too many.'") == "1 subscription ended.\n"
        assert _typed("list") == ""
        db.open_database(dataclasses.replace(sqlite_newsroom.settings, outbound_rules=subscribers.RULES))
        turn(hub)
        told = [dict(query) for query in there.asked if ("hub.mode", "denied") in query]
    assert {each["hub.reason"] for each in told} == {"The newsroom has ended this subscription.", "Too many."}


def _typed(line: str) -> str:
    try:
        return CliRunner().invoke(cli.main, ["websub", *shlex.split(line)]).output
    finally:
        db.close_database()
