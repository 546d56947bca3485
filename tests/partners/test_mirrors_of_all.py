"""A partner's mirror of everything: by the journal alone it holds what whoever begins anew is given, and no more."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from api.content import issues, topics
from api.content.topics import Name
from api.partners import partners
from api.platform import clock
from tests.delivery import exhibits
from tests.newsroom import Newsroom
from tests.partners import parties

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

    def all(self) -> dict[Thing, Any]:
        """Give all that is held."""
        return {**self.copy, **{("place", " ".join(place)): href for place, href in self.places.items()}}


def _cut(document: Any) -> Any:
    return {name: value for name, value in document.items() if name not in _BESIDE}


class Acts:
    """What a newsroom does, by chance."""

    def __init__(self, newsroom: Newsroom, partner: str, seed: int) -> None:
        self._newsroom, self._partner, self._chance = newsroom, partner, random.Random(seed)
        self._articles: list[str] = []
        self._pictures: list[str] = []
        self.hours = 0

    def act(self) -> str:
        """Do something; gives what."""
        chosen: Callable[[], object] = self._chance.choice(
            [self._publish] * 3 + [self._move] * 4 + [self._withdraw] * 2 + [self._contract] * 4
            + [self._rename, self._wait, self._revise]
        )  # fmt: skip
        if chosen not in (self._publish, self._contract, self._wait) and not self._articles:
            chosen = self._publish
        chosen()
        return chosen.__name__

    def _some(self, *values: Any) -> list[Any]:
        return sorted(self._chance.sample(values, self._chance.randint(1, len(values))))

    def _publish(self) -> None:
        languages = self._some("be", "en")
        body = "A first paragraph."
        if self._chance.random() < 0.5:
            picture = self._chance.choice(self._pictures) if self._pictures and self._chance.random() < 0.3 else ""
            if not picture:
                picture = exhibits.picture(is_rendered=False)
                self._pictures.append(picture)
            body = f"{body}\n\n![The river](picture:{picture})"
        self._articles.append(
            self._newsroom.publish(
                *{*languages, "be"},
                source_language="be",
                topic=self._chance.choice(["society", "river", "rights"]),
                issue=self._chance.choice(["2017-W37", "2017-W38", None]),
                bylines=self._some("hanna", "vasil"),
                body=body,
            )
        )

    def _move(self) -> None:
        article = self._chance.choice(self._articles)
        values = [
            {"topic": self._chance.choice(["society", "river", "rights"])},
            {"issue": self._chance.choice(["2017-W37", "2017-W38"])},
            {"bylines": self._some("hanna", "vasil")},
        ]
        path = f"/v1/desk/articles/{article}"
        changed = self._newsroom.call("PATCH", path, "editor", etag="*", json=self._chance.choice(values))
        assert changed.status_code == 200, changed.get_data(as_text=True)
        self._release(article)

    def _release(self, article: str) -> None:
        versions = [v for v in ("be", "en") if self._newsroom.version(article, v)["status"] == "approved"]
        if versions:
            self._newsroom.release(article, *self._some(*versions))

    def _revise(self) -> None:
        article = self._chance.choice(self._articles)
        show = [f"![The river](picture:{one})" for one in self._some(*self._pictures)] if self._pictures else []
        self._newsroom.revise(article, title=f"Title {self._chance.random()}", body="\n\n".join(["Another.", *show]))
        self._newsroom.approve(article, "be")
        self._newsroom.release(article, "be")

    def _withdraw(self) -> None:
        article, language = self._chance.choice(self._articles), self._chance.choice(["be", "en"])
        path = f"/v1/desk/articles/{article}/versions/{language}/withdrawal"
        self._newsroom.call("POST", path, "editor", json={"reason": "It was wrong."})

    def _rename(self) -> None:
        path = f"/v1/desk/topics/{self._chance.choice(['society', 'river'])}"
        names = {"names": {"be": {"name": f"Тэма {self._chance.random()}", "description": ""}}}
        changed = self._newsroom.call("PATCH", path, "editor", etag="*", json=names)
        assert changed.status_code == 200, changed.get_data(as_text=True)

    def _wait(self) -> None:
        self.hours += self._chance.choice([1, 13, 25])

    def _contract(self) -> None:
        values = [
            {"topics": self._chance.choice([None, self._some("society", "river", "rights")])},
            {"languages": self._chance.choice([None, ["be"], ["en"], ["be", "en"]])},
            {"delay_hours": self._chance.choice([0, 0, 12, 24])},
            {"licence": f"Licence {self._chance.random()}"},
            {"formats": self._chance.choice([None, ["json"]])},
        ]
        partners.change(self._partner, self._chance.choice(values), by=None, at=clock.now())


def _followed(newsroom: Newsroom, seed: int, acts: int) -> Iterator[tuple[str, Mirror, Mirror]]:
    """Act by chance; gives after some acts a mirror that followed, and one that began anew."""
    partner = parties.partner(newsroom, languages=["en", "be"], topics=["society"], per_minute=6_000)
    key = parties.key(newsroom, partner)
    topics.add("rights", {"be": Name("Правы", ""), "en": Name("Rights", "")})
    issues.add("2017-W38", titles={}, at=clock.now())
    done = Acts(newsroom, partner, seed)
    chance = random.Random(seed + 1)
    mirror = Mirror(newsroom, key, limit=chance.choice([1, 2, 7, 100]))
    said = list[str]()
    for _ in range(acts):
        with time_machine.travel(clock.now() + timedelta(hours=done.hours), tick=True):
            said.append(done.act())
        if chance.random() < 0.4:
            with time_machine.travel(clock.now() + timedelta(hours=done.hours), tick=True):
                mirror.sync()
                anew = Mirror(newsroom, key, limit=100)
                anew.sync()
            yield f"seed {seed}: {said}", mirror, anew


@pytest.mark.parametrize("seed", [0, 1, 24])
def test_who_follows_holds_what_who_begins_anew_is_given(sqlite_newsroom: Newsroom, seed: int) -> None:
    """Texts and all that stands around them: after any acts and changes of the contract, both are equal."""
    for said, mirror, anew in _followed(sqlite_newsroom, seed, 18):
        assert mirror.all() == anew.all(), said


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 150))
def test_who_follows_holds_the_same_after_many_more_acts(newsroom: Newsroom, seed: int) -> None:
    """The same again and again, with both databases."""
    for said, mirror, anew in _followed(newsroom, seed, 24):
        assert mirror.all() == anew.all(), said


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
