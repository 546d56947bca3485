from __future__ import annotations

import threading
import time
from datetime import timedelta

from api.partners.sending import fanout
from api.partners.sending.models import Delivery, Webhook
from api.platform import clock, letters
from tests.newsroom import Newsroom
from tests.partners import parties, receivers
from tests.partners.receivers import Got, receiving, turn, working

HOOKS = "/v1/partner/webhooks"


def test_a_retry_and_a_replay_keep_the_id(newsroom: Newsroom) -> None:
    """And each attempt has its own time and signature."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as worker:
        made = receivers.verified(newsroom, worker, text, there.url, events=["article.published"])
        there.answer = lambda _: (503, {"Retry-After": "0"}, b"busy")
        newsroom.publish()
        turn(worker)
        there.answer = lambda _: 200
        receivers.make_due()
        turn(worker)
        delivery = receivers.log(newsroom, text, made["id"])[0]
        assert (delivery["state"], delivery["attempt_count"]) == ("delivered", 2)
        replayed = parties.call(newsroom, f"/v1/partner/deliveries/{delivery['id']}/replay", text, "POST")
        assert (replayed.status_code, replayed.get_json()["state"]) == (201, "queued")
        turn(worker)
    assert there.ids() == [delivery["id"]] * 3
    shown = parties.get(newsroom, f"/v1/partner/deliveries/{delivery['id']}", text)
    assert [(each["number"], each["status"], each["answer"]) for each in shown["attempts"]] == [
        (1, 503, "busy"),
        (2, 200, ""),
        (3, 200, ""),
    ]


def test_those_of_an_article_come_in_order(newsroom: Newsroom) -> None:
    """While one waits for another try, what happened later to its article waits too, and other articles do not."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as worker:
        receivers.verified(newsroom, worker, text, there.url, events=["article.published", "article.corrected"])
        first = newsroom.publish()
        there.answer = lambda got: 500 if got.body["data"].get("article_id") == first else 200
        turn(worker)
        newsroom.revise(first, body="Quite another text, with other words.", weight="correction", note="It was wrong.")
        newsroom.approve(first, "en")
        newsroom.release(first, "en")
        second = newsroom.publish(title="Another text of the week")
        turn(worker)
        about = [got.body["data"]["article_id"] for got in there.got if got.event != "ping"]
        assert about == [first, second, first], "it is tried once more when another passes"
        there.answer = lambda _: 200
        receivers.make_due()
        turn(worker)
    of_first = [got for got in there.got if got.body["data"].get("article_id") == first]
    assert [got.event for got in of_first] == ["article.published"] * 3 + ["article.corrected"]
    assert of_first[-1].body["data"]["note"] == "It was wrong."


def test_a_withdrawal_overtakes(newsroom: Newsroom) -> None:
    """It replaces what waits for its version, and is tried at once though the endpoint is left alone."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as worker:
        made = receivers.verified(newsroom, worker, text, there.url, events=["article.published", "article.withdrawn"])
        there.answer = lambda _: (503, {"Retry-After": "3600"}, b"")
        article = newsroom.publish("ru")
        turn(worker)
        tried = len(there.ids())
        assert receivers.show(newsroom, text, made["id"])["paused_until"] is not None
        there.answer = lambda _: 200
        newsroom.post(
            f"/v1/desk/articles/{article}/versions/ru/withdrawal", "editor", {"reason": "A name was in it."}, etag="*"
        )
        turn(worker)
    came = [each for each in there.got if each.event != "ping"][tried:]
    assert came[0].event == "article.withdrawn"
    assert [each.body["data"]["language"] for each in came[1:]] == ["en"], "what it could not take before comes too"
    told = came[0].body["data"]
    assert (told["language"], told["slug"], told["note"]) == ("ru", None, None)
    states = {(each["event"], each["language"]): each["state"] for each in receivers.log(newsroom, text, made["id"])}
    assert states[("article.withdrawn", "ru")] == "delivered"
    assert states[("article.published", "ru")] == "replaced"


def test_a_withdrawal_never_comes_before_what_is_on_its_way(sqlite_newsroom: Newsroom) -> None:
    """It waits until an attempt for its article has ended, which is then not made again."""
    text = receivers.key(sqlite_newsroom)
    ended = threading.Event()
    with receiving() as there, working(sqlite_newsroom, limits=receivers.Limits(total=10)) as worker:
        made = receivers.verified(sqlite_newsroom, worker, text, there.url)
        article = sqlite_newsroom.publish()
        there.answer = lambda got: 500 if got.event == "article.published" and ended.wait(10) else 200
        fanout.follow(at=clock.now())
        worker.run(seconds=0.1)
        sqlite_newsroom.post(
            f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "A name."}, etag="*"
        )
        fanout.follow(at=clock.now())
        worker.run(seconds=0.2)
        assert "article.withdrawn" not in there.events()
        ended.set()
        turn(worker)
    about = [event for event in there.events() if event.startswith("article")]
    assert about == ["article.published", "article.withdrawn"]
    log = receivers.log(sqlite_newsroom, text, made["id"], article_id=article)
    assert [each["state"] for each in log] == ["delivered", "replaced"]


def test_an_endpoint_that_is_gone_is_disabled(sqlite_newsroom: Newsroom) -> None:
    """A 410 ends it, and the partner is written to once."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as there, working(sqlite_newsroom) as worker:
        made = receivers.verified(sqlite_newsroom, worker, text, there.url, events=["article.published"])
        there.answer = lambda _: 410
        sqlite_newsroom.publish("ru")
        turn(worker)
        receivers.make_due()
        turn(worker)
    shown = receivers.show(sqlite_newsroom, text, made["id"])
    assert (shown["state"], shown["cause"]) == ("disabled", "gone")
    assert [letter.address for letter in letters.unsent()] == ["desk@radio.example"]


