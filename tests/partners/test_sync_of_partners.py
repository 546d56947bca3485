"""A partner's mirror: by the journal alone it holds what the contract has, whatever happens to texts and contract."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from api.formats import proofs
from api.partners import partners
from api.platform import clock, db, places
from tests import statements
from tests.newsroom import Newsroom
from tests.partners import parties

Copy = dict[tuple[str, str], dict[str, Any]]


class Mirror:
    """A partner that keeps a copy of all that it may read, by the journal alone."""

    def __init__(self, newsroom: Newsroom, key: str, *, limit: int = 2) -> None:
        self._newsroom, self._key, self._limit = newsroom, key, limit
        self.cursor = ""
        self.copy: Copy = {}
        self.types: list[str] = []

    def sync(self, *, is_initial: bool = False) -> None:
        """Read on to the end."""
        for page in self._pages(is_initial=is_initial):
            for change in page["data"]:
                if change["resource"] == "article":
                    self.types.append(change["type"])
                    self._apply(change)

    def _pages(self, *, is_initial: bool) -> Iterator[Any]:
        has_more = True
        while has_more:
            begin = "&initial=true" if is_initial and not self.cursor else ""
            since = f"&since={self.cursor}" if self.cursor else begin
            path = f"/v1/changes?include=document&limit={self._limit}{since}"
            page = parties.get(self._newsroom, path, self._key)
            self.cursor, has_more = page["meta"]["cursor"], page["meta"]["has_more"]
            yield page

    def _apply(self, change: dict[str, Any]) -> None:
        place = (change["article_id"], change["language"])
        if change["document"] is None:
            assert change["slug"] is None
            self.copy.pop(place, None)
        else:
            self.copy[place] = change["document"]


def readable(newsroom: Newsroom, key: str) -> Copy:
    """Give what a partner may read now, one by one."""
    found: Copy = {}
    for article, language in db.rows("SELECT DISTINCT article_id, language FROM publication"):
        response = parties.call(newsroom, f"/v1/articles/{article}?lang={language}&fallback=none", key)
        if response.status_code == 200:
            document = response.get_json()
            found[article, language] = {n: v for n, v in document.items() if n not in {"previous", "next"}}
    return found


@pytest.fixture
def partner(newsroom: Newsroom) -> str:
    """Give a partner that reads English texts on society."""
    return parties.partner(newsroom, languages=["en"], topics=["society"], per_minute=6_000)


def test_a_mirror_follows_its_contract(newsroom: Newsroom, partner: str) -> None:
    """A gained topic or language brings its backlog, a lost one its tombstones, in pages of any size."""
    key = parties.key(newsroom, partner)
    mirror = Mirror(newsroom, key)
    _publish(newsroom, topics=("society", "river", "society"))
    mirror.sync()
    assert mirror.copy == readable(newsroom, key) != {}
    assert {language for _, language in mirror.copy} == {"en"}
    for contract in (
        {"topics": ["river", "society"]},
        {"languages": ["be", "en"]},
        {"topics": ["river"]},
        {"languages": None, "topics": None},
        {"languages": ["be"]},
    ):
        partners.change(partner, contract, by=None, at=clock.now())
        mirror.sync()
        assert mirror.copy == readable(newsroom, key) != {}, contract
        _publish(newsroom, topics=("society", "river"))
        mirror.sync()
        assert mirror.copy == readable(newsroom, key), contract


def test_a_mirror_that_was_away_arrives_at_the_same(newsroom: Newsroom, partner: str) -> None:
    """Whoever missed several changes of the contract has the same in the end, and so has who begins anew."""
    key = parties.key(newsroom, partner)
    away, begun = Mirror(newsroom, key, limit=1), Mirror(newsroom, key, limit=3)
    _publish(newsroom, topics=("society", "river"))
    away.sync()
    for topics in (["river"], ["society"], ["river", "society"]):
        partners.change(partner, {"topics": topics}, by=None, at=clock.now())
        _publish(newsroom, topics=("river",))
    away.sync()
    begun.sync(is_initial=True)
    assert away.copy == begun.copy == readable(newsroom, key) != {}
    before = begun.types[:]
    begun.sync()
    assert begun.types == before


def test_a_text_that_leaves_the_contract_is_withdrawn(newsroom: Newsroom, partner: str) -> None:
    """A text whose topic becomes another is withdrawn from a partner who may not read that, and comes back with it."""
    key = parties.key(newsroom, partner)
    mirror = Mirror(newsroom, key)
    article = newsroom.publish("be", "en", source_language="be")
    mirror.sync()
    assert (article, "en") in mirror.copy
    for topic in ("river", "society"):
        path = f"/v1/desk/articles/{article}"
        changed = newsroom.call("PATCH", path, "editor", etag="*", json={"topic": topic})
        assert changed.status_code == 200, changed.get_data(as_text=True)
        newsroom.release(article, "be", "en")
        mirror.sync()
        assert mirror.copy == readable(newsroom, key)
        assert ((article, "en") in mirror.copy) == (topic == "society")


def test_a_delayed_mirror_gets_each_text_when_its_time_has_come(newsroom: Newsroom) -> None:
    """With a delay nothing comes before its time and all at it, corrections and withdrawals at once."""
    partner = parties.partner(newsroom, delay_hours=24, per_minute=6_000)
    key = parties.key(newsroom, partner)
    mirror = Mirror(newsroom, key)
    began = clock.now()

    def at(hours: int) -> Any:
        return time_machine.travel(began + timedelta(hours=hours))

    def publish() -> str:
        return newsroom.publish("be", "en", source_language="be")

    first = publish()
    mirror.sync()
    assert mirror.copy == {}
    with at(20):
        second = publish()
        mirror.sync()
        assert mirror.copy == {}
    with at(30):
        mirror.sync()
        assert mirror.copy.keys() == {(first, "be"), (first, "en")}
        newsroom.post(f"/v1/desk/articles/{first}/versions/en/withdrawal", "editor", {"reason": "It was wrong."})
        mirror.sync()
        assert mirror.copy.keys() == {(first, "be")}
        partners.change(partner, {"delay_hours": 0}, by=None, at=clock.now())
        mirror.sync()
        assert mirror.copy == readable(newsroom, key)
        assert (second, "en") in mirror.copy
        partners.change(partner, {"delay_hours": 24}, by=None, at=clock.now())
        mirror.sync()
        assert mirror.copy.keys() == {(first, "be")}
    with at(46):
        mirror.sync()
        assert mirror.copy == readable(newsroom, key)
        assert mirror.copy.keys() == {(first, "be"), (second, "be"), (second, "en")}


def test_a_mirror_proves_that_it_is_whole(newsroom: Newsroom, partner: str) -> None:
    """Who has followed to the end proves it by the hashes of what they hold; who has not is told to read on."""
    key = parties.key(newsroom, partner)
    mirror = Mirror(newsroom, key)
    _publish(newsroom, topics=("society", "river", "society"))
    mirror.sync()
    path = f"/v1/changes/proof?cursor={mirror.cursor}"
    proof = parties.get(newsroom, path, key)
    held = [proofs.of_article(document) for document in mirror.copy.values()]
    assert (proof["count"], proof["hash"]) == (2, proofs.of_all(held))
    assert [(part["language"], part["count"]) for part in proof["parts"]] == [("en", 2)]
    _publish(newsroom, topics=("river",))
    assert parties.get(newsroom, path, key) == proof
    _publish(newsroom, topics=("society",))
    assert parties.call(newsroom, path, key).status_code == 409
    public = newsroom.get("/v1/changes?limit=100")["meta"]["cursor"]
    assert newsroom.get(f"/v1/changes/proof?cursor={public}&lang=be")["count"] == 5
    assert parties.fault(parties.call(newsroom, f"/v1/changes/proof?cursor={public}", key))[1] == "invalid_cursor"


def test_who_comes_beside_two_proofs_is_told_when_to_come_again(sqlite_newsroom: Newsroom) -> None:
    """While two proofs are made no third one is begun, with a key or without: 503, and when to ask again."""
    key = parties.reader(sqlite_newsroom)
    _publish(sqlite_newsroom, topics=("society",))
    asked = [f"/v1/changes/proof?cursor={parties.get(sqlite_newsroom, '/v1/changes', key)['meta']['cursor']}"]
    asked.append(f"/v1/changes/proof?cursor={sqlite_newsroom.get('/v1/changes')['meta']['cursor']}")
    with places.PROOFS.held(), places.PROOFS.held():
        refused = [parties.call(sqlite_newsroom, asked[0], key), sqlite_newsroom.call("GET", asked[1])]
    for answer in refused:
        assert (answer.status_code, answer.get_json()["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
    assert parties.get(sqlite_newsroom, asked[0], key)["count"] == sqlite_newsroom.get(asked[1])["count"]


def test_a_digest_is_as_it_is_written_down() -> None:
    """Whoever follows the guide comes to the same digest, whatever the addresses of the pictures are."""
    document = {
        "id": "1",
        "language": "en",
        "slug": "a",
        "revision": 2,
        "published_at": "p",
        "updated_at": "u",
        "freshness": "current",
        "title": "T",
        "summary": "S",
        "topic": {"key": "river", "name": "River"},
        "trend": None,
        "issue": {"key": "2017-W37"},
        "bylines": [{"key": "h", "name": "H"}, {"key": "v", "name": "V"}],
        "body": {"content": '<img src="/a" srcset="/a 1x" sizes="auto" alt="x"> <p>Text</p>'},
    }
    told = '1\nen\na\n2\np\nu\ncurrent\nT\nS\nriver\nRiver\n\n2017-W37\nh,v\nH,V\n<img alt="x"> <p>Text</p>'
    assert proofs.of_article(document) == hashlib.sha256(told.encode()).hexdigest()


def test_two_hundred_partners_cost_no_more_than_two(sqlite_newsroom: Newsroom) -> None:
    """What a page of the journal costs does not depend on how many partners there are, nor on their contracts."""
    _publish(sqlite_newsroom, topics=("society", "river"))
    key = parties.reader(sqlite_newsroom, topics=["river"])
    parties.get(sqlite_newsroom, "/v1/changes", key)
    with statements.counted() as few:
        parties.get(sqlite_newsroom, "/v1/changes", key)
    for number in range(20):
        other = parties.partner(sqlite_newsroom, f"Partner {number}", languages=["en"])
        partners.change(other, {"topics": ["society"]}, by=None, at=clock.now())
    with statements.counted() as many:
        parties.get(sqlite_newsroom, "/v1/changes", key)
    assert len(many) == len(few)


def test_a_cursor_belongs_to_its_partner(sqlite_newsroom: Newsroom) -> None:
    """Another partner's cursor, and one that was had without a key, are refused."""
    one = parties.reader(sqlite_newsroom)
    other = parties.key(sqlite_newsroom, parties.partner(sqlite_newsroom, "Another"))
    cursor = parties.get(sqlite_newsroom, "/v1/changes", one)["meta"]["cursor"]
    assert parties.call(sqlite_newsroom, f"/v1/changes?since={cursor}", one).status_code == 200
    refused = parties.call(sqlite_newsroom, f"/v1/changes?since={cursor}", other)
    assert parties.fault(refused) == (422, "invalid_cursor")
    public = sqlite_newsroom.get("/v1/changes")["meta"]["cursor"]
    assert parties.fault(parties.call(sqlite_newsroom, f"/v1/changes?since={public}", one)) == (422, "invalid_cursor")
    assert sqlite_newsroom.call("GET", f"/v1/changes?since={cursor}").status_code == 422


def test_a_cursor_tells_nothing_of_others(sqlite_newsroom: Newsroom) -> None:
    """The cursor of an empty page is another each time, whether or not something happened outside the contract."""
    key = parties.reader(sqlite_newsroom, topics=["river"])
    cursors = {parties.get(sqlite_newsroom, "/v1/changes", key)["meta"]["cursor"] for _ in range(3)}
    assert len(cursors) == 3


def _publish(newsroom: Newsroom, *, topics: tuple[str, ...]) -> None:
    for topic in topics:
        newsroom.publish("be", "en", source_language="be", topic=topic)
