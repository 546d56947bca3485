"""Reading ahead by chance: who follows holds what who begins anew is given, and nobody else sees a hint of it."""

from __future__ import annotations

import random
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from api.platform import clock, db
from api.publishing import schedule
from tests.newsroom import Newsroom
from tests.partners import ahead, parties
from tests.partners.acts import ISSUES, LANGUAGES, PLENTY, TOPICS, Act, Acts, prepare
from tests.partners.receivers import receiving, turn, verified, working
from tests.partners.test_mirrors_of_all import Mirror, proofs

_MARK = "embargoed_until"
# What tells of nothing under embargo, whoever asks; and what tells of it those alone who may read it ahead.
_OF_READERS = (
    *(f"/v1/issues/{key}?lang=be" for key in ISSUES),
    *(f"/v1/{name}?lang={code}" for name in ("site", "issues", "topics", "bylines") for code in LANGUAGES),
    *(f"/v1/feeds/{code}.json" for code in LANGUAGES),
    "/v1/search?q=zyzzyva*&lang=be",
    "/v1/search?q=title&lang=en",
    "/v1/trends",
    "/sitemap.xml",
)
_AHEAD = ("/v1/changes?limit=100&include=document", *(f"/v1/articles?lang={code}&limit=100" for code in LANGUAGES))


class Planning(Acts):
    """Acts of a newsroom that plans its releases."""

    def _usual(self) -> list[Act]:
        self._beginnings = [self.plan, self.publish, self.contract, self.hour]
        return (
            [self.plan] * 5 + [self.hour] * 4 + [self.contract] * 3 + [self.change_plan] * 3
            + [self.cancel, self.plan_issue, self.disapprove, self.publish, self.move, self.withdraw, self.revise]
            + [self.release, self.rename]
        )  # fmt: skip

    def plan(self) -> None:
        """Write a text and plan its release in some languages."""
        self._plan(self.write())

    def change_plan(self) -> None:
        """Change what a text is about without a release, or plan another one of it."""
        article = self.chance.choice(self.articles)
        if self.chance.random() < 0.5:
            self._plan(article)
            return
        change = self.chance.choice(
            [{"topic": self.chance.choice(TOPICS)}, {"issue": self.chance.choice([*ISSUES, None])}]
        )
        self.say(self.marks[article], change)
        self._newsroom.call("PATCH", f"/v1/desk/articles/{article}", "editor", etag="*", json=change)

    def _plan(self, article: str) -> None:
        languages, minutes = self.some(*LANGUAGES), self.chance.choice([30, 90, 200])
        self.say(self.marks[article], languages, minutes)
        data = {"languages": languages, "at": ahead.hour(minutes=minutes), "leave_out_unready": True}
        self._newsroom.call("POST", f"/v1/desk/articles/{article}/releases", "editor", json=data)

    def plan_issue(self) -> None:
        """Plan the release of a whole issue."""
        issue, minutes = self.chance.choice(ISSUES), self.chance.choice([30, 90, 200])
        data = {"languages": self.some(*LANGUAGES), "at": ahead.hour(minutes=minutes), "leave_out_unready": True}
        answer = self._newsroom.call("POST", f"/v1/desk/issues/{issue}/releases", "editor", json=data)
        self.say(issue, data["languages"], minutes, answer.status_code)

    def cancel(self) -> None:
        """Cancel a release that is planned."""
        planned = db.rows("SELECT id FROM release WHERE state = 'scheduled' ORDER BY id")
        if planned:
            (release,) = self.chance.choice(planned)
            self._newsroom.call("DELETE", f"/v1/desk/releases/{release}", "editor", etag="*")

    def disapprove(self) -> None:
        """Take an approval back."""
        article, language = self.chance.choice(self.articles), self.chance.choice(LANGUAGES)
        path = f"/v1/desk/articles/{article}/versions/{language}/approval"
        answer = self._newsroom.call("DELETE", path, f"reviewer-{language}", etag="*", json={"reason": "Look again."})
        self.say(self.marks[article], language, answer.status_code)

    def hour(self) -> None:
        """Let time pass, and release what is due."""
        minutes = self.chance.choice([20, 45, 100])
        self._traveller.shift(timedelta(minutes=minutes))
        self.say(minutes, schedule.publish_due(at=clock.now()))

    def more_contracts(self) -> list[dict[str, Any]]:
        """Give leads."""
        return [{"embargo_lead_minutes": self.chance.choice([0, 60, 120, 600])}] * 4