def test_a_failing_endpoint_is_paused_and_goes_on_from_where_it_stopped(newsroom: Newsroom) -> None:
    """After three days the partner is told once, with the oldest failure; what waits is sent when it is enabled."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as worker:
        made = receivers.verified(newsroom, worker, text, there.url, events=["article.published"])
        there.answer = lambda _: 500
        newsroom.publish("ru")
        turn(worker)
        receivers.make_due(first_tried=timedelta(days=3, hours=1))
        Webhook.update(last_success_at=clock.now() - timedelta(days=4)).execute()
        turn(worker)
        shown = receivers.show(newsroom, text, made["id"])
        assert (shown["state"], shown["cause"]) == ("paused", "failing")
        (letter,) = letters.unsent()
        assert letter.kind == "webhook_paused"
        oldest = receivers.log(newsroom, text, made["id"])
        assert any(each["id"] in letter.text for each in oldest)
        newsroom.publish("ru", title="Another text of the week")
        turn(worker)
        there.answer = lambda _: 200
        there.got.clear()
        answer = parties.call(newsroom, f"{HOOKS}/{made['id']}/enablement", text, "POST").get_json()
        assert answer["resumes_from"] is not None
        assert answer["cut_off"] < answer["resumes_from"]
        turn(worker)
        replayed = parties.call(newsroom, f"{HOOKS}/{made['id']}/replays", text, "POST", json={"state": "dead"})
        assert replayed.get_json()["queued_count"] >= 1
        turn(worker)
    assert len(set(there.ids())) == 4
    assert {each["state"] for each in receivers.log(newsroom, text, made["id"])} == {"delivered"}
    assert len(letters.unsent()) == 1


def test_what_is_older_than_the_cut_off_is_left_out(sqlite_newsroom: Newsroom) -> None:
    """Who comes back after weeks gets no flood of old news; the answer says how much was left out."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as there, working(sqlite_newsroom) as worker:
        made = receivers.verified(sqlite_newsroom, worker, text, there.url, events=["article.published"])
        parties.call(sqlite_newsroom, f"{HOOKS}/{made['id']}/suspension", text, "PUT")
        sqlite_newsroom.publish()
        turn(worker)
        Delivery.update(at=clock.now() - timedelta(days=20)).where(Delivery.event != "ping").execute()
        answer = parties.call(sqlite_newsroom, f"{HOOKS}/{made['id']}/enablement", text, "POST").get_json()
        turn(worker)
    assert (answer["left_out"], answer["resumes_from"], there.events()) == (1, None, [])


def test_a_redirect_is_not_followed(sqlite_newsroom: Newsroom) -> None:
    """It is a failure with a name, whatever stands behind it."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as inner, receiving() as there, working(sqlite_newsroom) as worker:
        made = receivers.verified(sqlite_newsroom, worker, text, there.url, events=["article.published"])
        there.answer = lambda _: (307, {"Location": inner.url}, b"")
        sqlite_newsroom.publish()
        turn(worker)
    assert not inner.got
    (delivery,) = receivers.log(sqlite_newsroom, text, made["id"])
    shown = parties.get(sqlite_newsroom, f"/v1/partner/deliveries/{delivery['id']}", text)
    assert [(each["status"], each["failure"]) for each in shown["attempts"]] == [(307, "redirect")]


def test_a_hanging_endpoint_delays_nobody(sqlite_newsroom: Newsroom) -> None:
    """While ten hang, what is published reaches the one that is well within the time that one of them takes."""
    ended = threading.Event()
    well = receivers.key(sqlite_newsroom)

    def hang(got: Got) -> int:
        if got.event != "ping":
            ended.wait(20)
        return 200

    with (
        receiving() as there,
        receiving(hang) as hanging,
        working(sqlite_newsroom, limits=receivers.Limits(total=10)) as worker,
    ):
        receivers.verified(sqlite_newsroom, worker, well, there.url, events=["article.published"])
        other = receivers.key(sqlite_newsroom, "Hanging")
        for _ in range(10):
            receivers.verified(sqlite_newsroom, worker, other, hanging.url, events=["article.published"])
        sqlite_newsroom.publish("ru")
        fanout.follow(at=clock.now())
        began = time.monotonic()
        while len(there.events()) < 2 and time.monotonic() - began < 5:
            worker.run(seconds=0.1)
        ended.set()
    assert len(there.events()) == 2


def test_two_workers_never_send_the_same_at_once(newsroom: Newsroom) -> None:
    """What one has claimed the other leaves; and all of it arrives."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as one, working(newsroom) as other:
        receivers.verified(newsroom, one, text, there.url, events=["article.published"])
        for number in range(3):
            newsroom.publish("ru", title=f"Text number {number}")
        while fanout.follow(at=clock.now()):
            pass
        for _ in range(20):
            one.run(seconds=0.02)
            other.run(seconds=0.02)
    assert len(there.ids()) == len(set(there.ids())) == 6


def test_the_claims_of_a_killed_worker_come_free(newsroom: Newsroom) -> None:
    """What it had claimed is sent by another after the claim has ended: at least once."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as worker:
        receivers.verified(newsroom, worker, text, there.url, events=["article.published"])
        newsroom.publish()
        fanout.follow(at=clock.now())
        Delivery.update(claimed_by="killed", claimed_until=clock.now() + timedelta(seconds=40)).where(
            Delivery.state == "queued"
        ).execute()
        turn(worker)
        assert there.events() == []
        Delivery.update(claimed_until=clock.now() - timedelta(seconds=1)).where(Delivery.state == "queued").execute()
        turn(worker)
    assert there.events() == ["article.published"]
