from __future__ import annotations

import random
import threading
import time
from datetime import timedelta

from werkzeug.test import Client

from api.delivery.edge import Edge
from api.partners.sending.retries import Outcome
from api.partners.websub import deliveries, intents, subscriptions, topics, verification
from api.partners.websub.deliveries import Sent
from api.partners.websub.feeds import Contents
from api.partners.websub.models import WebsubIntent, WebsubSubscription, WebsubTopic
from api.partners.websub.verification import Reply
from api.platform import clock, db
from tests.delivery import exhibits
from tests.newsroom import Newsroom
from tests.partners import subscribers
from tests.partners.subscribers import ATOM, BASE, subscribing, turn, working


def test_two_workers_never_send_the_same_at_once(newsroom: Newsroom) -> None:
    """What one has claimed the other leaves; each callback is asked once, and gets each state of the feed once."""
    with subscribing() as there, working(newsroom) as one, working(newsroom) as other:
        for number in range(6):
            subscribers.ask(newsroom, f"{there.url}?{number}")
        for _ in range(10):
            one.run(seconds=0.02)
            other.run(seconds=0.02)
        turn(one)
        assert (len(there.asked), subscribers.count()) == (6, 6)
        newsroom.publish()
        for _ in range(10):
            one.run(seconds=0.02)
            other.run(seconds=0.02)
        turn(other)
    assert sorted(sent.query for sent in there.sent) == [str(number) for number in range(6)]


def test_the_claims_of_a_killed_worker_come_free(newsroom: Newsroom) -> None:
    """What it had claimed, questions and deliveries, is done by another after the claim has ended."""
    with subscribing() as there, working(newsroom) as hub:
        subscribers.ask(newsroom, there.url)
        (waiting,) = intents.waiting(at=clock.now())
        assert len(intents.claim([waiting[0]], by="killed", at=clock.now())) == 1
        turn(hub)
        assert there.asked == []
        WebsubIntent.update(claimed_until=clock.now() - timedelta(seconds=1)).execute()
        turn(hub)
        assert (len(there.asked), subscribers.count()) == (1, 1)
        newsroom.publish()
        topics.follow(_contents(newsroom), at=clock.now())
        (due,) = deliveries.waiting(at=clock.now())
        assert len(deliveries.claim([due[0]], by="killed", at=clock.now())) == 1
        turn(hub)
        assert there.sent == []
        WebsubSubscription.update(claimed_until=clock.now() - timedelta(seconds=1)).execute()
        turn(hub)
        turn(hub)
    assert there.bodies() == [newsroom.call("GET", "/v1/feeds/en.atom").data]


def test_who_stood_still_changes_nothing(newsroom: Newsroom) -> None:
    """What a worker writes down whose claim another has by now is left as it is; so is an answer to a former intent."""
    with subscribing() as there, working(newsroom) as hub:
        subscribers.ask(newsroom, there.url, secret="first")
        (waiting,) = intents.waiting(at=clock.now())
        (former,) = intents.claim([waiting[0]], by="still", at=clock.now())
        subscribers.ask(newsroom, there.url, secret="second")
        late = Reply(former.id, former.host, "confirmed", clock.now())
        verification.record(late, by="still", at=clock.now())
        assert subscribers.count() == 0
        turn(hub)
        kept = WebsubSubscription.get()
        WebsubSubscription.update(claimed_by="another").execute()
        for outcome in (Outcome(200, None), Outcome(410, "bad_status"), Outcome(None, "timeout")):
            deliveries.record([Sent(kept.id, ATOM, kept.host, "x", 9, outcome)], by="still", at=clock.now())
        after = WebsubSubscription.get()
    assert (after.mark, after.failures, after.due_at) == (kept.mark, 0, None)


def test_what_changes_while_it_is_sent_is_sent_again(newsroom: Newsroom) -> None:
    """Whoever has just taken a feed that is becoming another one gets that too, however the two cross."""
    with subscribing() as there, working(newsroom) as hub:
        subscribers.subscribed(newsroom, hub, there.url)
        newsroom.publish()
        topics.follow(_contents(newsroom), at=clock.now())
        (due,) = deliveries.waiting(at=clock.now())
        (claimed,) = deliveries.claim([due[0]], by="slow", at=clock.now())
        content = _contents(newsroom)
        made = content.of(ATOM)
        assert made is not None
        article = newsroom.publish(title="Another text of the week")
        exhibits.withdraw(newsroom, article)
        topics.follow(_contents(newsroom), at=clock.now())
        sent = Sent(claimed.id, ATOM, claimed.host, made.mark, content.generation, Outcome(200, None))
        deliveries.record([sent], by="slow", at=clock.now())
        turn(hub)
        turn(hub)
    assert there.bodies() == [newsroom.call("GET", "/v1/feeds/en.atom").data]


