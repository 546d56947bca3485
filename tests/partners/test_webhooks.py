from __future__ import annotations

import datetime as dt
from datetime import timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from api.partners.sending import outcomes
from api.partners.sending.models import Webhook
from api.platform import clock, db
from tests.newsroom import Newsroom
from tests.partners import parties, receivers
from tests.partners.receivers import receiving, turn, working

HOOKS = "/v1/partner/webhooks"


def test_what_is_published_reaches_an_endpoint_signed(newsroom: Newsroom) -> None:
    """The verifier of Standard Webhooks takes each delivery; the log says that it arrived."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as worker:
        made = receivers.verified(newsroom, worker, text, there.url)
        article = newsroom.publish("ru")
        turn(worker)
    for got in there.got:
        assert Verifier(made["secret"]).verify(got.raw, got.headers)
    assert there.got[0].event == "ping"
    assert sorted(there.events()) == ["article.published"] * 2 + ["issue.released"]
    told = next(got.body for got in there.got if got.body["data"].get("language") == "ru")
    assert told["data"]["article_id"] == article
    assert told["data"]["is_public"]
    assert told["data"]["slug"]
    assert told["data"]["document"] is None
    assert told["timestamp"].endswith(":00Z")
    log = receivers.log(newsroom, text, made["id"])
    assert [each["state"] for each in log] == ["delivered"] * 3
    assert {each["id"] for each in log} == set(there.ids())
    shown = parties.get(newsroom, f"/v1/partner/deliveries/{log[0]['id']}", text)
    assert [(each["status"], each["failure"]) for each in shown["attempts"]] == [(200, None)]


def test_a_signature_in_another_zone_is_of_the_same_moment() -> None:
    """The time that is signed is in seconds of UTC, wherever the worker stands."""
    from api.partners.sending import signatures  # noqa: PLC0415 - beside what it is about

    key = signatures.secret()
    here = dt.datetime.now(dt.timezone(timedelta(hours=9)))
    fields = signatures.headers("some id", b"{}", [key], at=here)
    assert Verifier(signatures.written(key)).verify(b"{}", fields) == {}
    with pytest.raises(WebhookVerificationError):
        Verifier(signatures.written(signatures.secret())).verify(b"{}", fields)


def test_nothing_is_sent_before_the_ping_is_answered(sqlite_newsroom: Newsroom) -> None:
    """An endpoint that does not answer its ping gets nothing else, and is told what happens from its answer on."""
    text = receivers.key(sqlite_newsroom)
    with receiving(lambda _: 500) as there, working(sqlite_newsroom) as worker:
        made = receivers.hook(sqlite_newsroom, text, there.url)
        turn(worker)
        sqlite_newsroom.publish()
        turn(worker)
        assert {got.event for got in there.got} == {"ping"}
        assert receivers.show(sqlite_newsroom, text, made["id"])["state"] == "unverified"
        there.answer = lambda _: 200
        receivers.make_due()
        turn(worker)
        assert receivers.show(sqlite_newsroom, text, made["id"])["state"] == "active"
        sqlite_newsroom.publish("ru", title="Another text of the week")
        turn(worker)
    assert there.events() == ["article.published"] * 2


@pytest.mark.parametrize("events", [["article.published"]])
def test_what_is_outside_of_the_contract_is_not_told(sqlite_newsroom: Newsroom, events: list[str]) -> None:
    """Neither other languages nor other topics."""
    text = receivers.key(sqlite_newsroom, languages=["ru"], topics=["river"])
    with receiving() as there, working(sqlite_newsroom) as worker:
        receivers.verified(sqlite_newsroom, worker, text, there.url, events=events)
        sqlite_newsroom.publish("ru")
        own = sqlite_newsroom.publish("ru", topic="river", title="Of the river")
        turn(worker)
    assert [(got.body["data"]["article_id"], got.body["data"]["language"]) for got in there.got[1:]] == [(own, "ru")]


def test_what_is_withdrawn_before_its_time_is_never_told(sqlite_newsroom: Newsroom) -> None:
    """With a delay, neither that it was published nor that it is gone."""
    text = receivers.key(sqlite_newsroom, delay_hours=24)
    with receiving() as there, working(sqlite_newsroom) as worker:
        made = receivers.verified(sqlite_newsroom, worker, text, there.url)
        article = sqlite_newsroom.publish()
        turn(worker)
        sqlite_newsroom.post(
            f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "A name."}, etag="*"
        )
        turn(worker)
    assert [event for event in there.events() if event.startswith("article")] == []
    assert [each["state"] for each in receivers.log(sqlite_newsroom, text, made["id"], article_id=article)] == [
        "replaced"
    ]


def test_a_changed_contract_is_told(sqlite_newsroom: Newsroom) -> None:
    """By an event, once; another quota is none."""
    partner = parties.partner(sqlite_newsroom)
    text = parties.key(sqlite_newsroom, partner, "webhooks")
    with receiving() as there, working(sqlite_newsroom) as worker:
        receivers.verified(sqlite_newsroom, worker, text, there.url)
        turn(worker)
        _change(sqlite_newsroom, partner, per_minute=999)
        turn(worker)
        assert there.events() == []
        _change(sqlite_newsroom, partner, languages=["ru"])
        turn(worker)
    assert there.events() == ["contract.changed"]


def test_a_full_payload_has_the_article(sqlite_newsroom: Newsroom) -> None:
    """As readers get it; above 20 kB it is thin, and after a withdrawal nothing of it is sent again."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as there, working(sqlite_newsroom) as worker:
        made = receivers.verified(
            sqlite_newsroom, worker, text, there.url, payload="full", events=["article.published", "article.withdrawn"]
        )
        article = sqlite_newsroom.publish()
        sqlite_newsroom.publish(
            title="A long text of the week", body="\n\n".join([f"Words {n} " * 200 for n in range(30)])
        )
        turn(worker)
        whole, long = (got.body["data"] for got in there.got[1:])
        if whole["article_id"] != article:
            whole, long = long, whole
        assert (whole["form"], whole["document"]["title"]) == ("full", "River council delays the vote")
        assert whole["document"]["rights"]["canonical_url"].endswith("?lang=en")
        assert (long["form"], long["document"]) == ("thin", None)
        assert max(len(got.raw) for got in there.got) <= 20_000
        sqlite_newsroom.post(
            f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "A name."}, etag="*"
        )
        turn(worker)
        there.got.clear()
        parties.call(
            sqlite_newsroom, f"{HOOKS}/{made['id']}/replays", text, "POST", json={"since": "2000-01-01T00:00:00Z"}
        )
        turn(worker)
    again = [got for got in there.got if got.body["data"]["article_id"] == article]
    assert [(got.event, got.body["data"]["is_public"], got.body["data"]["document"]) for got in again] == [
        ("article.withdrawn", False, None),
        ("article.published", False, None),
    ]
    assert not any(b"River council" in got.raw for got in again)


