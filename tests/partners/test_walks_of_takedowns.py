"""The report of takedowns by chance: it names who was given a text and did not hear that it is gone, nobody else."""

from __future__ import annotations

import io
import random
import re
import zipfile
from contextlib import ExitStack
from typing import Any

import pytest
import time_machine

from api.partners import partners
from api.partners.sending.dispatch import Dispatcher
from api.platform import clock
from tests.newsroom import Newsroom
from tests.partners import accounts, parties
from tests.partners.acts import ISSUES, LANGUAGES, PLENTY, Acts, prepare
from tests.partners.receivers import Receiver, receiving, turn, verified, working

Version = tuple[str, str]
_TAKEDOWNS = "/v1/admin/takedowns?limit=100"
# What was written down for an endpoint counts as offered, also where its withdrawal came before it was sent.
_ONLY_QUEUED = (True, False)


class Reader:
    """A partner that reads by many routes, and keeps account of what it was given and heard of."""

    def __init__(
        self, newsroom: Newsroom, name: str, chance: random.Random, worker: Dispatcher, there: Receiver
    ) -> None:
        self._newsroom, self._chance = newsroom, chance
        self.id = parties.partner(
            newsroom,
            name,
            languages=chance.choice([None, ["en"], ["be", "en"], ["ru"]]),
            topics=chance.choice([None, ["society"], ["river", "society"]]),
            delay_hours=chance.choice([0, 0, 12]),
            **PLENTY,
        )
        self.key = parties.key(newsroom, self.id, "read", "webhooks")
        self._there = there
        self._hook = verified(newsroom, worker, self.key, there.url, payload="full")["id"]
        self._taken = len(there.accepted)
        self._cursor = ""
        self._page: list[Version] = []
        self._steps = 0
        self.got: dict[Version, int] = {}
        self.heard: dict[Version, int] = {}

    def act(self, acts: Acts) -> str:
        """Read something; gives what."""
        self._steps += 1
        way = self._chance.choice(
            [self._read, self._read, self._sync, self._sync, self._feed, self._archive, self._replay]
        )
        way(acts)
        accounts.write()
        return way.__name__

    def take(self) -> None:
        """Take what was sent."""
        for got in self._there.accepted[self._taken :]:
            self._steps += 1
            data = got.body["data"]
            if got.event == "article.withdrawn":
                self.heard[data["article_id"], data["language"]] = self._steps
            elif got.event.startswith("article.") and data["form"] == "full":
                self.got[data["article_id"], data["language"]] = self._steps
        self._taken = len(self._there.accepted)
        self._steps += 1

    def open(self) -> set[Version]:
        """Give what was given and not heard of since."""
        return {version for version, step in self.got.items() if self.heard.get(version, -1) <= step}

    def _read(self, acts: Acts) -> None:
        if not acts.articles:
            return
        article, language = self._chance.choice(acts.articles), self._chance.choice(LANGUAGES)
        answer = parties.call(self._newsroom, f"/v1/articles/{article}?lang={language}&fallback=none", self.key)
        if answer.status_code == 200:
            self.got[article, language] = self._steps
        elif answer.get_json()["code"] in {"not_found", "gone"}:
            self.heard[article, language] = self._steps

    def _sync(self, _acts: Acts) -> None:
        for _ in range(self._chance.randint(1, 4)):
            start = f"&since={self._cursor}" if self._cursor else self._chance.choice(["&initial=true", ""])
            document = self._chance.choice(["&include=document", ""])
            path = f"/v1/changes?limit={self._chance.choice([3, 100])}{start}{document}"
            page = parties.get(self._newsroom, path, self.key)
            again = {(entry["article_id"], entry["language"]) for entry in page["data"]}
            # What the next page tells once more is known when that one's cursor comes back.
            self.heard |= dict.fromkeys(set(self._page) - again, self._steps)
            self._cursor, self._page = page["meta"]["cursor"], []
            self._steps += 1
            for entry in page["data"]:
                if entry["resource"] == "article":
                    version = (entry["article_id"], entry["language"])
                    if entry["slug"] is None:
                        self._page.append(version)
                    else:
                        self.got[version] = self._steps
                        self._page = [each for each in self._page if each != version]

    def _replay(self, _acts: Acts) -> None:
        path = f"/v1/partner/webhooks/{self._hook}/replays"
        answer = parties.call(self._newsroom, path, self.key, "POST", json={"since": "2017-01-01T00:00:00Z"})
        assert answer.status_code == 201, answer.get_data(as_text=True)

    def _feed(self, acts: Acts) -> None:
        language = self._chance.choice(LANGUAGES)
        answer = parties.call(self._newsroom, f"/v1/feeds/{language}.json", self.key)
        if answer.status_code == 200:
            self._note(acts, str(answer.get_json()["items"]), language)

    def _archive(self, acts: Acts) -> None:
        issue, language = self._chance.choice(ISSUES), self._chance.choice(LANGUAGES)
        path = f"/v1/issues/{issue}/archive.zip?lang={language}&fallback=none"
        answer = parties.call(self._newsroom, path, self.key)
        if answer.status_code == 200:
            with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
                text = " ".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".txt"))
            self._note(acts, text, language)

    def _note(self, acts: Acts, text: str, language: str) -> None:
        found = set(re.findall(r"zyzzyva\d+x", text))
        for article, mark in acts.marks.items():
            if mark in found:
                self.got[article, language] = self._steps


