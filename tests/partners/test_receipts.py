from __future__ import annotations

import pytest

from api.partners import partners
from api.partners.receipts import collector, receipts
from api.partners.receipts.models import Receipt
from api.platform import clock
from api.platform.errors import Unavailable, say
from tests.newsroom import Newsroom
from tests.partners import parties, receivers
from tests.partners.receivers import receiving, turn, working

CHANGES = "/v1/changes?limit=100"


def test_a_page_of_the_journal_is_known_when_its_cursor_comes_back(newsroom: Newsroom) -> None:
    """Until then it was only answered; the text that stood in it counts as fetched."""
    key = _reader(newsroom)
    article = newsroom.publish()
    page = parties.get(newsroom, f"{CHANGES}&include=document", key)
    _write()
    (receipt,) = _receipts(article)
    assert receipt.fetched_at == receipt.told_at == receipt.offered_at
    assert (receipt.known_generation, receipt.known_by) == (None, None)
    parties.get(newsroom, f"{CHANGES}&since={page['meta']['cursor']}", key)
    _write()
    (receipt,) = _receipts(article)
    assert (receipt.known_by, receipt.known_is_gone, receipt.page) == ("cursor", False, None)
    assert receipt.known_generation == receipt.fetched_generation


def test_a_cursor_that_comes_back_elsewhere_first_is_not_lost(sqlite_newsroom: Newsroom) -> None:
    """It may come to a process that writes before the one that answered the page: it is held back until then."""
    key = _reader(sqlite_newsroom)
    article = sqlite_newsroom.publish()
    page = parties.get(sqlite_newsroom, CHANGES, key)
    parties.get(sqlite_newsroom, f"{CHANGES}&since={page['meta']['cursor']}", key)
    collector.keeper.write()
    assert [(each.known_by, bool(each.page)) for each in _receipts(article)] == [(None, True)]
    _write()
    assert [(each.known_by, each.fetched_at) for each in _receipts(article)] == [("cursor", None)]


def test_a_withdrawal_that_is_read_is_known(newsroom: Newsroom) -> None:
    """By its 410 as by the journal; a HEAD request is given nothing, and who never had the text has no receipt."""
    key, other = _reader(newsroom), _reader(newsroom, "Archive")
    article = newsroom.publish()
    assert parties.call(newsroom, f"/v1/articles/{article}?lang=en", key, "HEAD").status_code == 200
    _write()
    assert _receipts(article) == []
    parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
    _write()
    fetched_at = _receipts(article)[0].fetched_at
    withdraw(newsroom, article)
    for text in (key, other):
        assert parties.call(newsroom, f"/v1/articles/{article}?lang=en", text).status_code == 410
    _write()
    (receipt,) = _receipts(article)
    assert (receipt.known_by, receipt.known_is_gone, receipt.fetched_at) == ("read", True, fetched_at)
    known_at = receipt.known_at
    newsroom.publish(title="Another text of the week")
    assert parties.call(newsroom, f"/v1/articles/{article}?lang=en", key).status_code == 410
    _write()
    assert _receipts(article)[0].known_at == known_at


def test_the_journal_of_before_offers_nothing_that_is_gone(sqlite_newsroom: Newsroom) -> None:
    """Whoever begins after a withdrawal reads its entries, but never had the text."""
    article = sqlite_newsroom.publish()
    withdraw(sqlite_newsroom, article)
    parties.get(sqlite_newsroom, f"{CHANGES}&include=document", _reader(sqlite_newsroom))
    _write()
    assert _receipts(article) == []


def test_reading_often_writes_one_row(sqlite_newsroom: Newsroom) -> None:
    """For each version, however often it is read; and none before it is written down."""
    key = _reader(sqlite_newsroom)
    article = sqlite_newsroom.publish("ru")
    for _ in range(5):
        for language in ("en", "ru"):
            parties.get(sqlite_newsroom, f"/v1/articles/{article}?lang={language}", key)
        parties.get(sqlite_newsroom, "/v1/articles?lang=en&include=body", key)
    assert _receipts(article) == []
    _write()
    assert sorted(each.language for each in _receipts(article)) == ["en", "ru"]