def test_what_crosses_a_failing_delivery_waits_for_no_long_delay(sqlite_newsroom: Newsroom) -> None:
    """It may be a withdrawal: it is tried within seconds, however often the callback has failed before."""
    with subscribing() as there, working(sqlite_newsroom) as hub:
        kept = subscribers.subscribed(sqlite_newsroom, hub, there.url)
        WebsubTopic.update(generation=5, mark="newer").execute()
        for generation, longest in ((5, timedelta(days=1)), (4, timedelta(seconds=10))):
            WebsubSubscription.update(claimed_by="me", failures=9, due_at=clock.now()).execute()
            failed = Sent(kept.id, ATOM, kept.host, "older", generation, Outcome(None, "timeout"))
            deliveries.record([failed], by="me", at=clock.now())
            assert longest / 4 < WebsubSubscription.get().due_at - clock.now() < longest


def test_nobody_loses_a_feed_that_looked_forsaken(newsroom: Newsroom) -> None:
    """A feed without subscriptions is forgotten, one whose first is just confirmed is not."""
    with subscribing() as there, working(newsroom) as hub:
        subscribers.subscribed(newsroom, hub, there.url)
        subscribers.subscribed(newsroom, hub, there.url, f"{BASE}/v1/feeds/ru.rss")
        subscribers.ask(newsroom, there.url, mode="unsubscribe")
        turn(hub)
        assert subscriptions.prune(at=clock.now()) == 1
    assert [topic.url for topic in WebsubTopic.select()] == [f"{BASE}/v1/feeds/ru.rss"]


def test_everybody_has_the_feed_in_the_end(newsroom: Newsroom) -> None:
    """While two workers send, others are killed and a third of answers fail: and nobody an older after a newer."""
    chance = random.Random(17)
    states = [newsroom.call("GET", "/v1/feeds/en.atom").data]
    with subscribing() as there, working(newsroom) as first:
        for number in range(6):
            subscribers.ask(newsroom, f"{there.url}?{number}")
        turn(first)
        assert subscribers.count() == 6
        there.take = lambda _: chance.choice([200, 200, 500])
        stop = threading.Event()
        threads = [threading.Thread(target=_work, args=(newsroom, stop)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for number in range(3):
            newsroom.publish(title=f"Text number {number}")
            states.append(newsroom.call("GET", "/v1/feeds/en.atom").data)
            with db.transaction():  # as one who was killed in the middle leaves them, some time later
                killed = WebsubSubscription.update(mark="", claimed_by="killed", claimed_until=clock.now())
                killed.where(WebsubSubscription.claimed_by.is_null()).execute()
            time.sleep(0.05)
        stop.set()
        for thread in threads:
            thread.join()
        there.take = lambda _: 200
        subscribers.make_due()
        turn(first)
    for number in range(6):
        got = [states.index(sent.body) for sent in there.sent if sent.query == str(number)]
        assert got == sorted(got)
        assert got[-1] == 3


def test_the_edge_says_where_the_hub_is(sqlite_newsroom: Newsroom) -> None:
    """From memory as from Flask, with the same bytes that subscribers are sent; and passes the hub by."""
    sqlite_newsroom.publish()
    reader = Client(Edge(sqlite_newsroom.app))
    first, second = (reader.get("/v1/feeds/en.atom") for _ in range(2))
    assert (second.data, second.headers["Link"]) == (first.data, first.headers["Link"])
    assert subscribers.discovered(second) | {"hub": subscribers.HUB, "self": ATOM} == subscribers.discovered(second)
    content = _contents(sqlite_newsroom).of(ATOM)
    assert content is not None
    assert content.body == second.data
    form = {"hub.mode": "subscribe", "hub.topic": ATOM, "hub.callback": "https://reader.example/"}
    assert [reader.post("/v1/websub", data=form).status_code for _ in range(2)] == [202, 202]


def _work(newsroom: Newsroom, stop: threading.Event) -> None:
    """Work until told to stop, as a worker's lane does."""
    hub = subscribers.make(newsroom)
    try:
        while not stop.is_set():
            hub.run(seconds=0.05)
    finally:
        hub.close()
        db.release_connection()


def _contents(newsroom: Newsroom) -> Contents:
    return Contents(newsroom.app.extensions["feeds"])
