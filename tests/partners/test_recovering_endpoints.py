"""What failed while an endpoint was away, when it is back."""

from __future__ import annotations

from datetime import timedelta

from api.partners.sending import endpoints, retries
from api.partners.sending.dispatch import Dispatcher
from api.partners.sending.models import Delivery, Webhook
from api.partners.sending.retries import Outcome
from api.platform import clock
from tests.delivery import exhibits
from tests.newsroom import NOW, Newsroom
from tests.partners import receivers
from tests.partners.receivers import Got, receiving, turn, working

EVENTS = ["article.published", "article.withdrawn"]
_HOURS = 6  # tries after which a delivery waits for an hour


def test_what_failed_while_it_was_away_comes_with_its_first_success(newsroom: Newsroom) -> None:
    """However long it would have waited for its next try, a withdrawal as well as the rest."""
    text = receivers.key(newsroom)
    with receiving() as there, working(newsroom) as worker:
        withdrawn = newsroom.publish()
        made = receivers.verified(newsroom, worker, text, there.url, events=EVENTS)
        there.answer = lambda _: 500
        late = newsroom.publish(title="Published while it was away")
        exhibits.withdraw(newsroom, withdrawn)
        turn(worker)
        waits = receivers.log(newsroom, text, made["id"], state="queued")
        assert {each["article_id"] for each in waits if each["attempt_count"]} == {withdrawn, late}
        Delivery.update(due_at=clock.now() + timedelta(hours=4)).where(Delivery.state == "queued").execute()
        there.answer = lambda _: 200
        there.got.clear()
        Webhook.update(not_before=None).execute()
        another = newsroom.publish(title="Published when it is back")
        turn(worker)
        first, *others = _told(there.got)
        assert first == ("article.published", another)
        assert sorted(others) == [("article.published", late), ("article.withdrawn", withdrawn)]
    assert not Delivery.select().where(Delivery.state == "queued").exists()


def test_a_delivery_that_is_refused_while_others_pass_keeps_its_delay(newsroom: Newsroom) -> None:
    """It gets one try more when the next one passes, since it might have been the endpoint, and no more after it."""
    text = receivers.key(newsroom)
    poisoned: list[str] = []

    def picky(got: Got) -> int:
        return 500 if got.event == "ping" or got.body["data"]["article_id"] in poisoned else 200

    with receiving() as there, working(newsroom) as worker:
        made = receivers.verified(newsroom, worker, text, there.url, events=EVENTS)
        there.answer = picky
        newsroom.publish()
        turn(worker)
        poisoned.append(_publish_refused(newsroom, worker, there))
        for number in range(4):
            newsroom.publish(title=f"Text {number} of the week")
            turn(worker)
        (waits,) = receivers.log(newsroom, text, made["id"], state="queued")
        assert (waits["article_id"], waits["attempt_count"]) == (poisoned[0], 2)
        assert not _due()


def test_what_waits_is_tried_at_another_address_as_soon_as_that_is_verified(sqlite_newsroom: Newsroom) -> None:
    """What the address before refused says nothing of what this one takes."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as there, receiving() as elsewhere, working(sqlite_newsroom) as worker:
        made = receivers.verified(sqlite_newsroom, worker, text, there.url, events=EVENTS)
        there.answer = lambda _: 500
        sqlite_newsroom.publish()
        _fail(worker, _HOURS)
        partner = Webhook.get_by_id(made["id"]).partner_id
        endpoints.change(partner, made["id"], {"url": elsewhere.url}, at=clock.now())
        turn(worker)
        assert elsewhere.events() == ["article.published"]


def test_a_withdrawal_is_tried_every_quarter_of_an_hour(sqlite_newsroom: Newsroom) -> None:
    """However often it has failed; only where the endpoint itself asks for more time it waits longer."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as there, working(sqlite_newsroom) as worker:
        withdrawn = sqlite_newsroom.publish()
        receivers.verified(sqlite_newsroom, worker, text, there.url, events=EVENTS)
        there.answer = lambda _: 500
        exhibits.withdraw(sqlite_newsroom, withdrawn)
        _fail(worker, 9)
        (waits,) = Delivery.select().where(Delivery.state == "queued")
        assert timedelta(minutes=9) < waits.due_at - clock.now() <= timedelta(minutes=15)
        there.answer = lambda _: (503, {"Retry-After": "7200"}, b"")
        _fail(worker, 1)
        (waits,) = Delivery.select().where(Delivery.state == "queued")
        assert waits.due_at - clock.now() > timedelta(minutes=100)


def test_delays_grow_up_to_their_bound() -> None:
    """Each is a little earlier or later than its kind, and none is later than the bound that it is given."""
    bad = Outcome(500, "bad_status")
    for attempts, seconds in ((1, 5), (5, 1800), (10, 43_200), (40, 43_200)):
        for _ in range(20):
            delay = (retries.next_at(bad, attempts, at=NOW) - NOW).total_seconds()
            assert 0.8 * seconds <= delay <= 1.2 * seconds
            assert retries.next_at(bad, attempts, at=NOW, within=retries.URGENT) - NOW <= retries.URGENT


def test_one_that_is_refused_beside_others_is_tried_within_the_hour(sqlite_newsroom: Newsroom) -> None:
    """An endpoint that comes and goes lets nothing wait for half a day that it might take at once."""
    text = receivers.key(sqlite_newsroom)
    with receiving() as there, working(sqlite_newsroom) as worker:
        receivers.verified(sqlite_newsroom, worker, text, there.url, events=EVENTS)
        there.answer = lambda _: 500
        sqlite_newsroom.publish()
        _fail(worker, 9)
        Webhook.update(last_success_at=clock.now()).execute()
        _fail(worker, 1)
        (waits,) = Delivery.select().where(Delivery.state == "queued")
        assert timedelta(minutes=35) < waits.due_at - clock.now() <= timedelta(hours=1)


def _publish_refused(newsroom: Newsroom, worker: Dispatcher, there: receivers.Receiver) -> str:
    """Publish a text that is refused from its first delivery on, and give its id."""
    picky, there.answer = there.answer, lambda _: 500
    article = newsroom.publish(title="A text that is refused")
    turn(worker)
    there.answer = picky
    return article


def _fail(worker: Dispatcher, times: int) -> None:
    """Let all that waits be tried so often, each time when its delay has passed."""
    for _ in range(times):
        receivers.make_due()
        turn(worker)


def _due() -> bool:
    return bool(Delivery.select().where(Delivery.state == "queued", Delivery.due_at <= clock.now()).exists())


def _told(got: list[Got]) -> list[tuple[str, str]]:
    return [(each.event, each.body["data"]["article_id"]) for each in got]