def test_what_a_webhook_took_is_known(newsroom: Newsroom) -> None:
    """An event is offered when it is queued, and known when it was answered with 2xx; so is a withdrawal."""
    key = receivers.key(newsroom)
    with receiving(lambda _: 200) as there, working(newsroom) as worker:
        receivers.verified(newsroom, worker, key, there.url)
        there.answer = lambda _: 500
        article = newsroom.publish()
        turn(worker)
        (receipt,) = _receipts(article)
        assert (receipt.delivered_at, receipt.known_generation) == (None, None)
        there.answer = lambda _: 200
        receivers.make_due()
        turn(worker)
        (receipt,) = _receipts(article)
        assert receipt.delivered_at is not None
        assert (receipt.known_by, receipt.known_is_gone) == ("webhook", False)
        withdraw(newsroom, article)
        turn(worker)
    (receipt,) = _receipts(article)
    assert (receipt.known_by, receipt.known_is_gone) == ("webhook", True)
    assert (receipt.known_generation or 0) > (receipt.delivered_generation or 0)


def test_what_waits_for_its_time_is_not_offered(sqlite_newsroom: Newsroom) -> None:
    """With a delay there is no receipt before the text is told of."""
    key = receivers.key(sqlite_newsroom, delay_hours=24)
    with receiving() as there, working(sqlite_newsroom) as worker:
        receivers.verified(sqlite_newsroom, worker, key, there.url)
        article = sqlite_newsroom.publish()
        turn(worker)
    parties.get(sqlite_newsroom, CHANGES, key)
    _write()
    assert _receipts(article) == []


def test_what_cannot_be_written_is_kept(sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that fails for a while costs no note."""
    key = _reader(sqlite_newsroom)
    article = sqlite_newsroom.publish()
    page = parties.get(sqlite_newsroom, CHANGES, key)
    keeper = collector.Collector()
    monkeypatch.setitem(sqlite_newsroom.app.extensions, "receipts", keeper)
    parties.get(sqlite_newsroom, f"{CHANGES}&include=document&since={page['meta']['cursor']}", key)
    parties.get(sqlite_newsroom, f"/v1/articles/{article}?lang=en", key)
    with monkeypatch.context() as broken:
        broken.setattr(receipts, "write", _fail)
        with pytest.raises(Unavailable):
            keeper.write(is_last=True)
    keeper.write(is_last=True)
    assert [each.known_by for each in _receipts(article)] == ["read"]


def test_a_lost_topic_is_known_by_its_tombstone(newsroom: Newsroom) -> None:
    """What is outside of a new contract is told as withdrawn, and known when that page has come back."""
    partner = parties.partner(newsroom, topics=["society", "river"])
    key = parties.key(newsroom, partner)
    article = newsroom.publish(topic="river")
    cursor = parties.get(newsroom, CHANGES, key)["meta"]["cursor"]
    partners.change(partner, {"topics": ["society"]}, by=None, at=clock.now())
    for _ in range(2):
        cursor = parties.get(newsroom, f"{CHANGES}&since={cursor}", key)["meta"]["cursor"]
    _write()
    (receipt,) = _receipts(article)
    assert (receipt.known_by, receipt.known_is_gone) == ("cursor", True)


def withdraw(newsroom: Newsroom, article: str, language: str = "en") -> None:
    """Withdraw a version."""
    path = f"/v1/desk/articles/{article}/versions/{language}/withdrawal"
    newsroom.post(path, "editor", {"reason": "A name."}, etag="*")


def _reader(newsroom: Newsroom, name: str = "Radio Luzhana", **contract: object) -> str:
    return parties.key(newsroom, parties.partner(newsroom, name, per_minute=6_000, **contract))


def _write() -> None:
    collector.keeper.write(is_last=True)


def _fail(_: object) -> None:
    raise Unavailable(say("The database is busy."))


def _receipts(article: str) -> list[Receipt]:
    return list(Receipt.select().where(Receipt.article_id == article).order_by(Receipt.language))