def test_two_secrets_sign_during_a_rotation(sqlite_newsroom: Newsroom) -> None:
    """A receiver may change its secret at any time of the overlap; after it, the former signs nothing."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as there, working(sqlite_newsroom) as worker:
        made = receivers.verified(sqlite_newsroom, worker, text, there.url, events=["article.published"])
        path = f"{HOOKS}/{made['id']}/rotation"
        newer = parties.call(sqlite_newsroom, path, text, "POST", json={"overlap_hours": 1}).get_json()["secret"]
        sqlite_newsroom.publish()
        turn(worker)
        for secret in (made["secret"], newer):
            Verifier(secret).verify(there.got[-1].raw, there.got[-1].headers)
        Webhook.update(former_until=clock.now()).execute()
        sqlite_newsroom.publish(title="Another text of the week")
        turn(worker)
    Verifier(newer).verify(there.got[-1].raw, there.got[-1].headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(made["secret"]).verify(there.got[-1].raw, there.got[-1].headers)


def test_a_secret_is_not_readable_in_the_database(sqlite_newsroom: Newsroom) -> None:
    """Nor is it told again."""
    text = receivers.key(sqlite_newsroom)
    with working(sqlite_newsroom):
        made = receivers.hook(sqlite_newsroom, text, "https://radio.example/hook")
    kept = db.rows("SELECT secret FROM webhook")[0][0]
    assert made["secret"].removeprefix("whsec_") not in kept
    assert "secret" not in receivers.show(sqlite_newsroom, text, made["id"])


def test_what_is_another_partners_is_not_there(sqlite_newsroom: Newsroom) -> None:
    """Each path of a webhook or delivery of somebody else answers 404, and changes nothing."""
    text, stranger = receivers.key(sqlite_newsroom), receivers.key(sqlite_newsroom, "Stranger")
    with receiving() as there, working(sqlite_newsroom) as worker:
        made = receivers.verified(sqlite_newsroom, worker, text, there.url)
        sqlite_newsroom.publish()
        turn(worker)
        delivery = receivers.log(sqlite_newsroom, text, made["id"])[0]["id"]
        count, before = len(there.got), list(Webhook.select().tuples())
        calls: list[tuple[str, str, Any]] = [
            ("GET", f"{HOOKS}/{made['id']}", None),
            ("PATCH", f"{HOOKS}/{made['id']}", {"name": "Mine"}),
            ("DELETE", f"{HOOKS}/{made['id']}", None),
            ("GET", f"{HOOKS}/{made['id']}/deliveries", None),
            ("POST", f"{HOOKS}/{made['id']}/rotation", {}),
            ("POST", f"{HOOKS}/{made['id']}/enablement", None),
            ("PUT", f"{HOOKS}/{made['id']}/suspension", None),
            ("POST", f"{HOOKS}/{made['id']}/pings", None),
            ("POST", f"{HOOKS}/{made['id']}/replays", {"state": "dead"}),
            ("GET", f"/v1/partner/deliveries/{delivery}", None),
            ("POST", f"/v1/partner/deliveries/{delivery}/replay", None),
        ]
        for method, path, data in calls:
            options = {"json": data} if data is not None else {}
            response = parties.call(sqlite_newsroom, path, stranger, method, headers={"If-Match": "*"}, **options)
            assert response.status_code == 404, (method, path)
        turn(worker)
    assert (len(there.got), list(Webhook.select().tuples())) == (count, before)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "https://u:p@radio.example/", "ftp://a.example/",
     "https://radio.example:22/", "http://2130706433/", "https://radio.example/#x", "x"],
)  # fmt: skip
def test_a_forbidden_address_is_refused(sqlite_newsroom: Newsroom, url: str) -> None:
    """When it is registered as when it is changed."""
    text = receivers.key(sqlite_newsroom)
    response = parties.call(sqlite_newsroom, HOOKS, text, "POST", json={"url": url})
    assert parties.fault(response) == (422, "blocked_address")
    made = receivers.hook(sqlite_newsroom, text, "https://radio.example/hook")
    response = parties.call(
        sqlite_newsroom, f"{HOOKS}/{made['id']}", text, "PATCH", headers={"If-Match": "*"}, json={"url": url}
    )
    assert parties.fault(response) == (422, "blocked_address")


def test_the_log_is_kept_for_thirty_days(sqlite_newsroom: Newsroom) -> None:
    """And no longer; what waits is never forgotten."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as there, working(sqlite_newsroom) as worker:
        made = receivers.verified(sqlite_newsroom, worker, text, there.url, events=["article.published"])
        sqlite_newsroom.publish()
        turn(worker)
        there.answer = lambda _: 500
        sqlite_newsroom.publish(title="Another text of the week")
        turn(worker)
    outcomes.prune(at=clock.now() + timedelta(days=29))
    assert len(receivers.log(sqlite_newsroom, text, made["id"])) == 2
    outcomes.prune(at=clock.now() + timedelta(days=31))
    assert [each["state"] for each in receivers.log(sqlite_newsroom, text, made["id"])] == ["queued"]


def test_another_address_is_verified_anew(sqlite_newsroom: Newsroom) -> None:
    """What waits for the endpoint goes to the new address, once that has answered."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as there, receiving() as moved, working(sqlite_newsroom) as worker:
        made = receivers.verified(sqlite_newsroom, worker, text, there.url, events=["article.published"])
        there.answer = lambda _: 500
        sqlite_newsroom.publish()
        turn(worker)
        response = parties.call(
            sqlite_newsroom, f"{HOOKS}/{made['id']}", text, "PATCH", headers={"If-Match": "*"}, json={"url": moved.url}
        )
        assert response.get_json()["state"] == "unverified"
        receivers.make_due()
        turn(worker)
    assert [got.event for got in moved.got] == ["ping", "article.published"]


def _change(newsroom: Newsroom, partner: str, **changes: Any) -> None:
    response = newsroom.call("PATCH", f"{parties.PATH}/{partner}", "admin", etag="*", json=changes)
    assert response.status_code == 200, response.get_data(as_text=True)