class Contracts(Acts):
    """Acts that change the contract of any of some partners."""

    readers: list[Reader]

    def change(self, values: dict[str, Any]) -> None:
        """Change the contract of one of them."""
        reader = self.chance.choice(self.readers)
        self.say(self.readers.index(reader), values)
        partners.change(reader.id, values, by=None, at=clock.now())


def _check(newsroom: Newsroom, seed: int, steps: int) -> None:
    prepare()
    chance = random.Random(seed + 1)
    with ExitStack() as stack:
        traveller = stack.enter_context(time_machine.travel(clock.now(), tick=True))
        worker = stack.enter_context(working(newsroom))
        readers = [
            Reader(newsroom, f"Reader {number}", chance, worker, stack.enter_context(receiving()))
            for number in range(2)
        ]
        acts = Contracts(newsroom, readers[0].id, seed, traveller)
        acts.readers = readers
        for _ in range(steps):
            acts.act()
            for number, reader in enumerate(readers):
                if chance.random() < 0.8:
                    acts.say(number, reader.act(acts))
            if chance.random() < 0.4:
                turn(worker)
                for reader in readers:
                    reader.take()
            _require_true(newsroom, readers, acts)


def _require_true(newsroom: Newsroom, readers: list[Reader], acts: Acts) -> None:
    """Require that the report says of each withdrawn version who had it, and who has not heard."""
    gone = {
        (article, language)
        for article in acts.articles
        for language in LANGUAGES
        if newsroom.call("GET", f"/v1/articles/{article}?lang={language}").status_code == 410
    }
    reported = newsroom.get(f"{_TAKEDOWNS}&state=all", "editor")["data"]
    told = {
        (each["article_id"], each["language"], holder["partner_id"]): holder["has_arrived"]
        for each in reported
        for holder in each["partners"]
    }
    wanted = {
        (*version, reader.id): version not in reader.open()
        for reader in readers
        for version in reader.got.keys() & gone
    }
    names = {**acts.marks, **{reader.id: str(number) for number, reader in enumerate(readers)}}
    differing = {
        (names[article], language, names[partner]): (told.get(key), wanted.get(key))
        for key in told.keys() | wanted.keys()
        for article, language, partner in [key]
        if told.get(key) != wanted.get(key) and (told.get(key), key in wanted) != _ONLY_QUEUED
    }
    assert not differing, f"told and wanted {differing} after {acts.said}"


@pytest.mark.parametrize("seed", [1])
def test_the_report_names_who_holds_what_is_gone(sqlite_newsroom: Newsroom, seed: int) -> None:
    """After any acts, changes of contracts and readings."""
    _check(sqlite_newsroom, seed, 14)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 150))
def test_the_report_is_true_after_many_more_acts(newsroom: Newsroom, seed: int) -> None:
    """The same again and again, with both databases."""
    _check(newsroom, seed, 24)