def _check(newsroom: Newsroom, seed: int, steps: int) -> None:
    prepare()
    chance = random.Random(seed + 1)
    with ExitStack() as stack:
        traveller = stack.enter_context(time_machine.travel(clock.now(), tick=True))
        worker, there = stack.enter_context(working(newsroom)), stack.enter_context(receiving())
        contract = {"topics": chance.choice([None, ["society", "river"]]), **PLENTY}
        partner = parties.partner(newsroom, embargo_lead_minutes=120, **contract)
        key = parties.key(newsroom, partner, "webhooks", "read")
        verified(newsroom, worker, key, there.url, payload="full")
        other = parties.reader(newsroom, name="Without a lead", **PLENTY)
        narrow = parties.reader(newsroom, name="Narrow", topics=["society"], languages=["en"], **PLENTY)
        acts = Planning(newsroom, partner, seed, traveller)
        mirror = Mirror(newsroom, key, limit=chance.choice([1, 2, 7, 100]))
        for _ in range(steps):
            acts.act()
            if chance.random() < 0.6:
                ahead.follow()
            if chance.random() < 0.4:
                mirror.sync()
            if chance.random() < 0.3:
                turn(worker)
            if chance.random() < 0.4:
                while ahead.follow():
                    pass
                mirror.sync()
                anew = Mirror(newsroom, key, limit=100)
                anew.sync()
                said = f"seed {seed}: {acts.said}"
                assert mirror.all() == anew.all(), said
                _require_proved(newsroom, key, mirror, said)
                _require_unseen(newsroom, acts, key, [None, other, narrow])
        turn(worker)
        told = {mark for got in there.got for mark in acts.marks.values() if mark.encode() in got.raw}
        assert told <= _ever_public(acts), acts.said


def _require_proved(newsroom: Newsroom, key: str, mirror: Mirror, said: str) -> None:
    held = [document for (resource, _), document in mirror.copy.items() if resource == "article"]
    for document in held:
        path = f"/v1/articles/{document['id']}?lang={document['language']}&fallback=none"
        assert parties.get(newsroom, path, key).get(_MARK) == document.get(_MARK), said
    assert proofs.parts(document for document in held if _MARK not in document) == mirror.proof_told(), said


def _require_unseen(newsroom: Newsroom, acts: Acts, key: str, others: list[str | None]) -> None:
    """Require that nothing tells of a text that never was public who may not read it ahead."""
    public = _ever_public(acts)
    for reader, paths in [(key, _OF_READERS), *((other, (*_OF_READERS, *_AHEAD)) for other in others)]:
        for path in paths:
            answer = parties.call(newsroom, path, reader) if reader is not None else newsroom.call("GET", path)
            raw = answer.get_data(as_text=True)
            for article, mark in acts.marks.items():
                if mark not in public:
                    assert mark not in raw, (path, acts.said)
                    assert article not in raw, (path, acts.said)
    for article, mark in acts.marks.items():
        for other in others if mark not in public else ():
            path = f"/v1/articles/{article}?lang=be"
            answer = parties.call(newsroom, path, other) if other is not None else newsroom.call("GET", path)
            assert answer.status_code in {404, 422}, acts.said  # a language outside of the contract is no language


def _ever_public(acts: Acts) -> set[str]:
    """Give the marks of the texts that were public at any time."""
    found = {article for (article,) in db.rows("SELECT DISTINCT article_id FROM publication")}
    return {mark for article, mark in acts.marks.items() if article in found}


@pytest.mark.parametrize("seed", [1])
def test_what_is_read_ahead_is_what_stands(sqlite_newsroom: Newsroom, seed: int) -> None:
    """After any plans and changes of them."""
    _check(sqlite_newsroom, seed, 14)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 150))
def test_what_is_read_ahead_is_what_stands_after_many_more_plans(newsroom: Newsroom, seed: int) -> None:
    """The same again and again, with both databases."""
    _check(newsroom, seed, 24)
