"""Partners and a bounded journal: contracts, delays, proofs of delivery and webhooks lose nothing by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from api.partners import partners
from api.partners.receipts import collector
from api.partners.sending import fanout
from api.platform import clock, db
from api.publishing import journal, pruning
from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.test_sync_of_partners import Mirror, readable

DAYS = 90
AGES = timedelta(days=400)


@pytest.mark.parametrize("is_initial", [True, False])
def test_a_mirror_that_is_overtaken_follows_its_contract(newsroom: Newsroom, *, is_initial: bool) -> None:
    """The journal is pruned between any two pages of a first sync, and the contract changes: nothing is missed."""
    partner = parties.partner(newsroom, topics=["society"], languages=["en"], per_minute=6_000)
    key = parties.key(newsroom, partner)
    for topic in ("society", "river", "society"):
        newsroom.publish("ru", topic=topic)
    partners.change(partner, {"topics": ["society", "river"]}, by=None, at=clock.now())
    newsroom.publish("ru", topic="river")
    began, mirror = clock.now(), Mirror(newsroom, key, limit=1)
    for number, page in enumerate(mirror._pages(is_initial=is_initial)):
        for change in page["data"]:
            if change["resource"] == "article":
                mirror._apply(change)
        _prune(began)
        if number == 2:
            partners.change(partner, {"topics": ["river"]}, by=None, at=clock.now())
        if number == 4:
            partners.change(partner, {"topics": ["river", "society"], "languages": None}, by=None, at=clock.now())
    assert journal.horizon() > (0, 0)
    assert mirror.copy == readable(newsroom, key) != {}
    assert parties.call(newsroom, f"/v1/changes/proof?cursor={mirror.cursor}", key).status_code == 200


def test_a_change_of_the_contract_is_told_however_long_ago_it_was(newsroom: Newsroom) -> None:
    """As long as the cursor is good: a gained topic brings texts of whose entries many are gone."""
    partner = parties.partner(newsroom, topics=["society"], per_minute=6_000)
    key = parties.key(newsroom, partner)
    newsroom.publish("ru", topic="river")
    newsroom.publish("ru")
    mirror = Mirror(newsroom, key)
    mirror.sync()
    partners.change(partner, {"topics": ["river"]}, by=None, at=clock.now())
    _prune_all()
    mirror.sync()
    assert mirror.copy == readable(newsroom, key) != {}


def test_a_text_comes_after_a_delay_that_is_longer_than_the_journal(newsroom: Newsroom) -> None:
    """Its entry has been passed by the horizon before its time comes; it comes all the same, to old and new mirrors."""
    partner = parties.partner(newsroom, delay_hours=24 * 31, per_minute=6_000)
    key = parties.key(newsroom, partner, expires_at=clock.to_wire(clock.now() + timedelta(days=360)))
    mirror, start = Mirror(newsroom, key), clock.now()
    mirror.sync()
    newsroom.publish("ru")
    newsroom.publish("ru", topic="river")
    for day in (10, 25, 30, 32, 45):
        with time_machine.travel(start + timedelta(days=day, hours=1)):
            while pruning.prune(20, at=clock.now()):
                pass
            mirror.sync()
            assert bool(mirror.copy) == (day > 31)
            assert mirror.copy == readable(newsroom, key)
            begun = Mirror(newsroom, key)
            begun.sync()
            assert begun.copy == mirror.copy


def test_another_partners_expired_cursor_is_no_cursor(newsroom: Newsroom) -> None:
    """It is refused as one that belongs to somebody else, and tells nothing of its age; one's own is 410."""
    one, other = parties.reader(newsroom), parties.reader(newsroom, name="Archive")
    cursor = parties.get(newsroom, "/v1/changes", one)["meta"]["cursor"]
    newsroom.publish()
    newsroom.publish()
    _prune_all()
    assert parties.fault(parties.call(newsroom, f"/v1/changes?since={cursor}", other)) == (422, "invalid_cursor")
    assert parties.fault(newsroom.call("GET", f"/v1/changes?since={cursor}")) == (422, "invalid_cursor")
    refused = parties.call(newsroom, f"/v1/changes?since={cursor}&topic=society&wait=15", one)
    assert parties.fault(refused) == (410, "expired_cursor")
    assert refused.get_json()["links"]["first"] == "/v1/changes?topic=society&initial=true"
    proof = parties.call(newsroom, f"/v1/changes/proof?cursor={cursor}", one)
    assert parties.fault(proof) == (410, "expired_cursor")


def test_what_partners_had_and_knew_is_told_as_before(newsroom: Newsroom) -> None:
    """Receipts, outstanding notices, takedowns and republications say the same once updates of before are gone."""
    key = parties.reader(newsroom, name="Radio Luzhana")
    corrected, withdrawn, plain = (newsroom.publish("ru", title=f"Text {number} of the week") for number in range(3))
    for article in (corrected, withdrawn, plain):
        parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
    collector.keeper.write(is_last=True)
    data = {"article_id": corrected, "language": "en", "url": "https://radio.example/a"}
    assert parties.call(newsroom, "/v1/partner/republications", key, "POST", json=data).status_code == 201
    _rename(newsroom, "One")
    newsroom.revise(corrected, summary="Somebody was.", weight="correction", note="Who was.")
    newsroom.approve(corrected, "en")
    newsroom.release(corrected, "en")
    newsroom.post(f"/v1/desk/articles/{withdrawn}/versions/en/withdrawal", "editor", {"reason": "Wrong."}, etag="*")
    _rename(newsroom, "Two")
    _rename(newsroom, "Three")
    newsroom.publish()
    paths = ("/v1/partner/outstanding", "/v1/partner/republications")
    told = [parties.get(newsroom, path, key) for path in paths]
    seen = newsroom.get("/v1/admin/takedowns", "admin")
    count = db.rows("SELECT COUNT(*) FROM change")
    _prune_all()
    assert db.rows("SELECT COUNT(*) FROM change") < count
    assert [parties.get(newsroom, path, key) for path in paths] == told
    assert newsroom.get("/v1/admin/takedowns", "admin") == seen
    revision = next(each["revision"] for each in told[0]["data"] if each["type"] == "corrected")
    entries = [
        {"type": "corrected", "article_id": corrected, "language": "en", "revision": revision},
        {"type": "withdrawn", "article_id": withdrawn, "language": "en"},
    ]
    said = parties.call(newsroom, "/v1/partner/acknowledgements", key, "POST", json={"entries": entries})
    assert said.status_code == 200, said.get_data(as_text=True)
    assert parties.get(newsroom, "/v1/partner/outstanding", key)["data"] == []


def test_endpoints_are_told_of_all_before_it_goes(newsroom: Newsroom) -> None:
    """What the writing down of deliveries has not come to is kept, also if no worker did it for a year."""
    newsroom.publish()
    fanout.follow(at=clock.now())
    newsroom.publish()
    newsroom.publish()
    _prune_all()
    stands = fanout.place()
    assert stands is not None
    assert journal.horizon() < stands
    fanout.follow(at=clock.now())
    _prune_all()
    assert journal.horizon() > stands


def _rename(newsroom: Newsroom, name: str) -> None:
    names: Any = {language: {"name": f"Society {name}"} for language in ("be", "ru", "en")}
    response = newsroom.call("PATCH", "/v1/desk/topics/society", "editor", etag="*", json={"names": names})
    assert response.status_code == 200


def _prune(before: Any) -> None:
    while pruning.prune(DAYS, at=before + timedelta(days=DAYS), followers=[fanout.place]):
        pass


def _prune_all() -> None:
    _prune(clock.now() + AGES)
