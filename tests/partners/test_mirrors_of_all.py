"""A partner's mirror of everything: by the journal alone it holds what whoever begins anew is given, and no more."""

from __future__ import annotations

import random
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from api.partners import partners
from api.platform import clock
from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.acts import PLENTY, Acts, prepare

# The example of the guide, which knows nothing of how the newsroom proves it.
proofs = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[2] / "examples/python/proofs.py")))
Thing = tuple[str, str]  # a resource, and its id or what names it
_BESIDE = {
    "previous",
    "next",
    "topics",
    "current_issue",
    "links",
}  # which follow from the articles: no entry tells of them


class Mirror:
    """A partner that keeps all that the journal tells of, and reads frames where it points to."""

    def __init__(self, newsroom: Newsroom, key: str, *, limit: int) -> None:
        self._newsroom, self._key, self._limit = newsroom, key, limit
        self._cursor = ""
        self.entries: list[dict[str, Any]] = []
        self.places: dict[Thing, str | None] = {}
        self.copy: dict[Thing, Any] = {}

    def sync(self) -> None:
        """Read on to the end; begin with what stands now."""
        has_more = True
        while has_more:
            start = f"since={self._cursor}" if self._cursor else "initial=true"
            path = f"/v1/changes?include=document&limit={self._limit}&{start}"
            page = parties.get(self._newsroom, path, self._key)
            assert len(page["data"]) <= self._limit
            self._cursor, has_more = page["meta"]["cursor"], page["meta"]["has_more"]
            self.entries += page["data"]
            told = dict.fromkeys(self._take(entry) for entry in page["data"])
            is_other = any(entry["resource"] == "language" for entry in page["data"])
            for place in {**told, **self.places} if is_other else told:
                self._read(place)

    def _take(self, entry: dict[str, Any]) -> Thing:
        is_gone = entry["type"] == "withdrawn"
        if entry["resource"] == "article":
            place = ("article", f"{entry['article_id']} {entry['language']}")
            assert entry["document"] is None or not is_gone
            if entry["document"] is None:  # it is gone, or will be with an entry further on
                assert entry["slug"] is entry["topic"] is entry["note"] is None
                self.copy.pop(place, None)
            else:
                self.copy[place] = entry["document"]
            return place
        place = (entry["resource"], entry["id"] or entry["key"])
        if is_gone:
            assert entry["key"] is None or entry["resource"] == "language"
            self.places.pop(place, None)
        else:
            self.places[place] = entry["href"]
        return place

    def _read(self, place: Thing) -> None:
        """Read a frame in each language in which it is to be had."""
        if place[0] == "article":
            return
        for code in ("be", "ru", "en"):
            self.copy.pop((f"{place[0]} {code}", place[1]), None)
            if (href := self.places.get(place)) is not None:
                answer = parties.call(self._newsroom, f"{href}?lang={code}", self._key)
                if answer.status_code == 200:
                    self.copy[f"{place[0]} {code}", place[1]] = _cut(answer.get_json())

    def proof(self) -> Any:
        """Give count and hash of the articles that are held, by language and week."""
        return proofs.parts(document for place, document in self.copy.items() if place[0] == "article")

    def proof_told(self) -> Any:
        """Give the same as the newsroom tells it at this cursor."""
        return proofs.told(parties.get(self._newsroom, f"/v1/changes/proof?cursor={self._cursor}", self._key))

    def all(self) -> dict[Thing, Any]:
        """Give all that is held."""
        return {**self.copy, **{("place", " ".join(place)): href for place, href in self.places.items()}}


def _cut(document: Any) -> Any:
    return {name: value for name, value in document.items() if name not in _BESIDE}


def _followed(newsroom: Newsroom, seed: int, acts: int) -> Iterator[tuple[str, Mirror, Mirror]]:
    """Act by chance; gives after some acts a mirror that followed, and one that began anew."""
    partner = parties.partner(newsroom, languages=["en", "be"], topics=["society"], **PLENTY)
    key = parties.key(newsroom, partner)
    prepare()
    with time_machine.travel(clock.now(), tick=True) as traveller:
        done = Acts(newsroom, partner, seed, traveller)
        chance = random.Random(seed + 1)
        mirror = Mirror(newsroom, key, limit=chance.choice([1, 2, 7, 100]))
        for number in range(acts):
            done.act()
            if chance.random() < 0.4 or number == acts - 1:
                mirror.sync()
                anew = Mirror(newsroom, key, limit=100)
                anew.sync()
                yield f"seed {seed}: {done.said}", mirror, anew


@pytest.mark.parametrize("seed", [0, 1, 24])
def test_who_follows_holds_what_who_begins_anew_is_given(sqlite_newsroom: Newsroom, seed: int) -> None:
    """Texts and all that stands around them: after any acts and changes of the contract, both are equal."""
    for said, mirror, anew in _followed(sqlite_newsroom, seed, 18):
        assert mirror.all() == anew.all(), said
        assert mirror.proof() == mirror.proof_told(), said


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 150))
def test_who_follows_holds_the_same_after_many_more_acts(newsroom: Newsroom, seed: int) -> None:
    """The same again and again, with both databases."""
    for said, mirror, anew in _followed(newsroom, seed, 24):
        assert mirror.all() == anew.all(), said
        assert mirror.proof() == mirror.proof_told(), said


def test_who_follows_holds_the_same_with_either_database(newsroom: Newsroom) -> None:
    """A short form of the same, also on PostgreSQL."""
    for said, mirror, anew in _followed(newsroom, 7, 8):
        assert mirror.all() == anew.all(), said


def test_what_is_theirs_no_longer_says_so_in_the_journal(newsroom: Newsroom) -> None:
    """A text that left the contract, or that the contract lost, has the reason that webhooks and receipts give too."""
    partner = parties.partner(newsroom, languages=["en"], topics=["society"], per_minute=6_000)
    mirror = Mirror(newsroom, parties.key(newsroom, partner), limit=100)
    moved, lost = newsroom.publish("en"), newsroom.publish("en")
    mirror.sync()
    issue = next(entry["id"] for entry in mirror.entries if entry["resource"] == "issue")
    newsroom.call("PATCH", f"/v1/desk/articles/{moved}", "editor", etag="*", json={"topic": "river"})
    newsroom.release(moved, "en")
    mirror.entries.clear()
    mirror.sync()
    told = [(entry["resource"], entry["type"], entry["reason"]) for entry in mirror.entries]
    assert {("article", "withdrawn", "outside_contract"), ("issue", "updated", None)} <= set(told)
    partners.change(partner, {"topics": ["river"], "languages": ["be"]}, by=None, at=clock.now())
    mirror.entries.clear()
    mirror.sync()
    gone = [entry for entry in mirror.entries if entry["type"] == "withdrawn"]
    assert {entry["reason"] for entry in gone if entry["resource"] == "article"} == {"outside_contract"}
    assert lost in {entry["article_id"] for entry in gone}
    assert (issue, None, None) in {(entry["id"], entry["key"], entry["href"]) for entry in gone}
